"""Required materials: no combination that an earlier one makes needless, no document that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.materials import EvidenceOption, EvidenceRow
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _


def check_materials(policy: Policy) -> Iterator[Fault]:
    for index, row in enumerate(policy.evidence):
        yield from _options(row, f"evidence[{index}]")
    rows = policy.evidence
    asked = {doc for row in rows for option in row.options for group in option.needs for doc in group}
    for index, document in enumerate(policy.documents.values()):
        if document.id not in asked:
            message = _("材料“{name}”没有任何一组材料用到", name=document.name)
            yield Fault(f"documents[{index}]", message)


def _options(row: EvidenceRow, at: str) -> Iterator[Fault]:
    for place, option in enumerate(row.options):
        for kind in option.kinds:
            if kind not in row.kinds:
                message = _(
                    "{row}的材料组合“{name}”写了不属于它的活动类别 {kind}",
                    row=row.id,
                    name=option.name,
                    kind=kind,
                )
                yield Fault(f"{at}.options[{place}].kinds", message)
        for other in row.options[:place]:
            if _covers(row, other, option):
                message = _(
                    "{clause}的材料组合“{name}”用不上：备齐它的，已经备齐了前面的“{other}”",
                    clause=row.source.clause or row.id,
                    name=option.name,
                    other=other.name,
                )
                yield Fault(f"{at}.options[{place}]", message)
                break


def _covers(row: EvidenceRow, other: EvidenceOption, option: EvidenceOption) -> bool:
    """Whoever has all of `option` has all of `other`, for every kind it is for."""
    mine, theirs = set(option.kinds or row.kinds), set(other.kinds or row.kinds)
    return mine <= theirs and all(
        any(set(group) <= set(asked) for group in option.needs) for asked in other.needs
    )
