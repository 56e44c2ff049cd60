"""The table of legal moves of a case, compiled from a route of the policy.

A state is a resting state (draft, returned, cancelled, issued, recorded) or the stage that has the case in
hand, with ".begun" where a reviewer has opened it and ".open" where its notice is on the wall. Merging,
adding or reordering stages is an edit of a policy file; nothing here knows the name of a route.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import override

from cejc.site import gettext as _
from credits.engine import Route, Stage, stages_of

DRAFT, RETURNED, CANCELLED, ISSUED, RECORDED = "draft", "returned", "cancelled", "issued", "recorded"
REVOKED = "revoked"  # issued or recorded once; the paper was taken back since
ENDED = (CANCELLED, ISSUED, RECORDED, REVOKED)
PERSON, PORTAL = "person", "portal"
Texts = tuple[str, ...]
# Who may answer for a notice beside the unit that published it: the offices above the unit on its route.
ABOVE = ("department", "county", "bureau")
LAST = "province"  # where nobody is above the unit, or nobody sits there


# The colour of what was done to a case, in its history and in the audit log; what is not named is neutral.
KINDS = {
    "return": "returned",
    "uphold": "returned",
    "strike": "returned",
    "retract": "returned",
    "fall": "returned",
    "anew": "returned",
    "undo": "returned",
    "revoke": "refused",
    "issue": "official",
    "publish": "official",
    "file": "official",
    "pass": "done",
    "record": "done",
}


def kind_of(action: str) -> str:
    return KINDS.get(action.rpartition(".")[2], "neutral")


@dataclass(frozen=True)
class Move:
    """One legal move: `action` from one of `sources` to `target`, by someone of `office`.

    `office` is "person", "portal" (the clock) or an office of the policy. `decides`: rule R23 binds who does
    it, and a Review row is written. `official`: an official act, drawn in vermilion.
    """

    action: str
    label: str
    sources: tuple[str, ...]
    target: str
    office: str
    stage: str = ""
    done: str = ""  # past tense, for the audit log
    needs_reason: bool = False
    decides: bool = False
    official: bool = False
    also_offices: tuple[str, ...] = ()
    stands_in: tuple[str, ...] = ()  # offices above that may act when nobody of the others can
    own_within: bool = False  # takes back the login's own pass, for minutes, while nobody has acted since

    @property
    def verb(self) -> str:
        return self.action.rpartition(".")[2]


@dataclass(frozen=True)
class Table:
    """All moves of a route, with its stages in order."""

    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]

    def move(self, action: str) -> Move:
        """Raises KeyError for an action that the route does not know."""
        return next((move for move in self.moves if move.action == action), None) or _unknown(action)

    def legal(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.sources)

    def stage(self, stage_id: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that a case of the route can be in, in order."""
        found = [DRAFT, RETURNED]
        for stage in self.stages:
            found += [stage.id, *(f"{stage.id}.{part}" for part in _PARTS.get(stage.kind, ()))]
        ended = {move.target for move in self.moves} & set(ENDED)
        return tuple(found) + tuple(state for state in ENDED if state in ended)

    @property
    def receiving(self) -> str:
        """The id of the stage whose office receives the earlier paper slips and checks them once (R20): the
        last review before the end, whoever issues or records."""
        return next((stage.id for stage in reversed(self.stages) if stage.kind == "review"), "")

    def first_of_kind(self, kind: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.kind == kind), None)


_PARTS = {"review": ("begun",), "notice": ("open",)}


def _unknown(action: str) -> Move:
    raise KeyError(action)


@lru_cache(maxsize=64)
@override(settings.LANGUAGE_CODE)
def table_for(route: Route, wanted: tuple[str, ...] = (), notice_days: int = 0) -> Table:
    """Compile the table of `route`; optional stages only where an office wants them.

    `notice_days` are the working days that a bureau set for its notices; 0 leaves the policy's.
    """
    stages = tuple(_with_days(stage, notice_days) for stage in stages_of(route, wanted))
    moves = [*_moves_of_person(stages[0])]
    above = (
        *(tuple(office for office in ABOVE if office in {stage.office for stage in stages}) or ABOVE[:1]),
        LAST,
    )
    for stage, after in zip(stages, (*stages[1:], None), strict=True):
        moves += _BUILDERS[stage.kind](stage, after.id if after else RECORDED, above)
    moves.append(_cease(stages))
    moves += _moves_of_ground(stages, {move.target for move in moves})
    return Table(stages, tuple(moves))


def _under_way(stages: Iterable[Stage]) -> list[str]:
    return [
        state
        for stage in stages
        for state in (stage.id, *(f"{stage.id}.{part}" for part in _PARTS.get(stage.kind, ())))
    ]


def _cease(stages: tuple[Stage, ...]) -> Move:
    """Whoever applied has died: wherever the case is, it ends. No
    office can press it; the registry says it."""
    under_way = (DRAFT, RETURNED, *_under_way(stages))
    return Move("cease", _("终止办理"), under_way, CANCELLED, PORTAL, done="ceased", needs_reason=True)


