"""Notices from the office's side: read, publish, strike one, withdraw, annul, print."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.access import visible_notice
from certification.enums import NoticeState, RecheckCause
from certification.forms.notice import ReasonForm, StrikeForm
from certification.forms.whole import NoticeFilter
from certification.models import Case, Notice, NoticeEntry, Objection, Recheck
from certification.moves.notice import NOTICE
from certification.queries.gather import PLACE
from certification.queries.listed import NOTICES
from certification.queries.notices.notice import (
    last_day_if_published_now,
    notices_for,
    shown,
    stage_after_notice,
    waiting_for_notice,
)
from certification.queries.words import words_of
from certification.services import acts
from certification.services.notices import notice as services
from certification.services.notices import notice_draft as drafts
from certification.services.notices import notice_print as paper
from certification.services.slips.recheck import annul_notice
from certification.views.desk import seat_of
from certification.views.gather import people_of
from certification.views.notices.notice_draft import composing, own_notice
from certification.views.whole_list import whole_list
from registry.enums import SUPERVISING, Role
from registry.machinery.views.files import send_drawn
from registry.people import looking
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import confirm_page, done, form_page, lone_form, seen, tried
from registry.people.views.imports import progress
from registry.people.views.moving import Moving
from registry.people.views.taking import taken_from, ways

PER_PAGE = 30
READERS = (Role.HR, *SUPERVISING)
AT_ONCE = 200  # people of a notice that is published before the answer; more are the worker's


def _found(request: SignedInRequest) -> tuple[NoticeFilter, QuerySet[Notice]]:
    """Notices of the units one answers for, as filtered and sorted."""
    form = NoticeFilter(request.GET).for_reader(request.user)
    return form, form.narrow(notices_for(request.user))


taken_from(NOTICES, _found)


@role_required(*READERS).lists
def notice_list(request: SignedInRequest) -> HttpResponse:
    """The notices that the filters find, and who waits for the next one."""
    form, rows = _found(request)
    seat = seat_of(request)
    waiting = waiting_for_notice(request.user, seat).count() if seat.role == Role.HR else 0
    context = form.found(rows, PER_PAGE) | {"active": form.narrows, "takes": ways(request, NOTICES)}
    context |= {"waiting": waiting, "words": words_of(seat)}
    return render(request, "certification/notice/list.html", context)


@role_required(*READERS).reads
def notice(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One notice as it stands, with its people and objections; a draft of one's own is composed here."""
    row = visible_notice(request.user, public_id)
    moves = NOTICE.open_to(request.user, row)
    context = {
        "notice": row,
        "moves": moves,
        "objections": list(
            Objection.objects.visible_to(request.user).filter(entry__notice=row).order_by("pk")
        ),
    }
    context |= composing(request, row) if "extend" in moves else _listed(request, row)
    return render(request, "certification/notice/detail.html", context)


def _listed(request: SignedInRequest, row: Notice) -> dict[str, Any]:
    entries = row.entries.select_related("case__professional", "case__organisation").order_by("position")
    entries = entries.prefetch_related("case__years")
    found = people_of(request, entries, lambda rows, cases: rows.filter(case__in=cases.values("pk")))
    rows = [
        {"case": one.case, "entry": one, "shown": one.snapshot or shown(one.case)} for one in found["page"]
    ]
    people = row.entries.filter(taken_out_at=None).count()
    return found | {"rows": rows, "people": people, "part": "in", "printed": bool(row.published_at)}


