"""The review of an online course (四(四)): the personnel office convenes experts, each writes an opinion, the
office concludes with a stamped document and submits to the province before the course goes live."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib import storage
from cejc.lib.uploads import files
from cejc.site import gettext as _
from credits.engine.numbers import show_date
from registry.enums import CourseState, Verdict
from registry.machinery.queries import audit as audit_queries
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.uploads import kept_by, refusing
from registry.people.models import User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.training.models import Course, CourseReview, Expert, ExpertOpinion
from registry.training.moves.course import COURSE
from registry.training.moves.course_review import COURSE_REVIEW, EXPERT
from registry.training.permissions import officers_of, provincial_officers, require_office, staff_of
from registry.training.queries.conflicts import conflicts_of
from registry.training.services.course import stands_review


@service
def convene(*, actor: User, course: Course, experts: Sequence[Expert]) -> CourseReview:
    """Ask `experts` (at least one; the notice names no number) about the materials as they are now.

    The same call again by the same person is the same review.
    """
    row = COURSE.locked(course)
    require_office(actor, row.base)
    standing = stands_review(row)
    if standing is not None:
        return _same(standing, actor, experts)
    materials = _materials(row)
    require(row.is_online, _("只有面向社会的网络培训需要审定。"))
    require(row.state != CourseState.WITHDRAWN, _("课程已停开，不能送审。"))
    require(bool(materials), _("课程还没有审定材料，请基地先添加教案、课件等资料。"))
    _require_whole(row)
    _require_apart(actor, row, experts)
    review = CourseReview.objects.create(
        course=row,
        round=row.course_reviews.count() + 1,
        office=row.base.personnel_office,
        materials=materials,
        convened_by=actor,
    )
    ExpertOpinion.objects.bulk_create([ExpertOpinion(review=review, expert=one) for one in experts])
    names = "、".join(str(one) for one in experts)
    after = {"course": row.title, "experts": names, "count": len(experts), "materials": len(materials)}
    audit.record("course_review.convened", review, actor=actor, context=row, after=after)
    for opinion in review.opinions.select_related("expert__user"):
        tell([opinion.expert.user], "opinion_asked", {"course": row}, link=_opinion_link(opinion))
    tell(staff_of(row.base), "review_convened", {"course": row}, link=_link(review))
    return review


def _same(review: CourseReview, actor: User, experts: Sequence[Expert]) -> CourseReview:
    asked = set(review.opinions.values_list("expert", flat=True))
    if review.convened_by_id == actor.pk and asked == {one.pk for one in experts}:
        return review
    raise Stale(_("这门课程已经送审，目前为“%s”，请刷新页面。") % review.get_state_display())


def _materials(course: Course) -> list[dict[str, str]]:
    """What the experts are given, by hash."""
    return [
        {"id": str(one.public_id), "title": one.title, "sha256": one.sha256, "url": one.url}
        for one in course.materials.filter(removed_at=None).order_by("pk")
    ]


def _require_whole(course: Course) -> None:
    """What lies in the store is what was uploaded, to the byte."""
    for one in course.materials.filter(removed_at=None).exclude(stored_name="").order_by("pk"):
        kept = storage.is_kept(one.stored_name, one.sha256)
        require(kept, _("存储中的“%s”与上传时不一致，请基地重新上传这份材料。") % one.title)


def _require_apart(actor: User, course: Course, experts: Sequence[Expert]) -> None:
    require(bool(experts), _("请至少选择一位专家。"))
    people = [one.user.professional_id for one in experts]
    require(len(set(people)) == len(people), _("所选专家中有同一人的两个账号，请只保留一个。"))
    require(actor.professional_id not in people, _("组织审定的经办人不能同时作为专家。"))
    gone = [str(one) for one in experts if one.valid_until and one.valid_until <= clock.today()]
    require(not gone, _("%s已不在专家名单中，请重新选择。") % "、".join(gone))
    for expert, why in conflicts_of(experts, course).items():
        name = next(str(one) for one in experts if one.pk == expert)
        raise Refused(_("%(name)s须回避：%(why)s。请改请其他专家。") % {"name": name, "why": why})


@service
def urge(*, actor: User, review: CourseReview) -> int:
    """Remind the experts who have not written yet; how many can be reached. Once a day is enough."""
    step = COURSE_REVIEW.enter("urge", review, actor=actor)
    row = step.row
    silent = list(row.opinions.filter(given_at=None).select_related("expert__user").order_by("pk"))
    require(bool(silent), _("专家意见已齐，不需要催请。"))
    today = audit_queries.of_object(row, 1, only="course_review.urged")
    require(
        not today or today[0].at.astimezone(clock.SHANGHAI).date() < clock.today(),
        _("今天已经催请过。专家长期没有回复的，可以改请其他专家。"),
    )
    reached = [one for one in silent if one.expert.user.is_active]
    for opinion in reached:
        tell([opinion.expert.user], "opinion_asked", {"course": row.course}, link=_opinion_link(opinion))
    experts = "、".join(str(one.expert) for one in reached)
    step.keep({"course": row.course.title, "count": len(reached), "experts": experts})
    return len(reached)


@service
def replace(*, actor: User, opinion: ExpertOpinion, expert: Expert) -> ExpertOpinion:
    """Ask `expert` instead of one who has not written: away, gone, or standing aside. Both are told."""
    step = COURSE_REVIEW.enter("replace", opinion.review, actor=actor)
    review = step.row
    row = (
        ExpertOpinion.objects.select_for_update(of=("self",))
        .select_related("expert__user")
        .get(pk=opinion.pk)
    )
    if row.expert_id == expert.pk:
        return row
    require(row.given_at is None, _("%s已经出具意见，不能改请他人。") % row.expert)
    others = [
        one.expert for one in review.opinions.exclude(pk=row.pk).select_related("expert__user__professional")
    ]
    _require_apart(actor, review.course, [*others, expert])
    before, row.expert = row.expert, expert
    row.save(update_fields=["expert"])
    step.keep({"course": review.course.title, "before_expert": str(before), "expert": str(expert)})
    tell([expert.user], "opinion_asked", {"course": review.course}, link=_opinion_link(row))
    tell([before.user], "opinion_not_needed", {"course": review.course}, link=reverse("registry:opinions"))
    return row


@service
def give_opinion(*, actor: User, opinion: ExpertOpinion, verdict: str, text: str) -> ExpertOpinion:
    """The expert's own word, which may be changed until the office concludes."""
    step = COURSE_REVIEW.enter("give", opinion.review, actor=actor)
    review = step.row
    row = (
        ExpertOpinion.objects.select_for_update(of=("self",))
        .select_related("expert__user")
        .get(pk=opinion.pk)
    )
    require(row.expert.user.professional_id == actor.professional_id, EXPERT.refusal)
    require(verdict in Verdict.values, _("请选择通过或不通过。"))
    require(bool(text.strip()), _("请填写审定说明。"))
    if row.verdict == verdict and row.text == text.strip():
        return row
    row.verdict, row.text, row.given_at = verdict, text.strip(), clock.now()
    row.save(update_fields=["verdict", "text", "given_at"])
    step.keep({"course": review.course.title, "verdict": str(Verdict(verdict).label)})
    if not review.opinions.filter(given_at=None).exists():
        tell(
            officers_of(review.course.base),
            "opinions_complete",
            {"course": review.course},
            link=_link(review),
        )
    return row


