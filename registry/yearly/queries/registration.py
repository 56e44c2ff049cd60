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
from credits.engine.asked import looks_back
from credits.engine.awards import Award as EngineAward
from credits.engine.ledger import YearLine, year_lines
from credits.engine.numbers import show
from credits.engine.policy import ALL_SUBJECTS, Policy
from registry.activities.models import Activity, Award
from registry.activities.queries.kept import kept_award
from registry.activities.queries.lacking import beyond, lacking
from registry.enums import SUPERVISING, ActivityState, OrganisationKind, RegistrationState, Role
from registry.people.models import Employment, Membership, Organisation, Professional, User
from registry.people.models.organisation import covered_by_seats
from registry.people.queries.governing import policies_of
from registry.people.queries.persons import persons_of
from registry.yearly.models import AnnualRegistration, RegistrationArrangement
from registry.yearly.queries.aside import Aside, aside_of

ZERO = Decimal(0)
CONFIRMING = (OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY, OrganisationKind.BUREAU)
WAITING = (ActivityState.SUBMITTED, ActivityState.BEGUN)
Key = tuple[int, int]  # professional, year


@dataclass
class YearContent:
    """The records of one person and year: approved hours by subject, and what still waits. `line` is what
    they come to under `policy`, which governs the person today."""

    policy: Policy
    line: YearLine
    records: list[dict[str, Any]] = field(default_factory=list)
    hours: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    deemed: bool = False
    waiting: int = 0
    waiting_here: int = 0  # of those, what the employer itself reviews
    held: list[str] = field(default_factory=list)  # why hours of approved records do not count yet

    def missing(self) -> dict[str, Decimal]:
        """Subject or need -> hours still needed (R7), "total" where only the sum is short; empty when the
        year is met."""
        return lacking(self.line)


def contents(years: Collection[tuple[Professional, int]]) -> Mapping[Key, YearContent]:
    """What each (person, year) holds: approved records and their hours, waiting ones counted. Two queries,
    and those for what a policy asks about people."""
    wanted = [(person.pk, year) for person, year in years]
    people = {person.pk: person for person, _year in years}
    policies = policies_of(people.values())
    rows = _rows(wanted, policies)
    lines = _lines(people, wanted, policies, rows)
    found = {key: YearContent(policies[key[0]], lines[key]) for key in wanted}
    seen: dict[Key, set[Any]] = defaultdict(set)
    for row in rows:
        key = (row["professional_id"], row["year"])
        if key in found:
            _add(found[key], row, seen[key])
    return found


def _rows(keys: Collection[Key], policies: Mapping[int, Policy]) -> list[dict[str, Any]]:
    """The kept hours of these years, and of those before them to which a policy looks back."""
    years = {year for _person, year in keys}
    back = [looks_back(one) for one in set(policies.values())]
    rows = Award.objects.governing().filter(
        professional__in={person for person, _year in keys},
        activity__state__in=(ActivityState.APPROVED, *WAITING),
    )
    if not any(back) and None not in back:
        rows = rows.filter(year__in=years)
    elif years:
        first = 0 if None in back else min(years) - max(one or 0 for one in back)
        rows = rows.filter(year__gte=first, year__lte=max(years) + max((one or 0 for one in back), default=0))
    return list(rows.order_by("activity__first_date", "activity_id", "pk").values(*COLUMNS))


def _lines(
    people: Mapping[int, Professional],
    keys: Collection[Key],
    policies: Mapping[int, Policy],
    rows: Iterable[dict[str, Any]],
) -> dict[Key, YearLine]:
    """What the approved hours of each come to."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for person, year in keys:
        wanted[person].append(year)
    kept: dict[int, list[EngineAward]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for row in rows:
        if row["activity__state"] == ActivityState.APPROVED:
            record = str(row["activity__public_id"])
            kept[row["professional_id"]].append(kept_award(record, row))
            kinds[record] = row["activity__kind"]
    persons = persons_of(people.values(), policies)
    aside = aside_of(people) if any(one.carries for one in policies.values()) else {}
    return {
        (person, line.year): line
        for person, years in wanted.items()
        for line in year_lines(
            policies[person], years, kept[person], kinds, *_set_aside(aside.get(person)), persons[person]
        )
    }


def _set_aside(aside: Aside | None) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Years that take nothing from others; what they hold is shown all the same."""
    return (aside.certified, aside.exempt) if aside else ({}, {})


COLUMNS = (
    "professional_id",
    "year",
    "subject",
    "hours",
    "deemed",
    "again",
    "held",
    "why",
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
    if row["held"]:
        content.held.append(f"{row['activity__title']}：{row['why']}")
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


def summary_of(content: YearContent, exempt: str = "") -> dict[str, Any]:
    """What is declared and confirmed of a year, fit for JSON; hours as text. `needs`, `carried` and `held`
    are there only where there is something to say."""
    missing = {} if exempt else content.missing()
    status = "exempt" if exempt else "deemed" if content.deemed else "short" if missing else "met"
    more = beyond(content.line) | ({"held": content.held} if content.held else {})
    return {
        "records": content.records,
        "hours": {subject: show(hours) for subject, hours in content.hours.items()},
        "missing": {subject: show(hours) for subject, hours in missing.items()},
        "status": status,
        "policy": content.policy.name,
        "policy_sha256": content.policy.sha256,
    } | more


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
    row: AnnualRegistration, policy: Policy, content: YearContent | None = None, aside: Aside | None = None
) -> str:
    """The line of a registered year as it stands today: one that was registered as short is so no longer once
    a slip certifies it, or once the hours that it lacked were approved; and what it was registered as."""
    said = words(row.summary, policy)
    if row.summary.get("status") != "short" or not row.is_locked:
        return said
    if aside and (number := aside.certified.get(row.year)):
        return _("%(said)s（登记时）；已由认定单%(number)s认定") % {"said": said, "number": number}
    if content is not None and not content.missing():
        now = words(summary_of(content), policy)
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
