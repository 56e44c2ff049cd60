"""Notices from the office's side: compose, publish, withdraw, print."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from certification.access import visible_notice
from certification.enums import NoticeState, RecheckCause
from certification.forms.notice import NoticeForm, ReasonForm
from certification.models import Case, Notice, Objection, Recheck
from certification.moves.notice import NOTICE, PUBLISHER
from certification.queries.desk import labelled
from certification.queries.notice import (
    drafts_with_people,
    last_day_if_published_now,
    notices_for,
    stage_after_notice,
    waiting_for_notice,
)
from certification.queries.words import words_of
from certification.services import notice as services
from certification.services.notice_pdf import draw
from certification.services.recheck import annul_notice
from certification.views.desk import seat_of
from certification.views.whole_list import begun, gathered, whole_list
from registry.enums import SUPERVISING, Role
from registry.models import Membership
from registry.people.access import role_required, seat_as
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, lone_form, seen, tried
from registry.people.views.moving import Moving

PER_PAGE = 30
READERS = (Role.HR, *SUPERVISING)


@role_required(*READERS).reads
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Notices of the units one answers for, and who waits for the next one."""
    page = Paginator(notices_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    seat = seat_of(request)
    waiting = waiting_for_notice(request.user, seat).count() if seat.role == Role.HR else 0
    context = {"page": page, "waiting": waiting, "words": words_of(seat)}
    return render(request, "certification/notice/list.html", context)


@role_required(Role.HR).asks
def new(request: SignedInRequest) -> HttpResponse:
    """Compose: choose the people, word the notice. Nothing is public before it is published."""
    seat = seat_as(request, Role.HR)
    waiting = list(waiting_for_notice(request.user, seat))
    form = NoticeForm(request.POST or None, initial=_initial(seat, waiting), shortest=_shortest(waiting))
    gone = _("%s的情况刚刚发生变化，已从名单中去掉，请核对后再次保存。")
    ticked, chosen = gathered(request, form, waiting, gone)
    call = lambda: services.compose_notice(  # noqa: E731
        actor=request.user, organisation=seat.organisation, cases=chosen, **form.wording
    )
    if made := tried(form, call):
        return done(request, _("拟稿已保存，请核对后发布。"), "certification:notice", made.public_id)
    context = {
        "form": form,
        "waiting": labelled(waiting),
        "ticked": ticked,
        "drafts": begun(drafts_with_people(seat), "certification:notice"),
    }
    return form_page(request, "certification/notice/new.html", context)


def _initial(seat: Membership, waiting: list) -> dict[str, Any]:
    year = waiting[0].application_year if waiting else clock.today().year
    return {
        "title": _("%(unit)s%(year)s年度继续教育合格人员名单公示")
        % {"unit": seat.organisation.name, "year": year},
        "text": _("经%(first)s，下列人员继续教育学时符合要求，现予公示。如有异议，请在公示期内实名反映。")
        % {"first": words_of(seat).first},
        "contact": seat.organisation.contact,
        "working_days": _shortest(waiting),
    }


def _shortest(cases: list[Case]) -> int:
    """The fewest working days that the routes of `cases` allow."""
    return max((services.notice_stage(case).working_days for case in cases), default=1)


@role_required(*READERS).reads
def notice(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One notice as it stands, with its people and objections."""
    row = visible_notice(request.user, public_id)
    return render(request, "certification/notice/detail.html", _page(request, row))


def _page(request: SignedInRequest, row: Notice) -> dict[str, Any]:
    entries = list(
        row.entries.select_related("case__professional", "case__organisation").prefetch_related("case__years")
    )
    objections = Objection.objects.visible_to(request.user).filter(entry__notice=row).order_by("pk")
    return {
        "notice": row,
        "entries": [(entry, entry.snapshot or services.snapshot(entry)) for entry in entries],
        "objections": list(objections),
        "moves": NOTICE.open_to(request.user, row),
    }


@role_required(Role.HR).asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Change the wording of a draft."""
    row = _own(request, public_id)
    initial = {name: getattr(row, name) for name in (*services.EDITABLE, "edit")}
    named = [entry.case for entry in row.entries.select_related("case")]
    form = NoticeForm(request.POST or None, initial=initial, shortest=_shortest(named))
    call = lambda: services.change_notice(actor=request.user, notice=row, edit=seen(form), **form.wording)  # noqa: E731
    if tried(form, call):
        return done(request, _("已保存。"), "certification:notice", public_id)
    return lone_form(
        request, form, "certification:notice", public_id, title=_("修改拟稿"), submit_label=_("保存")
    )


def _own(request: SignedInRequest, public_id: UUID) -> Notice:
    row = visible_notice(request.user, public_id)
    if not PUBLISHER.may(request.user, row):
        raise Http404
    return row


@role_required(Role.HR).asks
def publish(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask first: how many people, until which day, what happens; then publish."""
    row = _own(request, public_id)
    form = ReasonForm(request.POST or None, initial={"edit": row.edit})
    form.fields.pop("reason")
    if tried(form, lambda: services.publish_notice(actor=request.user, notice=row, **form.cleaned_data)):
        return done(request, _("公示已发布，名单不能再改动。"), "certification:notice", public_id)
    last_day, why = last_day_if_published_now(row)
    named = [entry.case for entry in row.entries.select_related("case__professional").order_by("position")]
    context = {
        "form": form,
        "notice": row,
        "last_day": last_day,
        "why": why,
        "people": len(named),
        "next_stage": stage_after_notice(row),
        "manifest": whole_list(named, "notice"),
    }
    return form_page(request, "certification/notice/publish.html", context)


MOVING = Moving(
    NOTICE,
    "notice",
    {"withdraw": services.withdraw_notice, "discard": services.discard_notice},
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
def print_(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The paper for the wall."""
    row = visible_notice(request.user, public_id)
    if row.state == NoticeState.DRAFT:
        raise Http404
    response = HttpResponse(draw(row), content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=notice.pdf"
    response["Cache-Control"] = "private, no-store"
    return response
