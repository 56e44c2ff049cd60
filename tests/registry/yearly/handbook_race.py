"""Two clerks of the province grant the same claim lists at once; run as a script by test_handbook_race.py."""

import json
import sys
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from cejc.errors import Refused
from registry.models import HandbookClaim, User
from registry.yearly.services import handbook_claim as claims
from tests import factories
from tests.racing import race

LISTS, PEOPLE = 6, 3


def prepare() -> None:
    province = factories.make_province()
    for name in ("petra", "paul"):
        factories.province_of(province, name)
    for number in range(LISTS):
        office = factories.make_department(f"主管部门{number}")
        unit = factories.make_employer(f"单位{number}", parent=office)
        for _person in range(PEOPLE):
            factories.make_employment(factories.make_professional(), unit)
        clerk = factories.department_of(office)
        claim = claims.compose(actor=clerk, organisation=office)
        claims.submit(actor=clerk, claim=claim, edit=claim.edit)


def racer(name: str, barrier: Any, answers: Any) -> None:
    actor, found = User.objects.get(username=name), []
    rows = list(HandbookClaim.objects.order_by("pk" if name == "petra" else "-pk"))
    barrier.wait(60)
    for claim in rows:
        try:
            claims.grant(actor=actor, claim=claim, edit=claim.edit)
            found.append("done")
        except Refused as refusal:
            found.append(refusal.code)
        except Exception as fault:
            found.append(f"{type(fault).__name__}: {fault}")
    answers.put(found)


def run() -> None:
    found = race(racer, ("petra", "paul"))
    sys.stdout.write(json.dumps([*found[0], *found[1]]))


if __name__ == "__main__":
    prepare() if sys.argv[1] == "prepare" else run()
