"""Which clauses want worked examples, and which have none."""

from __future__ import annotations

from credits.engine.policy import Policy


def clauses_with_figures(policy: Policy) -> list[str]:
    """The clauses that bear a figure a person can fall on either side of, in the order of the file."""
    sources = [
        policy.total_source,
        *(subject.source for subject in policy.subjects if subject.minimum),
        *(span.source for span in policy.spans),
        *(stage.source for route in policy.routes.values() for stage in route.stages if stage.window),
        *(rule.source for rule in policy.rules),
        *(cap.source for cap in policy.caps),
        *(group.source for group in policy.groups),
        *(row.source for row in policy.evidence),
    ]
    return list(dict.fromkeys(source.clause for source in sources if source.clause))


def clauses_without(policy: Policy) -> list[str]:
    """Of these, those without an example just inside and one just outside."""
    sides = {(example.clause, example.inside) for example in policy.examples}
    wanted = clauses_with_figures(policy)
    return [one for one in wanted if not {(one, True), (one, False)} <= sides]
