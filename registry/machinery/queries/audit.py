"""Reading the audit log."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from cejc import clock
from cejc.lib.db.grams import Has
from registry.machinery.audit_sentences import called, matching
from registry.machinery.models import AuditEntry

AuditEntry._meta.get_field("subject_label").register_lookup(Has)


def of_object(row: Model, limit: int = 100, only: str = "") -> list[AuditEntry]:
    """What was done to `row` and to what belongs to it, newest first;
    `only`: the action of this name alone."""
    kind = row._meta.model_name
    key = str(getattr(row, "public_id", row.pk))
    found = Q(subject_type=kind, subject=key) | Q(context_type=kind, context=key)
    rows = AuditEntry.objects.filter(found, **({"action": only} if only else {}))
    return list(rows.order_by("-number")[:limit])


def abouts(entries: Sequence[AuditEntry]) -> dict[int, list[str]]:
    """Number of each entry -> whose case, record or year it is: its subject as it was called then, and what
    that belongs to as it is called now. One query for each kind of thing on the page."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        if entry.context:
            wanted.setdefault(entry.context_type, set()).add(entry.context)
    names = {(kind, key): name for kind, keys in wanted.items() for key, name in _names(kind, keys)}
    found = {}
    for entry in entries:
        parts = [called(entry), names.get((entry.context_type, entry.context), "")]
        found[entry.number] = [part for part in dict.fromkeys(parts) if part]
    return found


def _names(kind: str, keys: Collection[str]) -> Iterator[tuple[str, str]]:
    """(key, name) of the rows of `kind` that are still there."""
    model = next((one for one in apps.get_models() if one._meta.model_name == kind), None)
    if model is None:
        return
    by = "public_id" if any(one.name == "public_id" for one in model._meta.fields) else "pk"
    rows = model._default_manager.filter(**{f"{by}__in": keys})
    if any(one.name == "professional" for one in model._meta.fields):
        rows = rows.select_related("professional")
    for row in rows:
        yield str(getattr(row, by)), str(row)


# What the portal says by itself every day: named to those concerned, and no act that an auditor looks for.
BY_ITSELF = ("case.overdue",)


def found(
    *,
    everything: bool = True,
    action: str = "",
    who: str = "",
    subject: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """Entries by part of the action, actor's and subject's label, and
    by date (both inclusive); newest first."""
    rows = AuditEntry.objects.order_by("-number")
    if not everything:
        rows = rows.exclude(action__in=BY_ITSELF, actor="")
    if action:
        rows = rows.filter(action__in=matching(action))
    if who:
        rows = rows.filter(actor_label__icontains=who)
    if subject:
        rows = rows.filter(subject_label__has=subject)
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time.min, tzinfo=clock.SHANGHAI))
    if until:
        rows = rows.filter(at__lt=clock.midnight_after(until))
    return rows
