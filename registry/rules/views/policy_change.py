"""What changes for me: one's own ledger under the notice that is coming, beside the present one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cejc import clock
from credits.governing import cited
from registry.people.access import own_professional, signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Professional
from registry.people.queries.governing import governing_of
from registry.rules.queries.two_ledgers import changed_clauses, side_by_side
from registry.rules.queries.what_if_person import told
from registry.rules.queries.what_if_reading import Piece, Trial


@signed_in.reads
def mine(request: SignedInRequest) -> HttpResponse:
    """Year by year, and the clauses whose hours change; that none is coming where none is."""
    person = own_professional(request.user)
    found = governing_of(person)
    coming = found.following
    context: dict[str, Any] = {"governing": found, "coming": coming}
    if coming is not None:
        context |= {"cited": cited(coming), "begins": coming.reach.begins}
        trial = Trial(coming, clock.today())
        context |= _compared(trial, person)
    return render(request, "registry/rules/policy_change.html", context)


def _compared(trial: Trial, person: Professional) -> dict[str, Any]:
    """Nothing to compare where the person has no record, or another policy goes on to govern."""
    me = next(trial.people(Piece(person.pk - 1, person.pk)), None)
    pair = trial.pair_of(me) if me else None
    if me is None or pair is None:
        return {"years": []}
    change = pair.change(me)
    before, after = told(pair.present, change.before.years), told(pair.draft, change.after.years)
    return {
        "years": side_by_side(before, after),
        "clauses": changed_clauses(change.clauses),
        "unread": change.unread[1],
        "meets": change.meets,
        "misses": change.misses,
    }
