"""Every table of moves of the registry, for the document and the tests that go through all of them."""

from typing import Any

from registry.activities.moves.activity import ACTIVITY
from registry.activities.moves.evidence_flag import EVIDENCE_FLAG
from registry.changes.moves.person_request import DEATH, ERASURE, IDENTITY_CHANGE, MERGE
from registry.keys.moves.signing_key import SIGNING_KEY
from registry.machinery.door import Table
from registry.people.moves.employment import EMPLOYMENT
from registry.people.moves.export_request import EXPORT_REQUEST
from registry.people.moves.recovery import RECOVERY
from registry.people.moves.reminding import REMINDING
from registry.people.moves.seat_request import SEAT_REQUEST
from registry.people.moves.sheet import SHEET
from registry.platforms.moves.api_client import API_CLIENT, WEBHOOK
from registry.results.moves.batch import BATCH
from registry.results.moves.completion import COMPLETION
from registry.results.moves.missing_hours import MISSING_HOURS
from registry.results.moves.platform_key import PLATFORM_KEY
from registry.rules.moves.policy_file import POLICY_FILE
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
    FILING,
    SESSION,
    HANDBOOK_CLAIM,
    IDENTITY_CHANGE,
    MERGE,
    DEATH,
    ERASURE,
    BATCH,
    PLATFORM_KEY,
    COMPLETION,
    MISSING_HOURS,
    EMPLOYMENT,
    SEAT_REQUEST,
    RECOVERY,
    EXPORT_REQUEST,
    SHEET,
    REMINDING,
    API_CLIENT,
    WEBHOOK,
    ACTIVITY,
    EVIDENCE_FLAG,
    COURSE,
    COURSE_REVIEW,
    CROSS_REVIEW,
    REGISTRATION,
    HANDBOOK,
    TITLE_RECORD,
    POLICY_FILE,
    SIGNING_KEY,
)
