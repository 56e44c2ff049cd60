"""What is done to the product: mutmut's operators, and four that they lack and that a service is made of."""

from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators


def operator_condition(node: cst.If | cst.While | cst.CompIf) -> Iterable[cst.CSTNode]:
    """`if x` -> `if not (x)`."""
    inside = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inside))


def operator_return(node: cst.Return) -> Iterable[cst.CSTNode]:
    """`return x` -> `return None`."""
    if node.value is not None and not (isinstance(node.value, cst.Name) and node.value.value == "None"):
        yield node.with_changes(value=cst.Name("None"), whitespace_after_return=cst.SimpleWhitespace(" "))


def operator_step(node: cst.Expr) -> Iterable[cst.CSTNode]:
    """A step that is only a call is left out: no entry in the log, no message, no check."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def operator_raise(node: cst.Raise) -> Iterable[cst.CSTNode]:
    """A refusal is left out."""
    yield cst.Pass()


OPERATORS: list[tuple[Any, Callable[[Any], Iterable[cst.CSTNode]]]] = [
    *mutation_operators,
    (cst.If | cst.While | cst.CompIf, operator_condition),
    (cst.Return, operator_return),
    (cst.Expr, operator_step),
    (cst.Raise, operator_raise),
]
