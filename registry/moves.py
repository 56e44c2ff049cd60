"""Every table of moves of the registry, for the document and the tests that go through all of them."""

from typing import Any

from registry.activities.moves.activity import ACTIVITY
from registry.activities.moves.evidence_flag import EVIDENCE_FLAG
from registry.activities.moves.history import HISTORY
from registry.machinery.door import Table
from registry.training.moves.course import COURSE
from registry.training.moves.course_review import COURSE_REVIEW
from registry.training.moves.cross_review import CROSS_REVIEW
from registry.training.moves.filing import FILING
from registry.training.moves.session import SESSION
from registry.yearly.moves.handbook import HANDBOOK
from registry.yearly.moves.handbook_claim import HANDBOOK_CLAIM
from registry.yearly.moves.registration import REGISTRATION
from registry.yearly.moves.title_record import TITLE_RECORD

TABLES: tuple[Table[Any], ...] = (
    ACTIVITY,
    EVIDENCE_FLAG,
    HISTORY,
    COURSE,
    COURSE_REVIEW,
    CROSS_REVIEW,
    FILING,
    SESSION,
    REGISTRATION,
    HANDBOOK_CLAIM,
    HANDBOOK,
    TITLE_RECORD,
)
