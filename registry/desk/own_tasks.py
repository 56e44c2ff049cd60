"""The registry's own lines on the home page of a base's staff."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from cejc import clock
from cejc.site import gettext as _
from registry.enums import (
    CompletionState,
    CourseForm,
    CourseState,
    FilingState,
    MissingHoursState,
    ReviewState,
    SessionState,
)
from registry.results.queries.key_desk import waiting_results
from registry.training.base_desk import Task, providers
from registry.training.models import TrainingBase


def _waiting(base: TrainingBase) -> Iterable[tuple[Any, Any, str, str, Any, int]]:
    """Label, rows, where they are listed and by which filter, what to do, place on the page."""
    online = base.courses.filter(form=CourseForm.ONLINE).exclude(state=CourseState.WITHDRAWN)
    concluded = online.filter(course_reviews__state=ReviewState.SUBMITTED).values("pk")
    clause = _("结论须在上线前由主管单位人事部门提交{authority}{filed_clause}。")
    drafts = base.courses.filter(state=CourseState.DRAFT)
    yield _("编制中的课程"), drafts, "courses", "state=draft", _("补齐后发布到课程目录。"), 40
    unreviewed = online.exclude(pk__in=concluded)
    yield _("尚无审定结论的网络课程"), unreviewed, "courses", "form=online", clause, 30
    held = base.completions.filter(state=CompletionState.HELD)
    how = _("每条都写明了原因和由谁解决。")
    yield _("暂不计入的学习结果"), held, "completions", "state=held", how, 20
    asked = base.missing_hours.filter(state=MissingHoursState.ASKED)
    how = _("学员查询没有收到的学时。")
    yield _("待答复的学时查询"), asked, "missing-hours", "state=asked", how, 10
    returned = base.filings.filter(state=FilingState.RETURNED)
    how = _("更正后重新提交，开班前须完成备案。")
    yield _("已退回的备案"), returned, "filings", "state=returned", how, 5
    over = base.sessions.filter(state=SessionState.OPEN).exclude(slots__date__gte=clock.today())
    yield _("待结班的班次"), over, "sessions", "state=open", _("结班后学习结果才记入每个人的记录。"), 15


def _listed(base: TrainingBase) -> Iterable[Task]:
    for label, rows, name, shown, how, order in _waiting(base):
        yield Task(label, rows.count(), f"{reverse(f'registry:{name}')}?{shown}", how, order)


def _unbatched(base: TrainingBase) -> Iterable[Task]:
    yield Task(
        _("等待编入证书批次的结果"),
        waiting_results(base, clock.today().year).count(),
        reverse("registry:key-batches", args=[base.public_id]),
        _("收集、封存后由秘钥A、秘钥B签署。"),
        18,
    )


def register_all() -> None:
    providers.add(_listed)
    providers.add(_unbatched)
