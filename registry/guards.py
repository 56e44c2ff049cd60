"""The triggers of the registry: each stands beside the room whose promise it holds."""

from registry.activities import guards as activities
from registry.changes import guards as changes
from registry.machinery import guards as machinery
from registry.people import guards as people
from registry.public_log import guards as public_log
from registry.results import guards as results
from registry.training import guards as training
from registry.yearly import guards as yearly

ALL = (
    *machinery.GUARDS,
    *people.GUARDS,
    *public_log.GUARDS,
    *activities.GUARDS,
    activities.COUNT,
    *yearly.GUARDS,
    *training.GUARDS,
    *results.GUARDS,
    *changes.GUARDS,
)
NO_TRUNCATE = (*machinery.NO_TRUNCATE, *public_log.NO_TRUNCATE, *activities.NO_TRUNCATE)
