"""Pages of long lists."""

import pytest

from cejc.lib.paging import LongPaginator
from registry.models import Employment
from tests.factories import make_employment, make_professional


@pytest.fixture
def places(world):
    made = [make_employment(make_professional(), world.employer, staff_number=f"{n}") for n in range(7)]
    return made[::-1]


def rows():
    return Employment.objects.select_related("professional").order_by("-pk")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1", slice(0, 3)), ("2", slice(3, 6)), ("3", slice(6, 7)), ("99", slice(6, 7)), ("x", slice(0, 3))],
)
def test_page_holds_its_rows_in_order(places, number, shown):
    page = LongPaginator(rows(), 3).get_page(number)

    assert list(page) == places[shown]
    assert page.paginator.count == 7


def test_page_asks_for_the_count_the_keys_and_the_rows(places, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = [place.professional.name for place in LongPaginator(rows(), 3).get_page(2)]

    assert len(found) == 3


def test_page_of_counted_rows_is_not_counted_again(places, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = list(LongPaginator(rows(), 3, count=7).get_page(2))

    assert page == places[3:6]


def test_page_of_nothing_is_empty(db):
    page = LongPaginator(rows(), 3).get_page(1)

    assert list(page) == []
    assert page.paginator.num_pages == 1
