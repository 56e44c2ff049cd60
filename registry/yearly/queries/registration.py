"""What a year of a person holds for its registration, one by one and
for whole lists; who has to confirm it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cejc.lib.states import tag_of
from credits.engine.numbers import show
from credits.engine.policy import ALL_SUBJECTS, Policy
from registry.activities.models import Activity, Award
from registry.enums import SUPERVISING, ActivityState, OrganisationKind, RegistrationState, Role
from registry.people.models import Employment, Membership, Organisation, Professional, User
from registry.people.models.organisation import covered_by_seats
from registry.yearly.models import AnnualRegistration, RegistrationArrangement
from registry.yearly.queries.aside import Aside

ZERO = Decimal(0)
CONFIRMING = (OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY, OrganisationKind.BUREAU)
WAITING = (ActivityState.SUBMITTED, ActivityState.BEGUN)
Key = tuple[int, int]  # professional, year


@dataclass
class YearContent:
    """The records of one person and year: approved hours by subject, and what still waits."""

    records: list[dict[str, Any]] = field(default_factory=list)
    hours: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    deemed: bool = False
    waiting: int = 0
    waiting_here: int = 0  # of those, what the employer itself reviews

    def missing(self, policy: Policy) -> dict[str, Decimal]:
        """Subject -> hours still needed (R7), "total" where only the
        sum is short; empty when the year is met."""
        if self.deemed:
            return {}
        found = {one.id: one.minimum - self.hours.get(one.id, ZERO) for one in policy.subjects}
        found = {subject: hours for subject, hours in found.items() if hours > 0}
        short = policy.total_minimum - sum(self.hours.values(), ZERO)
        return found or ({"total": short} if short > 0 else {})


def contents(keys: Collection[Key]) -> Mapping[Key, YearContent]:
    """What each (person, year) holds: approved records and their hours, waiting ones counted. One query."""
    found: dict[Key, YearContent] = {key: YearContent() for key in keys}
    wanted = (ActivityState.APPROVED, *WAITING)
    rows = (
        Award.objects.governing()
        .filter(
            professional__in={person for person, _year in keys},
            year__in={year for _person, year in keys},
            activity__state__in=wanted,
        )
        .order_by("activity__first_date", "activity_id", "pk")
    )
    seen: dict[Key, set[Any]] = defaultdict(set)
    for row in rows.values(*COLUMNS):
        key = (row["professional_id"], row["year"])
        if key in found:
            _add(found[key], row, seen[key])
    return found


COLUMNS = (
    "professional_id",
    "year",
    "subject",
    "hours",
    "deemed",
    "clause",
    "activity__public_id",
    "activity__title",
    "activity__kind",
    "activity__state",
    "activity__is_professional_subject",
    "activity__first_date",
)


def _add(content: YearContent, row: dict[str, Any], seen: set[Any]) -> None:
    first = row["activity__public_id"] not in seen
    seen.add(row["activity__public_id"])
    if row["activity__state"] in WAITING:
        content.waiting += first
        content.waiting_here += first and row["activity__is_professional_subject"]
        return
    content.deemed |= row["deemed"]
    if row["subject"] != ALL_SUBJECTS:
        content.hours[row["subject"]] += row["hours"]
    day: date | None = row["activity__first_date"]
    content.records.append(
        {
            "id": str(row["activity__public_id"]),
            "title": row["activity__title"],
            "kind": row["activity__kind"],
            "subject": row["subject"],
            "hours": show(row["hours"]),
            "clause": row["clause"],
            "date": day.isoformat() if day else "",
        }
    )


def summary_of(content: YearContent, policy: Policy, exempt: str = "") -> dict[str, Any]:
    """What is declared and confirmed of a year, fit for JSON; hours as text."""
    missing = {} if exempt else content.missing(policy)
    status = "exempt" if exempt else "deemed" if content.deemed else "short" if missing else "met"
    return {
        "records": content.records,
        "hours": {subject: show(hours) for subject, hours in content.hours.items()},
        "missing": {subject: show(hours) for subject, hours in missing.items()},
        "status": status,
        "policy": policy.name,
        "policy_sha256": policy.sha256,
    }


STATUS = {
    "met": gettext_noop("达标"),
    "short": gettext_noop("不足"),
    "deemed": gettext_noop("视同完成"),
    "exempt": gettext_noop("免于考核"),
}


def words(summary: Mapping[str, Any], policy: Policy) -> str:
    """One line for lists: 公需科目30学时、专业科目40学时，不足."""
    if not summary:
        return ""
    names = policy.subject_names
    hours = "、".join(
        _("%(subject)s%(hours)s学时") % {"subject": names.get(one, one), "hours": hours}
        for one, hours in summary["hours"].items()
    )
    return "，".join(part for part in (hours, STATUS.get(summary["status"], "")) if part)


def words_now(
    row: AnnualRegistration, policy: Policy, content: "YearContent | None" = None, aside: Aside | None = None
) -> str:
    """The line of a registered year as it stands today: one that was registered as short is so no longer once
    a slip certifies it, or once the hours that it lacked were approved; and what it was registered as."""
    said = words(row.summary, policy)
    if row.summary.get("status") != "short" or not row.is_locked:
        return said
    if aside and (number := aside.certified.get(row.year)):
        return _("%(said)s（登记时）；已由认定单%(number)s认定") % {"said": said, "number": number}
    if content is not None and not content.missing(policy):
        now = words(summary_of(content, policy), policy)
        return _("%(now)s（登记时不足，其后认可补足）") % {"now": now}
    return said


def tag_of_year(row: AnnualRegistration | None) -> dict[str, str]:
    """Label and kind of the state tag."""
    if row is None:
        return {"label": _("尚未申报"), "kind": "neutral"}
    if row.state == RegistrationState.OPEN and row.note:
        return {"label": _("已退回"), "kind": "returned"}
    return tag_of(row)


def office_above(unit: Organisation) -> Organisation | None:
    """The nearest competent department, county or bureau above `unit`;
    None where there is none (三(二), 三(四))."""
    return Organisation.objects.get_ancestors(unit).filter(kind__in=CONFIRMING).order_by("-depth").first()


def arrangements_for(unit: Organisation, years: Collection[int]) -> Mapping[int, RegistrationArrangement]:
    """Year -> the arrangement of the nearest office at or above `unit` that has set one."""
    chain = {row.pk: row.depth for row in [*Organisation.objects.get_ancestors(unit), unit]}
    rows = RegistrationArrangement.objects.filter(organisation__in=list(chain), year__in=years)
    found: dict[int, RegistrationArrangement] = {}
    for row in sorted(rows, key=lambda one: chain[one.organisation_id]):
        found[row.year] = row
    return found


def confirming_office(unit: Organisation, year: int) -> Organisation | None:
    """Who confirms after the employer; None where no office is above or
    the city's arrangement asks for none."""
    arranged = arrangements_for(unit, [year]).get(year)
    return None if arranged and not arranged.office_confirms else office_above(unit)


