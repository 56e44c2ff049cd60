"""A province of any size for the bench: units, offices, people, their places, logins and records.

Rows go in through the models in bulk, past the services but not past the database: every guard and constraint
holds. `grow(world, 20_000)` adds people up to that number; those who are there stay as they are.
"""

import io
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import product
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from stdnum.cn import ric

from cejc import clock
from cejc.lib import crypto
from cejc.lib.writing import identity, pinyin
from certification.demo import records
from certification.demo.people import FAMILY, GIVEN, credit_code
from credits.engine import Policy
from credits.engine.convert import preview
from credits.queries import policy_here
from registry.activities.services.ledger import award_rows
from registry.enums import EmploymentState, IdentityType, OrganisationKind, Role
from registry.models import Activity, Award, Employment, Membership, Organisation, Professional, User
from registry.people.services import organisation

UNITS = 40  # employers, dealt out to the two departments in turn
TOGETHER = 20  # so many people in a row work at one unit: the first 200 at ten units, 20,000 at all of them
FAR = 1_000_000  # where the numbers of the people of a large unit begin
STEP = 2000  # people a round of inserts
YEARS = range(2015, 2020)
FIRST_DAY = datetime(2020, 1, 6, 9, tzinfo=clock.SHANGHAI)
STATES = ("approved",) * 12 + ("submitted",) * 6 + ("returned", "draft")
KINDS = ("training", "project", "paper", "practice", "book", "online")


