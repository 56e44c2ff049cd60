"""The courses of a training base: drafted, published, changed in the open, withdrawn."""

from datetime import date
from typing import Any

from django.db import IntegrityError

from cejc import clock
from cejc.errors import Refused
from cejc.lib.db.models import column_of
from cejc.lib.writing import pinyin
from cejc.site import gettext as _
from credits.engine.numbers import show_date
from credits.filed import filed_subject
from credits.queries import subject_names
from registry.enums import CompletionState, CourseForm, CourseState, ReviewState, Verdict
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.people.permissions import require
from registry.training.models import Course, CourseReview, TrainingBase
from registry.training.moves.course import COURSE
from registry.training.permissions import require_staff

EDITABLE = (
    "code",
    "title",
    "form",
    "subject",
    "theme_year",
    "minutes",
    "live_on",
    "price",
    "price_reason",
    "textbook",
    "outline",
    "teachers",
)
# What a reported result of the course was weighed by.
WEIGHED = ("code", "form", "subject", "theme_year", "minutes")
# What the experts read beside the materials.
REVIEWED = ("title", "form", "subject", "theme_year", "minutes", "textbook", "outline", "teachers")


@service
def create(*, actor: User | None, base: TrainingBase, **values: Any) -> Course:
    """A draft that only the base, its personnel office and the province see. `actor` None: the base's
    platform, by the API."""
    row = TrainingBase.objects.select_for_update().get(pk=base.pk)
    if actor is not None:
        require_staff(actor, row)
    _require_open(row)
    course = Course(base=row, **{key: values[key] for key in EDITABLE if key in values})
    _check(course)
    try:
        with audit.savepoint():
            course.save()
    except IntegrityError as twice:
        raise Refused(_("课程编号“%s”已用于本基地的另一门课程，请换一个。") % course.code) from twice
    audit.record(
        "course.created", course, actor=actor, context=row.organisation, after=_shown(course, EDITABLE)
    )
    return course


@service
def update(*, actor: User, course: Course, edit: int, reason: str = "", **values: Any) -> Course:
    """Change a course; of a published one every change is kept with
    before and after, and shown to its readers.

    Raises Refused for what results were weighed by, or what experts reviewed.
    """
    step = COURSE.enter("save", course, actor=actor, edit=edit, reason=reason)
    row = step.row
    _require_open(row.base)
    before_row = Course.objects.get(pk=row.pk)
    changed = [key for key in EDITABLE if key in values and values[key] != getattr(row, key)]
    if not changed:
        return row
    for key in changed:
        setattr(row, key, values[key])
    _check(row)
    _require_changeable(before_row, row, changed, step.reason)
    row.edit += 1
    _save(row, [*changed, "title_key", "edit"])
    step.keep(_shown(row, changed), _shown(before_row, changed))
    return row


def _require_changeable(before: Course, row: Course, changed: list[str], reason: str) -> None:
    if before.state == CourseState.DRAFT and not row.course_reviews.exists():
        return
    reported = row.completions.filter(state__in=CompletionState.live())
    if reported.exists():
        fixed = [key for key in changed if key in WEIGHED]
        require(
            not fixed,
            _("已有人学完这门课程，%s不能再改。内容有变化的，请停开本课程，另建一门。") % _labels(fixed),
        )
        require(bool(reason), _("已有人学完这门课程，请写明修改的理由，公众会看到。"))
    if stands_review(row):
        fixed = [key for key in changed if key in REVIEWED]
        require(
            not fixed,
            _("这门课程正在审定或已有审定结论，%s不能再改。内容有变化的，请另建一门课程送审。")
            % _labels(fixed),
        )
    if "live_on" in changed:
        _require_live_on(row)


def _require_live_on(row: Course) -> None:
    """A go-live date is moved ahead of time: not into the past, and not from under hours that count."""
    require(
        row.live_on is not None and row.live_on >= clock.today(),
        _("上线日期只能改为今天（%s）或以后的日期。") % show_date(clock.today()),
    )
    counted = (CompletionState.COUNTED, CompletionState.REVIEW)
    require(
        not row.completions.filter(state__in=counted).exists(),
        _("本课程已有计入的学习结果，上线日期不能再改。"),
    )


def stands_review(course: Course) -> CourseReview | None:
    """The review by which the course stands or will: under way, or passed.
    None after a failed one, or before any."""
    last = course.course_reviews.order_by("-round").first()
    if last is None or (last.state != ReviewState.CONVENED and last.conclusion == Verdict.FAIL):
        return None
    return last


@service
def publish(*, actor: User | None, course: Course) -> Course:
    """Put it into the public catalogue. Twice is once."""
    step = COURSE.enter("publish", course, actor=actor, checked=actor is None)
    row = step.row
    if step.repeated:
        return row
    _require_open(row.base)
    _require_complete(row)
    row.published_at = clock.now()
    return step.leave()


@service
def withdraw(*, actor: User, course: Course, reason: str) -> Course:
    """Take it out of the catalogue; its page stays, with the reason. Results of before stand."""
    step = COURSE.enter("withdraw", course, actor=actor, reason=reason)
    return step.row if step.repeated else step.leave()


def _save(row: Course, fields: list[str]) -> None:
    try:
        with audit.savepoint():
            row.save(update_fields=fields)
    except IntegrityError as twice:
        raise Refused(_("课程编号“%s”已用于本基地的另一门课程，请换一个。") % row.code) from twice


def _check(course: Course) -> None:
    """Clean what belongs together: a theme year is of the public
    subject, minutes and go-live of online courses."""
    require(course.subject in subject_names(), _("请选择科目。"))
    if course.subject != filed_subject():
        course.theme_year = None
    if course.form != CourseForm.ONLINE:
        course.live_on = course.minutes = None
    if not course.price:
        course.price_reason = ""
    course.title_key = pinyin.key(course.title)


def _require_complete(row: Course) -> None:
    """What a reader of the catalogue has to know; everything that is missing is told at once."""
    missing = [
        label
        for label, lacking in (
            (_("主题年度"), row.subject == filed_subject() and row.theme_year is None),
            (_("上线日期"), row.is_online and row.live_on is None),
            (_("时长"), row.is_online and not row.minutes),
            (_("授课教师"), not row.teachers.strip()),
            (_("大纲"), not row.outline.strip()),
            (_("收费说明（突出公益性）"), row.price and not row.price_reason.strip()),
        )
        if lacking
    ]
    require(not missing, _("请先填写%s，再发布。") % "、".join(missing))


def _require_open(base: TrainingBase) -> None:
    closed = base.closed_on is not None and base.closed_on < clock.today()
    require(not closed, _("该基地已撤销，不能再办理课程。"))


def _shown(course: Course, names: Any) -> dict[str, str]:
    return {name: _plain(getattr(course, name)) for name in names}


def _plain(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str("" if value is None else value)


def label_of(name: str) -> str:
    """The name of a field as forms show it."""
    field = column_of(Course, name)
    return str(field.verbose_name)


def _labels(names: list[str]) -> str:
    return "、".join(label_of(name) for name in names)
