"""The year-end sheet of the unit whose people the login keeps: on a page to print, and as a workbook."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.spreadsheet import Column, Sheet
from certification.forms.figures import YearSheetFilter
from certification.models import FigureCount
from certification.queries.yearly import year_sheet
from certification.queries.yearly.subject_hours import two_names
from registry.enums import Role
from registry.people.access import hr_unit, role_required
from registry.people.http import SignedInRequest
from registry.people.looking import taken
from registry.people.queries.governing import policy_of_unit
from registry.people.views.export import leaving, today

PAGE = 300  # people on one page, so that most units print theirs at once
PIECE = 1000


@role_required(Role.HR).lists
def page(request: SignedInRequest) -> HttpResponse:
    unit, form = hr_unit(request), YearSheetFilter(request.GET)
    years, subjects = form.years(), two_names(policy_of_unit(unit))
    context = form.found(year_sheet.people_of_unit(unit), PAGE)
    context |= {
        "unit": unit,
        "years": years,
        "lines": [_line(one, years, subjects) for one in year_sheet.lines(list(context["page"]), years)],
        "totals": zip(years, year_sheet.totals(unit, years), strict=True),
        "counted_at": FigureCount.objects.values_list("counted_at", flat=True).first(),
        "today": clock.today(),
        "query": request.GET.urlencode(),
    }
    return render(request, "certification/figures/year_sheet.html", context)


def _line(one: year_sheet.Line, years: list[int], subjects: Sequence[str]) -> dict[str, Any]:
    return {
        "place": one.place,
        "cells": [_cell(year, row, subjects) for year, row in zip(years, one.years, strict=True)],
    }


def _cell(year: int, row: Any, subjects: Sequence[str]) -> dict[str, Any]:
    if row is None:
        return {"year": year, "state": ""}
    return {
        "year": year,
        "state": str(row.get_state_display()),
        "kind": "done" if row.settled else "returned",
        "hours": year_sheet.hours(row, subjects),
        "missing": year_sheet.missing(row, subjects),
    }


@role_required(Role.HR).reads
def export(request: SignedInRequest) -> HttpResponse:
    """Everybody of the unit: of each year a column for each subject, and the result."""
    unit, years = hr_unit(request), YearSheetFilter(request.GET).years()
    subjects = two_names(policy_of_unit(unit))
    columns = [Column(_("姓名"), 14), Column(_("工号"), 12), Column(_("所在部门和岗位"), 24)]
    for year in years:
        head = _("%s年") % year
        columns += [Column(f"{head}{one}", 12, "number") for one in subjects]
        columns.append(Column(_("%s年结果") % year, 26))
    sheet = Sheet(_("各年度学时"), columns, _rows(unit, years, subjects))
    name = _("%(unit)s各年度学时%(day)s") % {"unit": unit, "day": today()}
    return leaving(request, name, sheet, year_sheet.people_of_unit(unit).count())


def _rows(unit: Any, years: list[int], subjects: Sequence[str]) -> Iterator[list[Any]]:
    """Two statements for every thousand people."""
    flow = year_sheet.people_of_unit(unit).iterator(chunk_size=PIECE)
    while piece := list(taken(islice(flow, PIECE))):
        for one in year_sheet.lines(piece, years):
            place = one.place
            yield [
                place.professional.name,
                place.staff_number,
                place.position,
                *(value for row in one.years for value in _values(row, subjects)),
            ]


def _values(row: Any, subjects: Sequence[str]) -> list[Any]:
    if row is None:
        return [*(None for _one in subjects), ""]
    said = " ".join(filter(None, (str(row.get_state_display()), year_sheet.missing(row, subjects))))
    return [*year_sheet.counted(row)[: len(subjects)], said]
