"""Cross-review (四(四)): the province draws a sample, asks experts of other bases, decides upon their opinions."""

import re
from datetime import date

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.whole import whole
from credits.engine.numbers import show_date
from registry.enums import OrganisationKind, Verdict
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Organisation, User
from registry.people.permissions import require
from registry.people.services.message import tell
from registry.training.models import Course, CrossReview, CrossReviewSample, Expert
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
    require_province(actor)
    row = _locked(cross)
    _require_undecided(row)
    if row.expert_id == expert.pk:
        return row
    require(row.given_at is None, _("该专家已出具意见，不能改派。"))
    require(actor.professional_id != expert.user.professional_id, _("指定专家的经办人不能同时作为专家。"))
    require(
        expert.valid_until is None or expert.valid_until > clock.today(),
        _("该专家已不在名单中，请重新选择。"),
    )
    if why := cross_conflicts_of([expert], row.course).get(expert.pk):
        raise Refused(_("%(name)s须回避：%(why)s。请改请其他专家。") % {"name": expert, "why": why})
    row.expert = expert
    row.save(update_fields=["expert"])
    _record(row, actor, "assigned", {"expert": str(expert)})
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
    row = _locked(cross)
    asked = row.expert.user.professional_id if row.expert else None
    require(asked is not None and asked == actor.professional_id, _("意见由受邀的专家本人填写。"))
    _require_undecided(row)
    require(verdict in Verdict.values, _("请选择通过或不通过。"))
    require(bool(text.strip()), _("请填写审查说明。"))
    if row.verdict == verdict and row.text == text.strip():
        return row
    first = row.given_at is None
    row.verdict, row.text, row.given_at = verdict, text.strip(), clock.now()
    row.save(update_fields=["verdict", "text", "given_at"])
    _record(row, actor, "opinion_given", {"verdict": str(Verdict(verdict).label)})
    if first:
        tell([row.sample.drawn_by], "cross_answered", {"course": row.course}, link=_link(row))
    return row


@service
def decide(
    *, actor: User, cross: CrossReview, decision: str, reason: str, fails_from: date | None = None
) -> CrossReview:
    """The province's decision. A failed course counts no more from `fails_from` on, and all that relied on it is
    weighed again."""
    require_province(actor)
    row = _locked(cross)
    if row.decision == decision and row.decided_by_id == actor.pk:
        return row
    _require_undecided(row)
    require(row.given_at is not None and row.expert is not None, _("专家尚未出具意见，不能决定。"))
    expert = row.expert.user.professional_id if row.expert else None
    require(
        actor.professional_id is not None and actor.professional_id != expert,
        _("您是本课程的审查专家，须由其他经办人决定。"),
    )
    require(decision in Verdict.values, _("请选择通过或不通过。"))
    require(bool(reason.strip()), _("请写明决定的理由，基地会看到。"))
    row.decision, row.reason = decision, whole(reason, 500)
    row.fails_from = _fails_from(row, fails_from) if decision == Verdict.FAIL else None
    row.decided_by, row.decided_at = actor, clock.now()
    row.save()
    after: dict[str, object] = {
        "decision": str(Verdict(decision).label),
        "fails_from": f"{row.fails_from or ''}",
    }
    _record(row, actor, "failed" if decision == Verdict.FAIL else "passed", after, row.reason)
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


def _require_undecided(row: CrossReview) -> None:
    if row.decision:
        raise Stale(_("该课程的交叉审查已作出决定：%s。") % row.get_decision_display())


def _locked(cross: CrossReview) -> CrossReview:
    rows = CrossReview.objects.select_for_update(of=("self",))
    return rows.select_related(
        "course__base__organisation",
        "course__base__personnel_office",
        "sample__drawn_by",
        "expert__user__professional",
    ).get(pk=cross.pk)


def _record(row: CrossReview, actor: User, action: str, after: dict[str, object], reason: str = "") -> None:
    audit.record(
        f"cross_review.{action}",
        row,
        actor=actor,
        context=row.course,
        after={"course": row.course.title, **after},
        reason=reason,
    )


def _link(row: CrossReview) -> str:
    return reverse("registry:cross-review", args=[row.public_id])


def _course_link(course: Course) -> str:
    return reverse("registry:course", args=[course.public_id])
