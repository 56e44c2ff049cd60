"""Deletion at the person's wish: what goes at once, what the law keeps and
until when; two officers of the province."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from cejc.errors import Refused
from cejc.lib import storage
from registry.activities.services import activity_review
from registry.changes.queries.person_request import waiting_count
from registry.changes.services import erasure, merge
from registry.changes.services import person_request as requests
from registry.machinery.queries.stored import file_columns
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import (
    Activity,
    Attendee,
    AuditEntry,
    Completion,
    Employment,
    Erasure,
    Evidence,
    Handbook,
    HandbookClaim,
    HandbookEdition,
    IdentityChange,
    LoginAttempt,
    Message,
    Portrait,
    Professional,
    TrainingSession,
)
from registry.people.services import employment
from tests import factories
from tests.certification.rows import on
from tests.registry.activities.activity_factories import make_draft, make_evidence, make_submitted
from tests.registry.changes.change_factories import ask as ask_change
from tests.registry.changes.change_factories import decide, log_text, proof, receive_signed, verify_audit
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def anna(world):
    """Somebody who has left the unit, with a login."""
    user = factories.employee_of(world.employer, "anna", "安如山", email="anna@example.org")
    user.professional.phone = "13900000000"
    user.professional.save()
    return user


@pytest.fixture
def left(anna):
    Employment.objects.filter(professional=anna.professional).update(valid_until=date(2020, 6, 1))
    return anna


@pytest.fixture
def erase(petra, paul):
    def work(user):
        return decide(erasure.ask(actor=user, professional=user.professional), petra, paul)

    return work


def fresh(user):
    return Professional.objects.get(pk=user.professional_id)


# What goes, what stays


def test_without_papers_everything_that_leads_to_the_person_goes(left, erase):
    number, index = str(left.professional.identity_number), left.professional.identity_index
    LoginAttempt.objects.create(user=left, succeeded=True)

    row = erase(left)

    left.refresh_from_db()
    person = fresh(left)
    assert (person.identity_number, person.identity_masked, person.phone) == ("", "已注销", "")
    assert (person.has_number, row.keep_until, row.kept) == (False, None, "")
    assert (left.username.startswith("erased:"), left.email, left.is_active) == (True, "", False)
    assert not left.has_usable_password()
    assert not LoginAttempt.objects.filter(user=left).exists()
    assert not Message.objects.filter(recipient=left).exists()
    assert index not in person.identity_index
    assert factories.make_professional("新人", number=number).pk


def test_log_verifies_and_the_number_is_nowhere_in_the_database(left, bob, dora, petra, paul, erase):
    number = str(left.professional.identity_number)

    erase(left)

    assert verify_audit().startswith("The audit log is whole")
    assert number not in log_text()
    for person in Professional.objects.all():
        assert str(person.identity_number) != number


def test_handbook_keeps_the_number_until_its_day(left, dora, world, erase, settings):
    settings.CEJC_RETENTION_YEARS = 10
    number = str(left.professional.identity_number)
    claim = HandbookClaim.objects.create(organisation=world.department, composed_by=dora, year=2020)
    with on("2020-02-29 09:00"):
        Handbook.objects.create(
            professional=left.professional, claim=claim, number="湘手册1", year=2020, sequence=1
        )

    row = erase(left)

    assert (row.keep_until, row.kept, str(fresh(left).identity_number)) == (
        date(2030, 2, 28),
        "登记手册湘手册1",
        number,
    )
    with on("2030-03-01 09:00"):
        forget_kind("numbers")
    assert str(fresh(left).identity_number) == ""
    assert AuditEntry.objects.filter(action="erasure.number_erased").count() == 1
    assert verify_audit().startswith("The audit log is whole")


def test_earlier_request_forgets_number_and_paper_with_the_number(
    left, bob, dora, world, erase, django_capture_on_commit_callbacks
):
    Employment.objects.filter(professional=left.professional).update(valid_until=None)
    change = decide(ask_change(left, number=factories.resident_number(9, region="430105")), bob, dora)
    Employment.objects.filter(professional=left.professional).update(valid_until=date(2020, 6, 1))
    stored = change.stored_name

    with django_capture_on_commit_callbacks(execute=True):
        erase(left)

    change.refresh_from_db()
    assert (str(change.new_identity_number), str(change.old_identity_number), change.stored_name) == (
        "",
        "",
        "",
    )
    assert not storage.exists(stored)
    with connection.cursor() as cursor:
        cursor.execute("SELECT new_identity_number, old_identity_number FROM registry_identitychange")
        assert cursor.fetchall() == [("", "")]


def test_file_that_was_merged_in_forgets_its_number_too(left, petra, paul, erase):
    double = factories.make_professional("安如山", identity_type="passport", number="E12345678")
    row = merge.propose(
        actor=petra,
        kept=str(left.professional.identity_number),
        duplicate="E12345678",
        reason="已核对",
        file=proof(),
    )
    requests.approve(actor=paul, request=row)

    erase(left)

    double.refresh_from_db()
    row.refresh_from_db()
    assert (str(double.identity_number), double.identity_masked, row.stored_name) == ("", "已注销", "")


def test_reported_results_forget_the_number_and_stay_counted(left, erase):
    course = make.recognised_course(make.make_base())
    (row,) = receive_signed(course, make.reported(left.professional, course_code=course.code))
    index = row.identity_index

    erase(left)

    row.refresh_from_db()
    assert (str(row.identity_number), row.identity_masked, row.state) == ("", "已注销", "counted")
    assert not Completion.objects.filter(identity_index=index).exists()


def test_list_of_a_closed_session_forgets_the_number_alone(left, erase):
    session = make.make_session(make.make_base(), state="draft")
    person = left.professional
    row = Attendee.objects.create(
        session=session,
        professional=person,
        name=person.name,
        identity_type=person.identity_type,
        passed=True,
        identity_number=str(person.identity_number),
        identity_index=person.identity_index,
        identity_masked=person.identity_masked,
    )
    TrainingSession.objects.filter(pk=session.pk).update(state="closed")

    erase(left)

    row.refresh_from_db()
    assert (str(row.identity_number), row.identity_masked, row.passed) == ("", "已注销", True)
    assert row.identity_index != person.identity_index


def test_approved_record_stays_with_its_file(left, bob, erase, django_capture_on_commit_callbacks):
    Employment.objects.filter(professional=left.professional).update(valid_until=None)
    record = activity_review.approve(actor=bob, activity=make_submitted(left, "award"))
    Employment.objects.filter(professional=left.professional).update(valid_until=date(2020, 6, 1))

    with django_capture_on_commit_callbacks(execute=True):
        erase(left)

    record.refresh_from_db()
    assert (record.state, record.awards.get().hours) == ("approved", Decimal(60))
    assert all(storage.exists(one.stored_name) for one in record.evidence.all())


# Files


def test_drafts_and_files_of_what_nobody_approved_go(left, erase, django_capture_on_commit_callbacks):
    draft = make_draft(left, "paper")
    bytes_of_draft = [one.stored_name for one in make_evidence(left, draft)]
    Employment.objects.filter(professional=left.professional).update(valid_until=None)
    sent = make_submitted(left, "award")
    Employment.objects.filter(professional=left.professional).update(valid_until=date(2020, 6, 1))
    bytes_of_sent = [one.stored_name for one in sent.evidence.all()]

    with django_capture_on_commit_callbacks(execute=True):
        row = erase(left)

    assert not Activity.objects.filter(pk=draft.pk).exists()
    sent.refresh_from_db()
    assert (sent.state, row.erased) == ("discarded", {"drafts": 2, "files": len(bytes_of_sent)})
    assert not any(storage.exists(name) for name in (*bytes_of_draft, *bytes_of_sent))
    assert not sent.evidence.filter(removed_at=None).exists()


def test_bytes_that_another_row_names_stay(left, charlie, erase, django_capture_on_commit_callbacks):
    mine = make_evidence(left, make_draft(left, "paper"))
    theirs = make_draft(charlie, "paper")
    shared = Evidence.objects.create(
        activity=theirs,
        document_kind="x",
        file_name="a.png",
        stored_name=mine[0].stored_name,
        sha256=mine[0].sha256,
        size=1,
        mime="image/png",
        uploaded_by=charlie,
    )

    with django_capture_on_commit_callbacks(execute=True):
        erase(left)

    assert storage.exists(shared.stored_name)
    assert not any(storage.exists(one.stored_name) for one in mine[1:])


def test_pictures_drawn_of_the_pages_go_with_the_bytes(
    client, left, erase, django_capture_on_commit_callbacks
):
    proof_ = make_evidence(left, make_draft(left, "paper"))[0]
    folder = Path(django_settings.CEJC_DATA_DIR) / "previews"
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{proof_.sha256}-1-320.webp"
    picture.write_bytes(b"x")

    with django_capture_on_commit_callbacks(execute=True):
        erase(left)

    assert not picture.exists()


def test_photograph_goes_unless_a_handbook_shows_it(
    left, dora, world, erase, django_capture_on_commit_callbacks
):
    claim = HandbookClaim.objects.create(organisation=world.department, composed_by=dora, year=2020)
    book = Handbook.objects.create(
        professional=left.professional, claim=claim, number="湘手册1", year=2020, sequence=1
    )
    shown, loose = (
        Portrait.objects.create(
            professional=left.professional,
            stored_name=storage.save(b"x", ".jpg"),
            uploaded_by=left,
            replaced_at=moment,
        )
        for moment in ("2020-01-01T00:00:00Z", None)
    )
    HandbookEdition.objects.create(
        handbook=book, edition=1, photo_name=shown.stored_name, check_code="x", content={}, asked_by=left
    )

    with django_capture_on_commit_callbacks(execute=True):
        erase(left)

    assert storage.exists(shown.stored_name)
    assert not storage.exists(loose.stored_name)


def test_every_column_that_names_a_kept_file_is_looked_at():
    """Kept files have names of up to 200 characters; a column not looked
    at would lose bytes that it still names."""
    named = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_name") and field.max_length == 200
    }

    assert named == set(file_columns())


# Who may, and what stands in the way


def test_who_works_here_is_refused_with_the_unit_named(anna):
    with pytest.raises(Refused, match="湖南省水利水电勘测设计院"):
        erasure.ask(actor=anna, professional=anna.professional)

    assert not Erasure.objects.exists()


def test_officer_is_refused_until_the_seat_ends(left, world):
    factories.make_membership(left, world.employer, "hr")

    with pytest.raises(Refused, match="经办角色"):
        erasure.ask(actor=left, professional=left.professional)


def test_nobody_asks_for_somebody_else(left, bob, petra, charlie):
    for user in (bob, petra, charlie):
        with pytest.raises(Refused, match="本人申请"):
            erasure.ask(actor=user, professional=left.professional)


def test_two_officers_of_the_province_decide_and_nobody_else(left, bob, dora, petra, paul):
    row = erasure.ask(actor=left, professional=left.professional)

    for user in (left, bob, dora):
        with pytest.raises(Refused):
            requests.confirm(actor=user, request=row)
    requests.confirm(actor=petra, request=row)
    for user in (left, bob, dora, petra):
        with pytest.raises(Refused):
            requests.approve(actor=user, request=row)
    assert fresh(left).erased_at is None
    requests.approve(actor=paul, request=row)

    assert fresh(left).erased_at is not None


def test_what_came_between_stops_it_and_nothing_is_gone(left, petra, paul, bob):
    row = erasure.ask(actor=left, professional=left.professional)
    requests.confirm(actor=petra, request=row)
    Employment.objects.filter(professional=left.professional).update(valid_until=None)
    draft = make_draft(left, "paper")

    with pytest.raises(Refused, match="任职"):
        requests.approve(actor=paul, request=row)

    left.refresh_from_db()
    assert (left.is_active, Activity.objects.filter(pk=draft.pk).exists()) == (True, True)


def test_person_takes_the_wish_back(left, petra):
    row = erasure.ask(actor=left, professional=left.professional)
    requests.confirm(actor=petra, request=row)

    assert requests.withdraw(actor=left, request=row).state == "withdrawn"
    assert fresh(left).erased_at is None


def test_approved_twice_is_done_once(left, petra, paul):
    row = erasure.ask(actor=left, professional=left.professional)
    requests.confirm(actor=petra, request=row)

    for _again in range(2):
        requests.approve(actor=paul, request=row)

    assert AuditEntry.objects.filter(action="erasure.done").count() == 1


def test_other_requests_and_applications_end_with_it(left, world, erase):
    place = employment.apply(actor=left, organisation=world.other_employer, position="医师")
    ask_change(left)

    erase(left)

    place.refresh_from_db()
    assert (place.state, IdentityChange.objects.get().state) == ("refused", "withdrawn")


def test_former_unit_still_finds_its_years_and_offers_a_new_login(client, bob, left, erase):
    erase(left)
    client.force_login(bob)

    page = client.get(reverse("registry:person", args=[left.professional.public_id])).content.decode()

    assert "已注销" in page


# Pages


def test_person_reads_what_follows_and_asks_by_the_page(client, left):
    client.force_login(left)
    address = reverse("registry:change-erasure")

    page = client.get(address).content.decode()
    unsaid = client.post(address, {"reason": ""})
    client.post(address, {"reason": "", "understood": "on"})

    assert "证件号码一并删除，不能恢复" in page
    assert unsaid.status_code == 422
    assert Erasure.objects.get().state == "asked"


def test_page_says_at_once_what_stands_in_the_way(client, anna):
    client.force_login(anna)

    page = client.get(reverse("registry:change-erasure")).content.decode()

    assert ("您目前仍在湖南省水利水电勘测设计院任职" in page, 'name="understood"' in page) == (True, False)


def test_wishes_of_the_province_are_counted_there(left, petra, paul):
    row = erasure.ask(actor=left, professional=left.professional)
    before = [waiting_count(user) for user in (petra, paul)]

    requests.confirm(actor=petra, request=row)

    assert (before, [waiting_count(user) for user in (petra, paul)]) == ([1, 1], [0, 1])


def test_officers_see_the_wish_and_the_former_unit_does_not(client, left, bob, dora, petra):
    row = erasure.ask(actor=left, professional=left.professional)
    seen = {}
    for user in (left, bob, dora, petra):
        client.force_login(user)
        seen[user.username] = client.get(
            reverse("registry:change", args=["erasure", row.public_id])
        ).status_code

    assert seen == {"anna": 200, "bob": 404, "dora": 404, "petra": 200}
    assert Message.objects.filter(recipient=petra, kind="person_request_asked").count() == 1
