"""Two clerks press at once on filings, sessions, courses and samples;
run as a script by test_training_race.py."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from cejc.errors import Refused
from registry.enums import Role
from registry.models import Attendee, Filing, SessionSlot, TrainingBase, TrainingSession, User
from registry.results.services import session_close
from registry.training.services import attendance, cross_review, filing
from tests import factories
from tests.certification.rows import on
from tests.racing import race
from tests.registry.results import completion_factories
from tests.registry.training import session_factories
from tests.registry.training.training_factories import base_staff, base_world, make_expert

FILINGS, SESSIONS, DRAWS = 6, 4, 4
NOW = "2020-06-15 08:40"


def prepare() -> None:
    """Filings that wait, sessions that are open with a person on each
    list, online courses that can be drawn."""
    with on("2020-06-01 09:00"):
        world = base_world()
        base_staff(world.base, "pia", "皮雅")
        province = factories.make_province()
        for name in ("petra", "paul"):
            factories.province_of(province, name)
        for number in range(FILINGS):
            row = session_factories.make_draft(world.staff, world.base, title=f"培训{number}")
            session_factories.submit(world.staff, row)
        person = factories.make_person("alice", "欧阳晓")
        for number in range(SESSIONS):
            made = session_factories.make_session(
                world.staff, ("2020-06-15", "morning", "professional"), base=world.base, code=f"BC{number}"
            )
            session_factories.listed(world.staff, made, person.professional)
        for number in range(DRAWS):
            course = completion_factories.make_online(world.base, f"KC{number}", live_on=date(2020, 5, 1))
            completion_factories.conclude(course)
        make_expert("expert", base=completion_factories.make_base("JD77"))


Step = tuple[str, Callable[[], object]]


def _filings(actor: User) -> Iterator[Step]:
    for row in Filing.objects.order_by("pk"):
        yield "filing", lambda row=row: filing.accept(actor=actor, filing=row, edit=row.edit)


def _draws(actor: User) -> Iterator[Step]:
    for number in range(DRAWS):
        seed = f"{actor.username}-{number}"
        yield "draw", lambda seed=seed: cross_review.draw(actor=actor, seed=seed, size=1)


def _signs(actor: User) -> Iterator[Step]:
    """The person scans while the clerk ticks the list."""
    alice = User.objects.get(username="alice")
    for slot in SessionSlot.objects.select_related("session").order_by("pk"):
        if actor.username == "pia":
            code = attendance.code_now(slot)
            yield "sign", lambda slot=slot, code=code: attendance.sign_in(actor=alice, slot=slot, code=code)
        else:
            keys = [Attendee.objects.get(session=slot.session_id).pk]
            yield (
                "sign",
                lambda slot=slot, keys=keys: attendance.mark(actor=actor, slot=slot, there=keys, before=[]),
            )


def _closings(actor: User) -> Iterator[Step]:
    for row in TrainingSession.objects.order_by("pk"):
        yield "close", lambda row=row: session_close.close(actor=actor, session=row, edit=row.edit)


def racer(names: tuple[str, str], barrier: Any, answers: Any) -> None:
    """One of two: an officer of the province, and a clerk of the base."""
    officer, clerk = (User.objects.get(username=name) for name in names)
    found: list[tuple[str, str]] = []
    for moment, steps in (
        (NOW, _filings(officer)),
        (NOW, _draws(officer)),
        (NOW, _signs(clerk)),
        ("2020-06-15 18:00", _closings(clerk)),
    ):
        with on(moment):
            ready = list(steps)
            barrier.wait(60)
            for what, press in ready if officer.username == "petra" else reversed(ready):
                found.append((what, _pressed(press)))
            barrier.wait(60)
    answers.put(found)


def _pressed(press: Callable[[], object]) -> str:
    try:
        press()
    except Refused:
        return "refused"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return "done"


def run() -> None:
    staff = TrainingBase.objects.get(code="JD01").organisation.memberships.filter(role=Role.BASE)
    first = next(seat.user.username for seat in staff if seat.user.username != "pia")
    found = race(racer, (("petra", first), ("paul", "pia")))
    sys.stdout.write(json.dumps([*found[0], *found[1]]))


if __name__ == "__main__":
    {"prepare": prepare, "run": run}[sys.argv[1]]()
