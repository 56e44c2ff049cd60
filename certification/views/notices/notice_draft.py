"""Drafts of notices: word them, choose the people. Nothing is public yet."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from certification.access import visible_notice
from certification.forms.notice import NewNoticeForm, NoticeForm
from certification.models import Case, Notice
from certification.moves.notice import PUBLISHER
from certification.queries.gather import groups_of, of_notice
from certification.queries.notices.notice import drafts_with_people, shown, waiting_for_notice
from certification.queries.policy import tables_in
from certification.queries.words import words_of
from certification.services.notices import notice_draft as drafts
from certification.views.gather import changed, gathering_page
from certification.views.whole_list import begun
from registry.enums import Role
from registry.models import Membership
from registry.people.access import role_required, seat_as
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, lone_form, seen, tried


@role_required(Role.HR).asks
def new(request: SignedInRequest) -> HttpResponse:
    """Compose: word the notice, with all who wait or nobody yet. Nothing is public before it is published."""
    seat = seat_as(request, Role.HR)
    waiting = waiting_for_notice(request.user, seat)
    groups = groups_of(waiting, "application_year")
    offered = [
        (f"{one['application_year']}", _("%s年度待公示的") % one["application_year"], one["count"])
        for one in groups
    ]
    shortest = _shortest(waiting)
    initial = _initial(seat, groups, shortest)
    form = NewNoticeForm(request.POST or None, initial=initial, shortest=shortest, groups=offered)
    if made := tried(form, lambda: _composed(request, seat, waiting, groups, form)):
        said = _("拟稿已保存，列入%s人，请核对名单后发布。") % made.entries.count()
        return done(request, said, "certification:notice", made.public_id)
    context = {
        "form": form,
        "waiting": sum(one["count"] for one in groups),
        "drafts": begun(drafts_with_people(seat), "certification:notice"),
    }
    return form_page(request, "certification/notice/new.html", context)


def _composed(
    request: SignedInRequest,
    seat: Membership,
    waiting: QuerySet[Case],
    groups: list[dict[str, Any]],
    form: NewNoticeForm,
) -> Notice:
    year, whole = form.cleaned_data["whom"]
    return drafts.compose_notice(
        actor=request.user,
        organisation=seat.organisation,
        cases=waiting.filter(application_year=year) if whole else Case.objects.none(),
        like=next(one["any"] for one in groups if f"{one['application_year']}" == year),
        **form.wording,
    )


def _initial(seat: Membership, groups: list[dict[str, Any]], shortest: int) -> dict[str, Any]:
    year = groups[0]["application_year"] if groups else clock.today().year
    return {
        "title": _("%(unit)s%(year)s年度继续教育合格人员名单公示")
        % {"unit": seat.organisation.name, "year": year},
        "text": _("经%(first)s，下列人员继续教育学时符合要求，现予公示。如有异议，请在公示期内实名反映。")
        % {"first": words_of(seat).first},
        "contact": seat.organisation.contact,
        "working_days": shortest,
    }


def _shortest(cases: QuerySet[Case]) -> int:
    """The fewest working days that the routes of `cases` allow. One query."""
    stages = [table.first_of_kind("notice") for _found, table in tables_in(cases)]
    return max((stage.working_days for stage in stages if stage), default=1)


def own_notice(request: SignedInRequest, public_id: UUID) -> Notice:
    """A notice of the unit's own; 404 for every other."""
    row = visible_notice(request.user, public_id)
    if not PUBLISHER.may(request.user, row):
        raise Http404
    return row


def composing(request: SignedInRequest, row: Notice) -> dict[str, Any]:
    """What the page of a draft shows: its people, or those beside it and why."""
    gathering = of_notice(request.user, _seat(request, row), row)
    context = gathering_page(request, gathering, "certification:notice-people", row)
    return context | {"rows": _drafted(context["page"]) if context["part"] == "in" else []}


def _seat(request: SignedInRequest, row: Notice) -> Membership:
    """The seat of the unit whose notice it is."""
    seats = request.user.seats_as(Role.HR)
    return next(seat for seat in seats if seat.organisation_id == row.organisation_id)


def _drafted(cases: Iterable[Case]) -> list[dict[str, Any]]:
    listed = list(cases)
    prefetch_related_objects(listed, "years")
    return [{"case": case, "shown": shown(case)} for case in listed]


@role_required(Role.HR).acts
def people(request: SignedInRequest, public_id: UUID, way: str) -> HttpResponse:
    """Put people on a draft, or take them off it."""
    row = own_notice(request, public_id)
    calls: dict[str, Callable[..., int]] = {
        "extend": lambda cases: len(drafts.add_to_notice(actor=request.user, notice=row, cases=cases)),
        "reduce": lambda cases: drafts.take_from_notice(actor=request.user, notice=row, cases=cases),
    }
    if way not in calls:
        raise Http404
    address = reverse("certification:notice", args=[public_id])
    return changed(request, of_notice(request.user, _seat(request, row), row), way, address, calls)


@role_required(Role.HR).asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Change the wording of a draft."""
    row = own_notice(request, public_id)
    initial = {name: getattr(row, name) for name in (*drafts.EDITABLE, "edit")}
    shortest = _shortest(Case.objects.filter(notice_entries__notice=row))
    form = NoticeForm(request.POST or None, initial=initial, shortest=shortest)
    call = lambda: drafts.change_notice(actor=request.user, notice=row, edit=seen(form), **form.wording)  # noqa: E731
    if tried(form, call):
        return done(request, _("已保存。"), "certification:notice", public_id)
    return lone_form(
        request, form, "certification:notice", public_id, title=_("修改拟稿"), submit_label=_("保存")
    )