@dataclass
class World:
    """Who is there. `people` is how many professionals are loaded."""

    province: Organisation
    departments: list[Organisation]
    units: list[Organisation]
    officer: User
    heads: list[User]
    clerks: list[User]
    people: int = 0
    dice: random.Random = field(default_factory=lambda: random.Random(2020))

    def unit_of(self, number: int) -> Organisation:
        return self.units[number // TOGETHER % len(self.units)]


@cache
def begin() -> World:
    """Policy, calendar, units and an officer for each, nobody else; the
    same world for every module of a run."""
    call_command("load_policy", "hunan-2020", publish=True, stdout=io.StringIO())
    province = _unit(1, "湖南省人力资源和社会保障厅专业技术人员管理处", None, OrganisationKind.PROVINCE)
    departments = [
        _unit(number, name, None, OrganisationKind.DEPARTMENT)
        for number, name in enumerate(("湖南省水利厅", "湖南省卫生健康委员会"), 2)
    ]
    units = [
        _unit(
            10 + number, f"湖南省第{number + 1}设计研究院", departments[number % 2], OrganisationKind.EMPLOYER
        )
        for number in range(UNITS)
    ]
    world = World(province, departments, units, officer=_staff(province, Role.PROVINCE), heads=[], clerks=[])
    world.heads += [_staff(one, Role.DEPARTMENT) for one in departments]
    world.clerks += [_staff(one, Role.HR) for one in units]
    return world


def one_large_unit(world: World, people: int) -> tuple[World, Organisation]:
    """A unit more, with `people` people of its own; they are numbered from a million on."""
    unit = _unit(900, "湖南省第一人民医院集团", world.departments[1], OrganisationKind.EMPLOYER)
    alone = replace(world, units=[unit], clerks=[_staff(unit, Role.HR)], people=FAR)
    grow(alone, FAR + people)
    return alone, unit


def _unit(code: int, name: str, above: Organisation | None, kind: str) -> Organisation:
    return organisation.create(
        actor=None,
        name=name,
        credit_code=credit_code(code),
        supervisor=above,
        kind=kind,
        region="430000",
        route="provincial",
        contact="组织人事处 0731-84900000",
    )


def _staff(unit: Organisation, role: str) -> User:
    """An officer with a second factor, without whom the portal shows nothing but its set-up."""
    person = _person(f"经办{unit.pk}", _number(unit.pk, date(1950, 1, 1)))
    person.save()
    user = User.objects.create(username=f"staff{unit.pk}", professional=person, display_name=person.name)
    Membership.objects.create(user=user, organisation=unit, role=role, valid_from=date(2019, 1, 1))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def _number(number: int, since: date = date(1960, 1, 1)) -> str:
    """A resident card number with a right check digit; no two alike."""
    days, serial = divmod(number, 1000)
    stem = f"430102{since + timedelta(days=days):%Y%m%d}{serial:03d}"
    return stem + ric.calc_check_digit(f"{stem}0")


def _person(name: str, number: str) -> Professional:
    return Professional(
        name=name,
        name_key=pinyin.key(name),
        identity_type=IdentityType.RESIDENT_CARD,
        identity_number=number,
        identity_index=crypto.blind_index("identity", number),
        identity_masked=identity.mask(number),
        degree="bachelor",
        title_series="engineering",
        title_level="intermediate",
    )


def grow(world: World, people: int) -> float:
    """Add people with all that is theirs until there are `people`; the seconds that it took."""
    from bench import data_cases

    started = time.monotonic()
    while world.people < people:
        first, last = world.people, min(world.people + STEP, people)
        persons = _people(world, first, last)
        _records(world, first, persons)
        data_cases.add(world, first, persons)
        world.people = last
    # What the database does by itself within a minute: statistics, and the names in their index.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.monotonic() - started


def _people(world: World, first: int, last: int) -> list[Professional]:
    given = ["".join(pair) for pair in product(GIVEN, repeat=2)] + list(GIVEN)
    persons = Professional.objects.bulk_create(
        _person(world.dice.choice(FAMILY) + world.dice.choice(given), _number(number))
        for number in range(first, last)
    )
    Employment.objects.bulk_create(
        Employment(
            professional=person,
            organisation=world.unit_of(number),
            state=EmploymentState.CONFIRMED,
            position="规划所",
            staff_number=f"{number:06d}",
            valid_from=date(2012, 7, 1),
        )
        for number, person in enumerate(persons, first)
    )
    User.objects.bulk_create(
        User(username=f"p{number}", professional=person, display_name=person.name, password="!")
        for number, person in enumerate(persons, first)
    )
    return persons


def _records(world: World, first: int, persons: list[Professional]) -> None:
    """A record a year and person, with what it earns; every third one is for the public subject."""
    rows = [
        _record(world, number, person, year) for number, person in enumerate(persons, first) for year in YEARS
    ]
    keep(rows)


def more_records(world: World, person: Professional, count: int) -> None:
    """Give one person `count` records more, over the same years."""
    keep([_record(world, number, person, YEARS[number % len(YEARS)]) for number in range(count)])


def keep(rows: list[Activity]) -> None:
    """Store `rows` and their awards."""
    made = Activity.objects.bulk_create(rows, batch_size=1000)
    policy = policy_here()
    rows_of = (one for row in made for one in award_rows(row, _awards(policy, row), policy))
    Award.objects.bulk_create(rows_of, batch_size=1000)


def _record(world: World, number: int, person: Professional, year: int) -> Activity:
    public = (number + year) % 3 == 0
    kind, title, facts = _facts(number % 8, KINDS[(number + year) % len(KINDS)], year, public)
    moment = FIRST_DAY + timedelta(minutes=world.dice.randrange(150 * 24 * 60))
    state = world.dice.choice(STATES)
    sent = state != "draft"
    return Activity(
        professional=person,
        organisation=world.unit_of(number) if sent else None,
        kind=kind,
        title=title,
        facts=facts | ({"work": f"{kind}-{number}-{year}"} if "work" in facts else {}),
        state=state,
        version=int(sent),
        edit=1 + sent,
        first_date=first_day(facts),
        is_public_subject=public,
        is_professional_subject=not public,
        submitted_at=moment if sent else None,
        created_at=moment,
        updated_at=moment,
    )


@lru_cache
def _facts(flavour: int, kind: str, year: int, public: bool) -> tuple[str, str, dict[str, Any]]:
    dice = random.Random(f"{flavour}{kind}{year}{public}")
    if public:
        return records.public_record(year, dice)
    return next(iter(records.professional_record(kind, year, dice, "bench")))


def first_day(facts: dict[str, Any]) -> date:
    lines = facts.get("lines")
    return date.fromisoformat(min(line["date"] for line in lines) if lines else facts["date"])


_weighed: dict[str, Sequence[Any]] = {}


def _awards(policy: Policy, row: Activity) -> Sequence[Any]:
    """What the engine gives for these facts; the same facts are weighed once."""
    facts = {key: value for key, value in row.facts.items() if key != "work"}
    key = row.kind + json.dumps(facts, sort_keys=True)
    if key not in _weighed:
        found = preview(policy, row.kind, facts)
        if not found.awards:
            raise ValueError(f"{row.kind} earns nothing: {found.faults}")
        _weighed[key] = found.awards
    return _weighed[key]
