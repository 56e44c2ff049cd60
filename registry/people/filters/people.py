"""The filters of HR's list of people; they live in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.enums import Degree, EmploymentState, TitleLevel
from registry.people.models import Employment
from registry.people.queries.names import people_named
from registry.people.queries.people import with_login

STATES = (("current", _("在职")), ("pending", _("待确认")), ("left", _("已离职")))
ACCOUNTS = (("yes", _("已开通")), ("no", _("未开通")))


def people_of(unit) -> QuerySet[Employment]:
    """The places at a unit with their persons and whether they have a login; one query."""
    rows = Employment.objects.filter(organisation=unit).exclude(state=EmploymentState.REFUSED)
    return with_login(rows.select_related("professional"))


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("姓名、拼音或工号"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=STATES, method="by_state", empty_label=_("全部")
    )
    account = django_filters.ChoiceFilter(
        label=_("账号"), choices=ACCOUNTS, method="by_account", empty_label=_("全部")
    )
    title_level = django_filters.ChoiceFilter(
        label=_("现职称级别"),
        field_name="professional__title_level",
        choices=TitleLevel.choices,
        empty_label=_("全部"),
    )
    degree = django_filters.ChoiceFilter(
        label=_("最高学位"), field_name="professional__degree", choices=Degree.choices, empty_label=_("全部")
    )

    class Meta:
        model = Employment
        fields: tuple[str, ...] = ()
        form = forms.Form

    def by_text(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:60]
        return (
            rows.filter(Q(professional__in=people_named(clean)) | Q(staff_number__iexact=clean))
            if clean
            else rows
        )

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "pending":
            return rows.filter(state=EmploymentState.PENDING)
        return rows.filter(state=EmploymentState.CONFIRMED, valid_until__isnull=value == "current")

    def by_account(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(has_login=value == "yes")
