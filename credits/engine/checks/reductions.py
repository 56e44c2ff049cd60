"""Who needs less: nothing that a reduction names is left without effect."""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _


def check_reductions(policy: Policy) -> Iterator[Fault]:
    """A share goes with the total of which it is one; it has no hours of its own that could be less."""
    shares = {need.id: need.name for need in policy.needs if need.share is not None}
    for index, reduction in enumerate(policy.reductions):
        for need in reduction.of:
            if need in shares:
                message = _(
                    "{clause}减少的“{name}”是按比例的要求，随合计学时而变，不能另行减少",
                    clause=reduction.source.clause or reduction.id,
                    name=shares[need],
                )
                yield Fault(f"reductions[{index}].of", message)
