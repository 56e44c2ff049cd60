"""保存与删除: periods and grounds, what is due and what went, holds; the province's and the auditor's."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cejc.lib.ids import uuids_of
from cejc.lib.paging import LongPaginator
from cejc.lib.writing.dates import cn_day
from registry.enums import Role
from registry.machinery import retention
from registry.machinery.forms.reason import ReasonForm
from registry.machinery.models import Forgotten, Hold
from registry.machinery.services import forgetting_run
from registry.people import access
from registry.people.above import matters_of
from registry.people.access import role_required
from registry.people.forms.hold import HoldForm
from registry.people.http import SignedInRequest
from registry.people.models import Professional, User
from registry.people.queries import retention as queries
from registry.people.services import hold as services
from registry.people.views.answers import confirm_page, done, lone_form, succeeded, tried

readers = role_required(Role.PROVINCE, Role.AUDITOR)
PAGE = 50


@readers.reads
def overview(request: SignedInRequest) -> HttpResponse:
    """Each kind with its period and ground, and how much of it is due."""
    last, following = queries.runs()
    context = {
        "lines": list(queries.lines()),
        "last": last,
        "next": following,
        "begins": request.user.has_role(Role.PROVINCE),
        "held": Hold.objects.in_force().count(),
        "days": Forgotten.objects.all()[:10],
    }
    return render(request, "registry/people/retention/overview.html", context)


@readers.lists
def reports(request: SignedInRequest) -> HttpResponse:
    """What went on which day: numbers only."""
    page = LongPaginator(Forgotten.objects.all(), PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/people/retention/reports.html", {"page": page})


@role_required(Role.PROVINCE).asks
def begin(request: SignedInRequest, name: str) -> HttpResponse:
    """The dry run of a kind, counted now, and the button that begins."""
    kind = retention.kinds().get(name)
    if kind is None or not kind.confirm:
        raise Http404
    form = Form(request.POST if request.method == "POST" else None)
    if succeeded(form, lambda: forgetting_run.begin(actor=request.user, name=name)) and form.is_bound:
        return done(
            request, _("已开始执行，到期的由系统陆续删除，删除的数量见删除报告。"), "registry:retention"
        )
    due, held = forgetting_run.due_of(name)
    facts = [
        (_("内容"), kind.title),
        (_("保存期限"), kind.shown),
        (_("依据"), kind.ground),
        (_("将要删除"), _("%s件") % due),
        (_("因留存不删除"), _("%s件") % held),
    ]
    follows = [_("到期的内容由系统删除，不能恢复。"), _("以后到期的，不再逐次确认。")]
    return confirm_page(
        request,
        form,
        _("开始执行"),
        ("registry:retention",),
        facts=facts,
        consequences=follows,
        official=True,
    )


@readers.lists
def holds(request: SignedInRequest) -> HttpResponse:
    rows = Hold.objects.visible_to(request.user).select_related("person", "placed_by", "lifted_by")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lifts": request.user.has_role(Role.PROVINCE)}
    return render(request, "registry/people/retention/holds.html", context)


@role_required(Role.PROVINCE).asks
def hold(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Hold what is about a person, or about an application (`?matter=`) of the person."""
    person = access.professional_of(request.user, public_id)
    matter = _matter(request.user, person, request.GET.get("matter", ""))
    form = HoldForm(request.POST if request.method == "POST" else None)
    call = lambda: services.place(actor=request.user, person=person, matter=matter, **form.cleaned_data)  # noqa: E731
    if made := tried(form, call):
        said = _("已留存至%s，其间到期也不删除。") % cn_day(made.until)
        return done(request, said, "registry:holds")
    facts = [(_("姓名"), person.name)]
    if matter is not None:
        facts.append((str(matter._meta.verbose_name), str(matter)))
    return lone_form(request, form, "registry:person", person.public_id, facts=facts)


def _matter(user: User, person: Professional, key: str) -> Any:
    """The application of the person that is named, where a room knows it; None where none is."""
    if not key:
        return None
    (wanted,) = uuids_of([key]) or (None,)
    found = next((one for ask in matters_of for one in ask(user, person) if one.public_id == wanted), None)
    if found is None:
        raise Http404
    return found


@role_required(Role.PROVINCE).asks
def lift(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(
        Hold.objects.visible_to(request.user).select_related("person"), public_id=public_id
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if tried(form, lambda: services.lift(actor=request.user, hold=row, **form.cleaned_data)):
        return done(request, _("已解除留存，保存期限照常计算。"), "registry:holds")
    facts = [(_("姓名"), row.person.name), (_("事由"), row.reason), (_("留存至"), cn_day(row.until))]
    follows = [_("已经到期的内容，会在下一次执行时删除，不能恢复。")]
    return confirm_page(request, form, _("解除留存"), ("registry:holds",), facts=facts, consequences=follows)
