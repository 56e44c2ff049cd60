"""Which city a unit belongs to: that of the bureau above it, else the place it is entered at."""

from collections.abc import Iterable, Mapping

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


def regions_of(units: Iterable[Organisation]) -> Mapping[int, str]:
    """Key of a unit -> the same of many. One query."""
    rows = list(units)
    bureaus = Organisation.objects.filter(kind=OrganisationKind.BUREAU).order_by("-depth")
    places = list(bureaus.values_list("path", "region")) if rows else []
    return {
        unit.pk: next((region for path, region in places if unit.path.startswith(path)), unit.region)
        for unit in rows
    }


def region_that_matters(policy: Policy, unit: Organisation | None) -> str:
    """The region for choosing a span; "" without a look at the tree
    where no span of `policy` names regions."""
    if unit is None or not any(span.regions for span in policy.spans):
        return ""
    return region_of(unit)
