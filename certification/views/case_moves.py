"""The moves that the page of a case offers its reader: every one that the table
allows has its button or its way there."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.forms.case import ReturnCaseForm
from certification.models import Case, NoticeEntry, Objection
from certification.moves.objection import OBJECTION
from certification.permissions import may
from certification.queries.policy import table_of
from certification.queries.together import phrases
from certification.queries.who_may import TASKS
from certification.workflow.table import Move
from registry.models import User


@dataclass(frozen=True)
class Way:
    """A link to the page on which the move is made, with those of others."""

    label: str
    url: str
    main: bool = False


def allowed(user: User, case: Case) -> list[Move]:
    """The moves of the table that `user` may make now; each verb once."""
    found = {move.verb: move for move in table_of(case).legal(case.state) if may(user, case, move)}
    return list(found.values())


def ways(user: User, case: Case, moves: list[Move]) -> list[Way]:
    """Where the moves are made that have a page of their own."""
    found = [way for move in moves for way in _ways_of(user, case, move)]
    return list({way.url: way for way in found}.values())


def _ways_of(user: User, case: Case, move: Move) -> list[Way]:
    if move.verb == "pass":
        return [Way(_("审核"), reverse("certification:lane-item", args=[case.public_id]), True)]
    if move.verb == "publish":
        return [_to_publish(case)]
    if move.verb == "file":
        return [_to_file(case)]
    if move.verb == "issue":
        return [Way(_("签发认定单"), reverse("certification:issue"), True)]
    if move.verb == "record":
        return [Way(move.label, reverse("certification:record"), True)]
    if move.verb in WALL:
        return [_to_wall(case, move.verb)]
    if move.verb == "uphold":
        return _to_objections(user, case)
    return []


def _to_publish(case: Case) -> Way:
    draft = case.notice_entries.filter(notice__state="draft").select_related("notice").first()
    if draft:
        return Way(_("核对并发布公示"), reverse("certification:notice", args=[draft.notice.public_id]), True)
    return Way(_("拟公示"), reverse("certification:notice-new"), True)


def _to_file(case: Case) -> Way:
    if case.batch:
        return Way(_("核对并报送批次"), reverse("certification:batch", args=[case.batch.public_id]), True)
    return Way(_("编入报送批次"), reverse("certification:batch-new"), True)


# What is done with a case while it is on the wall: with the whole notice, or with this person alone.
WALL = {"retract": gettext_lazy("撤回公示"), "strike": gettext_lazy("移出公示")}


def _to_wall(case: Case, verb: str) -> Way:
    entries = NoticeEntry.objects.filter(case=case, notice__state="open", taken_out_at=None)
    entry = entries.select_related("notice").defer("notice__frozen").last()
    if entry is None:
        return Way(str(WALL[verb]), reverse("certification:notice-list"))
    if verb == "strike":
        return Way(str(WALL[verb]), reverse("certification:notice-strike", args=[entry.public_id]))
    return Way(str(WALL[verb]), reverse("certification:notice-withdraw", args=[entry.notice.public_id]))


def _to_objections(user: User, case: Case) -> list[Way]:
    """The objections that `user` may answer: not one to a notice that he published himself (C9)."""
    rows = Objection.objects.visible_to(user).filter(entry__case=case, state="open").order_by("pk")
    return [
        Way(_("答复异议"), reverse("certification:objection", args=[one.public_id]), True)
        for one in rows
        if OBJECTION.open_to(user, one)
    ]


def context(user: User, case: Case, form: ReturnCaseForm | None = None) -> dict[str, Any]:
    """What the page needs to draw the reader's moves; `form`: a return
    that was refused, with what was typed."""
    moves = allowed(user, case)
    verbs = {move.verb for move in moves}
    going_back = next((move for move in moves if move.verb == "return"), None)
    undo = next((move for move in moves if move.verb == "undo"), None)
    return {
        "legal": verbs,
        "ways": ways(user, case, moves),
        "undo": undo,
        "return_move": going_back,
        "return_form": form
        or (ReturnCaseForm(initial={"edit": case.edit}, own=phrases(user)) if going_back else None),
        "for_office": any(move.verb in (*TASKS, "return", "retract") for move in moves),
    }
