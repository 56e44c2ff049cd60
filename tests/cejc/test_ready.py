"""Statements that are put together once: they find what the query finds, at each asking anew."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, models

from cejc import clock
from cejc.lib.db.ready import MOST_SHAPES, Again, Keys, Shape, hand_out, ready, statement
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


@ready
def _logins(keys: Keys, names: Shape, but: str, also: Keys) -> models.QuerySet:
    found = User.objects.filter(models.Q(pk__in=keys) | models.Q(pk__in=also)).exclude(username=but)
    return found.order_by(f"{names}username").values_list("pk")


def test_lists_take_as_many_keys_as_are_given(alice, bob, petra):
    for keys in ([alice.pk], [alice.pk, bob.pk], [bob.pk, alice.pk, petra.pk]):
        assert sorted(_logins(keys, "", "nobody", [0])) == sorted((key,) for key in keys)
    assert _logins([alice.pk], "", alice.username, [bob.pk]) == [(bob.pk,)]


def test_nothing_is_in_an_empty_list(alice, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert _logins([], "", "nobody", [alice.pk]) == []


def test_each_shape_has_a_statement_of_its_own(alice, bob):
    rising, falling = (_logins([alice.pk, bob.pk], way, "nobody", [0]) for way in ("", "-"))

    assert rising == falling[::-1] != falling


def test_shape_is_nothing_that_people_type():
    @ready
    def named(name: Shape) -> models.QuerySet:
        return User.objects.filter(username=name).values_list("pk")

    for number in range(MOST_SHAPES):
        named(f"a{number}")
    with pytest.raises(TypeError, match="shape"):
        named("one more")


def test_a_moment_is_compared_as_a_moment(alice):
    @ready
    def since(moment: datetime) -> models.QuerySet:
        return Message.objects.filter(created_at__gte=moment).values_list("pk")

    moment = datetime(2020, 6, 1, 16, 30, tzinfo=UTC)
    row = Message.objects.create(recipient=alice, kind="test", subject="一", body="二", created_at=moment)

    assert since(moment) == [(row.pk,)]
    assert since(moment.astimezone(clock.SHANGHAI)) == [(row.pk,)]
    assert since(moment + timedelta(seconds=1)) == []


def test_what_is_handed_out_is_as_if_it_had_been_prefetched(alice, bob, django_assert_num_queries):
    rows = [alice, bob]
    made = [Message.objects.create(recipient=alice, kind="test", subject=name, body="二") for name in "一三"]

    hand_out(rows, "messages_received", made, "recipient_id")

    with django_assert_num_queries(0):
        assert list(alice.messages_received.all()) == made
        assert list(bob.messages_received.all()) == []
    assert list(alice.messages_received.filter(subject="三")) == made[1:]
    assert list(bob.messages_received.filter(subject="三")) == []


def test_number_that_no_column_holds_is_nothing_s(alice):
    assert user_by_key(10**30) == []
    assert _logins([10**30, alice.pk], "", "nobody", [0]) == [(alice.pk,)]


def test_public_id_is_compared_as_one(alice):
    @ready
    def called(public_id: UUID) -> models.QuerySet:
        return Message.objects.filter(public_id=public_id).values_list("pk")

    row = Message.objects.create(recipient=alice, kind="test", subject="一", body="二")

    assert called(row.public_id) == [(row.pk,)]
    assert called(UUID(int=1)) == []
    sql, values = statement(called, row.public_id)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.fetchall() == [(row.pk,)]


def test_what_one_reader_asks_again_is_put_together_once(alice, bob, django_assert_num_queries):
    again, made = Again(2), []

    def asked(user):
        def make():
            made.append(user.pk)
            return User.objects.filter(pk=user.pk).values_list("pk")

        return again(user.pk, make)

    assert [asked(alice), asked(bob), asked(alice)] == [[(alice.pk,)], [(bob.pk,)], [(alice.pk,)]]
    assert made == [alice.pk, bob.pk]
    User.objects.filter(pk=bob.pk).update(username="renamed")
    with django_assert_num_queries(1):
        assert asked(bob) == [(bob.pk,)]


def test_longest_unused_statement_goes_first(alice):
    again, made = Again(2), []
    for key in (1, 2, 1, 3, 1, 2):
        again(key, lambda key=key: made.append(key) or User.objects.filter(pk=alice.pk).values_list("pk"))

    assert made == [1, 2, 3, 2]


def test_statement_that_can_find_nothing_finds_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Again(1)("none", lambda: User.objects.none().values_list("pk")) == []
