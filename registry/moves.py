"""Every table of moves of the registry, for the document and the tests that go through all of them."""

from typing import Any

from registry.changes.moves.person_request import DEATH, ERASURE, IDENTITY_CHANGE, MERGE
from registry.machinery.door import Table
from registry.people.moves.employment import EMPLOYMENT
from registry.platforms.moves.api_client import API_CLIENT, WEBHOOK
from registry.results.moves.batch import BATCH
from registry.results.moves.completion import COMPLETION
from registry.results.moves.missing_hours import MISSING_HOURS
from registry.results.moves.platform_key import PLATFORM_KEY
from registry.training.moves.filing import FILING
from registry.training.moves.session import SESSION
from registry.yearly.moves.handbook_claim import HANDBOOK_CLAIM

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
    API_CLIENT,
    WEBHOOK,
)
