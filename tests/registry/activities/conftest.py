"""An import of past years, as a clerk sends it."""

import pytest

from registry.activities.services import past_records as history
from registry.machinery.services.job import run_all
from registry.people.services import sheet as sheets
from tests import factories
from tests.registry.activities.history_books import file_of, sent


@pytest.fixture
def ann(world):
    """Somebody of the employer, with a number that the tests know."""
    number = factories.resident_number(700)
    person = factories.make_professional("安然", number=number)
    factories.make_employment(person, world.employer)
    person.number = number
    return person


@pytest.fixture
def reading(bob, world):
    """`reading(workbook, zip)` sends both as bob, has them read, and gives the import."""

    def act(content, package=None):
        row = sent(bob, world.employer, content)
        if package:
            history.add_package(
                actor=bob, history=row, file=file_of(package, "扫描.zip", ""), name="扫描.zip"
            )
            run_all()
        sheets.start(actor=bob, sheet=row)
        run_all()
        row.refresh_from_db()
        return row

    return act


@pytest.fixture
def importing(reading, bob):
    """The same, and what is right is taken in."""

    def act(content, package=None):
        row = reading(content, package)
        if row.state == "ready" and row.writable:
            sheets.take(actor=bob, sheet=row, whole=False)
            run_all()
            row.refresh_from_db()
        return row

    return act
