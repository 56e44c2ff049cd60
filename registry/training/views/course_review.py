"""The review of online courses: the office's desk, convening, the conclusion; the experts' own pages."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cejc.lib.db.order import open_first
from cejc.lib.paging import LongPaginator
from registry.enums import ReviewState, Role
from registry.machinery.queries import audit
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.standing import standing_sentence, unattended
from registry.people.views.answers import acted, done, form_page, lone_form, refusal_at, succeeded, tried
from registry.training import access
from registry.training.forms.course_review import (
    ConclusionForm,
    ConveneForm,
    OpinionForm,
    ReplaceForm,
    labelled,
)
from registry.training.models import Course, CourseReview, Expert, TrainingBase
from registry.training.moves.course_review import COURSE_REVIEW
from registry.training.permissions import OFFICE_ROLES, oversees
from registry.training.queries.conflicts import conflicts_of
from registry.training.queries.course_review import (
    cross_reviews_of,
    opinions_of,
    reviews_visible_to,
    to_convene,
)
from registry.training.services import course_review as services
from registry.training.services.course import stands_review
from registry.training.views import training_context as shown

PAGE = 50
READERS = (Role.BASE, *OFFICE_ROLES, Role.PROVINCE)


@role_required(*READERS).reads
def listing(request: SignedInRequest) -> HttpResponse:
    """Reviews, newest first; for the office also the courses that wait for one."""
    access.require_bases(request.user)
    rows = reviews_visible_to(request.user).select_related("course__base__organisation", "office")
    page = LongPaginator(rows.order_by("-convened_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    offices = [seat.organisation_id for seat in request.user.seats_as(*OFFICE_ROLES)]
    bases = TrainingBase.objects.in_force().filter(personnel_office__in=offices)
    waiting = (
        to_convene(bases).select_related("base__organisation").order_by("live_on", "pk")[:PAGE]
        if offices
        else []
    )
    context = {
        "page": page,
        "waiting": waiting,
        "rows": [{"review": one, "state": shown.review_state(one)} for one in page],
        "is_province": request.user.has_role(Role.PROVINCE),
    }
    return render(request, "registry/training/review_course/list.html", context)


@role_required(*OFFICE_ROLES).asks
def convene(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    course = access.course_of(request.user, public_id)
    if not oversees(request.user, course.base) or not course.is_online:
        raise Http404
    known, apart, rows = _experts(request, course)
    form = ConveneForm(request.POST or None, experts=rows)
    call = lambda: services.convene(actor=request.user, course=course, experts=form.chosen)  # noqa: E731
    if review := tried(form, call):
        return done(request, _("已送专家审定，专家会收到通知。"), "registry:course-review", review.public_id)
    context = {
        "form": form,
        "course": course,
        "materials": course.materials.filter(removed_at=None).order_by("pk"),
        "standing": stands_review(course),
        "apart": [(labelled(one), apart[one.pk]) for one in known if one.pk in apart],
        "free": rows.exists(),
    }
    return form_page(request, "registry/training/review_course/convene.html", context)


def _experts(
    request: SignedInRequest, course: Course
) -> tuple[list[Expert], Mapping[int, str], QuerySet[Expert]]:
    """All experts in force, those of them who must stand aside with the
    reason, and those who may be asked."""
    known = list(
        Expert.objects.in_force().select_related("user__professional", "base__organisation").order_by("pk")
    )
    apart = conflicts_of(known, course)
    own = request.user.professional_id
    free = [one.pk for one in known if one.pk not in apart and one.user.professional_id != own]
    rows = Expert.objects.filter(pk__in=free).select_related("user", "base__organisation").order_by("pk")
    return known, apart, rows


@role_required(*OFFICE_ROLES).acts
@refusal_at("registry:course-review", "public_id")
def urge(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Remind the experts whose word is missing."""
    review = _own(request, public_id)
    reached = services.urge(actor=request.user, review=review)
    if not reached:
        messages.warning(request, _("没有出具意见的专家账号都已停用，请改请其他专家。"))
        return redirect("registry:course-review", review.public_id)
    said = _("已催请%(count)s位专家。") % {"count": reached}
    return done(request, said, "registry:course-review", review.public_id)


