"""Messages as they are read: a line for each thing they are about, the latest first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from registry.people.models import Message, User

MOST_SHOWN = 100  # messages of one thread on its page


@dataclass(frozen=True)
class Line:
    """The latest message of a thread, how many there are, and how many of them were not read."""

    latest: Message
    count: int
    unread: int


def threads(user: User) -> QuerySet[Any, Any]:
    """One row a thread: its name, its latest message (key), the numbers; the latest first."""
    rows = Message.objects.visible_to(user).order_by().values("thread")
    unread = Count("pk", filter=Q(read_at=None))
    return rows.annotate(latest=Max("pk"), count=Count("pk"), unread=unread).order_by("-latest")


def lines(rows: list[dict[str, Any]]) -> list[Line]:
    """The lines of one page of `threads`, in one statement."""
    found = Message.objects.in_bulk([row["latest"] for row in rows])
    return [Line(found[row["latest"]], row["count"], row["unread"]) for row in rows]


def of_thread(message: Message) -> QuerySet[Message]:
    """Every message of the same login about the same thing, the latest first."""
    rows = Message.objects.filter(recipient=message.recipient_id, thread=message.thread)
    return rows.order_by("-created_at", "-pk")
