"""The confirmation of 2,000 people's year by list, against the bare writing of what it leaves behind.

Bare is the same 2,000 changed rows and 2,000 chained audit entries and nothing else: no look at the records,
no rule, nothing checked. The rest is what we pay for deciding on each by itself.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench import data
from bench.figure import Figure, seconds
from bench.pages import _client
from cejc import clock
from registry.enums import EmploymentState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import AnnualRegistration, Employment, Organisation, User
from registry.yearly.services import registration as services

MANY = 2000
YEAR = 2019


def figures() -> Iterator[Figure]:
    """Seconds of both, the ratio, statements, and page 200 of the offices' list against its first."""
    world = data.begin()
    data.grow(world, 20_000)
    unit, clerk = world.units[0], world.clerks[0]
    _declared(unit, world.people)
    rows = list(AnnualRegistration.objects.filter(organisation=unit, year=YEAR, state="declared")[: 2 * MANY])
    with CaptureQueriesContext(connection) as asked:
        ours = seconds(
            lambda: services.confirm_many(actor=clerk, registrations=[(row, row.edit) for row in rows[:MANY]])
        )
    bare = seconds(lambda: _bare(actor=clerk, rows=rows[MANY:]))
    yield Figure("registration-confirm-2000", ours, "s")
    yield Figure("registration-confirm-2000-statements", len(asked), "statements", "≤ 120")
    yield Figure("registration-confirm-2000-of-bare-writing", ours / bare, "ratio", "≤ 4")
    yield from _pages(clerk)


def _declared(unit: Organisation, people: int) -> None:
    """4,000 people of other units work here now too, and have declared;
    10,000 rows of earlier years for the list."""
    places = Employment.objects.filter(state=EmploymentState.CONFIRMED).exclude(organisation=unit)
    keys = list(places.order_by("pk").values_list("professional", flat=True)[: 2 * MANY])
    AnnualRegistration.objects.bulk_create(
        (
            AnnualRegistration(
                professional_id=key, year=year, organisation=unit, office=unit.supervisor, state="declared"
            )
            for key in keys
            for year in (YEAR, YEAR - 1, YEAR - 2)
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@service
def _bare(*, actor: User, rows: list[AnnualRegistration]) -> None:
    with transaction.atomic():
        for row in rows:
            row.state, row.edit, row.employer_by, row.employer_at = (
                "confirmed",
                row.edit + 1,
                actor,
                clock.now(),
            )
            audit.record("registration.confirmed", row, actor=actor, after={"year": row.year})
        AnnualRegistration.objects.bulk_update(
            rows, ["state", "edit", "employer_by", "employer_at"], batch_size=100
        )


def _pages(clerk: User) -> Iterator[Figure]:
    client = _client(clerk)

    def page(number: int) -> float:
        address = f"/registrations/?page={number}"
        return min(seconds(lambda: client.get(address)) for _time in range(5))

    first, far = page(1), page(200)
    yield Figure("registration-list-page-1", first * 1000, "ms")
    yield Figure("registration-list-page-200-of-page-1", far / first, "ratio", "≤ 2")
