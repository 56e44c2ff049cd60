"""Rows that answer to one of several conditions, each of them by its own index."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

FEW = 2000
Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


def either(rows: Rows, *conditions: Q) -> Rows:
    """Those of `rows` that answer to one or more of `conditions`.

    As an OR over a join the database could only answer it by looking at every row; here each condition is
    asked for by itself, in the order and with the columns of `rows`. The search is made here and now, once
    for all that a page asks of its rows; where it finds more than FEW, the rows are found anew each time.
    """
    bare = rows.order_by().values_list("pk")
    first, *others = (bare.filter(one) for one in conditions)
    found = first.union(*others)
    keys = [key for (key,) in found[: FEW + 1]]
    return rows.filter(pk__in=keys if len(keys) <= FEW else found)
