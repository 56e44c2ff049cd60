"""Rows that answer to one of several conditions, each of them by its own index."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


def either(rows: Rows, *conditions: Q) -> Rows:
    """Those of `rows` that answer to one or more of `conditions`.

    As an OR over a join the database could only answer it by looking at every row; here each condition is
    asked for by itself, in the order and with the columns of `rows`.
    """
    bare = rows.order_by().values("pk")
    first, *others = (bare.filter(one) for one in conditions)
    return rows.filter(pk__in=first.union(*others))
