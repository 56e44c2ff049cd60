"""One row under lock. Every act begins with this statement, so it is put together once a process."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

from cejc.lib.db.ready import ready

R = TypeVar("R", bound=Model)


def locked(rows: Callable[[], QuerySet[R]], key: int) -> R:
    """The row with `key` of `rows()`, a query `select_for_update` that is the same at every call.

    Raises DoesNotExist, and TransactionManagementError where no transaction holds the lock.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a row is locked within a transaction only")
    asking, model = _asking(rows)
    found = asking(key)
    if not found:
        raise model.DoesNotExist(f"{model._meta.label} {key}")
    return found[0]


@cache
def _asking(rows: Callable[[], QuerySet[R]]) -> tuple[Callable[[int], list[R]], type[R]]:
    @ready
    def of_key(key: int) -> QuerySet[R]:
        return rows().filter(pk=key)

    return of_key, rows().model


@cache
def _rows_of(model: type[R]) -> Callable[[], QuerySet[R]]:
    return model._default_manager.select_for_update


def locked_of(model: type[R], key: int) -> R:
    """The row of `model` with `key`, with nothing beside it."""
    return locked(_rows_of(model), key)
