"""The pages of a workbook that was sent: progress, questions, what will be, what became of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cejc.lib import storage
from cejc.lib.spreadsheet import place
from cejc.lib.writing import identity
from registry.enums import SheetState, SheetVerdict
from registry.people.access import signed_in
from registry.people.forms.sheet import AnswerForm, TakeForm
from registry.people.http import SignedInRequest
from registry.people.models import SheetImport, SheetRow
from registry.people.moves.sheet import SHEET
from registry.people.services import sheet as services
from registry.people.services.sheet_forget import kept_until
from registry.people.services.sheet_rows import contents
from registry.people.sheets import KINDS, Kind, Shown, kind_of
from registry.people.views.answers import acted, form_page, tried
from registry.people.views.export import workbook
from registry.people.views.imports import progress
from registry.people.views.moving import Moving

PAGE = 50
WORKING = (SheetState.READING, SheetState.WRITING, SheetState.UNDOING)


def sheet_of(request: SignedInRequest, public_id: UUID) -> SheetImport:
    """An import as its unit sees it, 404 for everybody else."""
    row = get_object_or_404(SheetImport.objects.select_related("organisation"), public_id=public_id)
    if row.kind not in KINDS or not kind_of(row).may(request.user, row):
        raise Http404
    return row


@signed_in.asks
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Where the import stands; htmx asks for the progress alone, and for the whole page when it has ended."""
    row = sheet_of(request, public_id)
    asked_for_part = bool(getattr(request, "htmx", False))
    if row.state == SheetState.PREPARING:
        return redirect(kind_of(row).preparing(row))
    if asked_for_part and row.state not in WORKING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = "ui/progress.html" if asked_for_part else "registry/people/sheet/detail.html"
    context = _page(request, row) | _progress(row)
    if row.state == SheetState.ASKING:
        return _asked(request, row, page, context)
    return render(request, page, context)


def _page(request: SignedInRequest, row: SheetImport) -> dict[str, Any]:
    kind = kind_of(row)
    return {
        "sheet": row,
        "kind": kind,
        "back": kind.address(row),
        "onward": kind.onward(row) if row.state == SheetState.DONE else None,
        "working": row.state in WORKING,
        "moves": SHEET.open_to(request.user, row),
        "kept_until": kept_until(row),
        **_rows(request, row, kind),
    }


def _progress(row: SheetImport) -> dict[str, Any]:
    if row.state not in WORKING:
        return {}
    titles = {
        SheetState.READING: _("正在核对“%s”") % row.file_name,
        SheetState.WRITING: _("正在导入“%s”") % row.file_name,
        SheetState.UNDOING: _("正在撤销“%s”") % row.file_name,
    }
    failed = _("未能完成。请稍后重试；仍不成功的，请联系系统管理员。")
    state = SheetState(row.state)
    return progress(services.job_of(row), titles[state], services.link_of(row), failed) | {"unit": _("行")}


def _asked(request: SignedInRequest, row: SheetImport, page: str, context: dict[str, Any]) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=row.questions)
    if tried(form, lambda: services.answer(actor=request.user, sheet=row, answers=form.answers)):
        return redirect("registry:sheet", row.public_id)
    return form_page(request, page, context | {"form": form})


# The rows ------------------------------------------------------------------------------------------------


def _rows(request: SignedInRequest, row: SheetImport, kind: Kind) -> dict[str, Any]:
    """A page of the rows of one verdict, or of those that were left."""
    if not row.counts or row.is_forgotten:
        return {}
    tabs = [("wrong", _("有误")), ("new", _("新增")), ("changed", _("变更")), ("same", _("不变"))]
    tabs = [("left", _("没有导入")), *tabs, ("kept", _("没有撤销"))]
    tabs = [(name, label) for name, label in tabs if row.counts.get(name)]
    asked = request.GET.get("show", "")
    shown = asked if asked in dict(tabs) else next((name for name, _label in tabs), "")
    rows = row.rows.filter(verdict=shown) if shown in SheetVerdict.values else row.rows.filter(outcome=shown)
    drawn = Drawn(kind.titles(row), kind.shown(), _columns(row))
    page = Paginator(rows.order_by("sheet", "number"), PAGE).get_page(request.GET.get("page"))
    return {
        "tabs": [
            {"label": label, "url": f"?show={name}", "count": row.counts[name], "current": name == shown}
            for name, label in tabs
        ],
        "shown": shown,
        "page": page,
        "lines": [_line(row, one, drawn) for one in page],
    }


