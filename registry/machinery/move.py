"""One move of a noun: what it is called, who may make it, from which states, what is read before and after.

A room's tables (`registry/<room>/moves/`) are made of these; the door is `registry.machinery.door`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cejc.lib.states import State, state_of

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

    def includes(self, actor: Any, row: Any) -> bool:
        """Without the reason, which may cost a query."""
        return self.portal if actor is None else self.may(actor, row)

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
        return self.takes(row) and not self.is_done(actor, row) and self.who.includes(actor, row)

    def is_done(self, actor: Any, row: Any) -> bool:
        """Has this login just done it? Then asking twice is asking once."""
        return (self.target is None or row.state in (self.target, *self.beyond)) and self.again(row, actor)
