"""What waits on a desk: cases by who has them, for the seat a person acts from."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.writing.dates import short_day
from certification.models import Case
from certification.queries.holder import holder_name
from certification.queries.policy import KEYS, table_by, table_of
from certification.queries.seat_counts import MARKS, acted_at, counted, flag, offices_of
from certification.queries.title import title_of
from certification.queries.who_may import TASKS
from certification.workflow.table import ENDED, Table, state_label
from credits.engine import CalendarMissing, Stage, latest_publication
from credits.queries import workdays
from registry.enums import SUPERVISING, Role
from registry.models import Membership, Unattended, User
from registry.people.queries.governing import policy_of_unit

MINE, GOING, DONE = "mine", "going", "done"
# What a row of a desk shows beside the case itself.
SHOWN = ("professional", "organisation", "department", "county", "bureau")


def stage_kinds(seat: Membership) -> set[str]:
    """The kinds of stages (review, notice, filing, record, issue) that the seat's office
    ever has in hand, by the routes of the policy in force: of its own route for an
    employer, of all routes for the offices above.
    """
    offices = offices_of(seat)
    return {
        stage.kind
        for route in policy_of_unit(seat.organisation).routes.values()
        if seat.role != Role.HR or seat.organisation.route in route.covers
        for stage in route.stages
        if {stage.office, *stage.also_offices} & offices
    }


def task_states(table: Table, offices: Set[str]) -> list[str]:
    """The states of `table` in which one of `offices` has something to do."""
    return [state for state in table.states if _is_task(table, state, offices)]


def _is_task(table: Table, state: str, offices: Set[str], bars: "Bars | None" = None) -> bool:
    """Does a case in `state` wait for one of `offices`, and for this reader?
    What R23 keeps from the reader does not."""
    own, acted, stranded = bars or (False, False, False)
    for move in table.legal(state):
        theirs = {move.office, *move.also_offices, *(move.stands_in if stranded else ())} & offices
        if move.verb in TASKS and theirs and not own and not (acted and move.decides):
            return True
    return False


# Of a case, for one reader: is it his own, did he decide at another stage, may nobody of its office act.
Bars = tuple[bool, bool, bool]
BARS = MARKS


def cases_of_seat(user: User, seat: Membership) -> QuerySet[Any]:
    """Every submitted case that passes over this desk, with what keeps
    the reader from it (`BARS`, not selected)."""
    return _of_seat(user, seat).alias(
        own=flag(Q(professional=user.professional_id or 0)),
        acted=flag(Q(pk__in=acted_at(user, seat))),
        stranded=flag(Q(public_id__in=Unattended.objects.subjects(Case))),
    )


def _of_seat(user: User, seat: Membership) -> QuerySet[Case]:
    rows = Case.objects.visible_to(user).exclude(submitted_at=None)
    if seat.role == Role.HR:
        return rows.filter(organisation=seat.organisation_id)
    if seat.role in SUPERVISING:
        return rows.filter(**{seat.role: seat.organisation_id})
    return rows.filter(reached_province=True)


@dataclass(frozen=True)
class Group:
    """So many cases of a seat that stand in one state of one table; `mine`: they wait for the seat."""

    keys: tuple[Any, ...]  # what decides the table, as certification.queries.policy.KEYS names it
    state: str
    kind: str  # of the stage
    mine: bool
    count: int
    bars: Bars = (False, False, False)

    @property
    def table(self) -> Table:
        return table_by(*self.keys)


@dataclass(frozen=True)
class Tally:
    """The open cases of a seat by state, from one query, and how many have ended: every count and queue of a
    desk is made of it."""

    seat: int
    groups: tuple[Group, ...]
    done: int = 0

    def of(self, name: str, kind: str = "") -> list[Group]:
        """The groups of a part of the desk; with `kind`, only at stages of that kind."""
        wanted = [group for group in self.groups if group.mine == (name == MINE)]
        return [group for group in wanted if not kind or group.kind == kind]

    def count(self, name: str, kind: str = "") -> int:
        if name == DONE:
            return self.done
        return sum(group.count for group in self.of(name, kind))

    def at_stage(self, seat: Membership, kind: str) -> "Tally":
        """The same for whoever of the seat's office may decide: what waits at stages of `kind` is theirs."""
        offices = offices_of(seat)
        theirs = (
            replace(one, mine=one.kind == kind and (one.mine or _is_task(one.table, one.state, offices)))
            for one in self.groups
        )
        return replace(self, groups=tuple(theirs))

    def labels(self) -> list[tuple[str, str]]:
        """The states in which something is open, in words, in the order of the tables."""
        return list({one.state: state_label(one.table, one.state) for one in self.groups}.items())

    def where(self, name: str, kind: str = "") -> Q:
        """The filter for the cases of `of(name, kind)`. What keeps the reader from cases and what decides the
        table, are asked only where they divide the cases of one state: elsewhere the queue is read off an
        index."""
        wanted = self.of(name, kind)
        others = [group for group in self.groups if group not in wanted]
        parted = {group.state for group in others}
        whole = {group.state for group in wanted} - parted
        found = Q(state__in=sorted(whole)) if whole else Q(pk__in=[])
        states: dict[tuple[Any, ...], list[str]] = {}
        wanted = [group for group in wanted if group.state in parted]
        divided = {(group.keys, group.state) for group in others}
        for group in wanted:
            if (group.keys, group.state) in divided:
                bars = dict(zip(BARS, group.bars, strict=True))
                found |= Q(**dict(zip(KEYS, group.keys, strict=True)), state=group.state, **bars)
            else:
                states.setdefault(group.keys, []).append(group.state)
        for keys, of_table in states.items():
            found |= Q(**dict(zip(KEYS, keys, strict=True)), state__in=of_table)
        return found


