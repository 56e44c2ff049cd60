"""The years of people that are not examined: on an earlier slip (R20) or exempt (R22), and those for which it
is only claimed or asked so far. One answer for the first screen, the bars, the registration and the lists."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from cejc.lib.db.ready import Keys, ready
from cejc.lib.hook import Hook
from registry.enums import RegistrationState
from registry.yearly.models import AnnualRegistration


@dataclass
class Aside:
    """Year -> number of the slip, or reason; `claimed` and `asked` wait for somebody's word."""

    certified: dict[int, str] = field(default_factory=dict)
    claimed: dict[int, str] = field(default_factory=dict)
    exempt: dict[int, str] = field(default_factory=dict)
    asked: dict[int, str] = field(default_factory=dict)

    def add(self, other: "Aside") -> None:
        self.certified |= other.certified
        self.claimed |= other.claimed
        self.exempt |= other.exempt
        self.asked |= other.asked

    def ground(self, year: int) -> str:
        """“certified” or “exempt” where the year is settled for good, else ""."""
        return "certified" if year in self.certified else "exempt" if year in self.exempt else ""


Source = Callable[[Collection[int]], Mapping[int, Aside]]
# Which years of people (by key) stand aside, as other rooms know.
sources: Hook[Source] = Hook()


@ready
def _exempt(people: Keys) -> QuerySet[AnnualRegistration]:
    rows = AnnualRegistration.objects.filter(professional__in=people).exclude(exempt_reason="")
    return rows.exclude(state=RegistrationState.OPEN).only(
        "professional_id", "year", "state", "exempt_reason"
    )


def aside_of(people: Collection[int]) -> Mapping[int, Aside]:
    """What stands aside for each of `people`, by key; a constant number of queries."""
    found: dict[int, Aside] = defaultdict(Aside)
    for row in _exempt(list(people)):
        years = found[row.professional_id].exempt if row.is_locked else found[row.professional_id].asked
        years[row.year] = row.exempt_reason
    for source in sources:
        for person, aside in source(people).items():
            found[person].add(aside)
    return found
