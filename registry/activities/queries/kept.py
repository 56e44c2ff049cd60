"""Years as the kept hours make them: the engine's arithmetic over what stands in the tables, nothing weighed
anew."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from credits.engine.awards import Award


def kept_award(record: str, values: Mapping[str, Any]) -> Award:
    """What is kept of one record's hours (`year`, `subject`, `hours`; `deemed` and `again` where they are) as
    the engine adds it up."""
    return Award(
        record=record,
        year=values["year"],
        subject=values["subject"],
        hours=Decimal(values["hours"]),
        clause="",
        rule="",
        rule_id="",
        basis="",
        why="",
        deemed=values.get("deemed", False),
        again=values.get("again", False),
    )
