"""Which registered years have something to look into before they are confirmed, and since when each waits."""

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, When

from registry.activities.models import Award
from registry.enums import RegistrationState
from registry.yearly.queries.registration import WAITING


def in_doubt() -> Q:
    """Years that were declared as short, late (but not with an application), exempt, or asked to be opened
    again; and those of which a record still waits for a decision."""
    waiting = Award.objects.filter(
        professional=OuterRef("professional"), year=OuterRef("year"), activity__state__in=WAITING
    )
    late = ~Q(late_reason="") & Q(case="")
    said = Q(summary__status="short") | late | ~Q(exempt_reason="") | ~Q(reopen_reason="")
    return said | Q(Exists(waiting))


def waiting_since() -> Case:
    """When it came to whoever has it now."""
    return Case(
        When(state=RegistrationState.CONFIRMED, then=F("employer_at")),
        When(state=RegistrationState.LOCKED, then=F("reopen_asked_at")),
        default=F("declared_at"),
        output_field=DateTimeField(),
    )
