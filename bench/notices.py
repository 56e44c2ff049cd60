"""A pass by list against passing one by one, and the pages of a notice of 10,000 against those of one of 100.

Both sides run in turn, in this process, on this database.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from statistics import median
from time import process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import data
from bench.figure import Figure, seconds
from bench.pages import _client
from cejc import clock
from certification.models import Case, CaseYear, Notice
from certification.services import case as cases
from certification.services import review, review_many
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from credits.models import CalendarDay
from registry.models import Organisation, User
from registry.people.services.many import Shown
from tests import factories
from tests.certification.rows import make_case
from tests.certification.stages import complete_years, open_case

FEW, MANY, ROUNDS, TOGETHER = 100, 10_000, 9, 25
BESIDE = 5_000_000  # the numbers of these people begin here
SPAN = (2018, 2019)


def figures() -> Iterator[Figure]:
    """Statements a case and the ratio of the pass; processor time, size and ratio of the pages; publishing."""
    world = data.begin()
    today = clock.today()
    CalendarDay.objects.bulk_create(
        CalendarDay(date=today + timedelta(days=number), is_workday=True) for number in range(-400, 400)
    )
    yield from _pass(world.units[0], world.clerks[0])
    yield from _pages(world)


def _pass(unit: Organisation, clerk: User) -> Iterator[Figure]:
    alone, together = ([_waiting(unit, f"{side}{n}") for n in range(TOGETHER)] for side in "ab")
    single = seconds(lambda: [review.pass_case(actor=clerk, case=case) for case in alone])
    shown = [(case, Shown(f"{case.public_id}", case.edit, case.stage)) for case in together]
    with CaptureQueriesContext(connection) as found:
        many = seconds(lambda: review_many.pass_many(clerk, shown))
    passed = Case.objects.filter(pk__in=[case.pk for case in (*alone, *together)], state="notice").count()
    if passed != 2 * TOGETHER:
        raise RuntimeError(f"{passed} cases were passed")
    yield Figure("pass-statements-a-case", len(found) / TOGETHER, "statements", "≤ 6")
    yield Figure("pass-a-case", many / TOGETHER * 1000, "ms")
    yield Figure("pass-together-of-one-by-one", many / single, "ratio", "≤ 0.6")


def _waiting(unit: Organisation, name: str) -> Case:
    user = factories.employee_of(unit, f"bench{name}", f"贝{name}")
    user.professional.degree = "doctor"
    user.professional.save(update_fields=["degree"])
    complete_years(user)
    case = open_case(user)
    cases.submit_case(actor=user, case=case)
    case.refresh_from_db()
    return case


def _pages(world: data.World) -> Iterator[Figure]:
    unit, clerk = world.units[0], world.clerks[0]
    few = _hung(world, unit, clerk, BESIDE, FEW)[0]
    many, took = _hung(world, unit, clerk, BESIDE + FEW, MANY)
    yield Figure(f"publish-{MANY}", took, "s")
    client = _client(clerk)
    for name in ("notice", "public-notice"):
        small, large = _processor(client, name, few), _processor(client, name, many)
        yield Figure(f"{name}-{MANY}-processor", large[0] * 1000, "ms", "≤ 500")
        yield Figure(f"{name}-{MANY}-of-{FEW}", large[0] / small[0], "ratio", "≤ 3")
        yield Figure(f"{name}-{MANY}-size", large[1] / 1024, "kB", "≤ 200")


def _hung(world: data.World, unit: Organisation, clerk: User, first: int, count: int) -> tuple[Notice, float]:
    """A published notice of `count` people, and the seconds that publishing took."""
    here = replace(world, units=[unit], clerks=[clerk])
    persons = data._people(here, first, first + count)
    pattern = make_case(persons[0], state="notice", organisation=unit, reached_province=False)
    values = {field.attname: getattr(pattern, field.attname) for field in Case._meta.concrete_fields}
    for own in ("id", "public_id", "professional_id"):
        values.pop(own)
    Case.objects.bulk_create([Case(professional=one, **values) for one in persons[1:]], 1000)
    rows = Case.objects.filter(professional__in=[one.pk for one in persons])
    CaseYear.objects.filter(case__in=rows).delete()
    CaseYear.objects.bulk_create(
        [
            CaseYear(
                case=case, year=year, public_hours=30, professional_hours=60, total_hours=90, result="met"
            )
            for case in rows
            for year in SPAN
        ],
        1000,
    )
    draft = drafts.compose_notice(
        actor=clerk, organisation=unit, cases=rows, title="2020年度合格人员名单公示", contact="人事处"
    )
    return draft, seconds(lambda: notices.publish_notice(actor=clerk, notice=draft))


def _processor(client: Client, name: str, notice: Notice) -> tuple[float, int]:
    """Seconds of processor time of the page, the middle of some, and its bytes."""
    address, took, size = reverse(f"certification:{name}", args=[notice.public_id]), [], 0
    for _round in range(ROUNDS):
        began = process_time()
        answer = client.get(address)
        took.append(process_time() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        size = len(answer.content)
    return median(took), size
