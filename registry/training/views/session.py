"""Sessions of face-to-face training: list, set up, one session with its people, and its steps."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.lib.ids import as_uuid
from cejc.lib.paging import LongPaginator
from credits.filed import filed_subject
from credits.queries import subject_names
from registry.enums import CompletionState, Role, SessionState
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.models import Organisation
from registry.people.views.answers import done, seen, tried
from registry.people.views.moving import Moving
from registry.training.access_session import run_session, visible_session
from registry.training.forms.session import HostForm, SessionFilter, SessionForm, SessionReasonForm
from registry.training.forms.timetable import Rows, TaughtSlotForm, rows_of
from registry.training.models import Attendee, Filing, TrainingBase, TrainingSession
from registry.training.moves.session import SESSION
from registry.training.permissions_session import organising_units, own_bases, runs
from registry.training.queries.session import (
    begins_at,
    filing_in_force,
    slots_of,
    warnings_of,
    window_of,
    with_attendance,
    with_counts,
)
from registry.training.queries.timetable import in_day_order, slot_names
from registry.training.services import session as services
from registry.training.services.session import Taught
from registry.training.views.filing import timetable_page

PAGE, PEOPLE = 30, 100
READERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE)
RUNNERS = (Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU)
readers, runners = role_required(*READERS), role_required(*RUNNERS)
COLUMNS = ("date", "slot", "begins", "ends", "subject", "topic", "teacher", "place")
# What the form offers for a part of a day; the organiser says what is so.
HOURS = {
    "morning": (time(8, 30), time(12)),
    "afternoon": (time(14), time(17, 30)),
    "evening": (time(19), time(21)),
    "day": (time(8, 30), time(17, 30)),
}


@readers.reads
def listing(request: SignedInRequest) -> HttpResponse:
    """Sessions, the newest first."""
    form = SessionFilter(request.GET)
    wanted, rows = form.wanted(), TrainingSession.objects.visible_to(request.user)
    rows = rows.filter(state=wanted["state"]) if wanted["state"] else rows
    if wanted["q"]:
        text = wanted["q"]
        rows = rows.filter(
            Q(title__icontains=text) | Q(code__icontains=text) | Q(organiser__name__icontains=text)
        )
    page = LongPaginator(
        with_counts(rows.select_related("organiser")).order_by("-pk"), PAGE, count=rows.count()
    ).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "found": page.paginator.count,
        "active": bool(form.changed_data),
        "rows": page,
        "may_add": bool(_hosts(request)),
    }
    return render(request, "registry/training/session/list.html", context)


def _hosts(request: SignedInRequest) -> dict[str, TrainingBase | Organisation]:
    """For whom one may set up sessions, by the key of the form."""
    found: dict[str, TrainingBase | Organisation] = {
        f"base-{one.code}": one for one in own_bases(request.user)
    }
    return found | {f"unit-{one.public_id}": one for one in organising_units(request.user)}


@runners.asks
def new(request: SignedInRequest) -> HttpResponse:
    """Under a filing its timetable is filled in; who may act for several hosts chooses first."""
    hosts = _hosts(request)
    if not hosts:
        raise Http404
    filing = _named_filing(request, hosts)
    key = f"base-{filing.base.code}" if filing else request.GET.get("host", "")
    host = hosts.get(key) or (next(iter(hosts.values())) if len(hosts) == 1 else None)
    if host is None:
        form = HostForm(host=[(key, str(one)) for key, one in hosts.items()])
        context = {
            "form": form,
            "title": _("新建班次"),
            "lead": _("您可以为几家单位举办培训，请先选择举办单位。"),
        }
        return render(request, "ui/form_page.html", context)
    initial: dict[str, Any] = {"code": f"{clock.today():%Y%m%d}-01"}
    slots: list[dict[str, Any]] = []
    if filing is not None:
        initial |= {
            "title": filing.title,
            "place": filing.place,
            "headcount": filing.headcount,
            "filing": filing.public_id,
            "course": filing.course.code if filing.course else "",
        }
        slots = [_from_filing(one) for one in in_day_order(filing.slots.all())]
    return _form(request, host, None, initial, slots)


def _named_filing(request: SignedInRequest, hosts: dict[str, Any]) -> Filing | None:
    named = as_uuid(request.GET.get("filing", ""))
    bases = [one for one in hosts.values() if isinstance(one, TrainingBase)]
    rows = Filing.objects.filter(state="accepted", base__in=bases).select_related("base", "course")
    return rows.filter(public_id=named).first() if named else None


def _from_filing(one: Any) -> dict[str, Any]:
    begins, ends = (one.begins, one.ends) if one.begins else HOURS.get(one.slot, (None, None))
    return {
        "date": one.date,
        "slot": one.slot,
        "begins": begins,
        "ends": ends,
        "subject": filed_subject(),
        "topic": one.topic,
        "teacher": one.teacher,
        "place": one.place,
    }


@runners.asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    session = run_session(request.user, public_id)
    if "save" not in SESSION.open_to(request.user, session):
        raise Http404
    initial: dict[str, Any] = {name: getattr(session, name) for name in services.CONTENT}
    initial |= {
        "edit": session.edit,
        "course": session.course.code if session.course else "",
        "filing": session.filing.public_id if session.filing else "",
    }
    slots = [{name: getattr(one, name) for name in COLUMNS} for one in slots_of(session)]
    return _form(request, session.base or session.organiser, session, initial, slots)


def _form(
    request: SignedInRequest,
    host: TrainingBase | Organisation,
    session: TrainingSession | None,
    initial: dict[str, Any],
    slots: list[dict[str, Any]],
) -> HttpResponse:
    more = "more" in request.POST
    data: Any = request.POST if request.method == "POST" else None
    base = host if isinstance(host, TrainingBase) else None
    form = SessionForm(data, base=base, filing=session.filing if session else None, initial=initial)
    rows = rows_of(TaughtSlotForm, slots, data, more=more)
    if data is not None and not more and (filled := _by_filing(form, rows, asked="fill" in data)):
        form, rows, more = filled[0], filled[1], True
    judged = data is not None and not more
    # Both are judged, so that everything is told at once.
    if judged and rows.is_valid() and form.is_valid():
        values: dict[str, Any] = {"values": form.particulars, "slots": [Taught(**one) for one in rows.wanted]}
        kept = tried(form, lambda: _kept(request, host, session, form, values))
        if kept is not None:
            return done(request, _("班次已保存。"), "registry:session", kept.public_id)
    context = {
        "form": form,
        "rows": rows,
        "session": session,
        "host": host,
        "more": more,
        "fills": "filing" in form.fields,
        "filled": data is not None and not rows.is_bound and "more" not in data,
    }
    return timetable_page(request, "registry/training/session/edit.html", context)


def _by_filing(form: SessionForm, rows: Rows, *, asked: bool) -> tuple[SessionForm, Rows] | None:
    """The timetable of the chosen filing carried over, to be looked at before it is saved: when `asked`, or
    when no row was typed. What was typed stays; None when there is nothing to carry over."""
    form.full_clean()
    filing = form.cleaned_data.get("filing")
    if filing is None or not (asked or not any(row.has_changed() for row in rows)):
        return None
    typed = [one for one in rows.typed if one.get("date")]
    known = {(str(one["date"]), one["slot"]) for one in typed}
    fresh = [_from_filing(one) for one in in_day_order(filing.slots.all())]
    wanted = [*typed, *(one for one in fresh if (one["date"].isoformat(), one["slot"]) not in known)]
    initial = {name: form.data.get(name, "") for name in form.fields}
    for name, value in (("title", filing.title), ("place", filing.place), ("headcount", filing.headcount)):
        initial[name] = initial.get(name) or value
    base = filing.base
    return SessionForm(base=base, filing=filing, initial=initial), rows_of(TaughtSlotForm, wanted)


def _kept(
    request: SignedInRequest,
    host: TrainingBase | Organisation,
    session: TrainingSession | None,
    form: SessionForm,
    values: dict[str, Any],
) -> TrainingSession:
    if session is not None:
        return services.save(actor=request.user, session=session, edit=seen(form), **values)
    if isinstance(host, TrainingBase):
        return services.create(actor=request.user, base=host, **values)
    return services.create(actor=request.user, organiser=host, **values)


@readers.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One session: what will be held and why, slots, people, versions; results once it was closed."""
    session = visible_session(request.user, public_id)
    slots = slots_of(session)
    rows = with_attendance(Attendee.objects.filter(session=session))
    page = LongPaginator(rows, PEOPLE).get_page(request.GET.get("page"))
    people = page.paginator.count
    names = slot_names()
    subjects = subject_names()
    signed = dict(session.slots.annotate(n=Count("sign_ins")).values_list("pk", "n"))
    context = {
        "session": session,
        "page": page,
        "rows": list(page),
        "people": people,
        "count": len(slots),
        "slots": [
            {
                "row": one,
                "name": names.get(one.slot, one.slot),
                "subject": subjects.get(one.subject, one.subject),
                "signed": signed.get(one.pk, 0),
                "now": window_of(one)[0] <= clock.now() <= window_of(one)[1],
                "begun": begins_at(one) <= clock.now(),
            }
            for one in slots
        ],
        "warnings": warnings_of(session, slots, people),
        "mine": runs(request.user, session),
        "filing": filing_in_force(session),
        "results": _results(session) if session.version else [],
        "versions": list(session.versions.order_by("-number").defer("content").select_related("closed_by")),
        "moves": SESSION.open_to(request.user, session),
        "correcting": session.state == SessionState.OPEN and session.version > 0,
    }
    return render(request, "registry/training/session/detail.html", context)


