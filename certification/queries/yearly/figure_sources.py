"""What the yearly figures are counted from: how each person's years
stand, stays at stages, sums of a unit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.expressions import Combinable

from cejc import clock
from certification.enums import FigureName, PriorSlipState, SlipState, YearState
from certification.models import Case, Exemption, PersonYear, PriorSlip, Slip, StageStay, Transition
from certification.offices import office_of
from certification.queries.policy import table_of
from certification.queries.yearly.subject_hours import SUBJECTS
from certification.workflow.table import CANCELLED, DRAFT, ENDED, RETURNED
from credits.engine import DEEMED, MET, SHORT, CalendarMissing, Policy, YearLine, workdays_between
from credits.engine import Award as KeptAward
from credits.engine.asked import looks_back
from credits.engine.ledger import year_lines
from credits.queries import every_published_policy, workdays
from registry.activities.queries.kept import kept_award
from registry.enums import ActivityState, EmploymentState
from registry.models import AnnualRegistration, Award, Employment, Professional
from registry.people.queries.governing import policies_of
from registry.people.queries.persons import persons_of

ZERO = Decimal(0)
RESTING = (DRAFT, RETURNED, *ENDED)

# (organisation, year, name, part, days) -> value; what is zero is absent.
Key = tuple[int, int, str, str, int]
Counters = dict[Key, Decimal]
# (professional, year) pairs of other sources.
Pairs = set[tuple[int, int]]


def counted_years() -> range:
    """From the first year that a span of a published notice asks for to the current one (R17)."""
    policies = every_published_policy()
    first = min(span.first for policy in policies for span in policy.spans)
    return range(first, max(clock.today().year, first) + 1)


def person_years(people: Collection[int]) -> list[PersonYear]:
    """The rows of `people` for every counted year in which they had a confirmed employer; not saved. Each is
    counted under the policy that governs the person today."""
    years = counted_years()
    known = Professional.objects.in_bulk(list(people))
    policies = policies_of(known.values())
    lines = _lines(known, policies, years)
    certified, exempt, registered = (
        _certified(people, years),
        _exempt(people, years),
        registered_years(people, years),
    )
    rows = []
    for (person, year), unit in _employers(people, years).items():
        key, in_two = (person, year), policies[person].in_two
        line = lines[key]
        state = _state(key, certified, exempt, line)
        rows.append(_row(key, unit, state, in_two(line.hours), in_two(line.missing), key in registered))
    return rows


def registered_years(people: Collection[int], years: range) -> Pairs:
    """The years whose annual registration is locked, with the person: (professional, year)."""
    rows = AnnualRegistration.objects.locked().filter(professional__in=people, year__in=years)
    return set(rows.values_list("professional_id", "year"))


def _employers(people: Collection[int], years: range) -> dict[tuple[int, int], int]:
    """(person, year) -> the confirmed employer, the last one where there were several in the year."""
    rows = Employment.objects.filter(professional__in=people, state=EmploymentState.CONFIRMED)
    found: dict[tuple[int, int], int] = {}
    for person, unit, since, until in rows.order_by("valid_from", "pk").values_list(
        "professional_id", "organisation_id", "valid_from", "valid_until"
    ):
        for year in range(max(since.year, years.start), _last_year(until, years) + 1):
            found[person, year] = unit
    return found


def _last_year(until: date | None, years: range) -> int:
    return years[-1] if until is None else min(until.year, years[-1])


def _lines(
    people: Mapping[int, Professional], policies: Mapping[int, Policy], years: range
) -> dict[tuple[int, int], YearLine]:
    """What the approved hours of each person and year come to; those of one kind count as one record."""
    rows = Award.objects.governing().filter(
        professional__in=people, year__lte=years[-1], activity__state=ActivityState.APPROVED
    )
    if all(looks_back(one) == 0 for one in policies.values()):
        rows = rows.filter(year__gte=years[0])
    columns = ("professional_id", "year", "subject", "deemed", "again", "activity__kind")
    kept: dict[int, list[KeptAward]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for row in rows.values(*columns).annotate(total=Sum("hours")).order_by():
        kind = row["activity__kind"]
        kinds[kind] = kind
        kept[row["professional_id"]].append(kept_award(kind, row | {"hours": row["total"]}))
    persons = persons_of(people.values(), policies)
    return {
        (key, line.year): line
        for key in people
        for line in year_lines(policies[key], years, kept[key], kinds, {}, {}, persons[key])
    }


def _certified(people: Collection[int], years: range) -> Pairs:
    """The years on a valid slip, of here or on paper and checked (R20)."""
    slips = Slip.objects.filter(professional__in=people, state=SlipState.VALID, certificate="")
    paper = PriorSlip.objects.filter(professional__in=people, slip=None, state=PriorSlipState.CHECKED)
    spans = [
        *slips.values_list("professional_id", "span_first", "span_last"),
        *paper.values_list("professional_id", "first_year", "last_year"),
    ]
    return {
        (person, year) for person, first, last in spans for year in range(first, last + 1) if year in years
    }


def _exempt(people: Collection[int], years: range) -> Pairs:
    """The years that an office approved as exempt (R22), in an application or with their registration."""
    rows = Exemption.objects.filter(case__professional__in=people, year__in=years, approved_at__isnull=False)
    registered = AnnualRegistration.objects.locked().filter(professional__in=people, year__in=years)
    return {
        *rows.exclude(case__state=CANCELLED).values_list("case__professional_id", "year"),
        *registered.exclude(exempt_reason="").values_list("professional_id", "year"),
    }


def _state(key: tuple[int, int], certified: Pairs, exempt: Pairs, line: YearLine) -> YearState:
    """In the order of the ledger: a certified year is not examined again."""
    if key in certified:
        return YearState.CERTIFIED
    if key in exempt:
        return YearState.EXEMPT
    return _STATES[line.status]


_STATES = {DEEMED: YearState.DEEMED, MET: YearState.MET, SHORT: YearState.SHORT}


def _row(
    key: tuple[int, int],
    unit: int,
    state: YearState,
    hours: tuple[Decimal, Decimal],
    missing: tuple[Decimal, Decimal],
    registered: bool,
) -> PersonYear:
    short = state == YearState.SHORT
    return PersonYear(
        professional_id=key[0],
        year=key[1],
        organisation_id=unit,
        state=state,
        registered=registered,
        public_hours=hours[0],
        professional_hours=hours[1],
        missing_public=missing[0] if short else ZERO,
        missing_professional=missing[1] if short else ZERO,
    )


def stage_stays(people: Collection[int]) -> list[StageStay]:
    """Every ended stay at a stage of the cases of `people`; taking back one's own application ends none."""
    rows = Transition.objects.filter(case__professional__in=people).order_by("case_id", "pk")
    joined = [f"case__{name}" for name in ("organisation", "department", "county", "bureau")]
    moves = list(rows.select_related("case", *joined))
    calendar = workdays({_day(row.at).year for row in moves})
    stays, entered = [], dict[int, datetime]()
    for row in moves:
        before, after = _stage(row.from_state), _stage(row.to_state)
        if before == after:
            continue
        since = entered.get(row.case_id)
        if before not in RESTING and since is not None and row.action != "withdraw":
            stays.append(_stay(row, before, since, calendar))
        entered[row.case_id] = row.at
    return stays


