"""The pages of reminders to many: the outbox, a new one, who gets it and who does not, one letter."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.db.either import either
from cejc.lib.ids import uuids_of
from cejc.lib.paging import LongPaginator
from registry.enums import REMINDERS, LetterOutcome, RemindingState
from registry.machinery.forms.reason import EditForm
from registry.machinery.models.job import Job
from registry.people.access import fetching, role_required, seat_as
from registry.people.forms.reminding import LetterFilter, NewRemindingForm, TextForm
from registry.people.http import SignedInRequest
from registry.people.models import Letter, Reminding
from registry.people.moves.reminding import REMINDING
from registry.people.queries.names import people_named
from registry.people.queries.reminding import titled, written
from registry.people.remindable import TOPICS, topic_of
from registry.people.services.telling import reminding as services
from registry.people.views.answers import done, form_page, lone_form, seen, tried
from registry.people.views.imports import progress
from registry.people.views.moving import Moving

PAGE = 50
_reminding = fetching(Reminding, "organisation", "made_by", "released_by")


@role_required(*REMINDERS).reads
def listing(request: SignedInRequest) -> HttpResponse:
    """What the office has in its outbox and has sent."""
    rows = Reminding.objects.visible_to(request.user).select_related("made_by")
    page = LongPaginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    counts = _counts([row.pk for row in page])
    lines = [
        {"row": row, "title": titled(row), "topic": topic_of(row).label, "count": counts[row.pk]}
        for row in page
    ]
    return render(request, "registry/people/reminding/list.html", {"page": page, "lines": lines})


def _counts(rows: list[int]) -> dict[int, dict[str, int]]:
    """Reminder (key) -> how many letters have each outcome."""
    found: dict[int, dict[str, int]] = {key: {} for key in rows}
    grouped = Letter.objects.filter(of__in=rows).order_by().values_list("of", "outcome")
    for key, outcome, count in grouped.annotate(Count("pk")):
        found[key][outcome] = count
    return found


@role_required(*REMINDERS).asks
def new(request: SignedInRequest) -> HttpResponse:
    """Choose whom to remind of what; the next page lists them and sends nothing."""
    seat = seat_as(request, *REMINDERS)
    sent = request.POST if request.method == "POST" else None
    form = NewRemindingForm(sent, seat=seat, initial=_usual(request))
    made = tried(form, lambda: services.prepare(actor=request.user, seat=seat, wanted=form.wanted))
    if made:
        return redirect("registry:reminder", made.public_id)
    return form_page(request, "registry/people/reminding/new.html", {"form": form, "seat": seat})


def _usual(request: SignedInRequest) -> dict[str, Any]:
    """What another page asks for in the address, else what is most asked for."""
    topics = {one.name: one for one in TOPICS.values() if one.by_filter}
    topic = topics.get(request.GET.get("topic", "")) or next(iter(topics.values()))
    year = request.GET.get("year", "")
    return {"topic": topic.name, "year": int(year) if year.isdecimal() else topic.usual_year()}


@role_required(*REMINDERS).reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The text, who gets it, who does not and why; while it is sent, how far it is."""
    row = _reminding(request.user, public_id)
    asked_for_part = bool(getattr(request, "htmx", False))
    if row.state == RemindingState.SENDING:
        job = Job.objects.filter(key=f"{services.JOB}:{row.public_id}").first()
        failed = _("未能全部发送。请联系系统管理员；已经收到的人员不会再收到。")
        working = progress(job, _("正在发送"), reverse("registry:reminder", args=[public_id]), failed)
        if working["state"] != "failed":
            working["sentence"] = _("由后台逐人发送，您可以离开本页，完成后会给您发消息。")
        if asked_for_part:
            return render(request, "ui/progress.html", working)
    elif asked_for_part:
        return HttpResponse(headers={"HX-Refresh": "true"})
    else:
        working = {}
    return render(request, "registry/people/reminding/detail.html", _page(request, row) | working)