def tally(user: User, seat: Membership) -> Tally:
    """What is open on this desk, by state, and how much is done; nothing is counted that grows."""
    lines, offices = counted(user, seat, lambda: cases_of_seat(user, seat)), offices_of(seat)
    return Tally(
        seat.pk,
        tuple(_group(offices, keys, state, bars, n) for keys, state, bars, n in lines if state not in ENDED),
        sum(n for _keys, state, _bars, n in lines if state in ENDED),
    )


def kinds_at_hand(seat: Membership, counts: Tally) -> set[str]:
    """The kinds of stages that open cases of this desk bring to its office, now or later. No query."""
    offices = offices_of(seat)
    tables = {table_by(*group.keys) for group in counts.groups}
    return {
        stage.kind
        for table in tables
        for stage in table.stages
        if {stage.office, *stage.also_offices} & offices
    }


def _group(offices: Set[str], keys: Sequence[Any], state: str, bars: Bars, count: int) -> Group:
    table = table_by(*keys)
    stage = table.stage(state.partition(".")[0])
    mine = _is_task(table, state, offices, bars)
    return Group(tuple(keys), state, stage.kind if stage else "", mine, count, bars)


def waiting(user: User, seat: Membership, kind: str = "", counts: Tally | None = None) -> QuerySet[Case]:
    """Cases that wait for this desk, the longest wait first; with `kind`, only at stages of that kind."""
    counts = counts or tally(user, seat)
    return cases_of_seat(user, seat).filter(counts.where(MINE, kind)).order_by("state_since", "pk")


def part(user: User, seat: Membership, name: str, counts: Tally | None = None) -> QuerySet[Case]:
    """One of the three parts of the desk: 待我处理, 办理中, 已办结.
    `counts` saves the query where it is at hand."""
    if name == DONE:
        return cases_of_seat(user, seat).filter(state__in=ENDED).order_by("-state_since", "-pk")
    if name == MINE:
        return waiting(user, seat, counts=counts)
    counts = counts or tally(user, seat)
    return cases_of_seat(user, seat).filter(counts.where(GOING)).order_by("state_since", "pk")