def _columns(row: SheetImport) -> dict[tuple[int, str], int]:
    return {
        (one["index"], name): at
        for one in row.facts.get("sheets", ())
        for at, name, _title in reversed(one["columns"])
    }


@dataclass(frozen=True)
class Drawn:
    """What the rows of a page are drawn by: titles of columns, their values in words, their places."""

    titles: dict[str, str]
    shown: Shown
    places: dict[tuple[int, str], int]


def _line(row: SheetImport, one: SheetRow, drawn: Drawn) -> dict[str, Any]:
    """A row as the page shows it: where it stands, whom it is about, what changes, what is wrong."""
    held, titles, shown = contents(one), drawn.titles, drawn.shown
    values = held["values"]
    return {
        "row": one,
        "sheet": _sheet_name(row, one.sheet),
        "number": identity.mask(str(values["number"])) if "index" in values else "",
        "values": [
            (titles[name], text)
            for name, value in values.items()
            if name in titles
            and name not in ("name", "number", "identity_type")
            and (text := shown(name, value))
        ],
        "changes": [
            (
                titles.get(name, name),
                shown(name, old) or _("（空）"),
                shown(name, new) or _("（空）"),
            )
            for name, old, new in held["changes"]
        ],
        "faults": [(_place(drawn.places, one, name), sentence) for name, sentence in one.faults],
    }


def _sheet_name(row: SheetImport, index: int) -> str:
    """Its name, where several were read."""
    sheets = row.facts.get("sheets", ())
    return next((one["name"] for one in sheets if one["index"] == index), "") if len(sheets) > 1 else ""


def _place(columns: dict[tuple[int, str], int], one: SheetRow, name: str) -> str:
    return place(one.number, columns[one.sheet, name]) if (one.sheet, name) in columns else ""


# What its sender decides ---------------------------------------------------------------------------------


@signed_in.acts
def take(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Have it written, whole or as far as it is right."""
    row = sheet_of(request, public_id)
    form = TakeForm(request.POST)
    whole = form.is_valid() and form.cleaned_data["choice"] == "whole"
    call = lambda: services.take(actor=request.user, sheet=row, whole=whole)  # noqa: E731
    return acted(request, call, _("已开始导入，完成后给您发消息。"), "registry:sheet", public_id)


def _about(row: SheetImport) -> dict[str, Any]:
    return {
        "facts": [(_("文件"), row.file_name), (_("已导入"), _("%d行") % row.counts.get("done", 0))],
        "cancel_url": services.link_of(row),
    }


MOVING = Moving(
    SHEET,
    "sheet",
    {"undo": services.undo, "drop": services.drop, "reopen": services.reopen},
    _about,
    lambda action, row: ("registry:sheet", row.public_id),
)


@signed_in.asks
def undo(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.answer(request, sheet_of(request, public_id), "undo")


@signed_in.acts
def drop(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.press(request, sheet_of(request, public_id), "drop")


@signed_in.acts
def reopen(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return MOVING.press(request, sheet_of(request, public_id), "reopen")


@signed_in.reads
def returned(request: SignedInRequest, public_id: UUID, what: str) -> HttpResponse:
    """The wrong rows alone, or the whole workbook with its wrong cells marked."""
    row = sheet_of(request, public_id)
    stored = row.wrong_name if what == "wrong" else row.annotated_name
    if not stored:
        raise Http404
    name = _("%s（有误的行）") if what == "wrong" else _("%s（已标出需要更正的单元格）")
    with storage.open_(stored) as source:
        return workbook(source.read(), name % row.file_name.rpartition(".")[0])
