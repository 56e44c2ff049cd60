"""Statements whose answer nobody asks go to the database together: in their order, and all of them or none."""

import pytest
from django.db import IntegrityError, connection, transaction

from cejc.lib.db import together
from registry.machinery.models import AuditWaiting
from registry.people.services import professional
from tests.factories import employee_of

pytestmark = pytest.mark.django_db

ADD = "INSERT INTO registry_auditwaiting (entry) VALUES (%s)"


def messages(act):
    """What is sent to the database while `act` is carried out."""
    sent = []

    def seen(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(seen):
        act()
    return sent


def waiting():
    return sorted(AuditWaiting.objects.values_list("entry", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_statements_are_carried_out_in_their_order_in_one_message(count):
    doubled = ("UPDATE registry_auditwaiting SET entry = entry * 2 WHERE entry < %s", [1000])
    adding = [(ADD, [number]) for number in range(501, 501 + count)]

    sent = messages(lambda: together.send([*adding, doubled]))

    assert len(sent) == (1 if connection.vendor == "postgresql" else count + 1)
    assert waiting() == [2 * number for number in range(501, 501 + count)]


def test_of_statements_of_which_one_is_refused_none_stands():
    with pytest.raises(IntegrityError), transaction.atomic():
        together.send([(ADD, [1]), (ADD, [2]), (ADD, [1])])
    assert waiting() == []


def test_nothing_is_sent_where_nothing_is_to_be_done():
    assert messages(lambda: together.send([])) == []


def test_statements_that_are_written_down_are_seen_each_by_itself(django_assert_num_queries):
    with django_assert_num_queries(3):
        together.send([(ADD, [number]) for number in (1, 2, 3)])


def test_entry_and_what_is_marked_because_of_it_are_one_message(world):
    """A person's own change: the row, and then all that follows from it at once."""
    user = employee_of(world.employer)

    sent = messages(
        lambda: professional.update(actor=user, professional=user.professional, phone="13912345678")
    )

    entries = [sql for sql in sent if "INTO registry_auditentry" in sql.replace('"', "")]
    marks = [sql for sql in sent if "INTO certification_figuredirty" in sql.replace('"', "")]
    assert len(entries) == len(marks) == 1
    assert (entries == marks) == (connection.vendor == "postgresql")
    assert sent[-1] == entries[0] or sent[-1].startswith("RELEASE")
