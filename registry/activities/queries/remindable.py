"""Reminding people whose records were returned to be put right."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from registry.activities.models import Activity
from registry.enums import ActivityState
from registry.people.models import Employment
from registry.people.remindable import Matter, Topic

SHOWN = 3  # titles named in a letter


def _returned(year: int | None) -> QuerySet[Activity]:
    rows = Activity.objects.filter(state=ActivityState.RETURNED)
    return rows.filter(awards__year=year).distinct() if year else rows


def _places(units: Q, year: int | None) -> QuerySet[Employment]:
    """Of those that hold a record which the same unit's reviewers returned."""
    here = _returned(year).filter(
        professional=OuterRef("professional"), organisation=OuterRef("organisation")
    )
    return Employment.objects.current().filter(units).filter(Exists(here))


def _matters(people: Collection[int], year: int | None) -> Mapping[int, Matter]:
    titles: dict[int, list[str]] = defaultdict(list)
    rows = _returned(year).filter(professional__in=people).order_by("pk")
    for row in rows.only("professional", "title"):
        titles[row.professional_id].append(f"《{row}》")
    link = f"{reverse('registry:activities')}?state={ActivityState.RETURNED}"
    return {person: Matter(_words(found), link) for person, found in titles.items()}


def _words(titles: list[str]) -> str:
    named = "".join(titles[:SHOWN])
    if len(titles) <= SHOWN:
        return named
    return _("%(titles)s等%(count)s项") % {"titles": named, "count": len(titles)}


ACTIVITY = Topic(
    name="activity",
    label=gettext_lazy("退回的记录尚未更正"),
    places=_places,
    matters=_matters,
    subject=gettext_lazy("请更正退回的继续教育记录"),
    text=gettext_lazy(
        "{姓名}，您好：\n您的继续教育记录{事项}已退回，至今没有更正。请按退回说明更正后重新提交；"
        "不再需要的，可以作废。\n{机关}"
    ),
    settled=gettext_lazy("发送前已经更正，或已不在该单位"),
    usual_year=lambda: clock.today().year,
    needs_year=False,
)
