"""The registry's own lines on the home page of a base's staff."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.base_desk import Task, register
from registry.enums import CompletionState, CourseState, MissingHoursState
from registry.models import TrainingBase


def _courses(base: TrainingBase) -> Iterable[Task]:
    drafts = base.courses.filter(state=CourseState.DRAFT).count()
    yield Task(
        _("编制中的课程"),
        drafts,
        f"{reverse('registry:courses')}?state=draft",
        _("补齐后发布到课程目录。"),
        40,
    )


def _results(base: TrainingBase) -> Iterable[Task]:
    held = base.completions.filter(state=CompletionState.HELD).count()
    yield Task(
        _("暂不计入的学习结果"), held, f"{reverse('registry:completions')}?state=held",
        _("每条都写明了原因和由谁解决。"), 20,
    )  # fmt: skip


def _questions(base: TrainingBase) -> Iterable[Task]:
    asked = base.missing_hours.filter(state=MissingHoursState.ASKED).count()
    yield Task(
        _("待答复的学时查询"), asked, f"{reverse('registry:missing-hours')}?state=asked",
        _("学员查询没有收到的学时。"), 10,
    )  # fmt: skip


def register_all() -> None:
    for provider in (_courses, _results, _questions):
        register(provider)
