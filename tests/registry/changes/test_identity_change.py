"""A change of name or number: what was before is kept encrypted, numbers show nowhere, issued papers stay."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cejc.errors import Refused
from cejc.lib.writing import identity
from registry.changes.services import identity_change
from registry.models import AuditEntry, IdentityChange, Professional
from registry.people.queries import people
from registry.people.services.reseal import reseal
from registry.results.services import completion_settle
from tests import factories
from tests.certification.rows import issue, on
from tests.registry.changes.change_factories import ask, decide, log_text, proof, receive_signed, verify_audit
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
NUMBER = factories.resident_number(5, region="430105")


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


def changed(alice, bob, dora, **values):
    return decide(ask(alice, **values), bob, dora)


def test_number_is_put_right_and_the_old_one_kept_encrypted(alice, bob, dora):
    before = str(alice.professional.identity_number)

    row = changed(alice, bob, dora, number=NUMBER)

    person = Professional.objects.get(pk=alice.professional_id)
    assert (str(person.identity_number), person.identity_masked) == (NUMBER, identity.mask(NUMBER))
    assert person.identity_index == people.identity_index(NUMBER)
    row.refresh_from_db()
    assert (str(row.old_identity_number), row.old_identity_masked) == (before, identity.mask(before))
    with connection.cursor() as cursor:
        cursor.execute("SELECT old_identity_number, new_identity_number FROM registry_identitychange")
        assert not {before, NUMBER} & set(cursor.fetchone())


def test_name_changes_everywhere_it_is_looked_up(alice, bob, dora):
    row = changed(alice, bob, dora, name="欧阳晓明")

    alice.refresh_from_db()
    assert (alice.display_name, alice.professional.name) == ("欧阳晓明", "欧阳晓明")
    assert alice.professional.name_key != ""
    assert (row.old_name, row.old_identity_masked) == ("欧阳晓𬱖", alice.professional.identity_masked)


def test_no_number_reaches_log_messages_addresses_or_pages(client, alice, bob, dora):
    before = str(alice.professional.identity_number)
    row = changed(alice, bob, dora, number=NUMBER, name="欧阳晓明")
    client.force_login(dora)

    page = client.get(reverse("registry:change", args=["identity", row.public_id])).content.decode()

    for text in (log_text(), page, row.reason, str(row.public_id)):
        assert before not in text
        assert NUMBER not in text
    assert identity.mask(NUMBER) in page
    assert verify_audit().startswith("The audit log is whole")


def test_whole_new_number_is_shown_after_the_password_and_on_record(client, alice, bob):
    row = ask(alice, number=NUMBER)
    address = reverse("registry:change-number", args=[row.public_id])
    client.force_login(bob)
    assert client.get(address).status_code == 302

    client.post(reverse("account_login"), {"login": "bob", "password": factories.PASSWORD})
    shown = client.get(address)

    if shown.status_code == 302:  # the password again
        client.post(shown["Location"], {"password": factories.PASSWORD})
        shown = client.get(address)
    assert NUMBER in shown.content.decode()
    assert AuditEntry.objects.filter(action="identity.revealed", actor_label__contains="毕明").exists()


def test_new_number_signs_in_and_the_old_one_does_not(alice, bob, dora):
    before = str(alice.professional.identity_number)

    changed(alice, bob, dora, number=NUMBER)

    assert people.login_named(NUMBER) == alice
    assert people.login_named(before) is None


def test_slip_stays_as_it_was_issued(alice, bob, dora, petra):
    slip = issue(petra, alice.professional)
    content = dict(slip.content)

    changed(alice, bob, dora, name="欧阳晓明", number=NUMBER)

    slip.refresh_from_db()
    assert slip.content == content


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "欧阳晓𬱖"}, "无需更正"),
        ({"number": NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")}, "号码"),
        ({"number": "430105198513071235"}, "出生日期"),
        ({"name": "123"}, "姓名"),
    ],
)
def test_value_that_cannot_be_right_is_refused(alice, values, words):
    with pytest.raises(Refused, match=words):
        ask(alice, **values)

    assert not IdentityChange.objects.exists()


def test_number_of_somebody_else_is_refused_when_asked(alice, charlie):
    with pytest.raises(Refused, match="另一份档案"):
        ask(alice, number=str(charlie.professional.identity_number))


def test_number_taken_meanwhile_is_refused_when_approved_and_nothing_changes(alice, bob, dora):
    row = ask(alice, number=NUMBER, name="欧阳晓明")
    factories.make_professional("别人", number=NUMBER)

    with pytest.raises(Refused, match="另一份档案"):
        decide(row, bob, dora)

    row.refresh_from_db()
    person = Professional.objects.get(pk=alice.professional_id)
    assert (row.state, person.name, row.old_identity_number) == ("confirmed", "欧阳晓𬱖", "")


def test_type_alone_can_be_put_right(alice, bob, dora):
    number = str(alice.professional.identity_number)

    changed(alice, bob, dora, number=number, identity_type="other")

    person = Professional.objects.get(pk=alice.professional_id)
    assert (person.identity_type, str(person.identity_number)) == ("other", number)


@pytest.mark.parametrize("missing", ["reason", "file"])
def test_reason_and_proof_are_asked_for(alice, missing):
    values = {"reason": "户口簿", "file": proof()} | (
        {"reason": " "} if missing == "reason" else {"file": {}}
    )

    with pytest.raises(Refused):
        identity_change.ask(actor=alice, professional=alice.professional, name="欧阳晓明", **values)


def test_stranger_and_hr_of_another_unit_cannot_ask(alice, charlie, world):
    for user in (charlie, factories.hr_of(world.other_employer, "hana")):
        with pytest.raises(Refused):
            ask(user, alice.professional)


def test_recognised_result_stays_when_name_and_number_are_put_right(alice, bob, dora):
    course = make.recognised_course(make.make_base())
    (row,) = receive_signed(course, make.reported(alice.professional, course_code=course.code))
    assert row.state == "counted"

    changed(alice, bob, dora, name="欧阳晓明", number=NUMBER)
    completion_settle.settle([row.pk])

    row.refresh_from_db()
    assert (row.state, row.activity.state) == ("counted", "approved")


def test_result_under_the_former_name_is_recognised(alice, bob, dora):
    course = make.recognised_course(make.make_base())
    reported = make.reported(alice.professional, course_code=course.code)
    changed(alice, bob, dora, name="欧阳晓明")

    (row,) = receive_signed(course, reported)

    assert row.state == "counted"


def test_old_number_is_sealed_anew_by_a_new_key_and_never_exchanged(alice, bob, dora, settings):
    row = changed(alice, bob, dora, number=NUMBER)
    kept = str(row.old_identity_number)
    settings.CEJC_KEYS = settings.CEJC_KEYS | {"field": f"{'new-' * 12},{settings.CEJC_KEYS['field']}"}

    assert reseal() > 0
    assert reseal() == 0

    row = IdentityChange.objects.get()
    assert (str(row.old_identity_number), str(row.new_identity_number)) == (kept, NUMBER)
    with pytest.raises(DatabaseError), transaction.atomic():
        IdentityChange.objects.update(old_identity_number=NUMBER)
