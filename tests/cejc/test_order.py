"""What is empty stands where the page says, on both databases."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from cejc.lib.db.order import latest, open_first
from registry.models import Job

ROOT = Path(__file__).parents[2]
# Columns that may be empty, in queries whose rows all have them.
FILLED = {
    ("registry/machinery/queries/jobs.py", "finished_at"),  # what failed has ended
    ("registry/training/views/course_review.py", "live_on"),  # what is to be convened is on line
    ("registry/training/views/catalogue.py", "published_at"),
    ("registry/training/queries/catalogue.py", "published_at"),
    ("registry/training/queries/recognition.py", "fails_from"),
    ("registry/results/queries/oversight.py", "minutes"),  # counted from those that have them
    ("registry/results/queries/key_desk.py", "frozen_at"),
    ("registry/results/queries/activity_course.py", "live_on"),
    ("registry/yearly/queries/registration.py", "first_date"),
    ("certification/queries/ground.py", "published_at"),
    ("registry/keys/services/renewal.py", "stamp_until"),  # what ends before a day has one
}


@pytest.fixture
def three(db):
    made = {"run_after": "2020-01-01T00:00Z", "kind": "x"}
    days = {"open": None, "old": "2020-06-01T00:00Z", "new": "2020-06-02T00:00Z"}
    for key, ended in days.items():
        Job.objects.create(key=key, finished_at=ended, **made)


@pytest.mark.parametrize(
    ("order", "found"),
    [(open_first, ["open", "old", "new"]), (latest, ["new", "old", "open"])],
)
def test_what_is_empty_stands_where_the_order_says(three, order, found):
    assert list(Job.objects.order_by(order("finished_at")).values_list("key", flat=True)) == found


def _names():
    """Columns that may be empty wherever they stand."""
    fields = [
        field
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("registry", "certification")
        for field in model._meta.concrete_fields
    ]
    return {one.name for one in fields if one.null} - {one.name for one in fields if not one.null}


def _sorted_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by":
            yield from (
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def test_nothing_is_sorted_by_what_may_be_empty_without_saying_where_that_stands():
    empty = _names()
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for room in ("registry", "certification")
        for path in (ROOT / room).rglob("*.py")
        for name in (text.lstrip("-").rpartition("__")[2] for text in _sorted_by(path))
        if name in empty
    }

    assert found - FILLED == set()
    assert FILLED - found == set()
