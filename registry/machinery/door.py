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
Words = Any  # a sentence that is translated when it is shown, or a function of (actor, row) that gives one


def read(words: Words, actor: Any, row: Any) -> str:
    """A sentence as `actor` reads it about `row`."""
    return str(words(actor, row) if callable(words) else words)


@dataclass(frozen=True, eq=False)
class Who:
    """Those who may make a move: how they are called, whether a login is one of them, what others read.

    `portal`: the portal itself is one of them, it moves without a login.
    """

    label: Words
    may: Callable[[Any, Any], bool]
    refusal: Words
    portal: bool = False

    def why_not(self, actor: Any, row: Any) -> str:
        """What one who is none of them reads; "" for those who are. `actor` None is the portal."""
        if actor is None:
            return "" if self.portal else str(_("请登录后办理。"))
        return "" if self.may(actor, row) else read(self.refusal, actor, row)


def apart(label: Words, why_not: Callable[[Any, Any], Words], *, portal: bool = False) -> Who:
    """Those whom `why_not(actor, row)` names no reason to keep out: the
    seat, and who must stand aside (R23)."""
    return Who(label, lambda actor, row: not why_not(actor, row), why_not, portal)


# What follows from something else, and is no login's own act.
PORTAL = Who(_("系统"), lambda actor, row: False, _("由系统自动办理。"), portal=True)


def always(row: Any) -> bool:
    return True


def nobody(row: Any, actor: Any) -> bool:
    """Asked a second time, the move is refused like any other that comes too late."""
    return False


def anybody(row: Any, actor: Any) -> bool:
    """Asked a second time, by whomever, the move is done once."""
    return True


def by(column: str) -> Callable[[Any, Any], bool]:
    """Asked a second time by the login that `column` names, the move is done once."""
    return lambda row, actor: getattr(row, f"{column}_id") == actor.pk


@dataclass(frozen=True)
class Move:
    """One legal move: `action` from one of `sources` to `target` (None: the row stays as it is, or goes).

    `reason`: what is asked of one who gives none. `bars` raise Refused
    for what keeps one out beside the seat (R23).
    `again`: whether a second press by this login is the first one over again. `when`: what is true
    of a row that the move takes, beside its state. `moved`: what is read instead of the table's
    own sentence when it takes the row no more, `edited` the same of another content. `beyond`:
    further states in which `again` may find it done.
    `longest`: letters of the reason. `keeps_edit`: who has the content open goes on with it. `done` is ""
    where the log tells what follows from the move instead.
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
    when: Callable[[Any], bool] = always
    beyond: tuple[State, ...] = ()
    moved: Words = ""
    edited: Words = ""
    official: bool = False
    longest: int = 500
    keeps_edit: bool = False

    def takes(self, row: Any) -> bool:
        """Whether it is legal from where the row stands now."""
        return state_of(row) in self.sources and self.when(row)

    def is_open_to(self, actor: Any, row: Any) -> bool:
        return self.takes(row) and not self.is_done(actor, row) and not self.who.why_not(actor, row)

    def is_done(self, actor: Any, row: Any) -> bool:
        """Has this login just done it? Then asking twice is asking once."""
        return (self.target is None or row.state in (self.target, *self.beyond)) and self.again(row, actor)


@dataclass(frozen=True)
class Table(Generic[R]):
    """All moves of a noun. `rows` is what the door locks, after what `before` locks; `context`
    is the row that the audit entry belongs to.

    `moved` and `edited` are read by those who come too late: the state is another, or the content
    is. `facts` stand in the entry of every move that changes the row; the entry is `about` the
    row itself, or the one that it belongs to.
    """

    noun: str
    label: Words
    rows: Callable[[], QuerySet[R]]
    context: Callable[[R], Model | None]
    moves: tuple[Move, ...]
    moved: Words = ""
    edited: Words = ""
    facts: Callable[[R], Mapping[str, object]] = lambda row: {}
    about: Callable[[R], Model] = lambda row: row
    before: Callable[[R], object] = lambda row: None

    def move(self, action: str) -> Move | None:
        return next((one for one in self.moves if one.action == action), None)

    def __getitem__(self, action: str) -> Move:
        return {one.action: one for one in self.moves}[action]

    def open_to(self, actor: Any, row: R) -> dict[str, Move]:
        """The moves that stand open to `actor` now, by action: what buttons are drawn from."""
        near = [one for one in self.moves if one.takes(row) and not one.is_done(actor, row)]
        may = {who: not who.why_not(actor, row) for who in {one.who for one in near}}
        return {one.action: one for one in near if may[one.who]}

    def record(
        self,
        done: str,
        row: R,
        *,
        actor: Any,
        after: Mapping[str, object] | None = None,
        before: Mapping[str, object] | None = None,
        reason: str = "",
    ) -> None:
        """An entry of the audit log about `row`, with its facts or with
        `after`: of a move, or of its being made."""
        audit.record(
            f"{self.noun}.{done}",
            self.about(row),
            actor=actor,
            before=dict(before or {}),
            after=dict(self.facts(row) if after is None else after),
            reason=reason,
            context=self.context(row),
        )

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
        cause: Any = None,
        held: bool = False,
        checked: bool = False,
    ) -> "Step[R]":
        """Lock `row` and ask whether `actor` (None: the portal) may do `action` now; nothing is changed yet.

        `edit` is the number the form was opened with, `cause` the login
        from whose act a move of the portal follows.
        `held`: the row was read under lock already, as one of many. `checked`: the door of
        another noun asked who may. Raises Refused for who may not and for a missing reason, Stale
        when the state or the content is another by now.
        """
        step = self.step(action, row if held else self.locked(row), actor or cause, reason)
        if not checked:
            self._ask(step, actor)
        if not step.repeated:
            self._check(step, edit)
        return step

    def step(self, action: str, row: R, actor: Any, reason: str | None = None) -> "Step[R]":
        """A move of a row that is under lock already and was found right: for many rows at once."""
        move = self[action]
        text = (reason or "").strip()
        return Step(self, move, row, actor, whole(text, move.longest) if move.reason else text)

    def require(self, action: str, row: R, *, actor: Any) -> None:
        """Raises what the door would, of `row` as it was read: before something long is begun (an upload)."""
        step = self.step(action, row, actor)
        self._ask(step, actor)
        self._check(step, None)

    def _ask(self, step: "Step[R]", actor: Any) -> None:
        if why := step.move.who.why_not(actor, step.row):
            raise Refused(why)
        for bar in () if step.repeated else step.move.bars:
            bar(actor, step.row)

    def _check(self, step: "Step[R]", edit: int | None) -> None:
        row, move = step.row, step.move
        if not move.takes(row):
            raise _stale(move.moved or self.moved, step)
        if edit is not None and edit != row.edit:  # type: ignore[attr-defined]
            raise _stale(move.edited or self.edited, step)
        if move.reason and not step.reason:
            raise Refused(read(move.reason, step.actor, row))


def _stale(words: Words, step: "Step[Any]") -> Stale:
    return Stale(read(words, step.actor, step.row)) if words else Stale()


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
        """Has this login just done the same?"""
        return self.move.is_done(self.actor, self.row)

    def leave(self, **facts: object) -> R:
        """Change the state and write the audit entry; `facts` stand in it beside the new state."""
        row: Any = self.row
        before = self.change()
        row.save()
        self.keep({"state": row.state, **self.table.facts(row), **facts}, before)
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
        if self.move.done:
            self.table.record(
                self.move.done, self.row, actor=self.actor, after=after, before=before, reason=self.reason
            )
