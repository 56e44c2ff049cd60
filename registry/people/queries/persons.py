"""What the rules know of a person: the engine's Person, made of the rows that the portal has.

Level, degree and series stand in the person's own row. The rest is looked for only where the policy asks for
it (`asked_of_people`), for many people at once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from cejc.lib.hook import Hook
from cejc.lib.writing.identity import birth_date
from credits.engine.asked import BORN, EMPLOYED, QUALIFIED, REGION, asked_of_people
from credits.engine.person import Employed, Person
from credits.engine.policy import Policy
from credits.engine.ways import LEVELS
from credits.governing import Governing
from registry.people.models import Employment, Professional
from registry.people.queries.governing import employers_of
from registry.people.queries.region import regions_of

Titles = Callable[[Collection[int]], Iterable[tuple[int, str, int]]]
# The confirmed titles of people (keys): whose, of which series, since which year.
titles_by: Hook[Titles] = Hook()


def person_of(professional: Professional, policy: Policy) -> Person:
    """One person as `policy` sees them. No query where it asks for nothing that stands elsewhere."""
    return persons_of([professional], {professional.pk: policy})[professional.pk]


def persons_of(people: Iterable[Professional], policies: Mapping[int, Policy]) -> Mapping[int, Person]:
    """Key of a person -> what is known of them; `policies` says by which policy each is counted. Three
    queries at most, none where no policy asks."""
    rows = {one.pk: one for one in people}
    found = {key: own_of(one) for key, one in rows.items()}
    asking = _asking({key: policies[key] for key in rows})
    for key in asking[BORN]:
        one = rows[key]
        found[key] = replace(found[key], born=birth_date(one.identity_type, one.identity_number))
    for key, year in _qualified(asking[QUALIFIED], policies).items():
        found[key] = replace(found[key], qualified=year)
    for key, times in _employed(asking[EMPLOYED]).items():
        found[key] = replace(found[key], employed=tuple(times))
    for key, region in _regions(asking[REGION]).items():
        found[key] = replace(found[key], region=region)
    return found


def persons_under(
    people: Mapping[int, Professional], found: Mapping[int, Governing]
) -> Mapping[tuple[int, str], Person]:
    """Key of a person and SHA-256 of a policy that counts their hours -> what is known of them under it.
    Three queries a policy at most."""
    by_policy: dict[Policy, list[int]] = defaultdict(list)
    for key in people:
        for policy in found[key].policies:
            by_policy[policy].append(key)
    return {
        (key, policy.sha256): person
        for policy, keys in by_policy.items()
        for key, person in persons_of([people[key] for key in keys], dict.fromkeys(keys, policy)).items()
    }


def own_of(professional: Professional) -> Person:
    """What the person's own row says."""
    level = professional.title_level
    return Person(
        level=level if level in LEVELS else "",
        degree=professional.degree,
        series=professional.title_series,
    )


def _asking(policies: Mapping[int, Policy]) -> Mapping[str, list[int]]:
    """What is asked -> of whom."""
    found: dict[str, list[int]] = defaultdict(list)
    for key, policy in policies.items():
        for what in asked_of_people(policy):
            found[what].append(key)
    return found


def _qualified(people: Collection[int], policies: Mapping[int, Policy]) -> Mapping[int, int]:
    """The year of the first confirmed title, of the series that the policy is for where it names some."""
    found: dict[int, int] = {}
    for source in titles_by if people else ():
        for key, series, year in source(people):
            wanted = policies[key].reach.series
            if not wanted or series in wanted:
                found[key] = min(year, found.get(key, year))
    return found


def _employed(people: Collection[int]) -> Mapping[int, list[Employed]]:
    found: dict[int, list[Employed]] = defaultdict(list)
    if people:
        rows = Employment.objects.confirmed().filter(professional__in=people).order_by("valid_from", "pk")
        for key, first, last in rows.values_list("professional_id", "valid_from", "valid_until"):
            found[key].append(Employed(first, last))
    return found


def _regions(people: Collection[int]) -> Mapping[int, str]:
    if not people:
        return {}
    units = employers_of(people)
    places = regions_of(units.values())
    return {key: places[unit.pk] for key, unit in units.items()}
