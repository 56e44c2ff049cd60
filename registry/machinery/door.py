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

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.db.locked import locked
from cejc.whole import whole
from registry.machinery.move import Move, Words, read
from registry.machinery.services import audit

R = TypeVar("R", bound=Model)


def under_lock(model: type[R], *joined: str) -> Callable[[], QuerySet[R]]:
    """The rows of `model`, locked by themselves, with what their moves look at beside them."""
    rows = model._default_manager.all()
    rows = rows.select_related(*joined) if joined else rows
    return lambda: rows.select_for_update(of=("self",))


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
        may = {who: who.includes(actor, row) for who in {one.who for one in near}}
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
        return locked(self.rows, row.pk)

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
