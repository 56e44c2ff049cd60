"""Statements whose answer nobody asks, sent in one message: one way to the database and back for all of them.

Where many are at work, each way costs two processes a turn of the processor, as much as a small statement
itself.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

Statement = tuple[str, Sequence[Any]]


def send(statements: Sequence[Statement]) -> None:
    """Carry them out in their order. What the database refuses is raised, and nothing of them stands."""
    if not statements:
        return
    with connection.cursor() as cursor:
        # Whoever has statements written down (`DEBUG`, tests that count them) sees each by itself.
        if connection.vendor == "postgresql" and not connection.queries_logged:
            said = "; ".join(sql for sql, _values in statements)
            cursor.execute(said, [one for _sql, values in statements for one in values])
            return
        for sql, values in statements:
            cursor.execute(sql, values)
