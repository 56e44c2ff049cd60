"""The year-end sheet of the unit whose people the login keeps: on a page to print, and as a workbook."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import spreadsheet
from cejc.lib.spreadsheet import Column, Sheet
from certification.forms.figures import YearSheetFilter
from certification.models import FigureCount
from certification.queries.yearly import year_sheet
from registry.enums import Role
from registry.people.access import hr_unit, role_required
from registry.people.http import SignedInRequest
from registry.people.views.export import today, workbook

PAGE = 300  # people on one page, so that most units print theirs at once
PIECE = 1000


@role_required(Role.HR).lists
def page(request: SignedInRequest) -> HttpResponse:
    unit, form = hr_unit(request), YearSheetFilter(request.GET)
    years = form.years()
    context = form.found(year_sheet.people_of_unit(unit), PAGE)
    context |= {
        "unit": unit,
        "years": years,
        "lines": [_line(one, years) for one in year_sheet.lines(list(context["page"]), years)],
        "totals": zip(years, year_sheet.totals(unit, years), strict=True),
        "counted_at": FigureCount.objects.values_list("counted_at", flat=True).first(),
        "today": clock.today(),
        "query": request.GET.urlencode(),
    }
    return render(request, "certification/figures/year_sheet.html", context)


def _line(one: year_sheet.Line, years: list[int]) -> dict[str, Any]:
    return {
        "place": one.place,
        "cells": [_cell(year, row) for year, row in zip(years, one.years, strict=True)],
    }


def _cell(year: int, row: Any) -> dict[str, Any]:
    if row is None:
        return {"year": year, "state": ""}
    return {
        "year": year,
        "state": str(row.get_state_display()),
        "kind": "done" if row.settled else "returned",
        "hours": year_sheet.hours(row),
        "missing": year_sheet.missing(row),
    }


@role_required(Role.HR).reads
def export(request: SignedInRequest) -> HttpResponse:
    """Everybody of the unit, three columns a year."""
    unit, years = hr_unit(request), YearSheetFilter(request.GET).years()
    columns = [Column(_("姓名"), 14), Column(_("工号"), 12), Column(_("所在部门和岗位"), 24)]
    for year in years:
        columns += [
            Column(_("%s年公需") % year, 12, "number"),
            Column(_("%s年专业") % year, 12, "number"),
            Column(_("%s年结果") % year, 26),
        ]
    sheet = Sheet(_("各年度学时"), columns, _rows(unit, years))
    return workbook(spreadsheet.write(sheet), _("%(unit)s各年度学时%(day)s") % {"unit": unit, "day": today()})


def _rows(unit: Any, years: list[int]) -> Iterator[list[Any]]:
    """Two statements for every thousand people."""
    flow = year_sheet.people_of_unit(unit).iterator(chunk_size=PIECE)
    while piece := list(islice(flow, PIECE)):
        for one in year_sheet.lines(piece, years):
            place = one.place
            yield [
                place.professional.name,
                place.staff_number,
                place.position,
                *(value for row in one.years for value in _values(row)),
            ]


def _values(row: Any) -> tuple[Any, Any, str]:
    if row is None:
        return None, None, ""
    said = " ".join(filter(None, (str(row.get_state_display()), year_sheet.missing(row))))
    return row.public_hours, row.professional_hours, said