def conclude(
    *, actor: User, review: CourseReview, conclusion: str, text: str, hours: Decimal | None, upload: Any
) -> CourseReview:
    """The office's conclusion with its stamped document (a PDF); may be corrected until it is submitted."""
    COURSE_REVIEW.require("conclude", review, actor=actor)
    with refusing(_("结论文件没有上传：%s")):
        checked = files.check(upload)
    require(checked.kind == "pdf", _("请上传加盖公章的结论文件扫描件（PDF）。"))
    stored = storage.save(upload, checked.extension)
    values: dict[str, Any] = {"conclusion": conclusion, "text": text, "hours": hours}
    named = files.shown_name(upload.name, checked.extension)
    return kept_by(
        stored,
        lambda: _conclude(
            actor=actor, review=review, stored_name=stored, file_name=named, sha256=checked.sha256, **values
        ),
    )


@service
def _conclude(
    *, actor: User, review: CourseReview, conclusion: str, text: str, hours: Decimal | None, **document: str
) -> CourseReview:
    step = COURSE_REVIEW.enter("conclude", review, actor=actor)
    row = step.row
    waiting = row.opinions.filter(given_at=None).select_related("expert__user")
    names = "、".join(str(one.expert) for one in waiting)
    require(not names, _("还有专家没有出具意见：%s。") % names)
    people = row.opinions.values_list("expert__user__professional", flat=True)
    require(actor.professional_id not in people, _("您是本课程的审定专家，结论须由其他经办人办理。"))
    require(conclusion in Verdict.values, _("请选择审定结论。"))
    require(bool(text.strip()), _("请填写结论意见。"))
    passed = conclusion == Verdict.PASS
    require(not passed or (hours is not None and hours > 0), _("通过的课程请填写核定学时。"))
    row.conclusion, row.text, row.hours = conclusion, text.strip(), hours if passed else None
    row.concluded_by, row.concluded_at = actor, clock.now()
    for name, value in document.items():
        setattr(row, name, value)
    label = str(Verdict(conclusion).label)
    step.leave(course=row.course.title, conclusion=label, hours=str(row.hours or ""), sha256=row.sha256)
    return row


