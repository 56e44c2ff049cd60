"""A base's courses, as its staff, its personnel office and the province work with them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from credits.queries import subject_names
from registry.enums import CourseState, Role
from registry.machinery.forms.reason import ReasonForm
from registry.machinery.queries import audit
from registry.machinery.views.files import send_attachment
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted, done, lone_form, succeeded, tried
from registry.people.views.moving import Moving
from registry.training import access
from registry.training.forms.course import CourseChangeForm, CourseEditForm, CourseFilter, MaterialForm
from registry.training.models import Course, CourseMaterial, TrainingBase
from registry.training.moves.course import COURSE
from registry.training.permissions import OFFICE_ROLES, works_for
from registry.training.queries.course_review import may_read_material
from registry.training.queries.recognition import books_for_courses
from registry.training.services import course as services
from registry.training.services import course_material
from registry.training.views import training_context as shown

PAGE = 50
READERS = (Role.BASE, *OFFICE_ROLES, Role.PROVINCE)


@role_required(*READERS).lists
def listing(request: SignedInRequest) -> HttpResponse:
    """The courses of the bases one works for or oversees, newest first."""
    access.require_bases(request.user)
    bases = TrainingBase.objects.visible_to(request.user).select_related("organisation").order_by("code")
    form = CourseFilter(request.GET, bases=bases)
    context = form.found(_found(form, bases), PAGE)
    rows = list(context["page"])
    books = books_for_courses(rows)
    context |= {
        "rows": [{"course": one, "recognition": shown.recognition_of(one, books)} for one in rows],
        "may_add": request.user.has_role(Role.BASE),
    }
    return render(request, "registry/training/course/list.html", context)


def _found(form: CourseFilter, bases: QuerySet[TrainingBase]) -> QuerySet[Course]:
    rows = form.narrow(Course.objects.filter(base__in=bases.order_by()))
    return rows.select_related("base__organisation").order_by("-pk")


@role_required(Role.BASE).asks
def new(request: SignedInRequest) -> HttpResponse:
    base = access.own_base(request)
    form = CourseEditForm(request.POST or None, initial={"price": 0}, **_helps())
    course = tried(form, lambda: services.create(actor=request.user, base=base, **form.cleaned_data))
    if course:
        return done(request, _("课程已建立，补齐后即可发布。"), "registry:course", course.public_id)
    return lone_form(request, form, "registry:courses", about=[base])


def _helps() -> dict[str, str]:
    return {"slot_help": shown.slot_help(), "length_help": shown.length_help()}


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One course: what is still missing, its materials, its review."""
    course = access.course_of(request.user, public_id)
    reviews = list(course.course_reviews.select_related("office").order_by("-round"))
    standing = services.stands_review(course)
    rights = shown.rights_of(request.user, course)
    context = {
        "course": course,
        "recognition": shown.recognition_of(course),
        "materials": course.materials.filter(removed_at=None).order_by("pk"),
        "reviews": reviews,
        "may_read_open": rights["works_here"] or rights["oversees"],
        "material_form": MaterialForm()
        if rights["works_here"] and course.is_online and standing is None
        else None,
        "review_state": shown.review_state(reviews[0] if reviews else None),
        "may_convene": rights["oversees"] and course.is_online and standing is None,
        "moves": COURSE.open_to(request.user, course),
        "timeline": shown.timeline_of(audit.of_object(course)),
        "subject": subject_names().get(course.subject, course.subject),
        "slot_help": shown.slot_help(),
    }
    return render(request, "registry/training/course/detail.html", context)


@role_required(Role.BASE).asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    course = _own(request, public_id)
    initial = {name: getattr(course, name) for name in services.EDITABLE} | {"edit": course.edit}
    form = CourseChangeForm(request.POST or None, initial=initial, **_helps())
    if course.state == CourseState.DRAFT:
        del form.fields["reason"]
    if succeeded(form, lambda: services.update(actor=request.user, course=course, **form.cleaned_data)):
        return done(request, _("课程已更新。"), "registry:course", course.public_id)
    return lone_form(request, form, "registry:course", course.public_id, about=[course.title])


def _page(course: Course) -> dict[str, Any]:
    here = reverse("registry:course", args=[course.public_id])
    return {
        "facts": [(_("课程"), course.title), (_("施教机构"), course.base)],
        "cancel_url": here,
        "crumbs": [{"label": course.title, "url": here}],
    }


MOVING = Moving(
    COURSE,
    "course",
    {"publish": services.publish, "withdraw": services.withdraw},
    _page,
    lambda _action, course: ("registry:course", course.public_id),
    {"withdraw": ReasonForm},
    presses=("publish",),
)


@role_required(Role.BASE).asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, access.course_of(request.user, public_id), action)


@role_required(Role.BASE).acts
def material_add(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    course = _own(request, public_id)
    form = MaterialForm(request.POST, request.FILES)
    if succeeded(form, lambda: _add(request, course, form.cleaned_data)):
        return done(request, _("材料已添加。"), "registry:course", course.public_id)
    return lone_form(request, form, "registry:course", course.public_id, about=[course.title])


def _add(request: SignedInRequest, course: Course, values: dict[str, Any]) -> CourseMaterial:
    if values["file"]:
        return course_material.add_file(
            actor=request.user, course=course, title=values["title"], upload=values["file"]
        )
    return course_material.add_address(
        actor=request.user, course=course, title=values["title"], url=values["url"], sha256=values["sha256"]
    )


@role_required(Role.BASE).acts
def material_remove(request: SignedInRequest, public_id: UUID, material: UUID) -> HttpResponse:
    course = _own(request, public_id)
    row = get_object_or_404(course.materials.filter(removed_at=None), public_id=material)
    said = _("已移除“%s”。") % row.title
    return acted(
        request,
        lambda: course_material.remove(actor=request.user, material=row),
        said,
        "registry:course",
        course.public_id,
    )


@signed_in.reads
def material_file(request: SignedInRequest, public_id: UUID, material: UUID) -> HttpResponse:
    """The bytes, for those who work with the course and for the experts asked about it."""
    rows = CourseMaterial.objects.select_related("course__base")
    row = get_object_or_404(rows.exclude(stored_name=""), course__public_id=public_id, public_id=material)
    if not may_read_material(request.user, row.course):
        raise Http404
    return send_attachment(row)


def _own(request: SignedInRequest, public_id: UUID) -> Course:
    course = access.course_of(request.user, public_id)
    if not works_for(request.user, course.base):
        raise Http404
    return course
