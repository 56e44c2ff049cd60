"""Filters of the lists of activities; they live in the address."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import ALL, Filter, YearField, choice
from credits.queries import kind_names
from registry.activities.models import Activity, Award
from registry.activities.permissions import WAITING
from registry.activities.queries.doubt import in_doubt
from registry.activities.queries.given import given, reviewers_beside
from registry.enums import ActivityState, TitleLevel
from registry.people.filters.of_people import SortedFilter, in_department
from registry.people.models import Organisation, User
from registry.people.queries.names import people_named

WHO = (("me", _("指派给我的")), ("none", _("没有指派的")))
DOUBT = (("clean", _("没有待核对事项的")), ("doubt", _("有待核对事项的")))
QUEUE_ORDERS = (
    ("", _("等待最久的在前")),
    ("name", _("按姓名")),
    ("unit", _("按单位")),
)


class _OfKind(Filter):
    kind = choice(_("继续教育形式"), [])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [ALL, *kind_names().items()]  # type: ignore[attr-defined]


class ActivityFilter(_OfKind):
    """A person's own list: year, kind, state, words of the title."""

    year = YearField(back=12, required=False)
    state = choice(_("状态"), ActivityState.choices)
    q = CleanCharField(label=_("名称或说明"), required=False, max_length=100, printed=False)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("year", "kind", "state", "q")


class QueueFilter(_OfKind, SortedFilter):
    """A reviewer's queue: whose, where, what, what is in doubt about it; and the order."""

    unit = choice(_("单位（含下属）"), [])
    person = CleanCharField(label=_("姓名"), required=False, max_length=60, printed=False)
    department = CleanCharField(label=_("所在部门和岗位"), required=False, max_length=60, printed=False)
    state = choice(_("状态"), [(one.value, one.label) for one in WAITING])
    year = YearField(back=12, required=False)
    level = choice(_("现职称级别"), TitleLevel.choices)
    doubt = choice(_("待核对事项"), DOUBT)
    who = choice(_("办理人"), WHO)
    sort = forms.ChoiceField(label=_("排序"), choices=QUEUE_ORDERS, required=False)

    field_order = ("person", "unit", "department", "kind", "state", "year", "level", "doubt", "who", "sort")
    columns = {"level": "professional__title_level"}  # noqa: RUF012
    sorts = {  # noqa: RUF012
        "waited": ("submitted_at", "pk"),
        "name": ("professional__name_key", "submitted_at", "pk"),
        "unit": ("organisation__path", "submitted_at", "pk"),
    }

    def __init__(self, units: list[Organisation], data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["who"].choices = lambda: self._whose  # type: ignore[attr-defined]
        self.fields["unit"].choices = [ALL, *((str(one.public_id), one.name) for one in units)]  # type: ignore[attr-defined]
        if len(units) < 2:
            del self.fields["unit"]
        self.units = units

    @cached_property
    def _whose(self) -> list[tuple[str, Any]]:
        """Asked for where the field is drawn or set: the steps of a lane need no names."""
        others = reviewers_beside(self.user).exclude(pk=self.user.pk).select_related("professional")
        return [ALL, *WHO, *((str(one.public_id), _("指派给%s的") % one) for one in others)]

    def by_unit(self, rows: QuerySet[Activity], value: str) -> QuerySet[Activity]:
        unit = next(one for one in self.units if str(one.public_id) == value)
        return rows.filter(organisation__path__startswith=unit.path)

    def by_person(self, rows: QuerySet[Activity], value: str) -> QuerySet[Activity]:
        return rows.filter(professional__in=people_named(value))

    def by_department(self, rows: QuerySet[Activity], value: str) -> QuerySet[Activity]:
        return rows.filter(in_department(value))

    def by_year(self, rows: QuerySet[Activity], value: int) -> QuerySet[Activity]:
        return rows.filter(Exists(Award.objects.filter(activity=OuterRef("pk"), year=value)))

    def by_who(self, rows: QuerySet[Activity], value: str) -> QuerySet[Activity]:
        if value == "none":
            return rows.exclude(pk__in=given().values("activity"))
        to = {"to": self.user} if value == "me" else {"to__public_id": value}
        return rows.filter(pk__in=given().filter(**to).values("activity"))

    def by_doubt(self, rows: QuerySet[Activity], value: str) -> QuerySet[Activity]:
        found = in_doubt(rows)
        return rows.filter(found) if value == "doubt" else rows.exclude(found)
