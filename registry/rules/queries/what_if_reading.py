"""The people of a piece with all that decides over their years: a constant number of queries a piece."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from cejc.errors import Refused
from credits.engine.asked import asked_of_people
from credits.engine.policy import Policy
from credits.governing import Ruling, Standing, governing, row_of, ruling_of
from registry.activities.models import Activity
from registry.activities.queries.ledger import CLAIMING
from registry.enums import OrganisationKind
from registry.people.models import Employment, Organisation, Professional
from registry.people.queries.persons import persons_of
from registry.rules.above import open_years
from registry.rules.queries.what_if_person import Change, Claim, Pair, Person, told
from registry.rules.queries.what_if_tally import Tally
from registry.yearly.queries.aside import Aside, aside_of

MOST_LOSSES = 100  # whose ledgers are kept; more where they lose just as much
MOST_EQUAL = 200  # and never more than this


@dataclass(frozen=True)
class Piece:
    """The people after `after`, up to `through`; who loses less than `least` is not among those who lose
    most."""

    after: int
    through: int
    least: str = "0"


class Trial:
    """A draft beside what governs on `day`; what is looked up once is kept for all pieces."""

    def __init__(self, draft: Policy, day: date) -> None:
        self.draft, self.day, self.ruling = draft, day, replace(ruling_of(draft), rule_set=row_of(draft))
        self._pairs: dict[Standing, Pair | None] = {}

    @cached_property
    def cities(self) -> Mapping[int, str]:
        """Key of a unit -> the place of the bureau above it, else its own (`region_of`, for all)."""
        rows = Organisation.objects.order_by("path").values_list("pk", "path", "kind", "region")
        found: dict[int, str] = {}
        bureaus: dict[str, str] = {}
        for key, path, kind, region in rows:
            ways = (bureaus.get(path[:end]) for end in range(len(path), 0, -Organisation.steplen))
            if kind == OrganisationKind.BUREAU:
                bureaus[path] = region
                found[key] = region
            else:
                found[key] = next((one for one in ways if one), region)
        return found

    def pair_of(self, person: Person) -> Pair | None:
        return self.pair(Standing(person.city, person.series))

    def pair(self, standing: Standing) -> Pair | None:
        """What people of `standing` would go from and to; None where the draft changes nothing for them."""
        if standing not in self._pairs:
            self._pairs[standing] = self._pair(standing)
        return self._pairs[standing]

    def _pair(self, standing: Standing) -> Pair | None:
        if not self.ruling.fits(standing):
            return None
        try:
            found = governing(standing, day=self.day)
        except Refused:
            return Pair(None, self.draft)
        if self.ruling.beside:
            same = (one.policy for one in found.beside if one.rule_set == self.ruling.rule_set)
            return Pair(next(same, None), self.draft)
        return None if _goes_before(found.ruling, self.ruling) else Pair(found.policy, self.draft)

    def counted(self, piece: Piece) -> tuple[Tally, list[dict[str, Any]]]:
        """The sums of a piece, and those of it who may be among the ones who lose most."""
        tally, losses = Tally(), []
        people = self.with_known(list(self.people(piece)))
        cases = self._cases(people)
        for person in people:
            pair = self.pair_of(person)
            if pair is None:
                continue
            change = pair.change(person)
            tally.add(person, change, int(bool(set(change.misses) & set(cases.get(person.pk, ())))))
            if change.lost and change.lost >= Decimal(piece.least):
                losses.append((change.lost, -person.pk, person, pair, change))
        losses.sort(key=lambda one: one[:2], reverse=True)
        return tally, [_loss(*one[2:]) for one in losses[:MOST_EQUAL]]

    def with_known(self, people: list[Person]) -> list[Person]:
        """The people with what the policies ask of them; none is looked up where no policy asks."""
        asking: dict[Policy, list[int]] = defaultdict(list)
        for person in people:
            pair = self.pair_of(person)
            for policy in (pair.present, pair.draft) if pair else ():
                if policy is not None and _looks_at_people(policy):
                    asking[policy].append(person.pk)
        known: dict[int, dict[str, Any]] = defaultdict(dict)
        for policy, keys in asking.items():
            rows = Professional.objects.filter(pk__in=keys).defer("phone")
            for key, found in persons_of(rows, dict.fromkeys(keys, policy)).items():
                known[key][policy.sha256] = found
        return [replace(one, known=known[one.pk]) if one.pk in known else one for one in people]

    def _cases(self, people: list[Person]) -> Mapping[int, Any]:
        """Open applications that the draft would be applied to: those of the notice it amends, where it says
        so (R21)."""
        amendment = self.draft.reach.amendment
        if amendment is None or not amendment.reweigh:
            return {}
        return open_years(self.draft.name, [one.pk for one in people])

    def people(self, piece: Piece) -> Iterator[Person]:
        """Those of a piece who have a record that counts or may count, in the order of their keys."""
        within = {"professional__gt": piece.after, "professional__lte": piece.through}
        known = {row[0]: row[1:] for row in _professionals(piece)}
        units = dict(
            Employment.objects.current().filter(**within).values_list("professional", "organisation")
        )
        aside = aside_of(list(known))
        for key, rows in groupby(_claims(within), key=lambda row: row[0]):
            if key in known:
                series, level = known[key]
                unit, stands = units.get(key, 0), aside.get(key) or Aside()
                claims = [Claim(str(one[1]), *one[2:]) for one in rows]
                city = self.cities.get(unit, "")
                yield Person(key, series, level, unit, city, claims, stands.certified, stands.exempt)


def _looks_at_people(policy: Policy) -> bool:
    """Whether who somebody is decides over hours; the notice of 2020 looks at records alone."""
    return bool(policy.reductions or policy.needs or asked_of_people(policy))


def _professionals(piece: Piece) -> Any:
    rows = Professional.objects.filter(pk__gt=piece.after, pk__lte=piece.through, merged_into=None)
    return rows.values_list("pk", "title_series", "title_level")


def _claims(within: Mapping[str, int]) -> Any:
    rows = Activity.objects.filter(state__in=CLAIMING, **within).order_by(
        "professional", "submitted_at", "pk"
    )
    return rows.values_list("professional", "public_id", "kind", "facts", "state")


def _goes_before(present: Ruling, draft: Ruling) -> bool:
    """Whether a policy of another row, cut more closely to these people, goes on to govern them."""
    return present.rule_set != draft.rule_set and present.closeness > draft.closeness


def _loss(person: Person, pair: Pair, change: Change) -> dict[str, Any]:
    return {
        "person": person.pk,
        "unit": person.unit or None,
        "hours": str(change.lost),
        "before": told(pair.present, change.before.years),
        "after": told(pair.draft, change.after.years),
    }


def piece_after(last: int, size: int) -> int:
    """The key up to which the next `size` people go; `last` where there is nobody any more."""
    keys = Professional.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]
    return max(keys, default=last)
