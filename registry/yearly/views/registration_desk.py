"""The offices' side of annual registration: the list, the confirmation by
list, one year, its return and reopening."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cejc import clock
from cejc.lib.spreadsheet import Sheet
from registry.enums import SUPERVISING, Role
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.lists import heads_of, line_of
from registry.people.looking import taken
from registry.people.models.organisation import covered_by_seats
from registry.people.services.many import Shown
from registry.people.views.answers import acted
from registry.people.views.export import leaving, today
from registry.people.views.many import Page, act_on_many, asked_by, everything, shown_of
from registry.people.views.moving import Moving
from registry.people.views.taking import taken_from, ways
from registry.yearly.access import registration_of
from registry.yearly.forms.registration import MINE, MISSING, ReasonForm, RegistrationFilter
from registry.yearly.models import AnnualRegistration
from registry.yearly.moves.registration import REGISTRATION
from registry.yearly.queries.aside import Aside, aside_of
from registry.yearly.queries.listed import REGISTRATIONS
from registry.yearly.queries.registration import (
    YearContent,
    answered_for,
    contents,
    not_declared,
    summary_of,
    tag_of_year,
    waiting_for,
    words,
    words_now,
)
from registry.yearly.services import acts
from registry.yearly.services import registration as services
from registry.yearly.services import registration_reopening as reopening
from registry.yearly.views.registration_context import parts_of

PAGE = 50
PIECE = 1000
CONFIRM = [{"label": lazy("确认所选人员"), "name": "decision", "value": "confirm"}]
READERS = (Role.HR, *SUPERVISING, Role.PROVINCE)


def _found(
    request: SignedInRequest, state: str = ""
) -> tuple[RegistrationFilter, QuerySet[AnnualRegistration]]:
    """The reader's rows as filtered and sorted; with `state`, of that state whatever the address says."""
    asked = request.GET.copy()
    if state:
        asked["state"] = state
    form = RegistrationFilter(asked).for_reader(request.user)
    mine = form.wanted()["state"] == MINE
    rows = waiting_for(request.user, request.acting) if mine else answered_for(request.user)
    return form, form.narrow(rows).select_related("professional", "organisation", "office")


taken_from(REGISTRATIONS, _found)


@role_required(*READERS).lists
def listing(request: SignedInRequest) -> HttpResponse:
    """What the reader answers for, with boxes for a confirmation by list; or who has not declared yet."""
    form, rows = _found(request)
    if form.wanted()["state"] == MISSING:
        return _missing(request, form)
    context = form.found(rows, PAGE)
    page = context["page"]
    held = contents([(one.professional, one.year) for one in page])
    aside = aside_of({one.professional_id for one in page})
    waiting = waiting_for(request.user, request.acting).count()
    context |= {
        "rows": [_line(request, one, held, aside) for one in page],
        "query": request.GET.urlencode(),
        "waiting": waiting,
        "bulk_actions": [{"label": _("确认所选人员"), "name": "decision", "value": "confirm"}]
        if waiting
        else [],
        "mine": form.wanted()["state"] == MINE,
        "takes": ways(request, REGISTRATIONS),
        "active": form.narrows,
        "arranges": request.user.has_role(*SUPERVISING, Role.PROVINCE),
        "is_hr": request.user.has_role(Role.HR),
    }
    return render(request, "registry/yearly/registration/list.html", context)


def _line(
    request: SignedInRequest, row: AnnualRegistration, held: Any, aside: Mapping[int, Aside]
) -> dict[str, Any]:
    content = held[row.professional_id, row.year]
    policy, summary = content.policy, summary_of(content, row.exempt_reason)
    said = (
        words_now(row, policy, content, aside.get(row.professional_id))
        if row.is_locked
        else words(summary, policy)
    )
    return {
        "row": row,
        "words": said,
        "state": tag_of_year(row),
        "left_out": services.why_left_out(request.user, row, content),
    }


def _missing(request: SignedInRequest, form: RegistrationFilter) -> HttpResponse:
    """Present people of the reader's units who have not declared the year, with the way to remind them."""
    year = form.wanted()["year"] or clock.today().year - 1
    units = Q() if request.user.has_role(Role.PROVINCE) else covered_by_seats(request.user, "organisation__")
    rows = form.places(not_declared(units, year).select_related("professional", "organisation"))
    rows = rows.order_by("organisation__path", "professional__name_key", "pk")
    context = form.found(rows, PAGE) | {"year": year}
    return render(request, "registry/yearly/registration/missing.html", context)


