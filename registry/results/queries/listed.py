"""Reported results as a list that can be taken home."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.enums import Role
from registry.people.lists import Listed, Told
from registry.people.models import User
from registry.results.access import AT_HAND
from registry.results.models import Completion

READERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE)


def results_for(user: User) -> QuerySet[Completion]:
    """Those that the reader sees in an office; not what is the reader's own as a person."""
    rows = Completion.objects.visible_to(user)
    if not user.has_role(Role.PROVINCE) and user.professional_id:
        rows = rows.exclude(professional=user.professional_id)
    return rows.select_related(*AT_HAND)


def title_of(row: Completion) -> str:
    return str(row.session or row.course or "")


def _columns() -> list[Told]:
    return [
        (_("施教机构"), 30, lambda one: str(one.base or "")),
        (_("课程或班次"), 36, title_of),
        (_("姓名"), 14, "name"),
        (_("证件号码"), 22, "identity_masked"),
        (_("学习通过日期"), 14, "passed_on", "date"),
        (_("学时"), 10, lambda one: one.hours or ""),
        (_("状态"), 14, "get_state_display"),
        (_("原因"), 50, "sentence"),
        (_("结果编号"), 24, "external_id"),
    ]


RESULTS = Listed(
    name="results",
    title=gettext_lazy("学习结果"),
    unit=gettext_lazy("条"),
    roles=READERS,
    rows=results_for,
    columns=_columns,
    back="registry:completions",
    person="professional_id",
)
