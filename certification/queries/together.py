"""Who of an office has a case: on the screen now, or given to; and what colleagues wrote of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.db.ready import Keys, ready
from certification.models import Assignment, Case, CaseNote, InHand, ReturnPhrase, Review
from certification.offices import ROLE_OF_OFFICE
from certification.permissions import is_own, seat_at
from certification.queries.policy import table_of
from certification.workflow.table import state_label
from registry.activities.return_reasons import reason_sentences
from registry.models import User
from registry.people.queries.colleagues import colleagues_as

OWN = "own:"  # before the id of a reason of the office's own, among the codes of the common ones


def colleagues(user: User) -> QuerySet[User]:
    """Who sits today where `user` does, himself among them."""
    return colleagues_as(user, ROLE_OF_OFFICE.values())


def has_it(user: User, case: Case) -> bool:
    """Whether an office of `user` has the case in hand now."""
    stage = table_of(case).stage(case.stage)
    offices = (stage.office, *stage.also_offices) if stage else ()
    return any(seat_at(user, case, office) for office in offices)


def phrases(user: User) -> list[tuple[str, str]]:
    """The office's own reasons as choices of a form."""
    rows = ReturnPhrase.objects.of_office(user).filter(dropped_at=None)
    return [(f"{OWN}{one.public_id}", one.label) for one in rows]


def sentences(user: User, codes: Sequence[str]) -> list[str]:
    """What the person reads of the reasons that were picked: the common ones, then the office's own."""
    own = [code.removeprefix(OWN) for code in codes if code.startswith(OWN)]
    rows = ReturnPhrase.objects.of_office(user).filter(public_id__in=own)
    return [*reason_sentences(list(codes)), *(one.text for one in rows)]


def had_by(case: Case) -> str:
    """Who moved the case last, and where it stands, for whoever came too late."""
    last, state = case.transitions.last(), state_label(table_of(case), case.state)
    return _("%(name)s的申请刚由%(who)s办理，现在是“%(state)s”。") % {
        "name": case.professional.name,
        "who": last.actor_label if last else "",
        "state": state,
    }


def valid_now() -> Q:
    """Of an assignment: the case still is at the stage and round at which it was given."""
    here = Q(case__state=F("stage")) | Q(case__state=Concat(F("stage"), Value(".begun")))
    return here & Q(case__round=F("round"))


def given() -> QuerySet[Assignment]:
    return Assignment.objects.filter(valid_now())


def free_for(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of a queue that no colleague has on the screen and none was given to."""
    held = InHand.objects.filter(until__gt=clock.now()).exclude(user=user)
    others = given().exclude(to=user)
    return rows.exclude(pk__in=held.values("case")).exclude(pk__in=others.values("case"))


@dataclass(frozen=True)
class With:
    """Who has a case: `reading` it now (not the reader), `given` to; None where nobody."""

    reading: User | None = None
    given: User | None = None


def with_whom(user: User, cases: Sequence[Case]) -> dict[int, With]:
    """The same for many, by key; two queries."""
    keys = [case.pk for case in cases]
    now = clock.now()
    reading = {one.case_id: one.user for one in _read_by_others(keys, user.pk, now)}
    to = {one.case_id: one.to for one in _given_of(keys)}
    return {key: With(reading.get(key), to.get(key)) for key in keys}


@ready
def _read_by_others(keys: Keys, user: int, now: datetime) -> QuerySet[InHand]:
    held = InHand.objects.filter(case__in=keys, until__gt=now).exclude(user=user)
    return held.select_related("user__professional")


@ready
def _given_of(keys: Keys) -> QuerySet[Assignment]:
    return given().filter(case__in=keys).select_related("to__professional")


def notes_for(user: User, case: Case) -> list[CaseNote] | None:
    """What the reader's office wrote of the case, oldest first; None for whoever may not read or write there:
    no office, and never the person whose case it is."""
    if is_own(user, case) or not user.seats:
        return None
    return list(CaseNote.objects.of_office(user).filter(case=case).select_related("author__professional"))


def decided_today(user: User) -> QuerySet[Review]:
    """What the login has decided since midnight in Shanghai, latest first; what was taken back is none."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Review.objects.standing().filter(reviewer=user, at__gte=midnight, decision__in=("pass", "return"))
    return rows.select_related("case__professional", "case__organisation").order_by("-at", "-pk")
