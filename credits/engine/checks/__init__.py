"""Checks that think: what the form of a file allows and no notice can mean.

Each module looks at one noun and yields faults, each with a sentence that an officer understands and the path
in the file. They are asked of a policy that is to be used from now on, never of one that was published.
"""

from collections.abc import Callable, Iterable

from credits.engine.checks.across import check_across
from credits.engine.checks.clauses import check_clauses
from credits.engine.checks.examples import check_examples
from credits.engine.checks.figures import check_figures
from credits.engine.checks.given import check_given
from credits.engine.checks.head import check_head
from credits.engine.checks.materials import check_materials
from credits.engine.checks.minima import check_minima
from credits.engine.checks.names import check_names
from credits.engine.checks.patterns import check_patterns
from credits.engine.checks.points import check_points
from credits.engine.checks.reached import check_reached
from credits.engine.checks.reductions import check_reductions
from credits.engine.checks.routes import check_routes
from credits.engine.checks.slots import check_slots
from credits.engine.checks.spans import check_spans
from credits.engine.policy import Policy
from credits.engine.reader import Fault

_FIRST = (check_names, check_figures)
_CHECKS: tuple[Callable[[Policy], Iterable[Fault]], ...] = (
    check_head,
    check_patterns,
    check_minima,
    check_reductions,
    check_spans,
    check_routes,
    check_slots,
    check_given,
    check_reached,
    check_across,
    check_materials,
    check_points,
    check_clauses,
    check_examples,
)


def check(policy: Policy) -> list[Fault]:
    """Everything in `policy` that makes no sense, in the order of the file's parts. With an absurd number or
    a name that no page can show nothing else is looked at."""
    absurd = [fault for one in _FIRST for fault in one(policy)]
    return absurd or [fault for one in _CHECKS for fault in one(policy)]