@service
def submit(*, actor: User, review: CourseReview) -> CourseReview:
    """Hand the conclusion to the province; from now on it is frozen. A
    passed course: before its go-live date."""
    course = COURSE.locked(review.course)
    step = COURSE_REVIEW.enter("submit", review, actor=actor)
    row = step.row
    if step.repeated:
        return row
    if row.conclusion == Verdict.PASS:
        _require_before_live(course)
        require(_materials(course) == row.materials, _("课程材料与送审时不一致，请联系基地核对。"))
        _require_whole(course)
        kept = storage.is_kept(row.stored_name, row.sha256)
        require(kept, _("存储中的结论文件与形成结论时不一致，请重新上传结论文件。"))
        course.hours = row.hours
        course.edit += 1
        course.save(update_fields=["hours", "edit"])
    row.submitted_by, row.submitted_at = actor, clock.now()
    conclusion = str(row.get_conclusion_display())
    step.leave(course=course.title, conclusion=conclusion, live_on=f"{course.live_on or ''}")
    told = [*provincial_officers(), *staff_of(course.base)]
    tell(told, "conclusion_submitted", {"course": course, "review": row}, link=_link(row))
    return row


def _require_before_live(course: Course) -> None:
    """四(四): on a day before the go-live date, or the results are not recognised."""
    require(course.live_on is not None, _("课程没有登记上线日期，请基地先填写上线日期，再提交结论。"))
    today = clock.today()
    if course.live_on is not None and today >= course.live_on:
        values = {"live": show_date(course.live_on), "next": show_date(today + timedelta(days=1))}
        raise Refused(
            _(
                "本课程登记的上线日期是%(live)s，审定结论须在上线前提交{filed_clause}，现在提交对该日期已经无效。"
                "请基地先把上线日期改为%(next)s或以后，再提交。"
            )
            % values,
            code="late",
        )


def _link(review: CourseReview) -> str:
    return reverse("registry:course-review", args=[review.public_id])


def _opinion_link(opinion: ExpertOpinion) -> str:
    return reverse("registry:opinion", args=[opinion.public_id])
