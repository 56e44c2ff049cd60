"""How people's records would take results that are only asked after: what the
settling would say, and nothing written."""

from collections.abc import Sequence

from cejc.lib.pieces import pieces
from registry.people.models import Professional
from registry.results.models import Completion
from registry.results.services.completion_circle import Circle
from registry.results.services.completion_settle import (
    CHUNK,
    activity_of,
    circle_of,
    previewed,
    standing_against,
    twin_of,
)
from registry.training.standings import RECOGNISED, Standing, standing


def foresee(rows: Sequence[Completion]) -> list[Standing]:
    """How people's records would take these unsaved results, in this order; nothing is written."""
    found: list[Standing] = []
    for piece in pieces(rows, CHUNK):
        indexes = {row.identity_index for row in piece}
        people = Professional.objects.filter(identity_index__in=indexes).defer("identity_number")
        circle = circle_of(piece, {one.identity_index: one for one in people})
        found += [_foreseen(circle, row) for row in piece]
    return found


def _foreseen(circle: Circle, row: Completion) -> Standing:
    person = circle.people.get(row.identity_index)
    if person is None:
        return standing("no_person")
    activity = activity_of(circle, row, person)
    if twin_of(circle, activity) is not None:
        return RECOGNISED
    against = standing_against(circle, activity, previewed(circle, activity))
    if against.ok:
        circle.claims[person.pk].append(activity)
    return against