@role_required(Role.HR).asks
def strike(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take one person off a published notice, by its entry; asks first, with the reason that everybody
    reads."""
    entry = get_object_or_404(
        NoticeEntry.objects.select_related("case__professional", "notice__organisation").filter(
            notice__in=Notice.objects.visible_to(request.user), taken_out_at=None
        ),
        public_id=public_id,
    )
    looking.note(entry.case)
    row, name = own_notice(request, entry.notice.public_id), entry.case.professional.name
    form = StrikeForm(request.POST or None)
    call = lambda: services.strike_entry(  # noqa: E731
        actor=request.user, notice=row, entry=entry, reason=form.cleaned_data["reason"]
    )
    if tried(form, call):
        return done(request, _("%s已移出公示，申请退回本人。") % name, "certification:notice", row.public_id)
    return confirm_page(
        request,
        form,
        _("移出公示"),
        ("certification:notice", row.public_id),
        lead=row.title,
        official=True,
        facts=[(_("姓名"), name), (_("名单序号"), entry.position)],
        consequences=[
            _("公示页面和张贴的名单上划去该人员，并写明理由。"),
            _("其他人员继续公示，期限不变。"),
            _("申请退回本人，本人会收到理由，更正后可以再次提交。"),
        ],
    )


@role_required(Role.HR).asks
def publish(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask first: how many people, until which day, what happens; then publish, a long list in the worker."""
    row = own_notice(request, public_id)
    form = ReasonForm(request.POST or None, initial={"edit": row.edit})
    form.fields.pop("reason")
    named = row.entries.count()
    if named > AT_ONCE and form.is_valid():
        job = acts.begin_whole(actor=request.user, act=acts.PUBLISH, row=row, edit=seen(form))
        return redirect("registry:job", job.public_id)
    if tried(form, lambda: services.publish_notice(actor=request.user, notice=row, **form.cleaned_data)):
        return done(request, _("公示已发布，名单不能再改动。"), "certification:notice", public_id)
    last_day, why = last_day_if_published_now(row)
    listed = Case.objects.filter(notice_entries__notice=row).select_related("professional").order_by(*PLACE)
    context = {
        "form": form,
        "notice": row,
        "last_day": last_day,
        "why": why,
        "people": named,
        "next_stage": stage_after_notice(row),
        "manifest": whole_list(request, listed, "notice"),
    }
    return form_page(request, "certification/notice/publish.html", context)


MOVING = Moving(
    NOTICE,
    "notice",
    {"withdraw": services.withdraw_notice, "discard": drafts.discard_notice},
    lambda row: {
        "facts": [(_("标题"), row.title)],
        "crumbs": None,
        "cancel_url": reverse("certification:notice", args=[row.public_id]),
    },
    lambda action, row: (
        ("certification:notice-list",) if action == "discard" else ("certification:notice", row.public_id)
    ),
    {"withdraw": ReasonForm},
)


@role_required(Role.HR).asks
def move(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    """Take a published notice down, or throw a draft away, after a page that asks."""
    return MOVING.answer(request, visible_notice(request.user, public_id), action)


@role_required(*SUPERVISING, Role.PROVINCE).asks
def annul(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take an ended notice back; every slip that relied on it is examined anew."""
    row = visible_notice(request.user, public_id)
    form = ReasonForm(request.POST or None)
    if tried(form, lambda: annul_notice(actor=request.user, notice=row, reason=form.cleaned_data["reason"])):
        count = Recheck.objects.filter(cause=RecheckCause.NOTICE, cause_key=f"{row.public_id}").count()
        said = (
            _("公示已撤销，%s份认定单列入重核。") % count
            if count
            else _("公示已撤销，没有认定单依据它签发。")
        )
        return done(request, said, "certification:notice", public_id)
    return lone_form(
        request,
        form,
        "certification:notice",
        public_id,
        title=_("撤销公示"),
        lead=row.title,
        text=_("撤销后，名单上的人员不再视为已经公示：已签发的认定单列入重核，未签发的须退回后重新公示。"),
        submit_label=_("撤销公示"),
        official=True,
    )


@role_required(*READERS).reads
def print_(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """The paper for the wall; while the worker draws it, how far it is."""
    row = visible_notice(request.user, public_id)
    if row.state == NoticeState.DRAFT:
        raise Http404
    if paper.is_drawn(row):
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else _paper(row)
    failed = _("多次尝试后仍未能生成，请联系系统管理员。")
    here = reverse("certification:notice-print", args=[public_id])
    context = progress(paper.wanted(row), _("正在生成张贴的名单"), here, failed)
    context |= {"notice": row, "sentence": context["sentence"] if context["state"] == "failed" else ""}
    return render(request, "ui/progress.html" if request.htmx else "certification/notice/print.html", context)


def _paper(row: Notice) -> HttpResponseBase:
    return send_drawn(row.pdf_name, "notice.pdf", save=False)
