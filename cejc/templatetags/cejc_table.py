"""The one way a table is drawn: roles, scope, names of cells on a phone, sort links and the frame around it.

    {% table slip in page label=_("认定单列表") %}
      {% column _("编号") %}<a href="{% url 'certification:slip' slip.public_id %}">{{ slip.number }}</a>
      {% column _("认定跨度") class="keep" %}{{ slip.span_first }}—{{ slip.span_last }}
    {% endtable %}

`{% table %}` is named by `label`, `labelledby` (an id) or `caption`; `class` is added to it, `wrap` to its
frame; `order` is a `cejc.lib.listing.Order`; `row_id` is the id of each row; with `narrow=1` it stays a table
on a phone. `{% column heading %}` holds what stands in each cell: `class` (`num` is also the heading's),
`short` (its name on a phone where the heading is long), `hidden` (a heading for screen readers only),
`rowhead` (the cell names its row), `sort` (its name in the order), `each` (a list: the column stands once for
each of it, with `each.one` and `each.at`, its place from 0, in heading and cell); last `when` and a condition
as of `{% if %}`: without it no such column. `{% empty %}` begins what stands in place of a table with no row.
"""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.defaulttags import TemplateIfParser
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cejc.lib.folding import fold
from cejc.templatetags.cejc_ui import icon

register = template.Library()

FOLLOWS = ("column", "empty", "endtable")
ARROWS = {"ascending": "up", "descending": "down"}


@dataclass(frozen=True)
class Column:
    """One `{% column %}`: its heading, what was said of it, and what stands in its cells."""

    heading: FilterExpression
    options: dict[str, FilterExpression]
    when: Any  # a condition, or None
    cell: NodeList

    def drawn(self, context: template.Context, order: Any) -> "list[Drawn]":
        """The column of this page: none where its condition does not hold, several of an `each`."""
        if self.when and not self.when.eval(context):
            return []
        if "each" not in self.options:
            return [self._one(context, order, {})]
        of = self.options["each"].resolve(context) or ()
        return [self._one(context, order, {"one": one, "at": at}) for at, one in enumerate(of)]

    def _one(self, context: template.Context, order: Any, each: dict[str, Any]) -> "Drawn":
        with context.push(each=each):
            said = {name: value.resolve(context) for name, value in self.options.items()}
            heading = self.heading.resolve(context)
            return Drawn(_head(heading, said, context, order), *_cell(heading, said), self.cell, each)


@dataclass(frozen=True)
class Drawn:
    """A column of this page: its head, and what stands before and behind the content of each cell."""

    head: SafeString
    before: SafeString
    behind: str
    cell: NodeList
    each: dict[str, Any]

    def of_row(self, context: template.Context) -> str:
        if not self.each:
            return f"{self.before}{self.cell.render(context).strip()}{self.behind}"
        with context.push(each=self.each):
            return f"{self.before}{self.cell.render(context).strip()}{self.behind}"


def _attr(name: str, value: Any) -> SafeString:
    return format_html(' {}="{}"', name, value) if value else SafeString("")


def _head(heading: str, said: dict[str, Any], context: template.Context, order: Any) -> SafeString:
    shown: Any = (
        format_html('<span class="visually-hidden">{}</span>', heading) if "hidden" in said else heading
    )
    direction = order.direction(said["sort"]) if order and "sort" in said else ""
    if order and "sort" in said:
        arrow = icon(ARROWS[direction]) if direction else ""
        shown = format_html('<a href="{}">{}{}</a>', order.query(said["sort"]), heading, arrow)
    attrs = _attr("class", "num" if said.get("class") == "num" and not said.get("rowhead") else "") + _attr(
        "aria-sort", direction
    )
    return format_html('<th role="columnheader" scope="col"{}>{}</th>', attrs, shown)


def _cell(heading: str, said: dict[str, Any]) -> tuple[SafeString, str]:
    """What stands before and behind the content of a cell."""
    attrs = _attr("class", said.get("class")) + _attr("data-label", said.get("short", heading))
    if said.get("rowhead"):
        return format_html('<th role="rowheader" scope="row"{}>', attrs), "</th>"
    return format_html('<td role="cell"{}>', attrs), "</td>"


class TableNode(template.Node):
    """A `{% table %}` as it was written."""

    def __init__(self, names: list[str], rows: FilterExpression, options: dict, parts: list[Any]) -> None:
        self.names, self.rows, self.options = names, rows, options
        self.columns = [part for part in parts if isinstance(part, Column)]
        self.instead = next((part for part in parts if isinstance(part, NodeList)), NodeList())

    def render(self, context: template.Context) -> SafeString:
        row_id = self.options.get("row_id")
        said = {name: value.resolve(context) for name, value in self.options.items() if name != "row_id"}
        columns = [one for column in self.columns for one in column.drawn(context, said.get("order"))]
        rows = [self._row(context, columns, one, row_id) for one in self.rows.resolve(context) or ()]
        if not rows and self.instead:
            return self.instead.render(context)
        return _framed(said, "".join(column.head for column in columns), "".join(rows))

    def _row(self, context: template.Context, columns: list[Drawn], one: Any, row_id: Any) -> str:
        named = zip(self.names, one, strict=True) if len(self.names) > 1 else [(self.names[0], one)]
        with context.push(**dict(named)):
            begin = format_html('<tr role="row"{}>', _attr("id", row_id.resolve(context) if row_id else ""))
            return f"{begin}{''.join(column.of_row(context) for column in columns)}</tr>\n"


def _framed(said: dict[str, Any], head: str, rows: str) -> SafeString:
    """Head and rows, drawn before, in the frame that scrolls and with the name of the table."""
    classes = " ".join(filter(None, ["table", said.get("class"), "" if said.get("narrow") else "stack"]))
    name = _attr("aria-label", said.get("label")) + _attr("aria-labelledby", said.get("labelledby"))
    caption = said.get("caption", "")
    return format_html(
        '<div class="{}"><table class="{}" role="table"{}>{}\n'
        '<thead role="rowgroup"><tr role="row">{}</tr></thead>\n<tbody '
        'role="rowgroup">\n{}</tbody></table></div>',
        f"table-wrap {said.get('wrap', '')}".strip(),
        classes,
        name,
        format_html('<caption class="visually-hidden">{}</caption>', caption) if caption else "",
        SafeString(head),
        SafeString(rows),
    )


@register.tag("table")
def table(parser: Parser, token: Token) -> TableNode:
    names, _in, rest = token.contents.removeprefix("table ").partition(" in ")
    bits = list(Token(token.token_type, rest).split_contents())
    rows = parser.compile_filter(bits.pop(0))
    parser.parse(FOLLOWS)
    parts: list[Any] = []
    while (part := parser.next_token()).contents != "endtable":
        _, *said = part.split_contents()
        body = parser.parse(FOLLOWS)
        parts.append(_column(parser, said, body) if said else body)
    return TableNode([one.strip() for one in names.split(",")], rows, token_kwargs(bits, parser), parts)


def _column(parser: Parser, said: list[str], body: NodeList) -> Column:
    place = said.index("when") if "when" in said else len(said)
    when = TemplateIfParser(parser, said[place + 1 :]).parse() if "when" in said else None
    return Column(parser.compile_filter(said[0]), token_kwargs(said[1:place], parser), when, fold(body))
