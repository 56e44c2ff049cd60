"""The filters that lists of people's matters share: unit with all below it, department, level."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import Filter, choice
from registry.enums import Role, TitleLevel
from registry.people.models import Employment, Organisation, User


def under_named(text: str, at: str = "organisation") -> Q:
    """Rows of the units (by lookup `at`) whose name holds `text`, and of all under them."""
    heads = Organisation.objects.filter(name__icontains=text, numchild__gt=0).order_by("path")
    top: list[str] = []
    for path in heads.values_list("path", flat=True):
        if not (top and path.startswith(top[-1])):
            top.append(path)
    below = (Q(**{f"{at}__path__startswith": path}) for path in top)
    return reduce(or_, below, Q(**{f"{at}__name__icontains": text}))


def in_department(text: str) -> Exists:
    """Rows whose person works, or worked, in a department of the row's unit whose name holds `text`."""
    places = Employment.objects.confirmed().filter(
        professional=OuterRef("professional"), organisation=OuterRef("organisation")
    )
    return Exists(places.filter(position__icontains=text))


class OfPeopleFilter(Filter):
    """Filters of rows with `organisation` and `professional`."""

    unit = CleanCharField(label=_("单位（含下属）"), required=False, max_length=60, printed=False)
    department = CleanCharField(label=_("所在部门和岗位"), required=False, max_length=60, printed=False)
    level = choice(_("现职称级别"), TitleLevel.choices)

    columns = {"level": "professional__title_level"}  # noqa: RUF012

    def for_reader(self, user: User) -> Self:
        """HR, who has one unit, is not asked for it."""
        if all(seat.role == Role.HR for seat in user.seats):
            del self.fields["unit"]
        return self

    def by_unit(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(under_named(value))

    def by_department(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(in_department(value))


class SortedFilter(Filter):
    """A filter that also says the order: `sorts` names the columns of each choice, the first is usual."""

    sorts: Mapping[str, tuple[Any, ...]] = {}

    @property
    def narrows(self) -> bool:
        """Whether the list is less than whole."""
        return bool(set(self.changed_data) - {"sort"})

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        wanted = self.wanted()["sort"]
        return rows.order_by(*self.sorts[wanted or next(iter(self.sorts))])

    def by_sort(self, rows: QuerySet[Any], _value: str) -> QuerySet[Any]:
        return rows
