"""What was taken away, agreed to, deleted and held stands in the database as it was written."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from cejc import clock
from registry.models import Export, ExportRequest, Forgotten, Hold
from registry.people.services import exporting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(bob, dora, alice):
    unit = bob.seats[0].organisation
    request = ExportRequest.objects.create(
        owner=bob,
        organisation=unit,
        title="人员名单",
        rows=5000,
        address="/people/export/",
        reason="上报",
        state="granted",
        decided_by=dora,
        decided_at=clock.now(),
    )
    exporting.registered(bob, "人员名单", rows=5000, request=request)
    Forgotten.objects.create(day=date(2020, 6, 1), kind="messages", gone=7, before=clock.now(), told=True)
    Hold.objects.create(
        person=alice.professional,
        reason="行政复议",
        until=date(2030, 1, 1),
        placed_by=dora,
        lifted_by=dora,
        lifted_at=clock.now(),
        lifted_reason="已结",
    )


def sql(line):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(line)


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE registry_export SET made_label = 'x'",
        "UPDATE registry_export SET rows = 1",
        "UPDATE registry_export SET request_id = NULL",
        "DELETE FROM registry_export",
        "UPDATE registry_exportrequest SET rows = 9",
        "UPDATE registry_exportrequest SET reason = 'x'",
        "UPDATE registry_exportrequest SET decided_by_id = owner_id",
        "DELETE FROM registry_exportrequest",
        "UPDATE registry_forgotten SET gone = 1",
        "UPDATE registry_forgotten SET told = (1 = 0)",
        "DELETE FROM registry_forgotten",
        "UPDATE registry_hold SET reason = 'x'",
        "UPDATE registry_hold SET until = '2020-01-01'",
        "UPDATE registry_hold SET lifted_reason = 'x'",
        "DELETE FROM registry_hold",
    ],
)
def test_raw_sql_is_refused(rows, line):
    with pytest.raises(DatabaseError):
        sql(line)


def test_used_request_is_never_granted_again(rows):
    ExportRequest.objects.update(state="used")

    with pytest.raises(DatabaseError):
        sql("UPDATE registry_exportrequest SET state = 'granted'")


def test_what_a_later_act_needs_is_allowed(rows):
    sql("UPDATE registry_export SET rows = 5001")
    sql("UPDATE registry_exportrequest SET state = 'used'")
    sql("UPDATE registry_forgotten SET gone = 8, held = 0")

    assert Export.objects.get().rows == 5001
