"""From a list: take rows home as a sheet or on paper, or write to their people.

A page of a list says by `taken_from` what its address finds, and by `ways` which buttons its bar has; all go
through `take`, with what was ticked or all that the filter finds.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.errors import Refused
from cejc.lib.listing import Filter
from cejc.lib.paging import LongPaginator
from cejc.lib.spreadsheet import XLSX
from cejc.lib.writing.dates import cn_day
from registry.enums import REMINDERS, TakenKind
from registry.machinery.models.job import Job
from registry.machinery.views.files import send_ranged
from registry.people.access import fetching, role_required, seat_as, signed_in
from registry.people.forms.reminding import OwnWordsForm
from registry.people.http import SignedInRequest
from registry.people.lists import LISTS, PAPERS, Listed
from registry.people.models import TakenList
from registry.people.services import taking as services
from registry.people.services.export_request import granted_among, needed
from registry.people.services.telling.letters import OWN_WORDS, write_to
from registry.people.views.answers import done, lone_form, tried
from registry.people.views.export import asking, exported_rows, today
from registry.people.views.imports import progress
from registry.people.views.many import came_from, shown_of

PER_PAGE = 30
AT_ONCE = 200  # rows of a sheet that is made before the answer; more are the worker's
MIMES = {TakenKind.SHEET: XLSX, TakenKind.PAPER: "application/pdf", TakenKind.BOUND: "application/pdf"}
WAYS = (
    (TakenKind.SHEET, gettext_lazy("导出所选"), "download"),
    (TakenKind.PAPER, gettext_lazy("打印所选"), "print"),
    (TakenKind.BOUND, "", "book"),  # the list has the word for it
    (TakenKind.LETTER, gettext_lazy("给所选人员发消息"), "mail"),
)
Found = Callable[[SignedInRequest], tuple[Filter, QuerySet[Any]]]
FOUND: dict[str, Found] = {}
_taken = fetching(TakenList, "owner")


def taken_from(listed: Listed, found: Found) -> None:
    """Make known what the address of a list's page finds, in its order."""
    FOUND[listed.name] = found


def ways(request: SignedInRequest, listed: Listed) -> list[dict[str, Any]]:
    """The buttons of a list's bar, as templates/ui/bulk_bar.html wants them in `takes`."""
    query = request.GET.urlencode()
    return [
        {
            "label": PAPERS[listed.name].label if kind == TakenKind.BOUND else label,
            "symbol": symbol,
            "url": f"{_address(listed, kind)}?{query}",
        }
        for kind, label, symbol in WAYS
        if _open(request, listed, kind)
    ]


def _open(request: SignedInRequest, listed: Listed, kind: str) -> bool:
    """Whether the reader may have this made of the list."""
    if kind == TakenKind.BOUND:
        return listed.name in PAPERS and request.user.has_role(*PAPERS[listed.name].roles)
    return kind != TakenKind.LETTER or _writes(request, listed)


def _writes(request: SignedInRequest, listed: Listed) -> bool:
    """Whether the reader may write to the people of the list."""
    return bool(listed.person) and request.user.has_role(*REMINDERS)


def _address(listed: Listed, kind: str) -> str:
    return reverse("registry:take", args=[listed.name, kind])


@signed_in.acts
def take(request: SignedInRequest, name: str, kind: str) -> HttpResponse:
    """What was ticked on a list, or all that the filter in the address finds: a short sheet at once, what is
    longer or on paper by the worker, a message after its words are written."""
    listed = LISTS.get(name)
    if listed is None or kind not in TakenKind.values or not request.user.has_role(*listed.roles):
        raise Http404
    if kind == TakenKind.BOUND and not _open(request, listed, kind):
        raise Http404
    form, rows = FOUND[name](request)
    asked = None
    if "all" not in request.POST:
        asked = [one.public_id for one in shown_of(_ticked(request))]
        rows = rows.filter(public_id__in=asked)
    gone, rows = _left(request, listed, kind, rows, asked)
    count = rows.count()
    if kind == TakenKind.SHEET and 0 < count <= AT_ONCE and not gone and not needed(request.user, count):
        return exported_rows(f"{listed.title}{today()}", listed, rows)
    return _kept(request, listed, kind, rows, form.said(), gone)


def _left(
    request: SignedInRequest, listed: Listed, kind: str, rows: QuerySet[Any], asked: list[str] | None
) -> tuple[int, QuerySet[Any]]:
    """How many of those `asked` for (None: of all) are not there, or not the reader's to print; the rest."""
    if kind != TakenKind.BOUND:
        return (0 if asked is None else len(asked) - rows.count()), rows
    mine = rows.filter(pk__in=PAPERS[listed.name].mine(request.user).values("pk"))
    return (rows.count() if asked is None else len(asked)) - mine.count(), mine


def _ticked(request: SignedInRequest) -> list[str]:
    return [*request.POST.getlist("chosen"), *request.POST.getlist("cases")]


