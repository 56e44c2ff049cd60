"""A person's own annual registration: the years, what each holds, declare, take back, ask to open again."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.formfields import without
from registry.activities.queries.beside import ledgers_beside
from registry.people.access import own_professional, signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Professional
from registry.people.queries.governing import governing_of
from registry.people.views.answers import done, form_page, tried
from registry.people.views.kept_file import kept_file
from registry.people.views.moving import Moving
from registry.yearly.access import own_registration
from registry.yearly.forms.registration import AskForm, DeclareForm
from registry.yearly.models import AnnualRegistration
from registry.yearly.moves.registration import REGISTRATION
from registry.yearly.queries.aside import aside_of
from registry.yearly.queries.registration import (
    arrangements_for,
    contents,
    pending_activities,
    summary_of,
    tag_of_year,
    words,
    words_now,
    years_of,
)
from registry.yearly.services import registration as services
from registry.yearly.services import registration_reopening as reopening
from registry.yearly.views.registration_context import parts_of, year_facts

SHOWN = 8


@signed_in.reads
def mine(request: SignedInRequest) -> HttpResponse:
    """The last years, each with what it holds and where its registration stands."""
    person = own_professional(request.user)
    last = clock.today().year
    years = range(last - SHOWN, last + 1)
    rows = years_of(person, years)
    held = contents([(person, year) for year, _row in rows])
    aside = aside_of([person.pk])[person.pk]
    context = {
        "person": person,
        "beside": ledgers_beside(person, governing_of(person), years),
        "years": [
            year_facts(
                year,
                row,
                held[person.pk, year],
                aside,
                services.why_not_open(person, year) if row is None else "",
            )
            for year, row in rows
        ],
    }
    return render(request, "registry/yearly/registration/mine.html", context)


@signed_in.asks
def year(request: SignedInRequest, year: int) -> HttpResponse:
    """One year: the records assembled, the confirmations, and the declaration while it is open."""
    person = own_professional(request.user)
    if not services.FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    row = person.registrations.select_related("organisation", "office").filter(year=year).first()
    unit = services.employer_for(person, year)
    late = bool(unit and services.is_late(unit, year))
    form = DeclareForm(request.POST or None, request.FILES or None, late=late, initial=_initial(row))
    if tried(form, lambda: _declared(request, form, year)):
        said = _("已申报%(year)s年度登记，待%(unit)s确认。") % {"year": year, "unit": unit}
        return done(request, said, "registry:registration-year", year)
    context = _context(person, year, row, unit, form, late)
    context["moves"] = REGISTRATION.open_to(request.user, row) if row else {}
    return form_page(request, "registry/yearly/registration/year.html", context)


def _initial(row: AnnualRegistration | None) -> dict[str, Any]:
    if row is None:
        return {}
    kept = {"edit": row.edit, "exempt_reason": row.exempt_reason}
    return kept | ({} if row.case else {"late_reason": row.late_reason})


def _declared(request: SignedInRequest, form: DeclareForm, year: int) -> AnnualRegistration:
    found = {"late_reason": ""} | form.cleaned_data | {"file": kept_file(form)}
    return services.declare(actor=request.user, year=year, **without(found, "true"))


def _context(
    person: Professional, year: int, row: AnnualRegistration | None, unit: Any, form: DeclareForm, late: bool
) -> dict[str, Any]:
    is_open = row is None or row.state == "open"
    content = contents([(person, year)])[person.pk, year]
    policy = content.policy
    summary = summary_of(content) if is_open else row.summary if row else {}
    why = services.why_not_open(person, year) if is_open else ""
    arranged = arrangements_for(unit, [year]).get(year) if unit else None
    aside = aside_of([person.pk])[person.pk]
    return {
        "person": person,
        "year": year,
        "registration": row,
        "unit": row.organisation if row else unit,
        "form": form,
        "parts": parts_of(policy, summary),
        "summary": summary,
        "why": why,
        "late": late,
        "open": is_open,
        "state": tag_of_year(row),
        "pending": pending_activities(person, year) if is_open else [],
        "certified": aside.certified.get(year, ""),
        "claimed": aside.claimed.get(year, ""),
        "was": words(summary, policy),
        "now": words_now(row, policy, content, aside) if row and not is_open else "",
        "closes": arranged.closes_on if arranged else None,
        "fields": [form[name] for name in form.fields if name != "edit"],
    }


def _page(row: AnnualRegistration) -> dict[str, Any]:
    return {
        "title": _("申请重新开启%(year)s年度登记") % {"year": row.year},
        "facts": [(_("年度"), row.year), (_("单位"), row.organisation)],
        "cancel_url": reverse("registry:registration-year", args=[row.year]),
    }


MOVING = Moving(
    REGISTRATION,
    "registration",
    {"withdraw": services.withdraw, "ask": reopening.ask_reopen},
    _page,
    lambda _action, row: ("registry:registration-year", row.year),
    {"ask": AskForm},
    presses=("withdraw",),
)


@signed_in.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    """Take a declaration back, or ask that a locked year be opened again."""
    return MOVING.answer(request, own_registration(request.user, public_id), action)
