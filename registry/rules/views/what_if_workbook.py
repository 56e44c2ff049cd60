"""The figures of a trial as a workbook: a sheet a table."""

from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.spreadsheet import Column, Sheet, write
from registry.rules.queries.what_if import Figures


def written(figures: Figures, losses: list[dict[str, Any]]) -> bytes:
    tables = [_table(one.title, one.title, [*one.rows, figures.whole]) for one in figures.tables]
    return write(*tables, _clauses(figures), _losses(losses))


def _table(title: str, what: str, rows: list[Any]) -> Sheet:
    heads = [
        _("涉及人数"),
        _("学时增加"),
        _("学时减少"),
        _("新达标"),
        _("新不达标"),
        _("现行学时"),
        _("试算学时"),
    ]
    columns = [Column(what, 30), *(Column(head, 12, "number") for head in heads)]
    lines = [
        (one.name, one.people, one.gain, one.lose, one.meet, one.miss, float(one.before), float(one.after))
        for one in rows
    ]
    return Sheet(title, columns, lines)


def _clauses(figures: Figures) -> Sheet:
    heads = [_("现行学时"), _("试算学时"), _("增加的人数"), _("减少的人数")]
    columns = [Column(_("条款"), 16), *(Column(head, 14, "number") for head in heads)]
    lines = [(one.clause, float(one.before), float(one.after), one.gain, one.lose) for one in figures.clauses]
    return Sheet(_("条款"), columns, lines)


def _losses(losses: list[dict[str, Any]]) -> Sheet:
    heads = [
        _("姓名"),
        _("单位"),
        _("年度"),
        _("现行学时"),
        _("现行结论"),
        _("试算学时"),
        _("试算结论"),
        _("增减"),
    ]
    lines = [
        (one["name"], one["unit"], year["year"], *_side(year["was"]), *_side(year["now"]), year["more"])
        for one in losses
        for year in one["years"]
    ]
    return Sheet(_("减少最多的人员"), [Column(head, 14) for head in heads], lines)


def _side(side: dict[str, Any]) -> tuple[str, str]:
    state = side["state"]
    return side["total"], str(state["label"]) if state else ""
