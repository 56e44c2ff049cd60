"""Which unit a year belongs to, and what the new unit of a person sees."""

from datetime import date

import pytest
from django.urls import reverse

from registry.activities.services import activity_review
from registry.enums import EmploymentState
from registry.models import Activity, Evidence
from registry.people.queries.employment import employer_of_year, years_of_employers
from registry.people.services import employment
from tests.certification.rows import on
from tests.factories import make_employment, make_person, make_professional
from tests.registry.activities.activity_factories import make_draft, make_submitted

pytestmark = pytest.mark.django_db
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


@pytest.fixture
def moved(world):
    """Left the employer at the end of June 2019, began at the other one on 1 July."""
    person = make_professional("迁移")
    old = make_employment(person, world.employer, valid_from=date(2016, 3, 1))
    old.valid_until = date(2019, 6, 30)
    old.save()
    make_employment(person, world.other_employer, valid_from=date(2019, 7, 1))
    return person


@pytest.mark.parametrize(
    ("year", "unit"),
    [
        (2015, None),
        (2016, "employer"),
        (2018, "employer"),
        (2019, "other_employer"),
        (2020, "other_employer"),
    ],
)
def test_a_year_belongs_to_the_employer_of_its_last_day(world, moved, year, unit):
    assert employer_of_year(moved, year) == (getattr(world, unit) if unit else None)


def test_a_year_without_an_employer_at_its_end_belongs_to_the_last_one_in_it(world):
    person = make_professional("离开")
    for first, last, unit in (
        (date(2018, 1, 1), date(2019, 3, 1), world.other_employer),
        (date(2019, 3, 2), date(2019, 9, 1), world.employer),
    ):
        make_employment(person, unit, valid_from=first, valid_until=last)

    assert employer_of_year(person, 2019) == world.employer
    assert employer_of_year(person, 2018) == world.other_employer
    assert employer_of_year(person, 2020) is None


def test_a_place_that_is_not_confirmed_claims_no_year(world):
    person = make_professional("等待")
    make_employment(person, world.employer, valid_from=date(2018, 1, 1), state=EmploymentState.PENDING)

    assert employer_of_year(person, 2019) is None


def test_years_are_listed_latest_first_to_this_year(world, moved):
    with on("2020-06-10 09:00"):
        years = years_of_employers(moved)

    assert years == [
        (2020, world.other_employer),
        (2019, world.other_employer),
        (2018, world.employer),
        (2017, world.employer),
        (2016, world.employer),
    ]


@pytest.fixture
def change(world, alice, bob):
    """alice has an approved record, a waiting one and a draft at the
    employer, then works at the other one."""
    with on("2020-03-10 09:00"):
        approved, waiting = (
            make_submitted(alice, "award", title=f"水利科技奖第{rank}完成人", facts=AWARD | {"rank": rank})
            for rank in (2, 3)
        )
        draft = make_draft(alice, "paper")
        approved = activity_review.approve(actor=bob, activity=approved)
        place = alice.professional.employments.get()
        place.valid_from = date(2019, 1, 1)
        place.save()
        employment.end(actor=bob, employment=place, last_day=date(2020, 3, 10))
        make_employment(alice.professional, world.other_employer, valid_from=date(2020, 3, 11))
        yield approved, waiting, draft


def test_the_new_unit_sees_what_is_approved_and_nothing_else(change, hana):
    approved, _waiting, _draft = change

    assert list(Activity.objects.visible_to(hana)) == [approved]
    assert not Activity.objects.lodged_with(hana).exists()
    assert {one.activity_id for one in Evidence.objects.visible_to(hana)} == {approved.pk}


def test_the_old_unit_keeps_what_was_lodged_with_it_but_no_draft(change, bob):
    approved, waiting, _draft = change

    assert set(Activity.objects.visible_to(bob)) == {approved, waiting}


def test_somebody_elsewhere_sees_nothing_of_it(change, charlie):
    assert not Activity.objects.visible_to(charlie).exists()


def test_the_new_unit_reads_but_cannot_change(change, hana, login):
    approved, waiting, draft = change
    client = login(hana)

    page = client.get(reverse("registry:activity", args=[approved.public_id]))

    assert page.status_code == 200
    assert reverse("registry:activity-take-back", args=[approved.public_id]) not in page.content.decode()
    for one in (waiting, draft):
        assert client.get(reverse("registry:activity", args=[one.public_id])).status_code == 404


def test_the_pages_say_which_unit_a_year_belongs_to(change, alice, hana, login):
    with on("2020-06-10 09:00"):
        for user, name, given in (
            (alice, "registry:profile", []),
            (hana, "registry:person", [alice.professional.public_id]),
        ):
            page = login(user).get(reverse(name, args=given)).content.decode()

            assert "各年度所属单位" in page
            assert page.index("2020年</span> <span>湖南省人民医院") < page.index(
                "2019年</span> <span>湖南省水利水电勘测设计院"
            )


def test_a_person_without_a_place_has_no_such_list(login, world):
    user = make_person("lone", "独行")

    page = login(user).get(reverse("registry:profile")).content.decode()

    assert "各年度所属单位" not in page
