"""Applications of the bench's people at every stage, with their years, notices, batches and slips."""

from datetime import datetime, timedelta
from typing import Any

from bench.data import FIRST_DAY, World
from cejc import clock
from cejc.lib.crypto import canonical_sha256
from certification.models import Batch, Case, CaseYear, Notice, NoticeEntry, Slip, SlipSequence
from certification.queries.notices.notice import shown
from certification.queries.policy import policy_of
from certification.queries.slips.slip_content import content_of
from credits.queries import policy_here
from registry.models import Professional

# Of twenty people in a row: two in five wait for the province, a quarter hold a slip, one has not begun.
STATES = (
    ("issued",) * 5
    + ("issue",)
    + ("verification",) * 7
    + ("filing",)
    + ("confirmation",) * 2
    + ("notice", "notice.open", "initial_review", "")
)
AT_PROVINCE = ("issued", "issue", "verification")
SINCE = FIRST_DAY + timedelta(days=120)


def add(world: World, first: int, persons: list[Professional]) -> None:
    """A case for nineteen of twenty people, and whatever its stage leaves behind."""
    batches = [_batch(world, number) for number in range(len(world.departments))]
    rows = [_case(world, number, person, batches) for number, person in enumerate(persons, first)]
    cases = Case.objects.bulk_create((row for row in rows if row), batch_size=1000)
    CaseYear.objects.bulk_create(
        (
            CaseYear(
                case=case, year=year, public_hours=30, professional_hours=60, total_hours=90, result="met"
            )
            for case in cases
            for year in case.span
        ),
        batch_size=2000,
    )
    for unit in world.units:
        hung = [case for case in cases if case.state == "notice.open" and case.organisation_id == unit.pk]
        if hung:
            _notice(world, hung)
    _slips(world, [case for case in cases if case.state == "issued"])


def _batch(world: World, number: int) -> Batch:
    return Batch.objects.create(
        organisation=world.departments[number],
        route="provincial",
        application_year=2020,
        name="2020年报送批次",
        state="filed",
        created_by=world.heads[number],
        filed_by=world.heads[number],
        filed_at=SINCE,
    )


def _case(world: World, number: int, person: Professional, batches: list[Batch]) -> Case | None:
    state, unit, policy = STATES[number % len(STATES)], world.unit_of(number), policy_here()
    if not state:
        return None
    there = state in AT_PROVINCE
    department = next(one for one in world.departments if one.pk == unit.supervisor_id)
    return Case(
        professional=person,
        organisation=unit,
        department=department,
        application_year=2020,
        title_series="engineering",
        title_level="senior_associate",
        title_name="高级工程师",
        degree="bachelor",
        route="provincial",
        span_first=2015,
        span_last=2019,
        span_why="2020年度一般认定跨度",
        policy=policy.name,
        policy_sha256=policy.sha256,
        state=state,
        round=1,
        edit=2,
        reached_province=there,
        batch=batches[world.departments.index(department)] if there else None,
        submitted_at=SINCE,
        state_since=SINCE + timedelta(minutes=world.dice.randrange(60 * 24 * 60)),
    )


def _notice(world: World, cases: list[Case]) -> None:
    """A notice on the wall since yesterday, with `cases` of one unit."""
    unit, began = cases[0].organisation, clock.now() - timedelta(days=1)
    clerk = world.clerks[world.units.index(unit)]
    end = clock.midnight_after(clock.today() + timedelta(days=9))
    values: dict[str, Any] = {
        "title": f"{unit.name}2020年度继续教育合格人员名单公示",
        "text": "现予公示。",
        "contact": unit.contact,
        "working_days": 5,
        "application_year": 2020,
    }
    notice = Notice.objects.create(
        organisation=unit,
        created_by=clerk,
        published_by=clerk,
        published_at=began,
        ends_at=end,
        last_day=clock.today() + timedelta(days=9),
        state="open",
        frozen=_frozen(values, unit.name, began, cases),
        **values,
    )
    entries = [NoticeEntry(notice=notice, case=case, position=place) for place, case in enumerate(cases, 1)]
    for entry in entries:
        entry.snapshot = {"position": entry.position, **shown(entry.case)}
    NoticeEntry.objects.bulk_create(entries)


def _frozen(values: dict[str, Any], unit: str, began: datetime, cases: list[Case]) -> dict[str, Any]:
    return values | {
        "unit": unit,
        "unit_of_hours": policy_of(cases[0]).unit,
        "published_at": began.isoformat(),
        "last_day": f"{clock.today() + timedelta(days=9)}",
        "entries": [],
    }


def _slips(world: World, cases: list[Case]) -> None:
    """A slip for each of `cases`; what it says differs in number, name and unit."""
    sequence = SlipSequence.objects.get_or_create(year=2020)[0]
    common = content_of(cases[0], number="", check_code="K7M2P4RT", issued_at=SINCE)
    rows = []
    for case in cases:
        sequence.last += 1
        rows.append(_slip(world, case, sequence.last, common))
    Slip.objects.bulk_create(rows, batch_size=1000)
    sequence.save()


def _slip(world: World, case: Case, sequence: int, common: dict[str, Any]) -> Slip:
    number = policy_of(case).slip.number.format(year=2020, serial=sequence)
    content = common | {
        "number": number,
        "name": case.professional.name,
        "identity": case.professional.identity_masked,
        "unit": case.organisation.name,
    }
    return Slip(
        case=case,
        professional=case.professional,
        year=2020,
        sequence=sequence,
        number=number,
        check_code="K7M2P4RT",
        span_first=case.span_first,
        span_last=case.span_last,
        content=content,
        content_sha256=canonical_sha256(content),
        issued_by=world.officer,
        issued_at=case.state_since,
    )
