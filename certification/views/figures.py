"""Yearly figures: table and chart, the people behind each number, both as workbooks."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib import spreadsheet
from cejc.lib.paging import LongPaginator
from cejc.lib.spreadsheet import Sheet
from certification.forms.figures import SHOWS, BehindFilter, FigureFilter
from certification.queries.yearly import figure_people as people_behind
from certification.queries.yearly import figures
from certification.queries.yearly.figure_columns import HOURS, Column, columns
from certification.queries.yearly.figures import READERS, UNIT, YEAR, Line, Scope, governing_in
from certification.views import figures_context as shown
from certification.views.figures_context import Asked
from registry.choices import region_name
from registry.enums import SUPERVISING, Role
from registry.models import Organisation
from registry.people.access import role_required, seat_as
from registry.people.http import SignedInRequest
from registry.people.looking import taken
from registry.people.views.export import leaving, workbook

PER_PAGE, PEOPLE_PER_PAGE = 30, 50
MOST_IN_SHEET = spreadsheet.MOST_ROWS
# Who may see the people themselves; an auditor reads numbers.
OFFICES = (Role.HR, *SUPERVISING, Role.PROVINCE)


def _unit(scope: Scope, public_id: Any) -> Organisation | None:
    """The unit that is asked for, inside `scope`; another's is as absent as one that does not exist."""
    if not public_id:
        return None
    unit = get_object_or_404(Organisation, public_id=public_id)
    if not scope.holds(unit):
        raise Http404
    return unit if unit.pk != (scope.organisation and scope.organisation.pk) else None


def _asked(request: SignedInRequest) -> tuple[Asked, Scope, FigureFilter]:
    """What the address asks for, the units that are summed, and the form."""
    seat = seat_as(request, *READERS)
    own = figures.scope_of(seat)
    form = FigureFilter(request.GET.dict(), scope=own)
    said = form.chosen()
    # "own" alone means the seat's unit itself, without those under it.
    unit = _unit(own, said["unit"]) or (own.organisation if said["own"] else None)
    asked = Asked(own, linked=seat.role != Role.AUDITOR, **(said | {"unit": unit}))
    return asked, figures.narrowed(own, unit, own=said["own"], region=said["region"]), form


@dataclass(frozen=True)
class Found:
    """A page of rows, all rows there are (of a search: those of the
    page), the columns, and the total ({}: none)."""

    page: Page
    rows: list[Line]
    lines: list[Line]
    heads: list[Column]
    whole: dict[tuple[str, str, int], Decimal]

    @property
    def is_totalled(self) -> bool:
        return bool(self.whole) and len(self.lines) > 1


def _found(asked: Asked, scope: Scope, page: Any) -> Found:
    if asked.is_search:
        units = Paginator(figures.units_named(scope, asked.q), PER_PAGE).get_page(page)
        lines = figures.of_units(scope, list(units), show=asked.show, year=asked.year)
        return Found(units, lines, lines, columns(asked.show, figures.total(lines), governing_in(scope)), {})
    lines = figures.counted(scope, show=asked.show, by=asked.by, year=asked.year)
    whole = figures.total(lines)
    heads = columns(asked.show, whole, governing_in(scope))
    lines = figures.ordered(lines, heads, asked.sort)
    part = Paginator(lines, PER_PAGE).get_page(page)
    # Years are not added up: the same people stand in each.
    return Found(part, list(part), lines, heads, {} if asked.by == YEAR else whole)


