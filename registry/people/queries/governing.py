"""Which policy governs a person or a unit: who they are, put to `credits.governing`."""

from collections.abc import Iterable, Mapping
from datetime import date

from cejc import clock
from credits.engine.policy import Policy
from credits.governing import Governing, Standing, governing, in_force, policy_held
from registry.people.models import Employment, Organisation, Professional, User
from registry.people.queries.region import region_of, regions_of

NOWHERE = Organisation()  # in the place of an employer: there is none, do not look


def _places_matter() -> bool:
    """Whether some policy in force is for certain places only; else nobody's place is looked up."""
    return any(one.regions for one in in_force())


@policy_held()
def standing_of(person: Professional, unit: Organisation | None = None, series: str = "") -> Standing:
    """A person as the choice of a policy sees them: where the employer is (`unit`, the present one when None)
    and of which series the title is (`series`, the one held when "")."""
    if not _places_matter():
        return Standing("", series or person.title_series)
    unit = unit or employers_of([person.pk]).get(person.pk, NOWHERE)
    return Standing(region_of(unit) if unit.pk else "", series or person.title_series)


def employers_of(people: Iterable[int]) -> Mapping[int, Organisation]:
    """Key of a person -> the present employer; without those who have none."""
    held = Employment.objects.current().filter(professional__in=list(people))
    return {one.professional_id: one.organisation for one in held.select_related("organisation")}


@policy_held()
def governing_of(
    person: Professional, *, day: date | None = None, year: int | None = None, series: str = ""
) -> Governing:
    """What governs a person on `day` (today when None), or in applications of `year`. Raises Refused."""
    return governing(standing_of(person, series=series), day=day, year=year)


def policy_of(person: Professional) -> Policy:
    """The policy that governs a person today."""
    return governing_of(person).policy


@policy_held()
def application_years(person: Professional | None) -> list[int]:
    """The years in which a person can apply today: those of every governing notice that has begun, the newest
    first."""
    standing, today = standing_of(person) if person else Standing(), clock.today()
    rows = [one for one in in_force() if one.fits(standing) and not one.beside and one.begins <= today]
    return sorted({one.application_year for one in rows}, reverse=True) or [
        governing(standing).policy.application_year
    ]


def governing_of_login(user: User) -> Governing:
    """What governs the person behind a login; what governs in general where there is none."""
    return governing_of(user.professional) if user.professional else governing()


@policy_held()
def policies_of(people: Iterable[Professional]) -> Mapping[int, Policy]:
    """Key of a person -> the policy that governs them today, for many; three queries at most."""
    return {key: found.policy for key, found in governing_of_many(people).items()}


@policy_held()
def governing_of_many(people: Iterable[Professional]) -> Mapping[int, Governing]:
    """Key of a person -> what governs them today, and what counts beside."""
    standings = _standings({one.pk: one for one in people})
    found = {one: governing(one) for one in set(standings.values())}
    return {key: found[one] for key, one in standings.items()}


def _standings(people: Mapping[int, Professional]) -> Mapping[int, Standing]:
    if not people or not _places_matter():
        return {key: Standing("", one.title_series) for key, one in people.items()}
    units = employers_of(people)
    places = regions_of(units.values())
    regions = {key: places[unit.pk] for key, unit in units.items()}
    return {key: Standing(regions.get(key, ""), one.title_series) for key, one in people.items()}


@policy_held()
def policy_of_unit(unit: Organisation | None) -> Policy:
    """The policy that governs a unit's people today, whatever their series."""
    region = region_of(unit) if unit and _places_matter() else ""
    return governing(Standing(region)).policy
