"""Reminding people who have not applied, and those whose application was returned."""

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.models import Case
from certification.workflow.table import DRAFT, RETURNED
from credits.queries import policy_here
from registry.models import Employment
from registry.people.remindable import Matter, Topic


def _year() -> int:
    return policy_here().application_year


def _not_applied(units: Q, year: int | None) -> QuerySet[Employment]:
    """Present places whose person has handed in nothing for the year; a draft is nothing."""
    live = Case.objects.live().filter(professional=OuterRef("professional"), application_year=year or _year())
    return Employment.objects.current().filter(units).exclude(Exists(live.exclude(state=DRAFT)))


def _to_apply(people: Collection[int], year: int | None) -> Mapping[int, Matter]:
    return dict.fromkeys(people, Matter("", reverse("certification:case-list")))


def _returned(year: int | None) -> QuerySet[Case]:
    rows = Case.objects.filter(state=RETURNED)
    return rows.filter(application_year=year) if year else rows


def _not_corrected(units: Q, year: int | None) -> QuerySet[Employment]:
    here = _returned(year).filter(
        professional=OuterRef("professional"), organisation=OuterRef("organisation")
    )
    return Employment.objects.current().filter(units).filter(Exists(here))


def _to_correct(people: Collection[int], year: int | None) -> Mapping[int, Matter]:
    rows = _returned(year).filter(professional__in=people).order_by("pk")
    return {
        row.professional_id: Matter(
            _("%s年度学时认定申请") % row.application_year,
            reverse("certification:case", args=[row.public_id]),
        )
        for row in rows.only("professional", "application_year", "public_id")
    }


APPLY = Topic(
    name="apply",
    label=gettext_lazy("尚未提交认定申请"),
    places=_not_applied,
    matters=_to_apply,
    subject=gettext_lazy("请提交{年度}年度学时认定申请"),
    text=gettext_lazy(
        "{姓名}，您好：\n您尚未提交{年度}年度学时认定申请。今年申报职称的，请在“认定申请”中核对各年度的学时后提交，"
        "并留出各级审核和公示的时间；不申报的，不必理会本提醒。\n{机关}"
    ),
    settled=gettext_lazy("发送前已经提交，或已不在该单位"),
    usual_year=_year,
)
CORRECT = Topic(
    name="case",
    label=gettext_lazy("退回的申请尚未修改"),
    places=_not_corrected,
    matters=_to_correct,
    subject=gettext_lazy("请修改退回的学时认定申请"),
    text=gettext_lazy(
        "{姓名}，您好：\n您的{事项}已退回，至今没有再次提交。请按退回理由修改后再次提交，并留出各级审核和公示的时间。\n{机关}"
    ),
    settled=gettext_lazy("发送前已经再次提交，或已不在该单位"),
    usual_year=_year,
)