@role_required(*READERS).reads
def page(request: SignedInRequest) -> HttpResponse:
    """Numbers of a year by unit or region, or of a part by year; every number opens its people."""
    asked, scope, form = _asked(request)
    found = _found(asked, scope, request.GET.get("page"))
    heads = found.heads
    context = {
        "asked": asked,
        "form": form,
        "page": found.page,
        "crumbs": _crumbs(asked, scope),
        "place": _place(asked, scope),
        "tabs": _tabs(asked),
        "about": shown.about(asked, _region(asked)),
        "headings": shown.headings_of(asked, heads),
        "rows": shown.rows_of(asked, found.rows, heads),
        "sortable": not asked.is_search,
        "total": shown.cells_of(asked, found.whole, heads, None) if found.is_totalled else [],
        "chart": shown.chart_of(asked, found.rows, heads, figures.total(found.lines)),
        "counted_at": figures.counted_at(),
        "export_url": _export_url(asked),
        "clear_url": reverse(asked.page),
    }
    return render(request, "certification/figures/page.html", context)


def _tabs(asked: Asked) -> list[dict[str, Any]]:
    """What else there is to see of the same units; hours have a usual year of their own."""
    return [
        {
            "label": label,
            "count": None,
            "current": key == asked.show,
            "url": asked.url(
                show=key, sort="", **({} if (key == HOURS) == (asked.show == HOURS) else {"year": ""})
            ),
        }
        for key, label in SHOWS
    ]


def _region(asked: Asked) -> str:
    return region_name(asked.region) if asked.region else ""


def _place(asked: Asked, scope: Scope) -> str:
    """Whose figures these are."""
    if scope.organisation is None:
        return _("全省")
    return _("%s（本级）") % scope.organisation.name if asked.own else scope.organisation.name


def _crumbs(asked: Asked, scope: Scope) -> list[dict[str, Any]]:
    """The way back up the tree, where a unit below one's own was opened."""
    if asked.unit is None:
        return []
    top = asked.scope.organisation.name if asked.scope.organisation else _("全省")
    above = [
        {"label": one.name, "url": asked.url(unit=one.public_id, own=None, by=UNIT, sort="")}
        for one in figures.way_to(asked.scope, asked.unit)
    ]
    first = {"label": top, "url": asked.url(unit=None, own=None, by=UNIT, sort="")}
    return [first, *above, {"label": asked.unit.name, "url": None}]


def _export_url(asked: Asked) -> str:
    return f"{reverse('certification:figures-export')}?{asked.query()}"


@role_required(*READERS).reads
def export(request: SignedInRequest) -> HttpResponse:
    """The table as it is shown, all its rows, as a workbook."""
    asked, scope, _form = _asked(request)
    found = _all(asked, scope)
    first = {UNIT: _("单位"), YEAR: _("年度")}.get(asked.by, _("地区"))
    head = [spreadsheet.Column(first, 36)]
    head += [spreadsheet.Column(one.label, 12, "number") for one in found.heads]
    body = [[line.label, *(one.value(line.figures) for one in found.heads)] for line in found.lines]
    if found.is_totalled:
        body.append([_("合计"), *(one.value(found.whole) for one in found.heads)])
    title = str(dict(SHOWS)[asked.show])
    name = "".join([_place(asked, scope), shown.about(asked, _region(asked)).replace(" · ", ""), title])
    return workbook(spreadsheet.write(Sheet(title, head, body)), name)


def _all(asked: Asked, scope: Scope) -> Found:
    """Every row; of a search page by page, so that no question to the database grows with what was found."""
    found = _found(asked, scope, 1)
    if not asked.is_search:
        return found
    pages = found.page.paginator
    lines = [line for number in pages.page_range for line in _found(asked, scope, number).rows]
    return replace(found, lines=lines, heads=columns(asked.show, figures.total(lines), governing_in(scope)))


