"""The database itself refuses to rewrite what was recorded; the chain
shows what was rewritten all the same."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from cejc.lib.db import guards
from registry.guards import ALL, NO_TRUNCATE
from registry.machinery.services import audit_linking
from registry.models import Activity, ActivityVersion, AuditEntry, Award, Evidence
from registry.people.services import account
from tests.guards import guards_aside


def sql(line, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(line, values)


@pytest.fixture
def entry(admin, alice, charlie):
    account.deactivate(actor=admin, user=charlie, reason="试")
    account.deactivate(actor=admin, user=alice, reason="试")
    audit_linking.link_all()
    return AuditEntry.objects.order_by("number").first()


@pytest.fixture
def approved(alice, employer):
    """An approved activity with a version, an award and a file."""
    activity = Activity.objects.create(
        professional=alice.professional,
        organisation=employer,
        kind="paper",
        title="论文",
        facts={"author_rank": 1, "cn_serial": True, "date": "2018-09-01"},
        state="approved",
        version=1,
        first_date=date(2018, 9, 1),
    )
    ActivityVersion.objects.create(activity=activity, number=1, content={})
    Award.objects.create(
        activity=activity,
        professional=alice.professional,
        year=2018,
        subject="professional",
        hours=Decimal(30),
        clause="附二3",
        rule="x",
        why="x",
        policy="hunan-2020",
        policy_sha256="0" * 64,
    )
    Evidence.objects.create(
        activity=activity,
        document_kind="journal_cover",
        file_name="a.pdf",
        stored_name="aa/bb/x",
        sha256="1" * 64,
        size=1,
        mime="application/pdf",
        uploaded_by=alice,
    )
    return activity


REFUSED = [
    "UPDATE registry_auditentry SET reason = 'x'",
    "DELETE FROM registry_auditentry",
    "UPDATE registry_auditlink SET entry = 9",
    "DELETE FROM registry_auditlink",
    "UPDATE registry_auditcheckpoint SET note = ''",
    "DELETE FROM registry_auditcheckpoint",
    "UPDATE registry_activity SET title = 'x'",
    "UPDATE registry_activity SET kind = 'book'",
    "UPDATE registry_activity SET facts = '{}'",
    "UPDATE registry_activity SET version = 2",
    "UPDATE registry_activityversion SET content = '[]'",
    "DELETE FROM registry_activityversion",
    "UPDATE registry_award SET hours = 90",
    "DELETE FROM registry_award",
    "UPDATE registry_evidence SET sha256 = 'x'",
    "UPDATE registry_evidence SET stored_name = 'x'",
    "UPDATE registry_evidence SET document_kind = 'x'",
    "DELETE FROM registry_evidence",
]


@pytest.mark.parametrize("line", REFUSED)
def test_raw_sql_is_refused(entry, approved, line):
    with pytest.raises(DatabaseError):
        sql(line)


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE registry_activity SET state = 'returned'",
        "UPDATE registry_activity SET edit = edit + 1",
        "UPDATE registry_evidence SET removed_at = CURRENT_TIMESTAMP",
    ],
)
def test_what_a_later_move_needs_is_allowed(entry, approved, line):
    sql(line)

    approved.refresh_from_db()
    assert approved.title == "论文"


def test_draft_can_be_changed_and_deleted(alice):
    draft = Activity.objects.create(professional=alice.professional, kind="paper", title="草稿")
    Activity.objects.filter(pk=draft.pk).update(title="改过")

    draft.delete()

    assert not Activity.objects.exists()


@pytest.mark.parametrize("table", ["registry_auditentry", "registry_activityversion", "registry_evidence"])
def test_emptying_a_table_at_one_stroke_is_refused(entry, approved, table):
    with pytest.raises(DatabaseError):
        sql(f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}")


def test_missing_guard_is_said_by_the_system_check(db):
    assert run_checks(tags=["database"], databases=["default"]) == []

    with guards_aside():
        found = run_checks(tags=["database"], databases=["default"])

    assert "registry.E001" in [error.id for error in found]


def test_refused_service_writes_no_entry(admin):
    from cejc.errors import Refused

    with pytest.raises(Refused):
        account.deactivate(actor=admin, user=admin, reason="试")

    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_guard_that_was_lost_is_there_again_after_migrate():
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON registry_auditentry"
        cursor.execute(f"DROP TRIGGER cejc_audit_no_update{on}")
    assert guards.missing(connection, ALL, NO_TRUNCATE) == ["cejc_audit_no_update"]
    call_command("migrate", verbosity=0, skip_checks=False)  # as the command line calls it
    assert guards.missing(connection, ALL, NO_TRUNCATE) == []