def _kept(request: SignedInRequest, listed: Listed, kind: str, *asked: Any) -> HttpResponse:
    rows, said, gone = asked
    values = {"asked": said, "gone": gone, "back": came_from(request)}
    try:
        made = services.choose(actor=request.user, listed=listed, kind=kind, rows=rows, **values)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(values["back"] or listed.back)
    if made.held:
        return redirect(_asking(made, listed))
    if kind == TakenKind.BOUND:
        words = {"count": len(made.keys), "unit": listed.unit}
        said = _("已选定%(count)s%(unit)s，正在合订为一个文件。") % words
        return done(request, said, "registry:taken", made.public_id)
    return redirect("registry:taken-letter" if kind == TakenKind.LETTER else "registry:taken", made.public_id)


def _asking(row: TakenList, listed: Listed) -> str:
    """The address of the page that asks another officer for these rows."""
    here = reverse("registry:taken", args=[row.public_id])
    title = f"{listed.title}　{row.get_kind_display()}"
    return asking(title, len(row.keys), here, "taken", str(row.public_id))


def _of(request: SignedInRequest, public_id: UUID) -> tuple[TakenList, Listed]:
    """One's own chosen rows, while one works with their list."""
    row = _taken(request.user, public_id)
    listed = LISTS[row.listed]
    if not request.user.has_role(*listed.roles):
        raise Http404
    return row, listed


@signed_in.reads
def listing(request: SignedInRequest) -> HttpResponse:
    """What the reader has taken in the last days."""
    names = [one.name for one in LISTS.values() if request.user.has_role(*one.roles)]
    if not names:
        raise Http404
    rows = TakenList.objects.visible_to(request.user).filter(listed__in=names).exclude(kind=TakenKind.LETTER)
    page = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    granted = granted_among(page)
    lines = [
        {
            "row": row,
            "title": LISTS[row.listed].title,
            "count": len(row.keys),
            "held": row.held and row.public_id not in granted,
        }
        for row in page
    ]
    context = {"page": page, "lines": lines, "days": services.KEPT.days}
    return render(request, "registry/people/taken/list.html", context)


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far it is; when it is made, the download."""
    row, listed = _of(request, public_id)
    context: dict[str, Any] = {
        "row": row,
        "listed": listed,
        "back": row.back or reverse(listed.back),
        "until": cn_day(row.created_at + services.KEPT),
        "writes": _writes(request, listed),
    }
    if row.waits:
        context |= {
            "asking": _asking(row, listed),
            "count": len(row.keys),
            "unit": listed.unit,
            **row.offered(),
        }
    elif not row.stored_name:
        job = Job.objects.filter(key=f"{services.JOB}:{row.public_id}").first()
        failed = _("多次尝试后仍未能完成。请重新选择；仍不成功的，请联系系统管理员。")
        working = progress(job, row.get_kind_display(), reverse("registry:taken", args=[public_id]), failed)
        if working["state"] != "failed":
            working["sentence"] = _("正在后台制作，您可以离开本页，做好后在“导出和打印”中下载。")
        context |= working | {"unit": listed.unit}
        if request.htmx:
            return render(request, "ui/progress.html", context)
    elif request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "registry/people/taken/detail.html", context)


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """The file; 404 until it is made, and once its reader works with the list no more."""
    row, listed = _of(request, public_id)
    if not row.stored_name:
        raise Http404
    kind = TakenKind(row.kind)
    title = _("%s合订本") % listed.title if kind == TakenKind.BOUND else listed.title
    name = f"{title}{clock.day_of(row.created_at):%Y%m%d}{services.ENDINGS[kind]}"
    return send_ranged(request, row.stored_name, name, MIMES[kind], row.sha256)


@signed_in.acts
def drop(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row, _listed = _of(request, public_id)
    services.drop(actor=request.user, taken=row)
    return done(request, _("已删去，没有保留文件。"), "registry:taken-list")


@role_required(*REMINDERS).asks
def letter(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The words of a message to the people of the chosen rows; the next page lists them and sends nothing."""
    row, listed = _of(request, public_id)
    if not listed.person:
        raise Http404
    seat = seat_as(request, *REMINDERS)
    sent = request.POST if request.method == "POST" else None
    form = OwnWordsForm(sent, topic=OWN_WORDS, initial={"text": OWN_WORDS.text})
    made = tried(form, lambda: write_to(actor=request.user, seat=seat, taken=row, **form.cleaned_data))
    if made:
        return done(request, _("已放入发件箱，还没有通知任何人。"), "registry:reminder", made.public_id)
    count = {"count": len(row.keys), "unit": listed.unit}
    facts = [(listed.title, _("已选%(count)s%(unit)s") % count), *row.asked]
    back = row.back or reverse(listed.back)
    return lone_form(request, form, back, facts=facts)