@role_required(*OFFICE_ROLES).asks
def replace(request: SignedInRequest, public_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Ask another expert instead of one who has not written."""
    review = _own(request, public_id)
    row = get_object_or_404(review.opinions.select_related("expert__user"), public_id=opinion_id)
    _known, _apart, experts = _experts(request, review.course)
    asked = review.opinions.values("expert")
    form = ReplaceForm(request.POST or None, expert=experts.exclude(pk__in=asked))
    if succeeded(
        form, lambda: services.replace(actor=request.user, opinion=row, expert=form.cleaned_data["expert"])
    ):
        return done(request, _("已改请专家，专家会收到通知。"), "registry:course-review", review.public_id)
    return lone_form(
        request,
        form,
        "registry:course-review",
        review.public_id,
        lead=_("%s尚未出具意见。改请以后，由新的专家审定同一份材料。") % row.expert,
        about=[review.course.title],
    )


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The materials, every opinion, the conclusion; for base, office and (once submitted) the province."""
    review = access.review_of(request.user, public_id)
    return render(request, "registry/training/review_course/detail.html", _context(request, review))


def _context(request: SignedInRequest, review: CourseReview) -> dict[str, Any]:
    opinions = list(
        review.opinions.select_related("expert__user", "expert__base__organisation").order_by("pk")
    )
    complete = all(one.given_at for one in opinions)
    moves = COURSE_REVIEW.open_to(request.user, review)
    return {
        "review": review,
        "course": review.course,
        "state": shown.review_state(review),
        "opinions": opinions,
        "complete": complete,
        "moves": moves,
        "may_urge": "urge" in moves and not complete,
        "standing": standing_sentence(stuck) if (stuck := unattended(review)) else "",
        "timeline": shown.timeline_of(audit.of_object(review)),
    }


@role_required(*OFFICE_ROLES).asks
def conclude(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    review = _own(request, public_id)
    initial = {"conclusion": review.conclusion or None, "hours": review.hours, "text": review.text}
    form = ConclusionForm(request.POST or None, request.FILES or None, initial=initial, course=review.course)
    if succeeded(form, lambda: services.conclude(actor=request.user, review=review, **form.cleaned_data)):
        return done(request, COURSE_REVIEW["conclude"].said, "registry:course-review", review.public_id)
    return lone_form(request, form, "registry:course-review", review.public_id, about=[review.course.title])


@role_required(*OFFICE_ROLES).acts
def submit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    review = _own(request, public_id)
    call = lambda: services.submit(actor=request.user, review=review)  # noqa: E731
    return acted(request, call, COURSE_REVIEW["submit"].said, "registry:course-review", public_id)


@signed_in.reads
def document(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The stamped conclusion."""
    review = access.review_of(request.user, public_id)
    review.mime = "application/pdf"  # type: ignore[attr-defined]
    return send_attachment(review)


def _own(request: SignedInRequest, public_id: UUID) -> CourseReview:
    review = access.review_of(request.user, public_id)
    if not oversees(request.user, review.course.base):
        raise Http404
    return review


@signed_in.reads
def opinions(request: SignedInRequest) -> HttpResponse:
    """What the expert behind the login is asked, what waits first; for
    everybody else the page does not exist."""
    if not Expert.objects.filter(user__professional=request.user.professional_id or 0).exists():
        raise Http404
    rows = opinions_of(request.user).select_related("review__course__base__organisation")
    crosses = cross_reviews_of(request.user).select_related("course__base__organisation")
    context = {
        "opinions": rows.order_by(open_first("given_at"), "-pk")[:PAGE],
        "crosses": crosses.order_by(open_first("given_at"), "-pk")[:PAGE],
    }
    return render(request, "registry/training/review_course/opinions.html", context)


@signed_in.asks
def opinion(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The expert's page: the materials by their hashes, and the opinion."""
    row = access.own_opinion(request.user, public_id)
    review = row.review
    frozen = review.course.materials.filter(public_id__in=[one["id"] for one in review.materials])
    page = {
        "course": review.course,
        "materials": frozen.order_by("pk"),
        "who": review.office,
        "heading": _("审定网络课程"),
        "closed": review.state != ReviewState.CONVENED,
    }
    give = partial(services.give_opinion, actor=request.user, opinion=row)
    said = _("意见已提交。审定形成结论之前可以修改。")
    return opinion_page(request, row, page, give, said, "registry:opinion")


def opinion_page(
    request: SignedInRequest, row: Any, page: dict[str, Any], give: Callable[..., Any], said: Any, here: str
) -> HttpResponse:
    """An expert's opinion: asked while the `page` is not closed; `give` keeps it, `said` says so."""
    if page["closed"] and request.method == "POST":
        return acted(request, lambda: give(verdict="", text=""), "", here, row.public_id)
    data = None if page["closed"] else request.POST or None
    form = OpinionForm(data, initial={"verdict": row.verdict or None, "text": row.text})
    if succeeded(form, lambda: give(**form.cleaned_data)):
        return done(request, said, here, row.public_id)
    context = page | {"row": row, "form": form, "given": row.given_at}
    return form_page(request, "registry/training/review_course/opinion.html", context)
