"""Templates whose constant parts are put together once a language, when they are loaded.

A page holds some three hundred `{% translate "…" %}`, `{% url 'name' %}`, `{% static '…' %}` and
`{% icon "…" %}`, each of which comes out the same every time. A run of them, with the text between, becomes
one piece of text. What depends on anything else stays as it was written.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Loader(cached.Loader):
    """Django's, which reads a template once a process; what it read is folded."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if not hasattr(template, "folded"):
            # New lists in place of the old ones: whoever draws the page at this moment goes on with the old.
            template.nodelist = fold(template.nodelist)
            template.folded = True  # type: ignore[attr-defined]
        return template


def fold(nodes: NodeList) -> NodeList:
    """`nodes` with each run of constant ones as one, and the same within each of the others."""
    found = NodeList()
    found.contains_nontext = nodes.contains_nontext
    for constant, group in groupby(nodes, _is_constant):
        run = list(group)
        found.extend(_folded(run) if constant else map(_within, run))
    return found


class Folded(Node):
    """Some nodes that come out the same whoever asks, in each language."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token = nodes[0].token
        if hasattr(nodes[0], "origin"):
            self.origin = nodes[0].origin
        self.texts: dict[Any, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = get_language(), context.autoescape
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = SafeString("".join(str(one.render(context)) for one in self.nodes))
        return text

    render_annotated = render


def _folded(run: list[Node]) -> Iterable[Node]:
    return run if len(run) == 1 and isinstance(run[0], TextNode | Folded) else [Folded(run)]


def _within(node: Node) -> Node:
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(when, fold(nodes)) for when, nodes in node.conditions_nodelists]
    for name, value in list(vars(node).items()):
        if isinstance(value, NodeList):
            setattr(node, name, fold(value))
    return node


def same_each_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """A tag's function whose answer depends on its arguments alone."""
    function.same_each_time = True  # type: ignore[attr-defined]
    return function


def _is_constant(node: Node) -> bool:
    judge = CONSTANT.get(type(node))
    return bool(judge and judge(node))


def _value(*expressions: FilterExpression | None) -> bool:
    """A literal, also one to be translated, and no filter."""
    return all(
        one is None or (not one.filters and (not one.is_var or one.var.literal is not None))
        for one in expressions
    )


def _block(node: BlockTranslateNode) -> bool:
    plain = all(token.token_type == TokenType.TEXT for token in node.singular)
    return plain and not (node.extra_context or node.plural or node.asvar) and _value(node.message_context)


def _simple(node: SimpleNode) -> bool:
    constant = _value(*node.args, *node.kwargs.values()) and node.target_var is None
    return constant and hasattr(node.func, "same_each_time")


CONSTANT: dict[type, Callable[[Any], bool]] = {
    TextNode: lambda _node: True,
    Folded: lambda _node: True,
    CommentNode: lambda _node: True,
    LoadNode: lambda _node: True,
    VariableNode: lambda node: _value(node.filter_expression),
    TranslateNode: lambda node: node.asvar is None and _value(node.filter_expression, node.message_context),
    BlockTranslateNode: _block,
    URLNode: lambda node: not (node.args or node.kwargs or node.asvar) and _value(node.view_name),
    StaticNode: lambda node: node.varname is None and _value(node.path),
    SimpleNode: _simple,
}
