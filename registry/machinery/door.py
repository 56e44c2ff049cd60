"""The table of a noun's moves, and its one door: who may, from which states, what is written.

A room declares a `Table` for each of its nouns (`registry/<room>/moves/`); a service goes through it:

    step = FILING.enter("withdraw", filing, actor=actor)
    if step.repeated:
        return step.row
    return step.leave()

Buttons, the page that asks before, the answers of the API and docs/workflow.md read the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.states import State, state_of
from cejc.whole import whole
from registry.machinery.services import audit

R = TypeVar("R", bound=Model)
Words = Any  # a sentence that is translated when it is shown, or a function of what it is about that gives it


def worded(words: Words, *about: Any) -> str:
    """The sentence itself."""
    return str(words(*about) if callable(words) else words)


def _stale(words: Words, row: Any) -> Stale:
    return Stale(worded(words, row)) if words else Stale()


@dataclass(frozen=True, eq=False)
class Who:
    """Those who may make a move: how they are called, whether a login is one of them, what others read (`refusal` may
    be a function of login and row)."""

    label: Words
    may: Callable[[Any, Any], bool]
    refusal: Words


def unless(label: Words, why_not: Callable[[Any, Any], str]) -> Who:
    """Those against whom, of login and row, `why_not` says nothing; what it says, they read."""
    return Who(label, lambda user, row: not why_not(user, row), why_not)


def nobody(row: Any, actor: Any) -> bool:
    """Asked a second time, the move is refused like any other that comes too late."""
    return False


# Who makes a move that only follows from another one, whose own door has asked: no button, no page.
PORTAL = Who(_("系统"), lambda user, row: False, _("这一步由系统办理。"))


def anybody(row: Any, actor: Any) -> bool:
    """Asked a second time, by whomever, the move is done once."""
    return True


def by(column: str) -> Callable[[Any, Any], bool]:
    """Asked a second time by the login that `column` names, the move is done once."""
    return lambda row, actor: getattr(row, f"{column}_id") == actor.pk


@dataclass(frozen=True)
class Move:
    """One legal move: `action` from one of `sources` to `target` (None: the row stays as it is, or goes).

    `reason`: what is asked of one who gives none. `bars` raise Refused for what keeps one out beside the seat (R23).
    `again`: whether a second press by this login is the first one over again, in `target` or in one of `beyond`.
    `moved`, `edited`: what is read instead of the table's own sentences (may be functions of the row).
    `longest`: letters of the reason that is asked for. `keeps_edit`: who has the content open goes on with it.
    `done` is "" of what the audit log does not tell.
    """

    action: str
    label: Words
    sources: tuple[State, ...]
    target: State | None
    who: Who
    done: str  # past tense, for the audit log
    said: Words = ""
    follows: tuple[Words, ...] = ()
    reason: Words = ""
    bars: tuple[Callable[[Any, Any], None], ...] = ()
    again: Callable[[Any, Any], bool] = nobody
    beyond: tuple[State, ...] = ()
    moved: Words = ""
    edited: Words = ""
    official: bool = False
    longest: int = 500
    keeps_edit: bool = False

    def repeated(self, row: Any, actor: Any) -> bool:
        """Has this login just done the same? Then asking twice is asking once."""
        return row.state in (self.target, *self.beyond) and self.again(row, actor)


@dataclass(frozen=True)
class Table(Generic[R]):
    """All moves of a noun. `rows` is what the door locks, `context` the row that the audit entry belongs to, `before`
    locks what is always locked first.

    `moved` and `edited` are read by those who come too late: the state is another, or the content is.
    """

    noun: str
    label: Words
    rows: Callable[[], QuerySet[R]]
    context: Callable[[R], Model | None]
    moves: tuple[Move, ...]
    moved: Words = ""
    edited: Words = ""
    before: Callable[[R], object] = lambda row: None

    def move(self, action: str) -> Move | None:
        return next((one for one in self.moves if one.action == action), None)

    def __getitem__(self, action: str) -> Move:
        return {one.action: one for one in self.moves}[action]

    def open_to(self, actor: Any, row: R) -> dict[str, Move]:
        """The moves that stand open to `actor` now, by action: what buttons are drawn from."""
        state = state_of(row)
        near = [one for one in self.moves if state in one.sources]
        may = {who: who.may(actor, row) for who in {one.who for one in near}}
        return {one.action: one for one in near if may[one.who]}

    def locked(self, row: R) -> R:
        """The row, read again under lock. Inside a service only."""
        self.before(row)
        return self.rows().get(pk=row.pk)

    def enter(
        self,
        action: str,
        row: R,
        *,
        actor: Any,
        edit: int | None = None,
        reason: str | None = None,
        checked: bool = False,
    ) -> "Step[R]":
        """Lock `row` and ask whether `actor` may do `action` now; nothing is changed yet.

        `edit` is the number the form was opened with. `checked`: the door of another noun has asked who may. Raises
        Refused for who may not and for a missing reason, Stale when the state or the content is another by now.
        """
        step = self.step(action, self.locked(row), actor, reason)
        if not checked:
            self._ask(step)
        if not step.repeated:
            self._check(step, edit)
        return step

    def step(self, action: str, row: R, actor: Any, reason: str | None = None) -> "Step[R]":
        """A move of a row that is under lock already and was found right: for many rows at once."""
        known = self[action]
        text = (reason or "").strip()
        return Step(self, known, row, actor, whole(text, known.longest) if known.reason else text)

    def require(self, action: str, row: R, *, actor: Any) -> None:
        """Raises what the door would, of `row` as it was read: before something long is begun (an upload)."""
        step = self.step(action, row, actor)
        self._ask(step)
        self._check(step, None)

    def _ask(self, step: "Step[R]") -> None:
        who = step.move.who
        if not who.may(step.actor, step.row):
            raise Refused(worded(who.refusal, step.actor, step.row))
        for bar in () if step.repeated else step.move.bars:
            bar(step.actor, step.row)

    def _check(self, step: "Step[R]", edit: int | None) -> None:
        row, move = step.row, step.move
        if state_of(row) not in move.sources:
            raise _stale(move.moved or self.moved, row)
        if edit is not None and edit != row.edit:  # type: ignore[attr-defined]
            raise _stale(move.edited or self.edited, row)
        if move.reason and not step.reason:
            raise Refused(move.reason)


@dataclass(frozen=True)
class Step(Generic[R]):
    """A move under way: the row under lock, checked and not yet changed."""

    table: Table[R]
    move: Move
    row: R
    actor: Any
    reason: str

    @property
    def repeated(self) -> bool:
        """Has this login just done the same? Then asking twice is asking once."""
        return self.move.repeated(self.row, self.actor)

    def leave(self, **facts: object) -> R:
        """Change the state and write the audit entry; `facts` stand in it beside the new state."""
        before = self.change()
        self.row.save()
        self.keep({"state": self.move.target or before["state"], **facts}, before)
        return self.row

    def change(self) -> dict[str, object]:
        """The new state on the row, not saved; what it was."""
        row: Any = self.row
        before = {"state": row.state}
        row.state = self.move.target or row.state
        if hasattr(row, "edit") and not self.move.keeps_edit:
            row.edit += 1
        if hasattr(row, "updated_at"):
            row.updated_at = clock.now()
        return before

    def keep(self, after: Mapping[str, object], before: Mapping[str, object] | None = None) -> None:
        """The audit entry alone: for a move that leaves the row as it is."""
        audit.record(
            f"{self.table.noun}.{self.move.done}",
            self.row,
            actor=self.actor,
            before=dict(before or {}),
            after=dict(after),
            reason=self.reason,
            context=self.table.context(self.row),
        )