def locked_years(professional: Professional, years: Iterable[int]) -> set[int]:
    rows = AnnualRegistration.objects.locked().filter(professional=professional, year__in=list(years))
    return set(rows.values_list("year", flat=True))


def exempt_years(professional: Professional, years: Iterable[int]) -> dict[int, str]:
    """Year -> reason, of the locked years that both offices confirmed as exempt (R22)."""
    rows = AnnualRegistration.objects.locked().filter(professional=professional, year__in=list(years))
    return dict(rows.exclude(exempt_reason="").values_list("year", "exempt_reason"))


def years_of(professional: Professional, years: Iterable[int]) -> list[tuple[int, AnnualRegistration | None]]:
    """Each of `years`, the latest first, with its registration where there is one."""
    rows = professional.registrations.select_related("organisation", "office").filter(year__in=list(years))
    known = {row.year: row for row in rows}
    return [(year, known.get(year)) for year in sorted(years, reverse=True)]


def pending_activities(professional: Professional, year: int) -> list[Activity]:
    """Records of the year that nobody has decided on yet, and those returned to the person."""
    states = (*WAITING, ActivityState.RETURNED, ActivityState.DRAFT)
    rows = Activity.objects.filter(
        professional=professional, state__in=states, awards__year=year, awards__ledger=""
    )
    return list(rows.distinct().order_by("first_date", "pk"))


def not_declared(units: Q, year: int) -> QuerySet[Employment]:
    """Present places at `units` (a filter on Employment) whose person has not declared `year`."""
    declared = AnnualRegistration.objects.filter(professional=OuterRef("professional"), year=year)
    rows = Employment.objects.current().filter(units, valid_from__year__lte=year)
    return rows.exclude(Exists(declared.exclude(state=RegistrationState.OPEN)))


def answered_for(user: User) -> QuerySet[AnnualRegistration]:
    """Everything at or under the reader's seats, not what is the reader's own as a person."""
    if user.has_role(Role.PROVINCE):
        return AnnualRegistration.objects.all()
    return AnnualRegistration.objects.filter(covered_by_seats(user, "organisation__"))


def waiting_for(user: User, seat: Membership | None = None) -> QuerySet[AnnualRegistration]:
    """What waits for the reader's own confirmation or decision, by seat; with `seat`, for that seat alone."""
    seats = [seat] if seat and seat.role in (Role.HR, *SUPERVISING) else user.seats
    units = [one.organisation_id for one in seats if one.role == Role.HR]
    offices = [one.organisation_id for one in seats if one.role in SUPERVISING]
    mine = Q(organisation__in=units, state=RegistrationState.DECLARED)
    mine |= Q(office__in=offices, state=RegistrationState.CONFIRMED)
    asked = Q(state=RegistrationState.LOCKED) & ~Q(reopen_reason="")
    mine |= asked & (Q(office__in=offices) | Q(office=None, organisation__in=units))
    return AnnualRegistration.objects.filter(mine)