def _stage(state: str) -> str:
    return state.partition(".")[0]


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def _stay(row: Transition, stage: str, since: datetime, calendar: Mapping[date, bool]) -> StageStay:
    began, ended = _day(since), _day(row.at)
    at = table_of(row.case).stage(stage)
    return StageStay(
        case=row.case,
        left_by=row,
        organisation_id=row.case.organisation_id,
        year=row.case.application_year,
        stage=stage,
        days=max((ended - began).days, 0),
        office=office_of(row.case, at.office) if at else row.case.organisation,
        workdays=_workdays(began, ended, calendar),
    )


def _workdays(began: date, ended: date, calendar: Mapping[date, bool]) -> int | None:
    """Working days after the first day, the last one counted; None where the calendar does not reach."""
    try:
        return workdays_between(began, ended + timedelta(days=1), calendar)
    except CalendarMissing:
        return None


def counters(units: Collection[int] | None = None) -> Counters:
    """Every counter of `units` (None: of all) counted from the rows by GROUP BY."""
    found: Counters = defaultdict(lambda: ZERO)
    for key, value in (*_of_years(units), *_of_cases(units), *_of_slips(units), *_of_stays(units)):
        found[key] += value
    return {key: value for key, value in found.items() if value}


def _within(rows: Any, units: Collection[int] | None, field: str = "organisation") -> Any:
    return (rows if units is None else rows.filter(**{f"{field}__in": units})).order_by()


