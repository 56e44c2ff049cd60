"""The filters of the list of units."""

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc.lib.listing import Filter, choice
from registry.choices import regions
from registry.enums import EmploymentState, OrganisationKind, Route
from registry.people.models import Organisation


def units_for(user) -> QuerySet[Organisation]:
    """The units that a login may see, in tree order, with the number of
    people employed at each; one query."""
    working = Q(employments__state=EmploymentState.CONFIRMED, employments__valid_until=None)
    rows = Organisation.objects.visible_to(user).select_related("supervisor")
    return rows.annotate(people_count=Count("employments", filter=working)).order_by("path")


class OrganisationFilter(Filter):
    q = forms.CharField(label=_("名称或统一社会信用代码"), required=False)
    kind = choice(_("类型"), OrganisationKind.choices)
    region = choice(_("所在地"), regions)
    route = choice(_("认定渠道"), Route.choices)

    def by_q(self, rows: QuerySet, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:100]
        return rows.filter(
            Q(name__icontains=clean) | Q(short_name__icontains=clean) | Q(credit_code=clean.upper())
        )
