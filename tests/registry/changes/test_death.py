"""A death: HR records it with a proof, the office above confirms; logins,
places and seats end, the record stays."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cejc.errors import Refused
from registry.changes.services import death
from registry.changes.services import person_request as requests
from registry.models import Death, Employment, IdentityChange, Professional
from registry.people.services import employment
from tests import factories
from tests.certification.rows import on
from tests.registry.activities.activity_factories import make_submitted, png
from tests.registry.changes.change_factories import actions_of, ask, proof, verify_audit

pytestmark = pytest.mark.django_db
DAY = date(2020, 5, 4)


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


def report(actor, person, **values):
    return death.report(
        actor=actor, professional=person.professional, **({"died_on": DAY, "file": proof()} | values)
    )


@pytest.fixture
def reported(alice, bob):
    return report(bob, alice)


def test_confirmed_death_ends_logins_places_and_seats_and_keeps_the_record(
    client, alice, bob, dora, world, reported
):
    factories.make_membership(alice, world.employer, "hr")
    record = make_submitted(alice, "paper")

    row = requests.approve(actor=dora, request=reported)

    alice.refresh_from_db()
    person = Professional.objects.get(pk=alice.professional_id)
    assert (person.died_on, alice.is_active, alice.memberships.get().valid_until) == (
        DAY,
        False,
        date(2020, 6, 10),
    )
    assert Employment.objects.get(professional=person).valid_until == DAY
    assert actions_of(row) == ["death.asked", "death.done"]
    assert verify_audit().startswith("The audit log is whole")
    client.force_login(bob)
    page = client.get(reverse("registry:person", args=[person.public_id])).content.decode()
    assert "已去世" in page
    assert record.title == "水利信息化培训班"


def test_login_of_the_dead_does_not_open(client, alice, bob, dora, reported):
    client.force_login(alice)

    requests.approve(actor=dora, request=reported)

    assert client.get(reverse("registry:profile")).status_code == 302
    client.logout()
    client.post(reverse("account_login"), {"login": "alice", "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_nothing_happens_before_the_office_above_confirms(alice, reported):
    alice.refresh_from_db()

    assert (alice.is_active, Professional.objects.get(pk=alice.professional_id).died_on) == (True, None)


def test_who_is_alive_withdraws_it(alice, reported, dora):
    row = requests.withdraw(actor=alice, request=reported)

    assert row.state == "withdrawn"
    with pytest.raises(Refused):
        requests.approve(actor=dora, request=row)


def test_hr_confirms_nothing_that_hr_reported(bob, world, reported):
    other = factories.make_user("bob-above", professional=bob.professional)
    factories.make_membership(other, world.department, "department")

    for user in (bob, other, factories.hr_of(world.employer, "beth")):
        with pytest.raises(Refused):
            requests.approve(actor=user, request=reported)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"died_on": date(2020, 6, 11)}, "不能晚于今天"),
        ({"file": {}}, "请上传"),
        ({"reason": "身份证430105198503071234"}, "请勿填写完整"),
    ],
)
def test_report_that_cannot_be_right_is_refused(alice, bob, values, words):
    with pytest.raises(Refused, match=words):
        report(bob, alice, **values)

    assert not Death.objects.exists()


def test_report_by_anybody_but_hr_of_the_last_unit_is_refused(alice, charlie, dora, world):
    for user in (alice, charlie, dora, factories.hr_of(world.other_employer, "hana")):
        with pytest.raises(Refused):
            report(user, alice)


def test_unit_that_the_person_left_reports_and_the_province_where_there_was_none(
    alice, bob, dora, petra, paul
):
    Employment.objects.filter(professional=alice.professional).update(valid_until=date(2020, 1, 1))
    requests.approve(actor=dora, request=report(bob, alice))
    lone = factories.make_person("lone", "罗云")

    with pytest.raises(Refused):
        report(bob, lone)
    requests.approve(actor=paul, request=report(petra, lone))

    assert Professional.objects.exclude(died_on=None).count() == 2


def test_death_is_recorded_once(alice, bob, dora, reported):
    for _again in range(2):
        requests.approve(actor=dora, request=reported)

    with pytest.raises(Refused, match="已办理去世登记"):
        report(bob, alice)


def test_other_changes_under_way_end_with_it(alice, bob, dora, reported):
    asked = ask(alice)

    requests.approve(actor=dora, request=reported)

    assert IdentityChange.objects.get().state == "withdrawn"
    assert actions_of(asked)[-1] == "identity_change.withdrawn"


def test_application_to_a_unit_ends_with_it(bob, dora, world, petra, paul):
    lone = factories.make_person("lone", "罗云")
    place = employment.apply(actor=lone, organisation=world.employer, position="工程师")

    requests.approve(actor=paul, request=report(petra, lone))

    place.refresh_from_db()
    assert (place.state, place.reason) == ("refused", "本人已于2020年5月4日去世")


def test_dead_are_not_taken_into_another_unit(alice, bob, dora, charlie, world, reported):
    requests.approve(actor=dora, request=reported)
    person = Professional.objects.get(pk=alice.professional_id)

    with pytest.raises(Refused, match="去世"):
        employment.add_person(
            actor=factories.hr_of(world.other_employer, "hana"),
            organisation=world.other_employer,
            name=person.name,
            identity_type=person.identity_type,
            number=str(person.identity_number),
        )


def test_hr_reports_by_the_page_and_a_stranger_finds_none(client, alice, bob, charlie):
    address = reverse("registry:change-death", args=[alice.professional.public_id])
    sent = {"died_on": "2020-05-04", "file": SimpleUploadedFile("证明.png", png(), "image/png")}
    client.force_login(charlie)
    assert client.get(address).status_code in (403, 404)

    client.force_login(bob)
    assert client.post(address, {"died_on": "2031-01-01"}).status_code == 422
    client.post(address, sent)

    assert Death.objects.get().state == "confirmed"
