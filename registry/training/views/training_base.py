"""Training bases: the home page of their staff, the list, one base, registering and closing; the experts."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.paging import LongPaginator
from registry.activities.views.activity_context import timeline_of
from registry.enums import CourseState, Role
from registry.machinery.forms.reason import ReasonForm
from registry.machinery.queries import audit
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.models import Membership
from registry.people.models.message import news_of
from registry.people.views.answers import done, form_page, lone_form, succeeded, tried
from registry.training import access
from registry.training.base_desk import tasks_of, to_sign
from registry.training.forms.training_base import (
    BaseFilter,
    CloseBaseForm,
    EditBaseForm,
    ExpertForm,
    NewBaseForm,
)
from registry.training.models import Expert, TrainingBase
from registry.training.permissions import OFFICE_ROLES, works_for
from registry.training.queries.key_notice import key_notice
from registry.training.services import training_base as services

PAGE = 50
READERS = (Role.BASE, *OFFICE_ROLES, Role.PROVINCE)
province_only = role_required(Role.PROVINCE)
PUBLISHED = Count("courses", filter=Q(courses__state=CourseState.PUBLISHED))


@role_required(Role.BASE).reads
def home(request: SignedInRequest) -> HttpResponse:
    """What the staff of a base meet first: what waits, the courses, the messages."""
    base = access.own_base(request)
    context = {
        "base": base,
        "tasks": tasks_of(base),
        "closed": is_closed(base),
        "key_notice": key_notice(base, clock.today()),
        "courses": base.courses.exclude(state=CourseState.WITHDRAWN).order_by("-pk")[:6],
        "news": news_of(request.user.pk),
    }
    return render(request, "registry/training/base/home.html", context)


def is_closed(base: TrainingBase) -> bool:
    return base.closed_on is not None and base.closed_on < clock.today()


@role_required(*READERS).lists
def listing(request: SignedInRequest) -> HttpResponse:
    access.require_bases(request.user)
    form = BaseFilter(request.GET)
    rows = TrainingBase.objects.visible_to(request.user)
    shown = form.narrow(rows if form.wanted()["closed"] else rows.in_force())
    shown = shown.select_related(*access.WITH_NAMES).annotate(course_count=PUBLISHED)
    context = form.found(shown.order_by("code"), PAGE) | {
        "may_register": request.user.has_role(Role.PROVINCE),
        "to_sign": [row for rows in to_sign for row in rows(request.user)],
    }
    return render(request, "registry/training/base/list.html", context)


@role_required(*READERS).reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    base = access.base_of(request.user, public_id)
    seats = Membership.objects.in_force().filter(organisation=base.organisation_id, role=Role.BASE)
    context = {
        "base": base,
        "closed": is_closed(base),
        "key_notice": key_notice(base, clock.today()),
        "staff": seats.select_related("user").order_by("pk"),
        "experts": Expert.objects.in_force().filter(base=base).select_related("user").order_by("pk"),
        "courses": base.courses.order_by("-pk")[:10],
        "course_count": base.courses.count(),
        "may_edit": request.user.has_role(Role.PROVINCE) and base.closed_on is None,
        "works_here": works_for(request.user, base),
        "timeline": timeline_of(audit.of_object(base)),
    }
    return render(request, "registry/training/base/detail.html", context)


@province_only.asks
def new(request: SignedInRequest) -> HttpResponse:
    form = NewBaseForm(request.POST or None, initial={"approved_on": clock.today()})
    base = tried(form, lambda: services.establish(actor=request.user, **form.cleaned_data))
    if base:
        said = _("已登记基地“%s”。经办人的账号和角色请系统管理员授予。") % base
        return done(request, said, "registry:base", base.public_id)
    return lone_form(request, form, "registry:bases")


@province_only.asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    base = _open_base(request, public_id)
    shown = {name: getattr(base, name) for name in services.EDITABLE}
    shown |= {"supervising_unit": base.supervising_unit.public_id, "edit": base.edit}
    form = EditBaseForm(request.POST or None, initial=shown)
    if succeeded(form, lambda: services.update(actor=request.user, base=base, **form.cleaned_data)):
        return done(request, _("基地信息已更新。"), "registry:base", base.public_id)
    return lone_form(request, form, "registry:base", base.public_id, about=[base])


@province_only.asks
def close(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    base = _open_base(request, public_id)
    form = CloseBaseForm(request.POST or None, initial={"last_day": clock.today()})
    if succeeded(form, lambda: services.close(actor=request.user, base=base, **form.cleaned_data)):
        return done(request, _("已登记撤销。"), "registry:base", base.public_id)
    return lone_form(request, form, "registry:base", base.public_id, about=[base])


def _open_base(request: SignedInRequest, public_id: UUID) -> TrainingBase:
    base = access.base_of(request.user, public_id)
    if base.closed_on is not None:
        raise Http404
    return base


@province_only.asks
def experts(request: SignedInRequest) -> HttpResponse:
    """Who may be asked to review courses, and the form to add one."""
    form = ExpertForm(request.POST or None)
    if succeeded(form, lambda: _appoint(request, form)):
        return done(request, _("已列入专家名单。"), "registry:experts")
    rows = Expert.objects.in_force().select_related("user", "base__organisation").order_by("-pk")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    return form_page(request, "registry/training/base/experts.html", {"form": form, "page": page})


def _appoint(request: SignedInRequest, form: ExpertForm) -> Any:
    values = form.cleaned_data
    return services.appoint_expert(
        actor=request.user, user=values["username"], base=values["base"], field=values["field"]
    )


@province_only.asks
def dismiss(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    expert = access.expert_for_province(request.user, public_id)
    form = ReasonForm(request.POST or None)
    if succeeded(
        form, lambda: services.dismiss_expert(actor=request.user, expert=expert, **form.cleaned_data)
    ):
        return done(request, _("已移出专家名单。"), "registry:experts")
    return lone_form(
        request,
        form,
        "registry:experts",
        title=_("移出专家名单：%s") % expert,
        lead=_("以后不再请该专家审定；已出具的意见不受影响。"),
        submit_label=_("移出"),
    )