def _page(request: SignedInRequest, row: Reminding) -> dict[str, Any]:
    counts = dict(row.letters.order_by().values_list("outcome").annotate(Count("pk")))
    form = LetterFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data.get("show", "")
    shown = asked if asked in counts else next((one for one in LetterOutcome.values if one in counts), "")
    rows = _letters(row, shown, form.cleaned_data.get("q", ""))
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "row": row,
        "topic": topic_of(row).label,
        "title": titled(row),
        "example": _example(row, page),
        "moves": REMINDING.open_to(request.user, row),
        "form": form,
        "active": bool(form.cleaned_data.get("q")),
        "clear_url": f"?show={shown}",
        "shown": shown,
        "page": page,
        "waiting": counts.get(LetterOutcome.WAITING, 0),
        "lately": row.letters.filter(outcome=LetterOutcome.OUT, lately=True).count(),
        "tabs": [
            {"label": one.label, "url": f"?show={one}", "count": counts[one], "current": one == shown}
            for one in LetterOutcome
            if one in counts
        ],
    }


def _example(row: Reminding, page: Any) -> dict[str, Any] | None:
    """The letter of the first person shown, as that person gets it, while nothing was sent."""
    first = next(iter(page), None)
    if first is None or not row.is_open:
        return None
    return {"name": first.place.professional.name, "text": written(row, [first.place])[first.place_id]}


def _letters(row: Reminding, shown: str, q: str) -> QuerySet[Letter]:
    rows = row.letters.filter(outcome=shown).select_related("place__professional", "place__organisation")
    if q:
        named = Q(place__professional__in=people_named(q))
        rows = either(rows, named, Q(place__organisation__name__icontains=q))
    return rows.order_by("pk")


@role_required(*REMINDERS).reads
def letter(request: SignedInRequest, public_id: UUID, letter_id: UUID) -> HttpResponse:
    """The text as this person gets it, or got it."""
    row = _reminding(request.user, public_id)
    among = row.letters.select_related("place__professional", "place__organisation", "message")
    one = get_object_or_404(among, public_id=letter_id)
    text: Any = one.message or written(row, [one.place])[one.place_id]
    context = {
        "row": row,
        "title": titled(row),
        "letter": one,
        "text": text,
        "moves": REMINDING.open_to(request.user, row),
    }
    return render(request, "registry/people/reminding/letter.html", context)


@role_required(*REMINDERS).asks
def write(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = _reminding(request.user, public_id)
    form = TextForm(request.POST if request.method == "POST" else None, row=row)
    if tried(form, lambda: _written(request, row, form)):
        return done(request, REMINDING["write"].said, "registry:reminder", public_id)
    return lone_form(request, form, "registry:reminder", public_id)


def _written(request: SignedInRequest, row: Reminding, form: TextForm) -> Reminding:
    words = {"subject": form.cleaned_data["subject"], "text": form.cleaned_data["text"]}
    return services.write(actor=request.user, reminding=row, edit=seen(form), **words)


@role_required(*REMINDERS).acts
def choose(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take those that were ticked out of it, or put them in by name."""
    row = _reminding(request.user, public_id)
    ticked = [str(one) for one in uuids_of(request.POST.getlist("letters"))]
    joins = request.POST.get("decision") == "name"
    work = services.name if joins else services.leave_out
    try:
        count = work(actor=request.user, reminding=row, letters=ticked)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("registry:reminder", public_id)
    if not count:
        messages.error(request, _("没有变动：请先勾选人员；没有可用账号的人员不能选入。"))
        return redirect("registry:reminder", public_id)
    said = _("已选入%s人。") % count if joins else _("已去掉%s人，不向他们发送。") % count
    return done(request, said, "registry:reminder", public_id)


def _about(row: Reminding) -> dict[str, Any]:
    people = row.letters.filter(outcome=LetterOutcome.WAITING).count()
    return {
        "facts": [(_("标题"), titled(row)), (_("收件人"), _("%s人") % people)],
        "crumbs": [{"label": _("提醒"), "url": reverse("registry:reminders")}],
        "cancel_url": reverse("registry:reminder", args=[row.public_id]),
    }


MOVING = Moving(
    REMINDING,
    "reminding",
    {"release": services.release, "drop": services.drop},
    _about,
    lambda action, row: ("registry:reminder", row.public_id),
    {"release": EditForm},
    presses=("drop",),
)


@role_required(*REMINDERS).asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    """Release it or give it up."""
    return MOVING.answer(request, _reminding(request.user, public_id), action)
