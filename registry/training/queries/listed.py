"""Filings as a list that can be taken home."""

from django.db.models import Max, Min, QuerySet

from cejc.site import gettext as _
from cejc.site import gettext_lazy
from registry.enums import Role
from registry.people.lists import Listed, Told
from registry.people.models import User
from registry.training.models import Filing

READERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE)


def filings_of(actor: User) -> QuerySet[Filing]:
    """Those that `actor` sees, with their first and last day."""
    rows = Filing.objects.visible_to(actor).select_related("base__organisation")
    return rows.annotate(first=Min("slots__date"), last=Max("slots__date"))


def _columns() -> list[Told]:
    return [
        (_("培训班名称"), 40, "title"),
        (_("施教机构"), 34, "base"),
        (_("备案号"), 24, "number"),
        (_("第几版"), 8, "version", "number"),
        (_("开始日期"), 14, "first", "date"),
        (_("结束日期"), 14, "last", "date"),
        (_("培训地点"), 30, "place"),
        (_("拟培训人数"), 12, "headcount", "number"),
        (_("状态"), 12, "get_state_display"),
        (_("提交时间"), 16, "submitted_at", "date"),
    ]


FILINGS = Listed(
    name="filings",
    title=gettext_lazy("{filed_subject}培训备案"),
    unit=gettext_lazy("份"),
    roles=READERS,
    rows=filings_of,
    columns=_columns,
    back="registry:filings",
)
