"""Rows that answer to one of several conditions are the rows that an OR finds, each once."""

import pytest
from django.db.models import Q

from cejc.lib.db.either import either
from registry.models import Employment
from registry.people.filters.people import people_of
from registry.people.queries.names import people_named
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    unit = factories.make_employer()
    for name, number in (("张伟", "A1"), ("李娜", "张2"), ("王芳", "A3"), ("张敏", "张4")):
        place = factories.make_employment(factories.make_professional(name), unit)
        place.staff_number = number
        place.save()
    factories.make_employment(factories.make_professional("张外"), factories.make_employer())
    return unit


def test_found_by_either_is_what_an_or_finds_once_and_in_the_order_of_the_rows(unit):
    rows = people_of(unit).order_by("-professional__name_key", "pk")
    conditions = Q(professional__in=people_named("张")), Q(staff_number__startswith="张")
    found = list(either(rows, *conditions))
    assert found == list(rows.filter(conditions[0] | conditions[1]))
    assert [one.professional.name for one in found] == ["张伟", "张敏", "李娜"]
    assert all(one.has_login is False for one in found)


def test_found_rows_can_be_counted_narrowed_and_cut(unit):
    rows = either(people_of(unit).order_by("pk"), Q(staff_number="A1"), Q(staff_number="A3"), Q(pk=0))
    assert rows.count() == 2
    assert [one.staff_number for one in rows.filter(has_login=False)[:1]] == ["A1"]
    assert Employment.objects.filter(pk__in=rows.values("pk")).count() == 2
