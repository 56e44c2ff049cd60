"""The filters of HR's list of people; they live in the address."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc.lib.db.either import either
from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import Filter, choice
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


class PeopleFilter(Filter):
    q = forms.CharField(label=_("姓名、拼音或工号"), required=False)
    state = choice(_("状态"), STATES)
    account = choice(_("账号"), ACCOUNTS)
    title_level = choice(_("现职称级别"), TitleLevel.choices)
    degree = choice(_("最高学位"), Degree.choices)
    department = CleanCharField(label=_("所在部门和岗位"), required=False, max_length=60, printed=False)

    field_order = ("q", "state", "department", "title_level", "account", "degree")
    columns = {  # noqa: RUF012
        "title_level": "professional__title_level",
        "degree": "professional__degree",
        "department": "position__icontains",
    }

    def by_q(self, rows: QuerySet, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:60]
        if not clean:
            return rows
        return either(rows, Q(professional__in=people_named(clean)), Q(staff_number__iexact=clean))

    def by_state(self, rows: QuerySet, value: str) -> QuerySet:
        if value == "pending":
            return rows.filter(state=EmploymentState.PENDING)
        return rows.filter(state=EmploymentState.CONFIRMED, valid_until__isnull=value == "current")

    def by_account(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(has_login=value == "yes")
