"""Which city a unit belongs to: that of the bureau above it, else the place it is entered at."""

from credits.engine.policy import Policy
from registry.enums import OrganisationKind
from registry.people.models import Organisation


def region_of(unit: Organisation) -> str:
    """A code of GB/T 2260."""
    if unit.kind == OrganisationKind.BUREAU:
        return unit.region
    bureau = (
        Organisation.objects.get_ancestors(unit)
        .filter(kind=OrganisationKind.BUREAU)
        .order_by("-depth")
        .first()
    )
    return bureau.region if bureau else unit.region


def region_that_matters(policy: Policy, unit: Organisation | None) -> str:
    """The region for choosing a span; "" without a look at the tree
    where no span of `policy` names regions."""
    if unit is None or not any(span.regions for span in policy.spans):
        return ""
    return region_of(unit)