def _results(session: TrainingSession) -> list[tuple[str, int]]:
    """How the reported results stand: label and number, in the order of the states."""
    # What is being entered into the records is not held by anybody.
    shown = Case(When(code="settling", then=Value("settling")), default="state")
    rows = (
        session.completions.filter(state__in=CompletionState.live())
        .order_by()
        .annotate(shown=shown)
        .values("shown")
    )
    found = dict(rows.annotate(n=Count("pk")).values_list("shown", "n"))
    names = [("settling", _("正在记入")), *CompletionState.choices]
    return [(str(label), found[code]) for code, label in names if code in found]


def _page(session: TrainingSession) -> dict[str, Any]:
    here = reverse("registry:session", args=[session.public_id])
    return {
        "facts": [
            (_("班次名称"), session.title),
            (_("举办单位"), session.organiser),
            (_("名单人数"), session.attendees.count()),
        ],
        "cancel_url": here,
        "crumbs": [
            {"label": _("培训班次"), "url": reverse("registry:sessions")},
            {"label": session.title, "url": here},
        ],
    }


# What makes results is added by the room of results.
MOVING = Moving(
    SESSION,
    "session",
    {"start": services.start, "cancel": services.cancel},
    _page,
    lambda _action, session: ("registry:session", session.public_id),
    {"cancel": SessionReasonForm},
)


