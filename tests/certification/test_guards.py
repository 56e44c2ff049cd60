"""The database itself refuses to rewrite what was issued, published,
decided or moved: raw SQL, both databases."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction

from cejc.lib.db import guards
from certification.guards import ALL, NO_TRUNCATE
from certification.models import NoticeEntry, Slip, SlipAction
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.notices import objection as objections
from certification.services.slips import slip as slips
from tests import factories
from tests.certification.rows import issue, make_case, object_to, on, publish, revoke


def refused(sql, *values):
    """Whether the database refuses the statement on rows that are there."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            # Not refused: then at least it must have met a row, or the test proves nothing.
            assert cursor.rowcount > 0
    except DatabaseError:
        return True
    return False


def allowed(sql, *values):
    """The number of rows that the statement changes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "content_sha256 = 'x'",
        "number = 'x'",
        "check_code = 'x'",
        "year = 2019",
        "sequence = 9",
        "span_first = 2010",
        "span_last = 2020",
        "issued_at = '2019-01-01 00:00:00'",
        "public_id = '00000000-0000-4000-8000-000000000000'",
    ],
)
def test_slip_content_and_number_never_change(alice, petra, change):
    slip = issue(petra, alice.professional)

    assert refused(f"UPDATE certification_slip SET {change} WHERE id = %s", slip.pk)


def test_slip_of_one_person_never_becomes_that_of_another(alice, charlie, petra):
    slip = issue(petra, alice.professional)

    assert refused(
        "UPDATE certification_slip SET professional_id = %s WHERE id = %s", charlie.professional_id, slip.pk
    )


def test_slip_is_never_deleted(alice, petra):
    slip = issue(petra, alice.professional)

    assert refused("DELETE FROM certification_slip WHERE id = %s", slip.pk)


def test_slip_file_is_named_once(alice, petra):
    slip = issue(petra, alice.professional)
    name = "UPDATE certification_slip SET pdf_name = %s, pdf_sha256 = %s, pdf_size = 3 WHERE id = %s"

    assert allowed(name, "a", "1" * 64, slip.pk) == 1
    assert refused(name, "b", "2" * 64, slip.pk)


@pytest.mark.parametrize("state", ["superseded", "revoked"])
def test_slip_leaves_valid_once_and_never_returns(alice, petra, state):
    slip = issue(petra, alice.professional)
    change = "UPDATE certification_slip SET state = %s WHERE id = %s"

    assert allowed(change, state, slip.pk) == 1
    assert refused(change, "valid", slip.pk)
    assert refused("UPDATE certification_slip SET state_reason = 'x' WHERE id = %s", slip.pk)


def test_numbers_go_forward_only(alice, petra):
    issue(petra, alice.professional)

    assert refused("UPDATE certification_slipsequence SET last = 0 WHERE year = 2020")
    assert refused("UPDATE certification_slipsequence SET year = 2021 WHERE year = 2020")
    assert refused("DELETE FROM certification_slipsequence")


def test_decided_action_is_immutable(alice, petra, paul):
    slip = revoke(petra, paul, issue(petra, alice.professional))
    action = SlipAction.objects.get(slip=slip)

    assert refused("UPDATE certification_slipaction SET state = 'refused' WHERE id = %s", action.pk)
    assert refused("UPDATE certification_slipaction SET decision_note = 'x' WHERE id = %s", action.pk)
    assert refused("DELETE FROM certification_slipaction WHERE id = %s", action.pk)


def test_proposal_stands_as_it_was_made(alice, petra):
    slip = issue(petra, alice.professional)
    action = slips.propose_action(actor=petra, slip=slip, kind="revoke", reason="材料存疑")

    assert refused("UPDATE certification_slipaction SET reason = 'x' WHERE id = %s", action.pk)
    assert refused("UPDATE certification_slipaction SET kind = 'reissue' WHERE id = %s", action.pk)


@pytest.fixture
def notice(alice, bob):
    with on("2020-06-15 09:00"):
        return publish(bob, [make_case(alice.professional, state="notice")])


@pytest.mark.parametrize(
    "change",
    [
        "frozen = '{}'",
        "frozen_sha256 = 'x'",
        "published_at = '2019-01-01 00:00:00'",
        "last_day = '2020-06-16'",
        "ends_at = '2020-06-16 00:00:00'",
        "working_days = 1",
        "title = 'x'",
        "text = 'x'",
        "contact = 'x'",
        "state = 'draft'",
    ],
)
def test_published_notice_never_changes(notice, change):
    assert refused(f"UPDATE certification_notice SET {change} WHERE id = %s", notice.pk)


def test_published_notice_is_never_deleted(notice):
    assert refused("DELETE FROM certification_noticeentry WHERE notice_id = %s", notice.pk)
    assert refused("DELETE FROM certification_notice WHERE id = %s", notice.pk)


def test_draft_notice_may_change(alice, bob):
    notice = drafts.compose_notice(
        actor=bob,
        organisation=bob.seats[0].organisation,
        cases=[make_case(alice.professional, state="notice")],
        title="草稿",
        contact="人事部",
    )

    assert allowed("UPDATE certification_notice SET title = 'x' WHERE id = %s", notice.pk) == 1
    assert allowed("UPDATE certification_noticeentry SET position = 7 WHERE notice_id = %s", notice.pk) == 1


def test_withdrawn_notice_stays_withdrawn(notice, bob):
    with on("2020-06-16 09:00"):
        notices.withdraw_notice(actor=bob, notice=notice, reason="名单有误")

    assert refused("UPDATE certification_notice SET state = 'open' WHERE id = %s", notice.pk)


def test_entry_of_published_notice_never_changes(notice, charlie):
    entry = NoticeEntry.objects.get(notice=notice)

    assert refused("UPDATE certification_noticeentry SET snapshot = '{}' WHERE id = %s", entry.pk)
    assert refused("UPDATE certification_noticeentry SET position = 9 WHERE id = %s", entry.pk)


def test_objection_stands_as_filed_and_its_answer_as_given(notice, world):
    # Who published does not answer: a colleague of the unit does.
    colleague = factories.hr_of(world.employer, "bert", "白朗")
    with on("2020-06-16 09:00"):
        objection = object_to(NoticeEntry.objects.get(notice=notice))
        assert refused("UPDATE certification_objection SET text = 'x' WHERE id = %s", objection.pk)
        objections.answer_objection(
            actor=colleague, objection=objection, upheld=False, answer="经核实，签到表真实。"
        )

    assert refused("UPDATE certification_objection SET answer = 'x' WHERE id = %s", objection.pk)
    assert refused("DELETE FROM certification_objection WHERE id = %s", objection.pk)


@pytest.mark.parametrize("table", ["certification_transition", "certification_review"])
def test_history_of_a_case_is_append_only(alice, petra, table):
    case = issue(petra, alice.professional).case

    assert refused(f"UPDATE {table} SET at = '2019-01-01 00:00:00' WHERE case_id = %s", case.pk)
    assert refused(f"DELETE FROM {table} WHERE case_id = %s", case.pk)


def test_tables_are_never_emptied_at_one_stroke(alice, petra):
    issue(petra, alice.professional)
    # SQLite has no TRUNCATE: a DELETE without WHERE meets the triggers of the rows.
    word = "TRUNCATE {} CASCADE" if connection.vendor == "postgresql" else "DELETE FROM {}"

    for table in ("certification_slip", "certification_transition", "certification_review"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(word.format(table))

    assert Slip.objects.count() == 1


def test_check_names_the_guard_that_is_missing(db):
    assert guards.missing(connection, ALL, NO_TRUNCATE) == []
    on_table = "" if connection.vendor == "sqlite" else " ON certification_slip"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER cejc_slip_no_delete{on_table}")

    found = guards.missing(connection, ALL, NO_TRUNCATE)

    assert found == ["cejc_slip_no_delete"]
    with pytest.raises(SystemCheckError, match="cejc_slip_no_delete"):
        call_command("check", databases=["default"])
