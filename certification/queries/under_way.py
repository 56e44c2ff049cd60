"""Which years open applications have examined under a policy: what an amendment of it would reach."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from certification.enums import YearBasis
from certification.models import CaseYear
from certification.models.case import ENDED


def open_under(policy: str, people: Collection[int]) -> Mapping[int, Collection[int]]:
    """Key of a person -> the years that the open application under the notice `policy` rests on."""
    rows = CaseYear.objects.filter(
        case__policy=policy, case__professional__in=list(people), basis=YearBasis.EXAMINED
    )
    found: dict[int, set[int]] = defaultdict(set)
    for person, year in rows.exclude(case__state__in=ENDED).values_list("case__professional", "year"):
        found[person].add(year)
    return found
