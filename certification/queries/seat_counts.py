"""How many cases of a desk stand in which state: from the counters of its office (certification.counts), and
from those few cases themselves that are something else for one reader. Nothing here grows with the desk.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Count, Exists, F, Q, QuerySet, Sum, Value, When
from django.db.models import Case as Case_

from cejc.lib.db.ready import Again
from certification.counts import PROVINCE
from certification.models import Case, CaseCount, CaseItem, Review
from certification.offices import ROLE_OF_OFFICE
from certification.queries.policy import KEYS
from certification.workflow.table import ENDED
from credits.engine import Policy, bundled_names
from credits.queries import bundled, policy_at
from registry.enums import SUPERVISING, Role
from registry.models import ActivityReview, Membership, Unattended, User

DECIDED = ("review", "issue", "record")  # kinds of stages whose work is a decision, which R23 binds
MARKS = ("own", "acted", "stranded")
UNMARKED = (False, False, False)
# A line of the answer: what decides the table, the state, what keeps the reader from it, and how many.
Line = tuple[tuple[Any, ...], str, tuple[bool, bool, bool], int]
_seen: set[tuple[str, str]] = set()  # policies that cases were met with, in this process
# An officer's desk asks the same with every page, and it is Django's work of ten milliseconds to say it.
_asked = Again(500)


def offices_of(seat: Membership) -> frozenset[str]:
    """The offices of a policy that `seat` acts for."""
    return frozenset(str(office.value) for office, role in ROLE_OF_OFFICE.items() if role == seat.role)


def flag(condition: Q) -> Case_:
    return Case_(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def acted_at(user: User, seat: Membership) -> QuerySet[Any]:
    """Keys of cases where the person behind `user` decided at another stage than the one which `seat` would
    decide now (R23): on the case, or on a record that it relies on."""
    own, stood_in, others = _stages(offices_of(seat), frozenset(_seen))
    found = [one for stage in sorted(own) for one in _acted(user, [stage], others, seat)]
    if elsewhere := sorted(stood_in - own):  # there the office acts only where nobody else may
        stranded = Case.objects.filter(public_id__in=_stranded()).order_by().values("pk")
        on_case, on_record = _acted(user, elsewhere, others)
        items = CaseItem.objects.filter(case__in=stranded).order_by().values("activity")
        found += [on_case.filter(case__in=stranded), on_record.filter(activity__in=items)]
    return Case.objects.none().values("pk").union(*found)


def _acted(
    user: User, stages: list[str], others: frozenset[str], seat: Membership | None = None
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Keys of cases at one of `stages` that the person decided on at another. One stage alone is read off the
    officer's own decisions, and not looked for where nothing stands at it on the desk of `seat`."""
    in_case, in_record, present = Q(), Q(), []
    for stage in stages:
        elsewhere, states = Q(stage__in=sorted(others - {stage})), [stage, f"{stage}.begun"]
        in_case |= elsewhere & Q(case__state__in=states)
        in_record |= elsewhere & Q(activity__case_items__case__state__in=states)
        present += states
    here = [Exists(_counters(seat).filter(state__in=present))] if seat else []
    mine = {"person": user.professional_id or 0, "undone_at": None}
    on_case = Review.objects.filter(in_case, *here, **mine).order_by().values("case")
    on_record = ActivityReview.objects.filter(in_record, *here, **mine).order_by()
    return on_case, on_record.values("activity__case_items__case")


def _stranded() -> QuerySet[Any]:
    return Unattended.objects.subjects(Case)


def _counters(seat: Membership) -> QuerySet[CaseCount]:
    office = PROVINCE if seat.role == Role.PROVINCE else seat.organisation_id
    return CaseCount.objects.filter(role=seat.role, office=office).order_by()


@lru_cache(maxsize=64)
def _stages(offices: frozenset[str], seen: frozenset[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """The stages at which one of `offices` decides, those where it may stand in, and all, by the policies at
    hand."""
    policies: list[Policy] = [bundled(name) for name in bundled_names()]
    policies += [policy_at(*one) for one in seen]
    stages = [stage for policy in policies for route in policy.routes.values() for stage in route.stages]
    deciding = [stage for stage in stages if stage.kind in DECIDED]
    own = {stage.id for stage in deciding if {stage.office, *stage.also_offices} & offices}
    stood_in = {stage.id for stage in deciding if {*stage.stands_in} & offices}
    return frozenset(own), frozenset(stood_in), frozenset(stage.id for stage in stages)


def counted(user: User, seat: Membership, rows: Callable[[], QuerySet[Any]]) -> list[Line]:
    """The lines of the desk of `seat`, whose cases are `rows()` with the marks `own`, `acted` and `stranded`.
    One query; one more where a policy is met that this process has not seen yet."""
    while True:
        known = set(_seen)
        reader = user.pk, user.professional_id, seat.pk, *(one.place for one in user.seats)
        found = _asked((*reader, frozenset(known)), lambda: _both(user, seat, rows()))
        _seen.update((line[1], line[2]) for line in found if not _comes_along(line[1], line[2]))
        if _seen == known:
            return _put_together(found)


def _comes_along(policy: str, sha256: str) -> bool:
    return policy in bundled_names() and bundled(policy).sha256 == sha256


def _both(user: User, seat: Membership, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The counters, and the cases that are something else for this reader."""
    no, yes = (Value(one, output_field=BooleanField()) for one in (False, True))
    counters = _counters(seat).annotate(kept=yes, own=no, acted=no, stranded=no, below=yes)
    special = rows.filter(pk__in=_special(user, seat)).exclude(state__in=ENDED).order_by()
    special = special.annotate(kept=no, below=_below(seat), **{name: F(name) for name in MARKS})
    columns = ("kept", *KEYS, "state", *MARKS, "below")
    summed = counters.values_list(*columns).annotate(n=Sum("value"))
    return summed.union(special.values_list(*columns).annotate(n=Count("pk")), all=True)


def _special(user: User, seat: Membership) -> QuerySet[Any]:
    """Keys of the cases that some mark may be set for, each kind found by its own index."""
    own = Case.objects.filter(professional=user.professional_id or 0).values("pk")
    stranded = Case.objects.filter(public_id__in=_stranded()).values("pk")
    return own.union(stranded, acted_at(user, seat))


def _below(seat: Membership) -> Any:
    """Whether the counters hold a case: an office's hold what is below it."""
    if seat.role not in SUPERVISING:
        return Value(True, output_field=BooleanField())
    return flag(Q(organisation__path__startswith=seat.organisation.path))


def _put_together(found: Iterable[tuple[Any, ...]]) -> list[Line]:
    """What is special for the reader stands by itself, and is no longer among the others."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for kept, *keys, state, own, acted, stranded, below, n in found:
        counts[tuple(keys), state, (bool(own), bool(acted), bool(stranded))] += n
        if below and not kept:
            counts[tuple(keys), state, UNMARKED] -= n
    return [(*key, n) for key, n in counts.items() if n > 0]
