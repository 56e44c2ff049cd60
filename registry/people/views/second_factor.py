"""Second factors of one's login: what there is, and security keys, added, named and taken away."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, reauthenticate_webauthn
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cejc import said
from cejc.errors import Refused
from registry.people.access import signed_in
from registry.people.forms.second_factor import AddKeyForm, KeyNameForm, RemoveKeyForm
from registry.people.http import SignedInRequest
from registry.people.services import second_factor as service
from registry.people.views.answers import confirm_page, done, lone_form, succeeded

FRESH = 300  # seconds: how long a second factor shown just now counts for taking another away


class AddKey(AddWebAuthnView):
    """A key that holds who it is for, and asks its owner for a finger or a PIN."""

    form_class = AddKeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"] = kwargs.get("form") or self.get_form()
        # Resident, and never without its owner's finger or PIN.
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context

    @transaction.atomic
    def form_valid(self, form: AddKeyForm) -> HttpResponse:
        answer = super().form_valid(form)
        said.done(self.request, _("已添加安全密钥，下次登录时可以使用。"))
        return answer


add = AddKey.as_view()


def reauthenticate(request: HttpRequest) -> HttpResponseBase:
    """Show that it is you by a key; without one there is nothing to show."""
    if not is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        return redirect("mfa_index")
    answer: HttpResponseBase = reauthenticate_webauthn(request)
    return answer


def _key(request: SignedInRequest, pk: int) -> Authenticator:
    rows = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    return get_object_or_404(rows, pk=pk)


@signed_in.asks
def rename(request: SignedInRequest, pk: int) -> HttpResponse:
    key = _key(request, pk)
    form = KeyNameForm(request.POST or None, initial={"name": key.wrap().name})
    if succeeded(form, lambda: service.rename(actor=request.user, key=key, **form.cleaned_data)):
        return done(request, _("已修改安全密钥的名称。"), "mfa_index")
    return lone_form(request, form, "mfa_index")


@signed_in.asks
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Taking a key away asks for a second factor that was shown just now."""
    key = _key(request, pk)
    if not _shown_just_now(request):
        way = "mfa_reauthenticate" if _has_codes(request) else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(way)}?{urlencode({'next': request.path})}")
    form = RemoveKeyForm(request.POST if request.method == "POST" else None)
    if succeeded(form, lambda: _removed(request, key)):
        return done(request, _("已删除安全密钥，它不能再用来登录。"), "mfa_index")
    facts = [(_("安全密钥"), key.wrap().name)]
    follows = [_("这把密钥立即失效，不能再用来登录。"), _("您会收到消息。")]
    return confirm_page(request, form, _("删除安全密钥"), ("mfa_index",), facts=facts, consequences=follows)


@transaction.atomic
def _removed(request: SignedInRequest, key: Authenticator) -> None:
    if not service.may_remove(key):
        raise Refused(_("您的角色要求使用二次验证，这是最后一种，不能删除。请先添加另一种。"))
    remove_authenticator(request, key)


def _shown_just_now(request: SignedInRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(
        one["method"] == "mfa" and one.get("reauthenticated") and time.time() - one["at"] < FRESH
        for one in records
    )


def _has_codes(request: SignedInRequest) -> bool:
    """An authenticator or recovery codes, which are typed."""
    return Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.WEBAUTHN).exists()