@role_required(*READERS).reads
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered, whole."""
    _form, rows = _found(request)
    name = _("年度登记%(day)s") % {"day": today()}
    columns = REGISTRATIONS.columns()
    lines = (line_of(row, columns) for row in taken(_pieces(rows)))
    sheet = Sheet(str(REGISTRATIONS.title), heads_of(columns), lines)
    return leaving(request, name, sheet, rows.count())


def _pieces(rows: QuerySet[AnnualRegistration]) -> Iterator[AnnualRegistration]:
    """Each row with what its columns say; four statements for every thousand."""
    flow = rows.iterator(chunk_size=PIECE)
    while piece := list(islice(flow, PIECE)):
        yield from REGISTRATIONS.at_hand(piece)


@role_required(Role.HR, *SUPERVISING).acts
def bulk(request: SignedInRequest) -> HttpResponse:
    """First the list of what will be confirmed and what is left out and
    why; then, confirmed, the decision."""
    shown = _asked(request)
    return act_on_many(request, acts.CONFIRM_YEARS, shown, nothing=_("请先勾选要确认的人员。"))


def _asked(request: SignedInRequest) -> list[Shown]:
    """What was ticked; all that the filter in the address finds; or of that, what waits for the reader."""
    if request.POST.get("scope") == "all":
        return everything(_found(request, MINE)[1].order_by())
    if "all" in request.POST:
        return everything(_found(request)[1].order_by())
    return shown_of(request.POST.getlist("chosen"))


def _hours_of(rows: Sequence[AnnualRegistration]) -> dict[int, str]:
    """The hours of each year as its records are now, read for all of them at once."""
    held = contents([(row.professional, row.year) for row in rows])
    return {row.pk: _words_of(row, held[row.professional_id, row.year]) for row in rows}


def _words_of(row: AnnualRegistration, content: YearContent) -> str:
    return words(summary_of(content, row.exempt_reason), content.policy)


asked_by(
    acts.CONFIRM_YEARS,
    Page(details=_hours_of, consequences=[lazy("已登记完毕的年度，须说明理由才能重新开启。")]),
)


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One year of one person: records, sums, confirmations, history; buttons for who has it."""
    row = registration_of(request.user, public_id)
    if row.professional_id == request.user.professional_id:
        return redirect("registry:registration-year", row.year)
    content = contents([(row.professional, row.year)])[row.professional_id, row.year]
    summary = row.summary if row.is_locked else summary_of(content, row.exempt_reason)
    why = services.why_left_out(request.user, row, content)
    context = {
        "registration": row,
        "parts": parts_of(content.policy, summary),
        "state": tag_of_year(row),
        "why": why,
        "may_confirm": not why,
        "moves": REGISTRATION.open_to(request.user, row),
        "waiting": content.waiting,
        "year": row.year,
    }
    return render(request, "registry/yearly/registration/detail.html", context)


@role_required(Role.HR, *SUPERVISING).acts
def confirm(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = registration_of(request.user, public_id)
    typed = request.POST.get("edit", "")
    edit = int(typed) if typed.isdecimal() and len(typed) < 9 else -1
    said = _("已确认%(row)s。") % {"row": row}
    call = lambda: services.confirm(actor=request.user, registration=row, edit=edit)  # noqa: E731
    return acted(request, call, said, "registry:registration", public_id)


def _page(row: AnnualRegistration) -> dict[str, Any]:
    facts = [(_("姓名"), row.professional), (_("年度"), row.year), (_("单位"), row.organisation)]
    if row.reopen_reason:
        facts.append((_("申请理由"), row.reopen_reason))
    return {
        "facts": facts,
        "crumbs": [{"label": _("年度登记"), "url": reverse("registry:registrations")}],
        "cancel_url": reverse("registry:registration", args=[row.public_id]),
    }


def _after(action: str, row: AnnualRegistration) -> tuple[Any, ...]:
    if action == "return":
        return ("registry:registrations",)
    return "registry:registration", row.public_id


MOVING = Moving(
    REGISTRATION,
    "registration",
    {"return": services.return_, "reopen": reopening.reopen, "refuse": reopening.refuse_reopen},
    _page,
    _after,
    dict.fromkeys(("return", "reopen", "refuse"), ReasonForm),
)


@role_required(Role.HR, *SUPERVISING).asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    """Send a year back, open a locked one again, or answer the request for it with no."""
    if action == "reopen" and request.GET.get("answer") == "no":
        action = "refuse"
    return MOVING.answer(request, registration_of(request.user, public_id), action)


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The proof of an exemption, for those who see the year."""
    return send_attachment(registration_of(request.user, public_id))
