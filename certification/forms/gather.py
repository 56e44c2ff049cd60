"""Finding people in a list of cases, and whom a new list begins with."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.db.either import either
from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import Filter, choice
from certification.models import Case
from registry.enums import TitleLevel
from registry.people.queries.names import people_named

LEVELS = [one for one in TitleLevel.choices if one[0] != TitleLevel.NONE]
UNITS = ("department", "county", "bureau")
ALL, NONE = "all", "none"


class CaseFilter(Filter):
    """Cases by name or unit, by what is below or above the unit, by title."""

    q = CleanCharField(label=gettext_lazy("姓名或单位"), required=False, max_length=60, printed=False)
    unit = CleanCharField(label=gettext_lazy("科室或主管部门"), required=False, max_length=60, printed=False)
    level = choice(gettext_lazy("申报级别"), LEVELS)

    columns = {"level": "title_level"}  # noqa: RUF012

    def by_q(self, rows: QuerySet[Case], value: str) -> QuerySet[Case]:
        return either(rows, Q(professional__in=people_named(value)), Q(organisation__name__icontains=value))

    def by_unit(self, rows: QuerySet[Case], value: str) -> QuerySet[Case]:
        found = Q(
            professional__employments__valid_until=None, professional__employments__position__icontains=value
        )
        for unit in UNITS:
            found |= Q(**{f"{unit}__name__icontains": value})
        return rows.filter(pk__in=Case.objects.filter(found).values("pk"))


class PeopleFilter(CaseFilter):
    """The people of a list and those who are not on it; `part` is which of the two."""

    part = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def narrows(self) -> bool:
        return bool(set(self.changed_data) - {"part"})

    def by_part(self, rows: QuerySet[Case], _value: str) -> QuerySet[Case]:
        return rows


class BeginWith(forms.ChoiceField):
    """Whom a new list holds at first: all of one group that wait, or nobody yet."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("人员"), widget=forms.RadioSelect)

    def offer(self, groups: Iterable[tuple[str, str, int]]) -> None:
        """`groups`: (key, its words, how many wait)."""
        found = list(groups)
        alls = [(f"{ALL}:{key}", _("%(words)s%(count)s人，全部列入") % _said(one)) for key, *one in found]
        nones = [
            (f"{NONE}:{key}", _("%(words)s，先不列入人员，保存后再选择") % _said(one)) for key, *one in found
        ]
        self.choices = [*alls, *nones]
        self.initial = self.choices[0][0] if found else None

    def clean(self, value: Any) -> tuple[str, bool]:
        """The key of the group, and whether all of it is in."""
        whom, _colon, key = super().clean(value).partition(":")
        return key, whom == ALL


def _said(one: list[Any]) -> dict[str, Any]:
    return {"words": one[0], "count": one[1]}
