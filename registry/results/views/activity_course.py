"""Which course of the catalogue an online course was; and the reviewer's answer where it is in none."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cejc.lib.ids import as_uuid
from cejc.lib.paging import LongPaginator
from cejc.lib.writing.text import clean_line
from registry.activities.access import desk_activity, own_activity
from registry.enums import Role
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.answers import acted
from registry.results.queries.activity_course import ONLINE, SHOWN, courses_for
from registry.results.services import activity_course as services
from registry.training.queries.recognition import books_for_courses
from registry.training.views.training_context import recognition_of


@signed_in.asks
def choose(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Look for the course by words; one press takes it, or says that it is in none."""
    activity = own_activity(request.user, public_id)
    if activity.kind != ONLINE or not activity.is_editable:
        raise Http404
    if request.method == "POST":
        return _chosen(request, public_id)
    text = clean_line(request.GET.get("q", ""))[:60].strip()
    page = LongPaginator(courses_for(text), SHOWN).get_page(request.GET.get("page"))
    rows = list(page)
    books = books_for_courses(rows)
    context = {
        "activity": activity,
        "q": text,
        "page": page,
        "found": page.paginator.count,
        "rows": [{"course": one, "recognition": recognition_of(one, books)} for one in rows],
    }
    return render(request, "registry/activities/activity/course.html", context)


def _chosen(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    activity, typed = own_activity(request.user, public_id), request.POST.get("course", "")
    course = get_object_or_404(courses_for(""), public_id=as_uuid(typed)) if typed else None
    said = (
        _("已选择“%s”，科目和学时按审定的填写。") % course
        if course
        else _("已改为不在课程目录中的课程，学时由审核人核对。")
    )
    call = lambda: services.choose(actor=request.user, activity=activity, course=course)  # noqa: E731
    return acted(request, call, said, "registry:activity-edit", public_id)


@role_required(Role.HR, Role.DEPARTMENT).acts
def answer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What the reviewer found about a course that is in no catalogue."""
    activity = desk_activity(request.user, public_id)
    text = clean_line(request.POST.get("text", ""))
    call = lambda: services.answer(actor=request.user, activity=activity, text=text)  # noqa: E731
    return acted(request, call, _("核对依据已记入，可以认可或退回。"), "registry:review-item", public_id)
