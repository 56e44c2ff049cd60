"""What the page of the log shows, and the rows that it rests on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cejc import clock
from registry.public_log.models import LogCheckpoint, LogCoSignature, LogWitness
from registry.public_log.queries.papers import FINE, REFUSED, WAITING

OLD_DAYS = 2  # a witness that saw nothing for longer is said to be late


@dataclass(frozen=True)
class Watched:
    """A witness, and how far it came."""

    label: str
    key: str
    size: int | None
    at: datetime | None
    kind: str
    sentence: str


def newest() -> QuerySet[LogCheckpoint]:
    return LogCheckpoint.objects.order_by("-size")[:1]


def in_force() -> Any:
    """With `seen` and `seen_at`: the size of the last checkpoint that each has co-signed, and when."""
    last = LogCoSignature.objects.filter(witness=OuterRef("pk")).order_by("-checkpoint")
    rows = LogWitness.objects.filter(retired_at=None).order_by("pk")
    return rows.annotate(
        seen=Subquery(last.values("checkpoint")[:1]), seen_at=Subquery(last.values("at")[:1])
    )


def rests_on() -> list[QuerySet[Any, Any]]:
    return [
        newest().values_list("size", "root", "at"),
        in_force().values_list("key", "label", "seen", "seen_at"),
    ]


def watched(point: LogCheckpoint | None) -> list[Watched]:
    return [_watched(row, point.size if point else 0) for row in in_force()]


def _watched(row: LogWitness, size: int) -> Watched:
    seen, at = row.seen, row.seen_at  # type: ignore[attr-defined]
    if at is None:
        kind, sentence = REFUSED, _("尚未联署")
    elif seen < size and (days := _days(at)) > OLD_DAYS:
        kind = WAITING
        sentence = ngettext("已%(days)s天没有联署", "已%(days)s天没有联署", days) % {"days": days}
    else:
        kind, sentence = FINE, _("正常")
    return Watched(row.label, row.key, seen, at, kind, sentence)


def _days(at: datetime) -> int:
    return (clock.today() - at.astimezone(clock.SHANGHAI).date()).days
