"""Two processes that do the same to the same things at once; run as a script by test_concurrency.py.

`race.py prepare ROUNDS` makes the people and their cases; `race.py run` starts two processes which meet at a
barrier before every round and print what came of each act.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from cejc.errors import Refused
from certification.models import Case, Exemption, Notice, SlipAction
from certification.services import review
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.slips import slip as slips
from credits.services import load_calendar
from registry.models import Organisation, User
from tests import factories
from tests.certification.rows import issue, make_case
from tests.racing import race

PROCESSES = 2
KINDS = ("issue", "publish", "confirm", "revoke")
# Who acts in which process; the second one of each pair is another person with the same office.
ACTORS = {
    "issue": ("petra", "paul"),
    "publish": ("bob", "bill"),
    "confirm": ("dora", "doris"),
    "revoke": ("paul", "pia"),
}


def prepare(rounds: int) -> None:
    """Two things of one kind for every round."""
    province = factories.make_province()
    department = factories.make_department(parent=None)
    employer = factories.make_employer(parent=department)
    for name in ("petra", "paul", "pia"):
        factories.province_of(province, name)
    for name in ("dora", "doris"):
        factories.department_of(department, name)
    for name in ("bob", "bill"):
        factories.hr_of(employer, name)
    year = factories.this_year()
    load_calendar(years=[year - 1, year])
    for number in range(rounds):
        for _twice in range(2):
            _thing(KINDS[number % len(KINDS)], employer)


def _thing(kind: str, employer: Organisation) -> None:
    person = factories.make_professional()
    factories.make_employment(person, employer)
    if kind == "issue":
        make_case(person, state="issue")
    elif kind == "publish":
        _draft(make_case(person, state="notice"))
    elif kind == "confirm":
        _all_exempt(make_case(person, state="confirmation"))
    else:
        slip = issue(User.objects.get(username="petra"), person)
        slips.propose_action(
            actor=User.objects.get(username="petra"), slip=slip, kind="revoke", reason="证书存疑"
        )


def _draft(case: Case) -> None:
    bob = User.objects.get(username="bob")
    drafts.compose_notice(
        actor=bob, organisation=case.organisation, cases=[case], title="名单公示", contact="人事部"
    )


def _all_exempt(case: Case) -> None:
    """Years that need no material: the race is about the decision, not about counting."""
    approver = User.objects.get(username="bob")
    Exemption.objects.bulk_create(
        Exemption(
            case=case, year=year, reason="在外交流", approved_by=approver, approved_at=case.submitted_at
        )
        for year in case.span
    )


def things() -> dict[str, list[Any]]:
    """What the rounds are about, in the same order in both processes."""
    return {
        "issue": list(Case.objects.filter(state="issue").order_by("pk")),
        "publish": list(Notice.objects.order_by("pk")),
        "confirm": list(Case.objects.filter(state="confirmation").order_by("pk")),
        "revoke": list(SlipAction.objects.order_by("pk")),
    }


ACTS: dict[str, Callable[[User, Any], object]] = {
    "issue": lambda actor, case: slips.issue_slip(actor=actor, case=case, edit=case.edit),
    "publish": lambda actor, notice: notices.publish_notice(actor=actor, notice=notice, edit=notice.edit),
    "confirm": lambda actor, case: review.pass_case(
        actor=actor, case=case, edit=case.edit, stage="confirmation"
    ),
    "revoke": lambda actor, action: slips.decide_action(actor=actor, action=action, approve=True),
}


def act(kind: str, actor: User, thing: Any) -> str:
    """done, the code of the refusal, or the fault that nobody foresaw."""
    try:
        ACTS[kind](actor, thing)
    except Refused as refusal:
        return refusal.code
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return "done"


def racer(place: int, barrier: Any, answers: Any) -> None:
    """In every round the two things of the round, in the order of one's own: both meet, and both collide."""
    mine = {kind: User.objects.get(username=names[place]) for kind, names in ACTORS.items()}
    wanted = things()
    found = []
    barrier.wait(60)
    for number in range(sum(map(len, wanted.values())) // 2):
        kind = KINDS[number % len(KINDS)]
        first = number // len(KINDS) * 2
        pair = wanted[kind][first : first + 2]
        barrier.wait(60)
        found += [(kind, act(kind, mine[kind], thing)) for thing in (pair if place == 0 else reversed(pair))]
    answers.put(found)


def run() -> None:
    sys.stdout.write(json.dumps(race(racer, range(PROCESSES))))


if __name__ == "__main__":
    prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else run()
