"""Statements that are put together once: they find what the query finds, at each asking anew."""

from datetime import date

import pytest
from django.db import models

from cejc.lib.db.ready import ready
from registry.models import Membership, Message, User
from registry.people.models.account import seats_of, user_by_key
from registry.people.models.message import unread_of

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_query_with_what_belongs_to_them(bob, petra, django_assert_num_queries):
    for user in (bob, petra):
        wanted = list(user.memberships.select_related("organisation"))
        with django_assert_num_queries(1):
            found = seats_of(user.pk, date(2020, 6, 1))
            names = [(seat.organisation.name, seat.role, seat.public_id, seat.valid_from) for seat in found]
        assert found == wanted
        assert names == [(one.organisation.name, one.role, one.public_id, one.valid_from) for one in wanted]


def test_row_has_every_column_as_django_reads_it(alice):
    found, wanted = user_by_key(alice.pk)[0], User.objects.get(pk=alice.pk)

    for field in User._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(wanted, field.attname), field.name
    assert not found._state.adding
    found.display_name = "改名"
    found.save(update_fields=["display_name"])
    assert User.objects.get(pk=alice.pk).display_name == "改名"


def test_a_day_is_compared_as_a_day(bob):
    Membership.objects.filter(user=bob).update(valid_from=date(2020, 6, 2))

    assert seats_of(bob.pk, date(2020, 6, 1)) == []
    assert len(seats_of(bob.pk, date(2020, 6, 2))) == 1


def test_values_come_as_tuples_and_are_asked_for_anew(alice):
    assert unread_of(alice.pk) == 0
    row = Message.objects.create(recipient=alice, kind="test", subject="一", body="二")
    assert unread_of(alice.pk) == 1
    Message.objects.filter(pk=row.pk).update(read_at=row.created_at)
    assert unread_of(alice.pk) == 0


def test_argument_that_is_not_compared_as_it_is_is_refused():
    @ready
    def named(part: str) -> models.QuerySet[User]:
        return User.objects.filter(username__contains=part)

    with pytest.raises(TypeError, match="named"):
        named("a")
