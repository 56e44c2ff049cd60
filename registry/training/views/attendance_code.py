"""Signing in: the teacher's screen with the turning code, and the phone that scans it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib.paging import LongPaginator
from cejc.lib.paper import qr
from credits.engine.numbers import show_date
from registry.enums import SessionState
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.training.access_session import run_slot
from registry.training.forms.session import CodeForm
from registry.training.models import Attendee, SessionSlot, SignIn
from registry.training.queries.session import own_sessions, slots_of, window_of
from registry.training.queries.timetable import slot_names
from registry.training.services import attendance as services
from registry.training.views.session import runners

PAGE = 10


@runners.reads
def screen(request: SignedInRequest, public_id: UUID, slot: UUID) -> HttpResponse:
    """The code for the wall, renewed by htmx; without JavaScript by a press."""
    row = run_slot(request.user, public_id, slot)
    code = services.code_now(row) if row.session.state == SessionState.OPEN else ""
    address = f"{settings.CEJC_PUBLIC_URL}{reverse('registry:sign-in', args=[slot, code])}" if code else ""
    opens, closes = window_of(row)
    context = {
        "session": row.session,
        "slot": row,
        "name": slot_names().get(row.slot, row.slot),
        "code": code,
        "picture": qr.svg(address, size="100%", border=2) if code else "",
        "opens": opens,
        "closes": closes,
        "signed": row.sign_ins.count(),
        "people": row.session.attendees.count(),
        "now": clock.now(),
    }
    part = bool(getattr(request, "htmx", False))
    answer = render(
        request,
        "registry/training/session/_code.html" if part else "registry/training/session/screen.html",
        context,
    )
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in.asks
def sign_in(request: SignedInRequest, slot: UUID, code: str) -> HttpResponse:
    """The phone's page after a scan: one button. A press that finds no
    network is kept there and comes later, once."""
    row = get_object_or_404(SessionSlot.objects.select_related("session__organiser"), public_id=slot)
    if request.method == "POST":
        return _signed(request, row, code)
    found = _own(request, row)
    context = _page(request, row) | {"code": code, "attendee": found, "sign": _sign(found, row), "fault": ""}
    if found is not None and context["sign"] is None:
        context["fault"] = _fault(row, code)
    return render(request, "registry/training/session/sign_in.html", context)


def _own(request: SignedInRequest, slot: SessionSlot) -> Attendee | None:
    person = request.user.professional
    if person is None:
        return None
    return Attendee.objects.filter(session=slot.session, identity_index=person.identity_index).first()


def _sign(attendee: Attendee | None, slot: SessionSlot) -> SignIn | None:
    return SignIn.objects.filter(attendee=attendee, slot=slot).first() if attendee else None


def _fault(slot: SessionSlot, code: str) -> str:
    try:
        services.moment_of(slot, code)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _page(request: SignedInRequest, slot: SessionSlot) -> dict[str, Any]:
    opens, closes = window_of(slot)
    return {
        "slot": slot,
        "session": slot.session,
        "name": slot_names().get(slot.slot, slot.slot),
        "opens": opens,
        "closes": closes,
        "person": request.user.professional,
    }


def _signed(request: SignedInRequest, slot: SessionSlot, code: str) -> HttpResponse:
    """What became of it: a page, or JSON for the queue of the phone."""
    machine = "application/json" in request.headers.get("Accept", "")
    try:
        made = services.sign_in(actor=request.user, slot=slot, code=code)
    except Refused as refusal:
        if machine:
            return JsonResponse({"done": False, "sentence": refusal.sentence}, status=422)
        found = _own(request, slot)
        context = _page(request, slot) | {
            "code": code,
            "attendee": found,
            "sign": None,
            "fault": refusal.sentence,
        }
        return render(request, "registry/training/session/sign_in.html", context, status=422)
    if machine:
        shown = made.scanned_at.astimezone(clock.SHANGHAI)
        sentence = _("签到成功：%(when)s。") % {"when": f"{show_date(shown.date())}{shown:%H:%M}"}
        return JsonResponse({"done": True, "sentence": sentence})
    return redirect("registry:sign-in", slot.public_id, code)


@signed_in.asks
def mine(request: SignedInRequest) -> HttpResponse:
    """The reader's sessions, with a place to type the code of a slot that is open now."""
    page = LongPaginator(own_sessions(request.user), PAGE).get_page(request.GET.get("page"))
    names = slot_names()
    rows = [_line(one, names) for one in page]
    form = CodeForm(request.POST if request.method == "POST" else None)
    open_now = [slot for row in rows for slot in row["slots"] if slot["now"] and not slot["sign"]]
    if form.is_bound and form.is_valid():
        return _typed(request, form, open_now, page, rows)
    status = 422 if form.is_bound else 200
    return render(
        request, "registry/training/session/mine.html", _mine(form, open_now, page, rows), status=status
    )


def _mine(form: CodeForm, open_now: list[Any], page: Any, rows: list[Any]) -> dict[str, Any]:
    return {"form": form, "open_now": open_now, "page": page, "rows": rows}


def _line(attendee: Attendee, names: dict[str, str]) -> dict[str, Any]:
    """One session of the reader with the sign-ins."""
    session = attendee.session
    signs = {one.slot_id: one for one in attendee.sign_ins.all()}
    running = session.state == SessionState.OPEN
    slots = []
    for one in slots_of(session, names):
        opens, closes = window_of(one)
        slots.append(
            {
                "row": one,
                "name": names.get(one.slot, one.slot),
                "sign": signs.get(one.pk),
                "now": running and opens <= clock.now() <= closes,
            }
        )
    return {"attendee": attendee, "session": session, "slots": slots}


def _typed(
    request: SignedInRequest, form: CodeForm, open_now: list[Any], page: Any, rows: list[Any]
) -> HttpResponse:
    """A typed code is tried on the slots that are open now; the first one that knows it has it."""
    sentence = _("现在没有可以签到的时段。")
    for slot in open_now:
        try:
            services.sign_in(actor=request.user, slot=slot["row"], code=form.cleaned_data["code"])
        except Refused as refusal:
            sentence = refusal.sentence
        else:
            return redirect("registry:sign-in-mine")
    form.add_error("code", sentence)
    return render(
        request, "registry/training/session/mine.html", _mine(form, open_now, page, rows), status=422
    )
