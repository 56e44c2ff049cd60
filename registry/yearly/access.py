"""Fetch for this user, or 404: another's year is as absent as one that does not exist."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from registry.people.access import fetching
from registry.people.models import User
from registry.yearly.models import AnnualRegistration


def own_registration(user: User, public_id: UUID) -> AnnualRegistration:
    """The reader's own year, or 404."""
    rows = AnnualRegistration.objects.select_related("professional", "organisation", "office")
    return get_object_or_404(rows.filter(professional=user.professional_id or 0), public_id=public_id)


# A year of somebody that the user may see.
registration_of = fetching(
    AnnualRegistration, "professional", "organisation", "office", "employer_by", "office_by"
)