def _of_years(units: Collection[int] | None) -> Iterator[tuple[Key, Decimal]]:
    """People by state, the registered, and how many are short of how much in which subject."""
    short = {f"short_{one}": Count("pk", filter=Q(**{f"missing_{one}__gt": 0})) for one in SUBJECTS}
    lacks: dict[str, Combinable] = {f"lacks_{one}": Sum(f"missing_{one}") for one in SUBJECTS}
    rows = _within(PersonYear.objects.all(), units).values("organisation_id", "year", "state")
    for row in rows.annotate(
        n=Count("pk"), registered_n=Count("pk", filter=Q(registered=True)), **short, **lacks
    ):
        unit, year = row["organisation_id"], row["year"]
        yield (unit, year, FigureName.YEARS, row["state"], 0), Decimal(row["n"])
        yield (unit, year, FigureName.REGISTERED, "", 0), Decimal(row["registered_n"])
        for one in SUBJECTS:
            yield (unit, year, FigureName.SHORT, one, 0), Decimal(row[f"short_{one}"])
            yield (unit, year, FigureName.MISSING, one, 0), Decimal(row[f"lacks_{one}"])


def _of_cases(units: Collection[int] | None) -> Iterator[tuple[Key, Decimal]]:
    """Applications that were submitted, by the stage that has them."""
    rows = _within(Case.objects.exclude(submitted_at=None), units)
    rows = rows.values_list("organisation_id", "application_year", "state").annotate(n=Count("pk"))
    for unit, year, state, count in rows:
        yield (unit, year, FigureName.CASES, _stage(state), 0), Decimal(count)


def _of_slips(units: Collection[int] | None) -> Iterator[tuple[Key, Decimal]]:
    rows = _within(
        Slip.objects.filter(certificate="").annotate(unit=F("case__organisation")),
        units,
        "case__organisation",
    )
    for unit, year, state, count in rows.values_list("unit", "year", "state").annotate(n=Count("pk")):
        yield (unit, year, FigureName.SLIPS, state, 0), Decimal(count)


def _of_stays(units: Collection[int] | None) -> Iterator[tuple[Key, Decimal]]:
    """How many stays of each length in days: a median of any sum of units can be read off."""
    rows = _within(StageStay.objects.all(), units)
    for unit, year, stage, days, count in rows.values_list(
        "organisation_id", "year", "stage", "days"
    ).annotate(n=Count("pk")):
        yield (unit, year, FigureName.DAYS, stage, days), Decimal(count)


def units_of(people: Iterable[int]) -> set[int]:
    """Every unit whose counters these people may stand in, now or before."""
    wanted = list(people)
    found = set(Employment.objects.filter(professional__in=wanted).values_list("organisation_id", flat=True))
    found |= set(PersonYear.objects.filter(professional__in=wanted).values_list("organisation_id", flat=True))
    found |= set(Case.objects.filter(professional__in=wanted).values_list("organisation_id", flat=True))
    stays = StageStay.objects.filter(case__professional__in=wanted)
    return found | set(stays.values_list("organisation_id", flat=True))
