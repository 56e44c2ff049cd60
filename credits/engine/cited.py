"""[cited] of a policy file: where the notice speaks of what the portal's own sentences speak of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from credits.engine.reader import Reader

KEY = "cited"
TOPICS = (
    "employer_review",  # that the unit looks at what its people report
    "handbook",  # who has a handbook, and who hands it out
    "hours",  # that activities are converted into hours
    "city_settings",  # what a city arranges for itself
    "registration",  # the yearly registration
    "suspension",  # that gatherings may be stopped
    "timetable",  # how a day of training is counted
    "unit_training",  # training that a unit organises itself
)


def read_cited(root: Reader) -> Mapping[str, str]:
    """Topic -> clause, for the topics that the file names."""
    table = root.section(KEY) if root.has(KEY) else None
    if table is None:
        return MappingProxyType({})
    found = {topic: table.text(topic) for topic in TOPICS if table.has(topic)}
    table.done()
    return MappingProxyType(found)
