"""Reading the audit log."""

from datetime import date, datetime, time

from django.db.models import Model, Q, QuerySet

from cejc import clock
from registry.audit_sentences import matching
from registry.models import AuditEntry


def of_object(row: Model, limit: int = 100) -> list[AuditEntry]:
    """What was done to `row` and to what belongs to it, newest first."""
    kind = row._meta.model_name
    key = str(getattr(row, "public_id", row.pk))
    found = Q(subject_type=kind, subject=key) | Q(context_type=kind, context=key)
    return list(AuditEntry.objects.filter(found).order_by("-number")[:limit])


def found(
    *,
    action: str = "",
    who: str = "",
    subject: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """Entries by part of the action, actor's and subject's label, and by date (both inclusive); newest first."""
    rows = AuditEntry.objects.order_by("-number")
    if action:
        rows = rows.filter(action__in=matching(action))
    if who:
        rows = rows.filter(actor_label__icontains=who)
    if subject:
        rows = rows.filter(subject_label__icontains=subject)
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time.min, tzinfo=clock.SHANGHAI))
    if until:
        rows = rows.filter(at__lt=clock.midnight_after(until))
    return rows
