"""What a bureau has settled for its part of a route, and its stock of numbers."""

from django.db.models import Count, Q, QuerySet

from certification.models import Allotment, BureauSetting
from credits.engine import Route
from registry.enums import OrganisationKind
from registry.models import Organisation


def offices_above(employer: Organisation) -> dict[str, Organisation]:
    """Kind -> the nearest office of that kind above `employer` in the
    tree, or the employer itself when it is one."""
    kinds = [OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY, OrganisationKind.BUREAU]
    chain = Organisation.objects.get_ancestors(employer).filter(kind__in=kinds).order_by("depth")
    return {str(row.kind): row for row in [*chain, employer]}


def setting_of(bureau: Organisation | None, year: int) -> BureauSetting | None:
    """The bureau's settings of application year `year`; None when it has
    settled nothing: the policy's route as it is."""
    if bureau is None:
        return None
    return BureauSetting.objects.filter(organisation=bureau, application_year=year).first()


def wanted_stages(route: Route, setting: BureauSetting | None, *, has_county: bool) -> list[str]:
    """Ids of the optional stages of `route` that the bureau wants; a
    county stage only where there is a county."""
    if setting is None:
        return []
    wanted = {"notice": setting.notice, "review": setting.county_review and has_county}
    return [stage.id for stage in route.stages if stage.optional and wanted.get(stage.kind, False)]


def stock_of(bureau: Organisation, year: int) -> dict[str, int]:
    """granted = stock + used + void, of one bureau and year."""
    rows = Allotment.objects.filter(organisation=bureau, year=year, state="granted")
    return rows.aggregate(
        granted=Count("numbers"),
        stock=Count("numbers", filter=Q(numbers__state="stock")),
        used=Count("numbers", filter=Q(numbers__state="used")),
        void=Count("numbers", filter=Q(numbers__state="void")),
    )


def accounts(rows: QuerySet[Allotment]) -> QuerySet[Allotment]:
    """Each allotment with how many of its numbers are in stock, used and void."""
    return rows.select_related("organisation").annotate(
        stock=Count("numbers", filter=Q(numbers__state="stock")),
        used=Count("numbers", filter=Q(numbers__state="used")),
        voided=Count("numbers", filter=Q(numbers__state="void")),
    )
