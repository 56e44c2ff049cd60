"""Posts by the form: saving a draft, which writes no entry of the log, and deciding a record, which writes one.

Each against its own service, and against the least that a durable post can be: the same rows changed by plain
SQL in one transaction. All run in turn, on records of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench import data
from bench.figure import Figure, seconds
from bench.pages import FEW, PERSON, _client
from registry.activities.forms.activity import data_of
from registry.activities.permissions import review_queue
from registry.activities.services import activity as activities
from registry.activities.services import activity_review as reviews
from registry.models import Activity, AuditEntry, User

TIMES = 25
Ways = tuple[Callable[[], Any], ...]
WHY = "请补充结业证书。"
RETURN = "UPDATE registry_activity SET state = 'returned', edit = edit + 1, updated_at = now() WHERE id = %s"
REVIEW = """INSERT INTO registry_activityreview
    (activity_id, version, stage, decision, reasons, text, reviewer_id, person_id, at)
    VALUES (%s, 1, 'initial_review', 'return', '[]', %s, %s, %s, now())"""


def figures() -> Iterator[Figure]:
    world = data.begin()
    data.grow(world, 10 * FEW)
    yield from _compared("post", _drafts(), "≤ 3")
    before = AuditEntry.objects.count()
    yield from _compared("decide", _decisions(world.clerks), "≤ 3")
    yield Figure("decide-entries", (AuditEntry.objects.count() - before) / (2 * TIMES), "a decision", "≥ 1")


def _compared(name: str, ways: Ways, bound: str) -> Iterator[Figure]:
    """`ways`: by the form, by the service, by plain SQL."""
    found = [[seconds(way) for way in ways] for _time in range(TIMES)]
    form, service, plain = (median(column) for column in zip(*found, strict=True))
    yield Figure(f"{name}-bare", plain * 1000, "ms")
    yield Figure(f"{name}-service", service * 1000, "ms")
    yield Figure(name, form / service, "of its service", bound)
    yield Figure(f"{name}-of-bare", form / plain, "of a bare transaction")


def _drafts() -> Ways:
    user = User.objects.get(username=f"p{PERSON}")
    draft, client = activities.create_draft(actor=user, kind="online"), _client(user)
    _save(user, draft, {"date": "2019-06-01", "subject": "public", "minutes": "1000"})
    address = reverse("registry:activity-edit", args=[draft.public_id])

    def by_form() -> None:
        row = Activity.objects.get(pk=draft.pk)
        _post(client, address, data_of(row) | {"title": f"第{row.edit}次", "do": "save"})

    def by_service() -> None:
        _save(user, Activity.objects.get(pk=draft.pk))

    def plain() -> None:
        _durable(("UPDATE registry_activity SET title = %s, edit = edit + 1 WHERE id = %s", ["次", draft.pk]))

    return by_form, by_service, plain


def _save(user: User, row: Activity, facts: dict[str, Any] | None = None) -> None:
    title = f"第{row.edit}次"
    activities.save_draft(
        actor=user, activity=row, title=title, note="", facts=facts or row.facts, edit=row.edit
    )


def _decisions(clerks: Sequence[User]) -> Ways:
    waiting = _waiting(clerks)

    def by_form() -> None:
        _clerk, client, row = next(waiting)
        address = reverse("registry:review-return", args=[row.public_id])
        _post(client, address, {"edit": row.edit, "text": WHY})

    def by_service() -> None:
        clerk, _client, row = next(waiting)
        reviews.return_(actor=clerk, activity=row, edit=row.edit, text=WHY)

    def plain() -> None:
        clerk, _client, row = next(waiting)
        person = clerk.professional_id or row.professional_id
        _durable((RETURN, [row.pk]), (REVIEW, [row.pk, WHY, clerk.pk, person]))

    return by_form, by_service, plain


def _waiting(clerks: Sequence[User]) -> Iterator[tuple[User, Client, Activity]]:
    """What waits at the units of these, with the clerk of each and his browser."""
    for clerk in clerks:
        client, queue = _client(clerk), review_queue(clerk, clerk.seats[0])
        for row in queue.exclude(professional=clerk.professional_id).order_by("submitted_at", "pk"):
            yield clerk, client, row


def _post(client: Client, address: str, body: dict[str, Any]) -> None:
    answer = client.post(address, body)
    if answer.status_code != 302:
        raise RuntimeError(f"the post was answered {answer.status_code}")
    client.cookies.pop("messages", None)  # the page that would follow shows them


def _durable(*statements: tuple[str, list[Any]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
