"""Two officers decide the same changes of people's files at once; run as a script by test_merge_race.py."""

import json
import sys
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from cejc.errors import Refused
from registry.changes.services import identity_change, merge
from registry.changes.services import person_request as requests
from registry.models import IdentityChange, Merge, User
from tests import factories
from tests.racing import race

ROUNDS = 5
OFFICERS = ("paul", "pia")


def prepare() -> None:
    """Pairs of files to merge, and people who ask for another name; all confirmed by petra."""
    province = factories.make_province()
    petra, *_others = (factories.province_of(province, name) for name in ("petra", *OFFICERS))
    for number in range(ROUNDS):
        kept, double = factories.make_person(f"kept{number}"), factories.make_person(f"double{number}")
        numbers = [str(user.professional.identity_number) for user in (kept, double)]
        merge.propose(actor=petra, kept=numbers[0], duplicate=numbers[1], reason="已核对")
        asks = factories.make_person(f"asks{number}")
        row = identity_change.ask(
            actor=asks,
            professional=asks.professional,
            name="欧阳明",
            reason="户口簿",
            file={"stored_name": "x"},
        )
        requests.confirm(actor=petra, request=row)


def racer(name: str, barrier: Any, answers: Any) -> None:
    actor, found = User.objects.get(username=name), []
    rows = [
        row
        for pair in zip(Merge.objects.order_by("pk"), IdentityChange.objects.order_by("pk"), strict=True)
        for row in pair
    ]
    barrier.wait(60)
    for row in rows if name == OFFICERS[0] else reversed(rows):
        try:
            requests.approve(actor=actor, request=row)
            found.append("done")
        except Refused as refusal:
            found.append(refusal.code)
        except Exception as fault:
            found.append(f"{type(fault).__name__}: {fault}")
    answers.put(found)


def run() -> None:
    found = race(racer, OFFICERS)
    sys.stdout.write(json.dumps([*found[0], *found[1]]))


if __name__ == "__main__":
    {"prepare": prepare, "run": run}[sys.argv[1]]()
