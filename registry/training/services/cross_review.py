"""Cross-review (四(四)): the province draws a sample, asks experts of
other bases, decides upon their opinions."""

import re
from datetime import date

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from credits.engine.numbers import show_date
from registry.enums import OrganisationKind, Verdict
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Organisation, User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.training.models import Course, CrossReview, CrossReviewSample, Expert
from registry.training.moves.cross_review import CROSS_REVIEW
from registry.training.permissions import officers_of, require_province, staff_of
from registry.training.queries.conflicts import cross_conflicts_of
from registry.training.queries.cross_sample import drawn, population

SEED = re.compile(r"[0-9A-Za-z._-]{4,64}\Z")


@service
def draw(*, actor: User, seed: str, size: int) -> CrossReviewSample:
    """Draw `size` courses by `seed`; seed and list are kept for anybody to draw again.

    The same seed in the same year is the same sample: a second press draws nothing more.
    """
    require_province(actor)
    require(bool(SEED.match(seed)), _("种子为4至64位字母、数字或 . _ - ，例如公开的开奖号码。"))
    # Two officers at once queue here, so that no course is drawn twice in a year.
    list(Organisation.objects.select_for_update().filter(kind=OrganisationKind.PROVINCE).order_by("pk"))
    year = clock.today().year
    known = CrossReviewSample.objects.filter(year=year, seed=seed).first()
    if known is not None:
        require(known.drawn_by_id == actor.pk and known.size == size, _("这个种子今年已经用过，请换一个。"))
        return known
    courses = {str(one.public_id): one for one in population(year).select_related("base__organisation")}
    require(
        bool(courses), _("目前没有可以抽取的课程：已上线、审定结论已提交、今年未抽过的网络课程才在范围内。")
    )
    require(1 <= size <= len(courses), _("抽取数应在1至%s之间。") % len(courses))
    sample = _keep(actor, year, seed, size, sorted(courses))
    chosen = [courses[key] for key in drawn(seed, courses, size)]
    CrossReview.objects.bulk_create([CrossReview(sample=sample, course=one) for one in chosen])
    after = {"seed": seed, "size": size, "population": len(courses), "year": year}
    audit.record("cross_review.drawn", sample, actor=actor, after=after)
    for one in chosen:
        tell(
            [*staff_of(one.base), *officers_of(one.base)],
            "cross_drawn",
            {"course": one},
            link=_course_link(one),
        )
    return sample


def _keep(actor: User, year: int, seed: str, size: int, listed: list[str]) -> CrossReviewSample:
    try:
        with audit.savepoint():
            return CrossReviewSample.objects.create(
                year=year, seed=seed, size=size, population=listed, drawn_by=actor
            )
    except IntegrityError as twice:
        raise Stale(_("这个种子刚刚已抽取过，请刷新页面查看。")) from twice


@service
def assign(*, actor: User, cross: CrossReview, expert: Expert) -> CrossReview:
    """Ask an expert of another base; another one may be asked as long as no opinion is there."""
    step = CROSS_REVIEW.enter("assign", cross, actor=actor)
    row = step.row
    if row.expert_id == expert.pk:
        return row
    require(actor.professional_id != expert.user.professional_id, _("指定专家的经办人不能同时作为专家。"))
    require(
        expert.valid_until is None or expert.valid_until > clock.today(),
        _("该专家已不在名单中，请重新选择。"),
    )
    if why := cross_conflicts_of([expert], row.course).get(expert.pk):
        raise Refused(_("%(name)s须回避：%(why)s。请改请其他专家。") % {"name": expert, "why": why})
    row.expert = expert
    row.save(update_fields=["expert"])
    step.keep({"course": row.course.title, "expert": str(expert)})
    tell(
        [expert.user],
        "cross_asked",
        {"course": row.course},
        link=reverse("registry:cross-opinion", args=[row.public_id]),
    )
    return row


@service
def give_opinion(*, actor: User, cross: CrossReview, verdict: str, text: str) -> CrossReview:
    """The expert's own word, which may be changed until the province decides."""
    step = CROSS_REVIEW.enter("give", cross, actor=actor)
    row = step.row
    require(verdict in Verdict.values, _("请选择通过或不通过。"))
    require(bool(text.strip()), _("请填写审查说明。"))
    if row.verdict == verdict and row.text == text.strip():
        return row
    first = row.given_at is None
    row.verdict, row.text, row.given_at = verdict, text.strip(), clock.now()
    row.save(update_fields=["verdict", "text", "given_at"])
    step.keep({"course": row.course.title, "verdict": str(Verdict(verdict).label)})
    if first:
        tell([row.sample.drawn_by], "cross_answered", {"course": row.course}, link=_link(row))
    return row


@service
def decide(
    *, actor: User, cross: CrossReview, decision: str, reason: str, fails_from: date | None = None
) -> CrossReview:
    """The province's decision. A failed course counts no more from `fails_from` on, and
    all that relied on it is weighed again."""
    require(decision in Verdict.values, _("请选择通过或不通过。"))
    failed = decision == Verdict.FAIL
    step = CROSS_REVIEW.enter("fail" if failed else "pass", cross, actor=actor, reason=reason)
    row = step.row
    if step.repeated:
        return row
    row.decision, row.reason = decision, step.reason
    row.fails_from = _fails_from(row, fails_from) if failed else None
    row.decided_by, row.decided_at = actor, clock.now()
    row.save()
    label = str(Verdict(decision).label)
    step.keep({"course": row.course.title, "decision": label, "fails_from": f"{row.fails_from or ''}"})
    tell(
        [*staff_of(row.course.base), *officers_of(row.course.base)],
        "cross_decided",
        {"row": row},
        link=_course_link(row.course),
    )
    return row


def _fails_from(row: CrossReview, day: date | None) -> date:
    if day is None:
        raise Refused(_("不通过的，请填写自哪一天起不予认可。"))
    live = row.course.live_on
    require(
        live is None or day >= live, _("起算日期不能早于课程上线日期%s。") % (show_date(live) if live else "")
    )
    return day


def _link(row: CrossReview) -> str:
    return reverse("registry:cross-review", args=[row.public_id])


def _course_link(course: Course) -> str:
    return reverse("registry:course", args=[course.public_id])