@dataclass(frozen=True)
class Deadlines:
    """The calendar at hand, so that a list asks for it once."""

    days: dict[date, bool]

    @classmethod
    def load(cls) -> "Deadlines":
        year = clock.today().year
        return cls(workdays([year - 1, year, year + 1]))

    def of(self, case: Case) -> tuple[str, date] | None:
        """What has to be done by when for the case to reach this year's window: (label, last day)."""
        return self.at(table_of(case), case.state)

    def at(self, table: Table, state: str) -> tuple[str, date] | None:
        """The same for every case that stands there."""
        ahead = _ahead(table, state)
        filing = next((stage for stage in ahead if stage.window), None)
        if filing is None or filing.window is None:
            return None
        notice = next((stage for stage in ahead if stage.kind == "notice"), None)
        if notice is None or state.endswith(".open"):
            return _("报送截止"), filing.window.closes
        try:
            return _("最迟公示"), latest_publication(filing.window.closes, notice.working_days, self.days)
        except CalendarMissing:
            return _("报送截止"), filing.window.closes


def _ahead(table: Table, state: str) -> list[Stage]:
    """The stages from the present one on."""
    here = table.stage(state.partition(".")[0])
    return list(table.stages[table.stages.index(here) :]) if here else []


def row(
    case: Case, deadlines: Deadlines, url: str, tick: dict[str, str] | None = None, more: Iterable[str] = ()
) -> dict[str, Any]:
    """One case as templates/ui/inbox_row.html wants it; `tick` where it can be chosen, `more` to be said."""
    table, due = table_of(case), deadlines.of(case)
    waited = (clock.today() - case.state_since.astimezone(clock.SHANGHAI).date()).days
    meta = [_("认定跨度 %(first)s—%(last)s年") % {"first": case.span_first, "last": case.span_last}]
    if (name := holder_name(case)) and name != case.organisation.name:
        meta.append(_("目前由%(name)s办理") % {"name": name})
    if due:
        meta.append(f"{due[0]} {short_day(due[1])}" + (_("（已过）") if due[1] < clock.today() else ""))
    meta += more
    return {
        "tick": tick,
        "title": f"{case.professional.name} · {title_of(case)}",
        "url": url,
        "subtitle": case.organisation.name,
        "meta": meta,
        "state": {"label": state_label(table, case.state), "kind": state_kind(case.state)},
        "age": ""
        if case.has_ended
        else (_("今天到达") if waited < 1 else _("已等待%(days)s天") % {"days": waited}),
        "deadline": None,
    }


def state_kind(state: str) -> str:
    """The colour and symbol of a state's tag."""
    if state in ("issued", "recorded"):
        return "done"
    if state in ("returned", "revoked"):
        return "returned"
    if state in ("draft", "cancelled"):
        return "draft"
    return "active" if "." in state else "waiting"


def neighbours(rows: QuerySet[Case], case: Case) -> tuple[Case | None, Case | None]:
    """The cases before and after `case` in a queue in the order of waiting."""
    before = rows.filter(
        Q(state_since__lt=case.state_since) | Q(state_since=case.state_since, pk__lt=case.pk)
    )
    return before.order_by("-state_since", "-pk").first(), behind(rows, case).first()


def behind(rows: QuerySet[Case], case: Case) -> QuerySet[Case]:
    """Those of a queue that came after `case`, in the order of waiting."""
    after = rows.filter(Q(state_since__gt=case.state_since) | Q(state_since=case.state_since, pk__gt=case.pk))
    return after.order_by("state_since", "pk")


def labelled(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Cases with their state in words, for tables."""
    return [
        {
            "case": case,
            "title": title_of(case),
            "label": state_label(table_of(case), case.state),
            "kind": state_kind(case.state),
        }
        for case in cases
    ]
