"""A row under lock, by a statement that is put together once."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from cejc.lib.db.locked import locked, locked_of
from registry.machinery.door import under_lock
from registry.models import Organisation, User
from tests import factories


@pytest.mark.django_db
def test_row_comes_as_it_is_now_with_what_is_joined(bob, django_assert_num_queries):
    rows = under_lock(User, "professional")
    User.objects.filter(pk=bob.pk).update(display_name="改过")

    for user in (bob, factories.make_person("zoe", "左依")):
        with django_assert_num_queries(1):
            found = locked(rows, user.pk)
            assert (found, found.professional) == (user, user.professional)
    assert locked(rows, bob.pk).display_name == "改过"


@pytest.mark.django_db
def test_statement_locks_the_row_itself_and_nothing_joined(bob):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        locked(under_lock(User, "professional"), bob.pk)

    wanted = (
        'FOR UPDATE OF "registry_user"' if connection.vendor == "postgresql" else '"registry_user"."id" ='
    )
    assert wanted in asked[0]["sql"]


@pytest.mark.django_db
def test_row_that_is_gone_does_not_exist(world):
    with pytest.raises(Organisation.DoesNotExist):
        locked_of(Organisation, 2**62)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_locked(world):
    key = world.employer.pk
    with transaction.atomic():
        assert locked_of(Organisation, key) == world.employer

    with pytest.raises(TransactionManagementError):
        locked_of(Organisation, key)
