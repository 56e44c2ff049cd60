"""The filters that lists of people's matters share: unit with all below it, department, level."""

from functools import reduce
from operator import or_
from typing import Any

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


def in_department(text: str, person: str = "professional") -> Exists:
    """Rows whose person (by column `person`) works in a department whose name holds `text`."""
    places = Employment.objects.current().filter(professional=OuterRef(person))
    return Exists(places.filter(position__icontains=text))


class OfPeopleFilter(Filter):
    """Filters of rows with `organisation` and `professional`; HR, who has one unit, is not asked for it."""

    unit = CleanCharField(label=_("单位（含下属）"), required=False, max_length=60, printed=False)
    department = CleanCharField(label=_("所在部门和岗位"), required=False, max_length=60, printed=False)
    level = choice(_("现职称级别"), TitleLevel.choices)

    columns = {"level": "professional__title_level"}  # noqa: RUF012

    def for_reader(self, user: User) -> None:
        """Leave out what the reader needs no filter for."""
        if not any(seat.role != Role.HR for seat in user.seats):
            del self.fields["unit"]

    def by_unit(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(under_named(value))

    def by_department(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(in_department(value))


class SortedFilter(Filter):
    """A filter that also says the order: `sorts` names the columns of each choice, the first is usual."""

    sorts: dict[str, tuple[str, ...]] = {}  # noqa: RUF012

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
