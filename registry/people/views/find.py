"""Finding a person by identity number: the number travels in a body, and what
goes on in the address is the person's key."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from cejc.lib.writing import identity
from registry.people.access import signed_in
from registry.people.forms.find import FindForm
from registry.people.http import SignedInRequest
from registry.people.models import Professional
from registry.people.queries.names import key_of
from registry.people.queries.people import numbered
from registry.people.views.answers import lone_form


@sensitive_post_parameters("number")
@signed_in.asks
def by_number(request: SignedInRequest) -> HttpResponse:
    """Back to the list that was searched, with the person for the number; or a
    sentence when there is none to be seen."""
    to = _inside(request, request.POST.get("to") or request.GET.get("to", ""))
    form = FindForm(request.POST if request.method == "POST" else None, initial={"to": to})
    if form.is_bound and form.is_valid():
        known = numbered(form.cleaned_data["number"])
        person = Professional.objects.visible_to(request.user).filter(pk=known.pk).first() if known else None
        if person is not None:
            return HttpResponseRedirect(_with(to, key_of(person)))
        form.add_error("number", _("在您可以查看的人员中没有这个证件号码，请核对，或改用姓名查找。"))
    return lone_form(request, form, to)


def _inside(request: HttpRequest, to: str) -> str:
    """An address of this portal without any number in it; else the list of people."""
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return bare(to) if safe and to.startswith("/") else reverse("registry:people")


def _with(to: str, text: str) -> str:
    parts = urlsplit(to)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("q", "page")]
    return f"{parts.path}?{urlencode([*query, ('q', text)])}"


def bare(address: str) -> str:
    """`address` without the values that hold an identity number."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not identity.holds_number(value)]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def refused(request: HttpRequest) -> HttpResponse:
    """The answer to an address with an identity number in it: what was asked is not looked for."""
    to = bare(request.get_full_path())
    if not request.user.is_authenticated:
        messages.warning(
            request, _("请不要在查找框和网址中填写证件号码，请按姓名或单位查找。刚才的内容没有用于查找。")
        )
        return HttpResponseRedirect(to)
    return HttpResponseRedirect(f"{reverse('registry:find')}?{urlencode({'to': to})}")