def _behind(request: SignedInRequest) -> tuple[dict[str, Any], Scope, Column, Asked]:
    """What list is asked for; 404 for what is no figure of the reader's."""
    form = BehindFilter(request.GET)
    if not form.is_valid() or not people_behind.kind_of(form.cleaned_data["what"]):
        raise Http404
    said = form.cleaned_data
    own = figures.scope_of(seat_as(request, *OFFICES))
    unit = _unit(own, said["unit"]) or (own.organisation if said["own"] else None)
    scope = figures.narrowed(own, unit, own=said["own"], region=said["region"])
    column = people_behind.column_of(said["what"], governing_in(scope))
    if column is None:
        raise Http404
    back = Asked(
        own,
        show=people_behind.kind_of(said["what"]),
        by=UNIT if own.subtree else YEAR,
        year=said["year"],
        unit=unit,
        own=said["own"],
        region=said["region"],
    )
    return said | {"form": form}, scope, column, back


@role_required(*OFFICES).lists
def people(request: SignedInRequest) -> HttpResponse:
    """The people, applications, slips or stays behind one number, as many as the reader may see."""
    said, scope, column, back = _behind(request)
    what, year = said["what"], said["year"]
    rows = people_behind.behind(request.user, scope, what=what, year=year, sought=said["q"])
    # People of a year are counted already; what moves all the time is counted now.
    known = figures.size_of(scope, column, year) if back.show == HOURS and not said["q"] else None
    part = LongPaginator(rows, PEOPLE_PER_PAGE, known).get_page(request.GET.get("page"))
    listing = people_behind.listing_of(what, governing_in(scope))
    # All but the province see whatever their units have.
    whole = back.show == HOURS or back.scope.organisation is not None or said["q"]
    hidden = 0 if whole else _hidden(scope, what, year, part.paginator.count)
    context = {
        "form": said["form"],
        "page": part,
        "headings": listing.headings,
        "hidden": hidden,
        "sought": said["q"],
        "rows": [list(zip(listing.headings, listing.cells(row), strict=True)) for row in part],
        "title": _title(column, back),
        "about": _people_about(back, _place(back, scope)),
        "crumbs": [{"label": _("年度统计"), "url": back.url()}, {"label": _title(column, back), "url": None}],
        "export_url": f"{reverse('certification:figure-people-export')}?{request.GET.urlencode()}",
        "clear_url": _people_url(request),
    }
    return render(request, "certification/figures/people.html", context)


def _hidden(scope: Scope, what: str, year: int, seen: int) -> int:
    """How many rows the figure counts that the reader may not see: what has not reached the province."""
    return max(people_behind.all_behind(scope, what=what, year=year).count() - seen, 0)


def _title(column: Column, back: Asked) -> str:
    kind = str(dict(SHOWS)[back.show])
    return column.label if column.what == "people" else f"{kind}：{column.label}"


def _people_about(back: Asked, place: str) -> str:
    return " · ".join(part for part in (place, _("%s年") % back.year, _region(back)) if part)


def _people_url(request: SignedInRequest) -> str:
    """The same list without what was typed."""
    query = request.GET.copy()
    query.pop("q", None)
    query.pop("page", None)
    return f"{reverse('certification:figure-people')}?{query.urlencode()}"


@role_required(*OFFICES).reads
def people_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is shown, whole, as a workbook; refused where no sheet could hold it."""
    said, scope, column, back = _behind(request)
    rows = people_behind.behind(request.user, scope, what=said["what"], year=said["year"], sought=said["q"])
    if rows[MOST_IN_SHEET : MOST_IN_SHEET + 1]:
        sentence = _("这份名单超过%s行，一次导出不下。请先选择单位、地区，或者按姓名、单位查找后再导出。")
        messages.error(request, sentence % MOST_IN_SHEET)
        return redirect(f"{reverse('certification:figure-people')}?{request.GET.urlencode()}")
    listing = people_behind.listing_of(said["what"], governing_in(scope))
    head = [
        spreadsheet.Column(title, 20, "text" if kind == "word" else kind) for title, kind in listing.headings
    ]
    body = ([cell.value for cell in listing.cells(row)] for row in taken(rows.iterator(2000)))
    title = _title(column, back)
    return leaving(
        request, f"{_place(back, scope)}{said['year']}{title}", Sheet(title, head, body), rows.count()
    )
