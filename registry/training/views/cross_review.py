"""Cross-review: the province draws, asks and decides; the expert's own page."""

import secrets
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cejc import clock
from cejc.lib.paging import LongPaginator
from cejc.site import gettext as _
from credits.engine.numbers import show, show_date
from registry.enums import Role, Verdict
from registry.machinery.queries import audit
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, succeeded, tried
from registry.training import access
from registry.training.forms.course_review import AssignForm, DecisionForm, SampleForm
from registry.training.models import CrossReview, CrossReviewSample, Expert
from registry.training.moves.cross_review import CROSS_REVIEW
from registry.training.queries.conflicts import cross_conflicts_of
from registry.training.queries.cross_sample import drawn, population
from registry.training.queries.fall import fall_of
from registry.training.services import cross_review as services
from registry.training.views import training_context as shown
from registry.training.views.course_review import opinion_page

PAGE = 50
province_only = role_required(Role.PROVINCE)


@province_only.asks
def samples(request: SignedInRequest) -> HttpResponse:
    """Samples drawn, and the form to draw one."""
    form = SampleForm(request.POST or None, initial={"seed": secrets.token_hex(8), "size": 1})
    sample = tried(form, lambda: services.draw(actor=request.user, **form.cleaned_data))
    if sample:
        return done(request, _("已抽取，请为每门课程指定专家。"), "registry:cross-sample", sample.public_id)
    rows = CrossReviewSample.objects.select_related("drawn_by").annotate(
        decided=Count("cross_reviews", filter=~Q(cross_reviews__decision=""))
    )
    page = LongPaginator(rows.order_by("-drawn_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "available": population(clock.today().year).count()}
    return form_page(request, "registry/training/cross_review/samples.html", context)


@province_only.reads
def sample(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One sample: how it was drawn, drawn again before the reader's eyes, and how far each course is."""
    row = get_object_or_404(CrossReviewSample.objects.select_related("drawn_by"), public_id=public_id)
    crosses = list(row.cross_reviews.select_related("course__base__organisation", "expert__user"))
    again = drawn(row.seed, row.population, row.size)
    place = {key: index for index, key in enumerate(again)}
    crosses.sort(key=lambda one: place.get(str(one.course.public_id), len(again)))
    context = {
        "sample": row,
        "rows": crosses,
        "agrees": again == [str(one.course.public_id) for one in crosses],
    }
    return render(request, "registry/training/cross_review/sample.html", context)


@province_only.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    cross = access.cross_review_for_province(request.user, public_id)
    return render(request, "registry/training/cross_review/detail.html", _context(cross))


def _context(cross: CrossReview) -> dict[str, Any]:
    context: dict[str, Any] = {
        "cross": cross,
        "course": cross.course,
        "timeline": shown.timeline_of(audit.of_object(cross)),
        "assign_form": None,
        "decision_form": None,
    }
    if not cross.decision and cross.given_at:
        context["decision_form"] = DecisionForm()
    elif not cross.decision:
        context |= _candidates(cross)
    return context


def _candidates(cross: CrossReview) -> dict[str, Any]:
    known = list(
        Expert.objects.in_force().select_related("user__professional", "base__organisation").order_by("pk")
    )
    apart = cross_conflicts_of(known, cross.course)
    free = [one.pk for one in known if one.pk not in apart]
    rows = Expert.objects.filter(pk__in=free).select_related("user", "base__organisation").order_by("pk")
    return {
        "assign_form": AssignForm(expert=rows),
        "free": bool(free),
        "apart": [(str(one), apart[one.pk]) for one in known if one.pk in apart],
    }


@province_only.acts
def assign(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    cross = access.cross_review_for_province(request.user, public_id)
    rows = Expert.objects.in_force().select_related("user__professional", "base__organisation")
    form = AssignForm(request.POST, expert=rows)
    if succeeded(
        form, lambda: services.assign(actor=request.user, cross=cross, expert=form.cleaned_data["expert"])
    ):
        return done(request, CROSS_REVIEW["assign"].said, "registry:cross-review", cross.public_id)
    context = _context(cross) | {"form": form, "assign_form": form}
    return form_page(request, "registry/training/cross_review/detail.html", context)


@province_only.acts
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    cross = access.cross_review_for_province(request.user, public_id)
    form = DecisionForm(request.POST)
    if (
        form.is_valid()
        and form.cleaned_data["decision"] == Verdict.FAIL
        and not request.POST.get("confirmed")
    ):
        return _ask(request, cross, form)
    if succeeded(form, lambda: services.decide(actor=request.user, cross=cross, **form.cleaned_data)):
        return done(
            request,
            _("决定已作出，基地和主管单位人事部门会收到通知。"),
            "registry:cross-review",
            cross.public_id,
        )
    context = _context(cross) | {"form": form, "decision_form": form}
    return form_page(request, "registry/training/cross_review/detail.html", context)


def _ask(request: SignedInRequest, cross: CrossReview, form: DecisionForm) -> HttpResponse:
    """Before a course is failed: what falls with it, counted now."""
    since, fall = form.cleaned_data["fails_from"], fall_of(cross.course, form.cleaned_data["fails_from"])
    facts = [
        (_("课程"), cross.course.title),
        (_("不予认可起始日期"), show_date(since)),
        (_("不再计入的学习结果"), _("%s条") % fall.results),
        (_("涉及人员"), _("%s人") % fall.people),
        (_("不再计入的学时"), show(fall.hours)),
        *((name, count) for name, count in fall.relied.items()),
    ]
    context = {
        "title": _("确认不予认可"),
        "lead": _("以下数字按目前的记录统计，请核对后再作决定。"),
        "facts": facts,
        "consequences": [
            _("上述学习结果停止计入，本人、基地和主管单位人事部门会收到通知。"),
            _("依据这些学时的年度登记和认定申请须重新核对，已签发的认定单列入重核。"),
        ],
        "manifest": None,
        "form": form,
        "official": True,
        "submit_label": _("决定不予认可"),
        "cancel_url": reverse("registry:cross-review", args=[cross.public_id]),
    }
    return render(request, "registry/training/cross_review/fail.html", context)


@signed_in.asks
def opinion(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The expert's page."""
    row = access.own_cross_review(request.user, public_id)
    page = {
        "course": row.course,
        "materials": row.course.materials.filter(removed_at=None).order_by("pk"),
        "who": _("{office_name}"),
        "heading": _("交叉审查网络课程"),
        "closed": bool(row.decision),
    }
    give = partial(services.give_opinion, actor=request.user, cross=row)
    return opinion_page(request, row, page, give, CROSS_REVIEW["give"].said, "registry:cross-opinion")