@runners.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, run_session(request.user, public_id), action)


WAYS = {"qr": gettext_lazy("扫码"), "list": gettext_lazy("名单"), "sheet": gettext_lazy("工作簿")}


def _marks(person: dict[str, Any], slots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each mark as it was frozen: of which slot, in which way, when, and by whom ("": by the person)."""
    return [
        {
            "slot": slots[one["slot"]],
            "way": WAYS.get(one["way"], one["way"]),
            "by": one.get("by", ""),
            "when": datetime.fromisoformat(one["scanned" if one["way"] == "qr" else "received"]),
        }
        for one in person["signed"]
    ]


@readers.reads
def version(request: SignedInRequest, public_id: UUID, number: int) -> HttpResponse:
    """What one closing found, as it was frozen."""
    session = visible_session(request.user, public_id)
    row = session.versions.select_related("closed_by").filter(number=number).first()
    if row is None:
        raise Http404
    names, found = slot_names(), row.content["found"]
    for one in found["slots"]:
        one["name"] = names.get(one["slot"], one["slot"])
    answers = {one["id"]: one["sentence"] for one in row.content["receipts"]}
    people = [
        one
        | {
            "answer": answers.get(one["id"], ""),
            "count": len(one["signed"]),
            "marks": _marks(one, found["slots"]),
        }
        for one in found["people"]
    ]
    page = Paginator(people, PEOPLE).get_page(request.GET.get("page"))
    context = {"session": session, "version": row, "found": found, "page": page, "rows": list(page)}
    return render(request, "registry/training/session/version.html", context)