def _moves_of_ground(stages: tuple[Stage, ...], targets: set[str]) -> Iterable[Move]:
    """What follows when something that a case rests on is taken back:
    nobody presses these, the portal makes them.

    `fall`: the years are short now. `anew`: they are not, but other than the notice said. `revoke`: the paper
    is gone; the person may begin again in the same case.
    """
    under_way, ended = _under_way(stages), tuple(state for state in (ISSUED, RECORDED) if state in targets)
    fallen = (*under_way, *(state for state in ended if state == RECORDED))
    yield Move("fall", _("依据有变动，退回本人"), fallen, RETURNED, PORTAL, done="fell", needs_reason=True)
    notice = next((stage for stage in stages if stage.kind == "notice"), None)
    if notice is not None:
        yield _anew(notice, under_way)
    yield Move("revoke", _("撤销认定单"), ended, REVOKED, PORTAL, done="revoked", needs_reason=True)
    yield Move("resume", _("重新申请"), (REVOKED,), DRAFT, PERSON, done="resumed")


def _anew(notice: Stage, under_way: list[str]) -> Move:
    action, after = f"{notice.id}.anew", tuple(under_way[under_way.index(notice.id) + 1 :])
    label = _("公示的学时有变动，重新公示")
    return Move(action, label, after, notice.id, PORTAL, notice.id, action, needs_reason=True)


def _with_days(stage: Stage, notice_days: int) -> Stage:
    return replace(stage, working_days=notice_days) if notice_days and stage.kind == "notice" else stage


def _moves_of_person(first: Stage) -> Iterable[Move]:
    resting = (DRAFT, RETURNED)
    yield Move("submit", _("提交认定申请"), resting, first.id, PERSON, done="submitted")
    yield Move("withdraw", _("撤回申请"), (first.id,), DRAFT, PERSON, done="withdrawn")
    yield Move("cancel", _("取消申请"), resting, CANCELLED, PERSON, done="cancelled")


def _of(stage: Stage, verb: str, label: str, sources: Texts, target: str, done: str, **more: Any) -> Move:
    """A move of the stage's own office; `more` is what the verb has beside."""
    action, past = f"{stage.id}.{verb}", f"{stage.id}.{done}"
    return Move(action, label, sources, target, stage.office, stage.id, past, **more)


def _others(stage: Stage) -> dict[str, Any]:
    return {"also_offices": stage.also_offices, "stands_in": stage.stands_in}


def _return(stage: Stage, sources: Texts, above: Texts = ()) -> Move:
    offices = (*stage.also_offices, *above)
    more = {"decides": stage.kind in ("review", "issue"), "stands_in": stage.stands_in, "needs_reason": True}
    returning = _("退回本人")
    return _of(stage, "return", returning, sources, RETURNED, "returned", also_offices=offices, **more)


def _review(stage: Stage, after: str, above: Texts) -> Iterable[Move]:
    here, begun = stage.id, f"{stage.id}.begun"
    named, others = {"name": stage.name}, _others(stage)
    passing, undoing = _("%(name)s通过") % named, _("收回“%(name)s通过”") % named
    yield _of(stage, "begin", _("开始办理"), (here,), begun, "begun", **others)
    yield _of(stage, "pass", passing, (here, begun), after, "passed", decides=True, **others)
    yield _return(stage, (here, begun))
    yield _of(stage, "undo", undoing, (after,), begun, "undone", own_within=True, **others)


def _notice(stage: Stage, after: str, above: Texts) -> Iterable[Move]:
    here, hung, closed = stage.id, f"{stage.id}.open", f"{stage.id}.closed"
    also, upholding = {"also_offices": stage.also_offices}, _("异议成立，移出公示")
    wider = {"also_offices": (*stage.also_offices, *above)}
    yield _of(stage, "publish", _("发布公示"), (here,), hung, "published", official=True, **also)
    yield _of(stage, "retract", _("撤回公示"), (hung,), here, "retracted", needs_reason=True, **also)
    yield _of(stage, "uphold", upholding, (hung,), RETURNED, "upheld", needs_reason=True, **wider)
    striking = _("移出公示，退回本人")
    yield _of(stage, "strike", striking, (hung,), RETURNED, "struck", needs_reason=True, **also)
    yield Move(f"{here}.close", _("公示期满"), (hung,), after, PORTAL, here, closed)
    yield _return(stage, (here,), above)


def _filing(stage: Stage, after: str, above: Texts) -> Iterable[Move]:
    yield _of(stage, "file", _("报送{authority}"), (stage.id,), after, "filed", official=True)
    yield _return(stage, (stage.id,))


def _issue(stage: Stage, after: str, above: Texts) -> Iterable[Move]:
    issuing = _("签发认定单")
    yield _of(stage, "issue", issuing, (stage.id,), ISSUED, "issued", decides=True, official=True)
    yield _return(stage, (stage.id,))


def _record(stage: Stage, after: str, above: Texts) -> Iterable[Move]:
    more = {"decides": True, "official": True, "stands_in": stage.stands_in}
    yield _of(stage, "record", stage.name, (stage.id,), after, "recorded", **more)
    yield _return(stage, (stage.id,))


_BUILDERS = {"review": _review, "notice": _notice, "filing": _filing, "issue": _issue, "record": _record}


def state_label(table: Table, state: str) -> str:
    """The state as the person reads it: who has it, and what is being done."""
    resting = {
        DRAFT: _("草稿"),
        RETURNED: _("已退回，待本人修改"),
        CANCELLED: _("已取消"),
        ISSUED: _("已签发认定单"),
        RECORDED: _("已登记"),
        REVOKED: _("认定单已撤销"),
    }
    if state in resting:
        return resting[state]
    stage_id, _dot, part = state.partition(".")
    stage = table.stage(stage_id)
    if stage is None:
        return state
    return {"begun": _("%(name)s中") % {"name": stage.name}, "open": _("公示中")}.get(
        part, _("待%(name)s") % {"name": stage.name}
    )
