"""`{% page _("标题") lead=_("…") %}`: a page of the one layout, with what stands at its head.

It stands where `{% extends %}` would. What needs more than a value is a block: crumbs (list items),
heading (with heading_attrs), lead, actions (beside it). `of` names a narrower layout; a title with
a filter is `title=_("…")|named`. A builtin of
the template engine.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import ExtendsNode
from django.utils.safestring import SafeString

register = template.Library()

LAYOUT = '"base.html"'


class PageNode(ExtendsNode):
    """The layout sees `page_head`: title, lead, and the names of the blocks that the page has."""

    def __init__(self, nodes: NodeList, layout: FilterExpression, said: dict[str, FilterExpression]) -> None:
        super().__init__(nodes, layout)
        self.said = said

    def render(self, context: Context) -> SafeString:
        head: dict[str, Any] = {name: value.resolve(context) for name, value in self.said.items()}
        with context.push(page_head={"title": "", "lead": ""} | head | {"blocks": set(self.blocks)}):
            return super().render(context)


@register.tag
def page(parser: Parser, token: Token) -> PageNode:
    said = {}
    for bit in token.split_contents()[1:]:
        name, _equals, value = (
            bit.partition("=") if bit.startswith(("title=", "lead=", "of=")) else ("title", "", bit)
        )
        said[name] = parser.compile_filter(value)
    layout = said.pop("of", None) or parser.compile_filter(LAYOUT)
    return PageNode(parser.parse(), layout, said)
