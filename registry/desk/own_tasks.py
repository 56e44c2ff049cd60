"""The registry's own lines on the home page of a base's staff."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
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


def _courses(base: TrainingBase) -> Iterable[Task]:
    drafts = base.courses.filter(state=CourseState.DRAFT).count()
    yield Task(
        _("编制中的课程"),
        drafts,
        f"{reverse('registry:courses')}?state=draft",
        _("补齐后发布到课程目录。"),
        40,
    )


def _unreviewed(base: TrainingBase) -> Iterable[Task]:
    rows = base.courses.filter(form=CourseForm.ONLINE).exclude(state=CourseState.WITHDRAWN)
    concluded = rows.filter(course_reviews__state=ReviewState.SUBMITTED).values("pk")
    yield Task(
        _("尚无审定结论的网络课程"),
        rows.exclude(pk__in=concluded).count(),
        f"{reverse('registry:courses')}?form=online",
        _("结论须在上线前由主管单位人事部门提交省人社厅（四(四)）。"),
        30,
    )


def _results(base: TrainingBase) -> Iterable[Task]:
    held = base.completions.filter(state=CompletionState.HELD).count()
    yield Task(
        _("暂不计入的学习结果"),
        held,
        f"{reverse('registry:completions')}?state=held",
        _("每条都写明了原因和由谁解决。"),
        20,
    )


def _unbatched(base: TrainingBase) -> Iterable[Task]:
    yield Task(
        _("等待编入证书批次的结果"),
        waiting_results(base, clock.today().year).count(),
        reverse("registry:key-batches", args=[base.public_id]),
        _("收集、封存后由秘钥A、秘钥B签署。"),
        18,
    )


def _questions(base: TrainingBase) -> Iterable[Task]:
    asked = base.missing_hours.filter(state=MissingHoursState.ASKED).count()
    yield Task(
        _("待答复的学时查询"),
        asked,
        f"{reverse('registry:missing-hours')}?state=asked",
        _("学员查询没有收到的学时。"),
        10,
    )


def _filings(base: TrainingBase) -> Iterable[Task]:
    returned = base.filings.filter(state=FilingState.RETURNED).count()
    yield Task(
        _("已退回的备案"),
        returned,
        f"{reverse('registry:filings')}?state=returned",
        _("更正后重新提交，开班前须完成备案。"),
        5,
    )


def _sessions(base: TrainingBase) -> Iterable[Task]:
    over = base.sessions.filter(state=SessionState.OPEN).exclude(slots__date__gte=clock.today()).count()
    yield Task(
        _("待结班的班次"),
        over,
        f"{reverse('registry:sessions')}?state=open",
        _("结班后学习结果才记入每个人的记录。"),
        15,
    )


def register_all() -> None:
    for provider in (_courses, _unreviewed, _results, _unbatched, _questions, _filings, _sessions):
        providers.add(provider)
