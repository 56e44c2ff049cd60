"""A row of each noun of people, results, platforms and changes that has a table of moves, in any state, as the database
holds it: how it came there does not matter to the door. `people` are those of `tests/registry/test_moves.py`,
`people["base"]` the training base."""

from functools import partial

from allauth.idp.oidc.models import Client

from registry.models import (
    ApiClient,
    Completion,
    CompletionBatch,
    Death,
    Employment,
    Erasure,
    IdentityChange,
    Merge,
    MissingHours,
)
from tests.registry.results import completion_factories as make

REQUESTS = {"identity_change": IdentityChange, "merge": Merge, "death": Death, "erasure": Erasure}


def _unit(people):
    return people["HR"].seats[0].organisation


def batch(people, **values):
    keys = {f"key_{part.lower()}": make.make_key(people["base"], part) for part in "AB"}
    return CompletionBatch.objects.create(base=people["base"], year=2020, number=1, **keys, **values)


def platform_key(people, **values):
    return make.make_key(people["base"], "A", **values)


def completion(people, **values):
    """Held, where it is held, for what the province may decide on."""
    known = {
        "external_id": "R1",
        "code": "unfiled",
        "passed_on": "2020-06-01",
        "name": "某",
        "identity_index": "x",
    }
    return Completion.objects.create(base=people["base"], **known, **values)


def missing_hours(people, **values):
    known = {"title": "课程", "passed_on": "2020-06-01", "due_on": "2020-07-01"}
    person = people["professional"].professional
    return MissingHours.objects.create(professional=person, base=people["base"], **known, **values)


def employment(people, **values):
    person = people["author"].professional
    return Employment.objects.create(professional=person, organisation=_unit(people), **values)


def api_client(people, *, state):
    oauth = Client.objects.create(name="平台")
    row = ApiClient(oauth=oauth, base=people["base"], name="学习平台", created_by=people["author"])
    row.state = state
    row.save()
    return row


def person_request(people, *, noun, **values):
    """Asked by the person, confirmed by somebody who is no one of these."""
    about, by = people["professional"], people["author"]
    own = {
        "identity_change": {"organisation": _unit(people)},
        "merge": {"organisation": _unit(people), "duplicate": people["outsider"].professional},
        "death": {"organisation": _unit(people), "died_on": "2020-01-01"},
        "erasure": {},
    }[noun]
    officers = {"asked_by": about, "first_by": by, "first_person": by.professional}
    return REQUESTS[noun].objects.create(professional=about.professional, **officers, **own, **values)


MAKERS = {
    "batch": batch,
    "platform_key": platform_key,
    "completion": completion,
    "missing_hours": missing_hours,
    "employment": employment,
    "api_client": api_client,
    "webhook": api_client,
    **{noun: partial(person_request, noun=noun) for noun in REQUESTS},
}
