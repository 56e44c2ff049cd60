"""What the page of a notice shows: its clauses, and beside each the data that it became."""

from typing import Any

from credits.engine.data import Stand, beside
from credits.engine.policy import Policy
from registry.rules.queries.worked_examples import Examples


def notice_page(policy: Policy) -> dict[str, Any]:
    """`stands` and `wordless`: each clause with its examples; the rest of it as `beside` has it. No query."""
    whole, examples = beside(policy), Examples(policy)
    return {
        "whole": whole,
        "stands": [_shown(one, examples) for one in whole.stands],
        "wordless": [_shown(one, examples) for one in whole.wordless],
        "uncited": list(whole.uncited.items()),
    }


def _shown(stand: Stand, examples: Examples) -> dict[str, Any]:
    return {"stand": stand, "examples": examples.of(stand.examples)}
