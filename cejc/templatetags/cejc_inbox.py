"""The one way a list of things to open is drawn:

    {% inbox notice in page class="card-sheet" %}
      <a class="inbox-title" href="{% url 'certification:notice' notice.public_id %}">{{ notice.title }}</a>
      <p class="inbox-subtitle">{{ notice.organisation }}</p>
    {% when %}
      {% state notice %}
    {% endinbox %}

First what it is, after `{% when %}` its state or its day; a row without either has no such part. `class` is
added to that of the list; with `tick` (a name) each row has a box to choose it by, in a form of
ui/bulk_bar.html. Rows that come as data are drawn by ui/inbox_row.html. A builtin of the template
engine.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

ROW = '<li class="inbox-row">{}<div class="inbox-what">{}</div>{}</li>\n'
TICK = (
    '<input class="form-check-input inbox-tick" type="checkbox" name="{}" value="{}" data-bulk-item '
    'data-label="{}" aria-label="{}">'
)
WHEN = '<div class="inbox-when">{}</div>'


class InboxNode(template.Node):
    """An `{% inbox %}` as it was written."""

    def __init__(self, name: str, rows: FilterExpression, said: dict, what: NodeList, when: NodeList) -> None:
        self.name, self.rows, self.said, self.what, self.when = name, rows, said, what, when

    def render(self, context: template.Context) -> SafeString:
        own = self.said["class"].resolve(context) if "class" in self.said else ""
        tick = self.said["tick"].resolve(context) if "tick" in self.said else ""
        rows = [self._row(context, row, tick) for row in self.rows.resolve(context) or ()]
        return format_html('<ul class="{}">{}</ul>', f"inbox {own}".strip(), format_html_join("", "{}", rows))

    def _row(self, context: template.Context, row: Any, tick: str) -> tuple[SafeString]:
        box = format_html(TICK, tick, row.public_id, row, row) if tick else ""
        with context.push(**{self.name: row}):
            what, when = self.what.render(context).strip(), self.when.render(context).strip()
        then = format_html(WHEN, SafeString(when)) if when else ""
        return (format_html(ROW, box, SafeString(what), then),)


@register.tag
def inbox(parser: Parser, token: Token) -> InboxNode:
    _tag, name, _in, rows, *said = token.split_contents()
    what, when = parser.parse(("when", "endinbox")), NodeList()
    if parser.next_token().contents == "when":
        when = parser.parse(("endinbox",))
        parser.delete_first_token()
    return InboxNode(name, parser.compile_filter(rows), token_kwargs(said, parser), what, when)
