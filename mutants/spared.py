"""What is no promise to anybody, and is therefore left as it is: annotations, decorators,
docstrings, logging, `__repr__`, sentences that a translation replaces, and the arguments of calls
that spare queries without changing an answer.
"""

import libcst as cst
import libcst.matchers as m

TRANSLATES = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "npgettext",
    "pgettext",
    "pgettext_lazy",
}
LOGS = {"log", "logger", "logging"}
SPARE_QUERIES = {"select_related", "prefetch_related", "only", "defer", "iterator"}
CALLS_OF_TYPES = {"cast", "TypeVar", "getLogger", "get_logger"}
ASSERTING_ARGUMENTS = {"encoding", "strict"}


def _one_of(names: set[str]) -> m.BaseMatcherNode | m.OneOf:
    return m.OneOf(*(m.Name(name) for name in sorted(names)))


TYPE_NAME = m.Name(m.MatchIfTrue(lambda name: name[0].isupper() and not name.isupper()))
KINDS = m.BinaryOperation(operator=m.BitOr()) | m.Subscript()
SPARED = (
    m.Annotation()
    | m.Decorator()
    | m.FunctionDef(name=m.Name("__repr__"))
    | m.Expr(value=m.SimpleString() | m.ConcatenatedString())
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Arg(keyword=_one_of(ASSERTING_ARGUMENTS))
    | m.Assign(targets=[m.AssignTarget(target=TYPE_NAME)], value=KINDS)  # another name of a type
)


def spared(node: cst.CSTNode) -> bool:
    """Is `node` left alone with all that is inside it?"""
    if isinstance(node, cst.Call):
        called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        name = called.value if isinstance(called, cst.Name) else ""
        return name in TRANSLATES | CALLS_OF_TYPES or _logs(node.func)
    return m.matches(node, SPARED)


def itself_spared(node: cst.CSTNode) -> bool:
    """Is only what is inside `node` changed? `select_related(…)` may stand in a chain that matters."""
    return m.matches(node, m.Call(func=m.Attribute(attr=_one_of(SPARE_QUERIES))))


def _logs(function: cst.BaseExpression) -> bool:
    return m.matches(function, m.Attribute(value=_one_of(LOGS)))
