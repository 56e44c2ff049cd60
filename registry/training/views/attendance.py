"""The organiser's hand on a session's list: people, ticks by list, results, and the workbook."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.paging import LongPaginator
from registry.people import looking
from registry.people.forms.sheet import SheetForm
from registry.people.http import SignedInRequest
from registry.people.models import SheetImport
from registry.people.queries.names import people_named
from registry.people.services import sheet as sheets
from registry.people.views.answers import confirm_page, done, form_page, lone_form, succeeded, tried
from registry.people.views.export import workbook
from registry.training.access_session import run_session, run_slot
from registry.training.forms.session import PersonForm
from registry.training.models import SignIn
from registry.training.queries.session import is_late, staff_of
from registry.training.queries.timetable import slot_names
from registry.training.services import attendance as services
from registry.training.services.attendance_columns import listing
from registry.training.services.attendance_sheet import ATTENDANCE
from registry.training.views.session import PEOPLE, runners

RESULTS = {"pass": True, "fail": False, "": None}


@runners.asks
def add(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One person for the list; the form comes again for the next one."""
    session = run_session(request.user, public_id)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if made := tried(form, lambda: services.add(actor=request.user, session=session, **form.cleaned_data)):
        return done(request, _("已将%s列入名单。") % made.name, "registry:session-person-add", public_id)
    return lone_form(
        request,
        form,
        "registry:session",
        public_id,
        crumbs=[{"label": session.title, "url": reverse("registry:session", args=[public_id])}],
    )


@runners.asks
def staff(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The organiser's own people, ticked from its roster: no number is typed."""
    session = run_session(request.user, public_id)
    if session.base_id is not None:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound:
        chosen = _keys(request.POST.getlist("people"))
        made = tried(form, lambda: services.add_staff(actor=request.user, session=session, people=chosen))
        if made is not None:
            said = _("所选%(chosen)d人，新列入名单%(new)d人。") % {"chosen": len(chosen), "new": made}
            return done(request, said, "registry:session", public_id)
    text = request.GET.get("q", "").strip()[:60]
    rows = staff_of(session).exclude(identity_index__in=session.attendees.values("identity_index"))
    rows = rows.filter(pk__in=people_named(text)) if text else rows
    page = LongPaginator(rows.order_by("name_key", "pk"), PEOPLE).get_page(request.GET.get("page"))
    context = {"form": form, "session": session, "page": page, "rows": list(page), "q": text}
    return form_page(request, "registry/training/session/staff.html", context)


@runners.asks
def remove(request: SignedInRequest, public_id: UUID, attendee: UUID) -> HttpResponse:
    session = run_session(request.user, public_id)
    row = looking.note(get_object_or_404(session.attendees.select_related("session"), public_id=attendee))
    here = reverse("registry:session", args=[public_id])
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and succeeded(form, lambda: services.remove(actor=request.user, attendee=row)):
        return done(request, _("已将%s移出名单。") % row.name, "registry:session", public_id)
    who = [(_("姓名"), row.name), (_("证件号码"), row.identity_masked)]
    page = {
        "submit_label": _("移出"),
        "facts": [*who, (_("已签到"), row.sign_ins.count())],
        "consequences": [_("这个人的签到和考核结果一并删去。")],
        "crumbs": [{"label": session.title, "url": here}],
    }
    return confirm_page(request, form, _("移出名单"), [here], **page)


def _keys(values: list[str]) -> set[int]:
    return {int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 19}


def _signs(slot: Any, people: list[Any]) -> Any:
    rows = SignIn.objects.filter(slot=slot, attendee__in=people)
    return rows.select_related("recorded_by__professional")


@runners.asks
def mark(request: SignedInRequest, public_id: UUID, slot: UUID) -> HttpResponse:
    """Tick who was there in one slot, a page at a time; what was shown as ticked travels with the form."""
    row = run_slot(request.user, public_id, slot)
    form = forms.Form(request.POST if request.method == "POST" else None)
    here = reverse("registry:session-mark", args=[public_id, slot])
    number = request.GET.get("page", "1")
    if form.is_bound:
        there, before = _keys(request.POST.getlist("there")), _keys(request.POST.getlist("before"))
        result = tried(form, lambda: services.mark(actor=request.user, slot=row, there=there, before=before))
        if result is not None:
            done(
                request,
                _("签到已登记：新到%(come)d人，取消%(gone)d人。") % {"come": result[0], "gone": result[1]},
                "registry:session",
                public_id,
            )
            return redirect(f"{here}?page={number}")
    page = LongPaginator(row.session.attendees.order_by("pk"), PEOPLE).get_page(number)
    people = list(page)
    signs = {one.attendee_id: one for one in _signs(row, people)}
    context = {
        "early": services.not_begun(row),
        "form": form,
        "session": row.session,
        "slot": row,
        "name": slot_names().get(row.slot, row.slot),
        "page": page,
        "rows": [
            {"row": one, "sign": signs.get(one.pk), "late": one.pk in signs and is_late(signs[one.pk])}
            for one in people
        ],
    }
    return form_page(request, "registry/training/session/mark.html", context)


@runners.asks
def results(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Passed or failed, a page at a time."""
    session = run_session(request.user, public_id)
    if not session.assessed:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    number = request.GET.get("page", "1")
    if form.is_bound:
        given = {
            key: RESULTS[value]
            for key, value in (
                (name.partition("-")[2], value)
                for name, value in request.POST.items()
                if name.startswith("result-")
            )
            if value in RESULTS and _keys([key])
        }
        wanted = {int(key): value for key, value in given.items()}
        changed = tried(form, lambda: services.assess(actor=request.user, session=session, results=wanted))
        if changed is not None:
            done(request, _("考核结果已登记，改动%d人。") % changed, "registry:session", public_id)
            return redirect(f"{reverse('registry:session-results', args=[public_id])}?page={number}")
    page = LongPaginator(session.attendees.order_by("pk"), PEOPLE).get_page(number)
    context = {"form": form, "session": session, "page": page, "rows": list(page)}
    return form_page(request, "registry/training/session/results.html", context)


@runners.asks
def sheet(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The workbook: read, shown, and taken in by the way of every list."""
    session = run_session(request.user, public_id)
    form = SheetForm(request.POST or None, request.FILES or None)
    about: dict[str, Any] = {"kind": ATTENDANCE.name, "about": session.public_id}
    unit = session.base.organisation if session.base else session.organiser
    call = lambda: sheets.upload(actor=request.user, organisation=unit, **about, **form.sent)  # noqa: E731
    if row := tried(form, call):
        return redirect("registry:sheet", row.public_id)
    rows = SheetImport.objects.filter(**about).order_by("-created_at", "-pk")
    page = LongPaginator(rows, 20).get_page(request.GET.get("page"))
    context = {"form": form, "session": session, "page": page}
    return form_page(request, "registry/training/session/sheet.html", context)


@runners.reads
def template(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    session = run_session(request.user, public_id)
    return workbook(listing(session).template(), _("%s名单模板") % session.title[:60])
