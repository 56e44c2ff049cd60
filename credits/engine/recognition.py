"""When results of training count: what a notice asks of courses, of platforms and of the training that has to
be filed ([recognition])."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HOLD, COUNT, ASK = "hold", "count", "ask"


@dataclass(frozen=True)
class Recognition:
    """`filed_subject` is the subject whose face-to-face training is filed ("": none is); where it was not,
    its hours are held or count (`unfiled`). `own_training`: of a unit, counts or is asked about.
    `courses_since`: from when on online courses stand in the catalogue; None: they need not."""

    filed_subject: str = ""
    unfiled: str = COUNT
    own_training: str = COUNT
    review_before_launch: bool = False
    courses_since: date | None = None
    clause: str = ""  # where the notice speaks of filing training and reviewing courses
    key_clause: str = ""  # and of the two keys
    key_b_by: str = ""  # "03-10": the last day of a platform's second key in its year; "": it needs none

    def key_b_due(self, year: int) -> date | None:
        return date.fromisoformat(f"{year:04}-{self.key_b_by}") if self.key_b_by else None
