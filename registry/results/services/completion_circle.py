"""What the weighing of reported results knows of the people whom they concern."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from credits.engine.person import Person
from credits.engine.policy import Policy
from credits.governing import Governing
from registry.activities.models import Activity, ActivityVersion, Award, SlotClaim
from registry.people.models import Organisation, Professional
from registry.results.models import Completion
from registry.results.queries.recognition import Books


@dataclass
class Circle:
    """What the records of a handful of people hold, read at once."""

    governing: Mapping[int, Governing]  # by the key of a person
    books: Books
    people: dict[str, Professional]
    claims: dict[int, list[Activity]] = field(default_factory=lambda: defaultdict(list))
    locked: set[tuple[int, int]] = field(default_factory=set)
    units: dict[tuple[int, int], int] = field(default_factory=dict)  # person, year -> employer
    present: dict[int, int] = field(default_factory=dict)  # person -> present employer
    names: dict[int, Organisation] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    persons: Mapping[int, Person] = field(default_factory=dict)
    awards: list[Award] = field(default_factory=list)
    slots: list[SlotClaim] = field(default_factory=list)
    versions: list[ActivityVersion] = field(default_factory=list)
    told: list[Completion] = field(default_factory=list)
    former_names: Mapping[int, set[str]] = field(default_factory=dict)

    @cached_property
    def policies(self) -> Mapping[int, Policy]:
        """By the key of a person what governs them."""
        return {key: found.policy for key, found in self.governing.items()}
