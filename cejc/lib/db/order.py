"""Orders that both databases read alike: what is empty is the least to SQLite, the greatest to PostgreSQL."""

from django.db.models import F
from django.db.models.expressions import OrderBy


def open_first(column: str) -> OrderBy:
    """What has no `column` yet (no answer, no decision) on top, then the earliest."""
    return F(column).asc(nulls_first=True)


def latest(column: str) -> OrderBy:
    """The latest on top, what has no `column` at the end."""
    return F(column).desc(nulls_last=True)
