"""The one door for moving a case: lock, check the table, change, write history and audit entry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.db.locked import locked_of
from cejc.lib.pieces import PIECE, pieces
from certification.models import Case, Review, Transition
from certification.permissions import Acted, seat_for, stages_acted
from certification.queries.policy import table_of
from certification.workflow.table import Move, state_label
from registry.machinery.actor import PORTAL_LABEL
from registry.machinery.services import audit
from registry.models import User


def locked(case: Case) -> Case:
    """The row of `case`, read again under lock. Inside a service only."""
    return locked_of(Case, case.pk)


# What says who has a case and whose it is.
HELD = ("professional", "organisation", "department", "county", "bureau")


def all_locked(rows: QuerySet[Case]) -> list[Case]:
    """The cases of `rows` under lock, with who has each, in one order for everybody. Inside a service
    only."""
    return list(rows.select_for_update(of=("self",)).select_related(*HELD).order_by("pk"))


Chosen = Iterable[Case] | QuerySet[Case]


def those_locked(cases: Chosen) -> list[Case]:
    """`all_locked` of cases at hand, or of what a query finds."""
    return all_locked(Case.objects.filter(pk__in=keys_of(cases)))


def keys_of(cases: Chosen) -> Any:
    """What `pk__in` takes: a query where there is one, however long its answer."""
    return cases.order_by().values("pk") if isinstance(cases, QuerySet) else [case.pk for case in cases]


def repeated(case: Case, action: str, actor: User | None) -> bool:
    """Has the same login just done the same? Then asking twice is asking once."""
    if actor is None:
        return False
    last = case.transitions.last()
    return bool(last and last.action == action and is_by(last, actor) and last.to_state == case.state)


def is_by(transition: Transition, actor: User) -> bool:
    """Was it this very login? Two officers may have one name."""
    return bool(transition.actor) and transition.actor == str(actor.public_id)


@dataclass
class Passage:
    """One move of one case, found legal and not yet written."""

    case: Case
    move: Move
    seat: Any
    before: str
    text: str = ""
    reasons: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return "；".join([*self.reasons, self.text]).strip("；")


def pass_through(
    case: Case,
    action: str,
    *,
    actor: User | None,
    edit: int | None = None,
    reasons: list[str] | None = None,
    text: str = "",
    after: dict[str, Any] | None = None,
    items: list[str] | None = None,
) -> Move:
    """Move a locked `case` by `action`.

    `edit` is the number the form was opened with (None: not from a form). Raises Stale when the case changed
    since or the action is not legal now, Refused when the actor may not do it (R23) or a reason is missing.
    """
    passage = _passage(case, action, edit, actor)
    passage.text, passage.reasons, passage.items, passage.after = (
        text,
        reasons or [],
        items or [],
        after or {},
    )
    _write([passage], actor)
    return passage.move


def pass_all(
    passing: Iterable[tuple[Case, str]],
    *,
    actor: User | None,
    text: str = "",
    items: Mapping[int, list[str]] | None = None,
) -> list[Move]:
    """Move many locked cases, each by its action: all, or none where one may not move. In a constant
    number of statements a piece, for cases fetched with who has them (`HELD`). Raises what `pass_through`
    raises."""
    pairs = list(passing)
    acted = stages_acted(actor, [case for case, _action in pairs]) if actor else {}
    passages = [_passage(case, action, None, actor, acted) for case, action in pairs]
    for passage in passages:
        passage.text, passage.items = text, (items or {}).get(passage.case.pk, [])
    _write(passages, actor)
    return [passage.move for passage in passages]


def _passage(
    case: Case, action: str, edit: int | None, actor: User | None, acted: Acted | None = None
) -> Passage:
    move = _legal_move(case, action, edit, actor)
    return Passage(case, move, seat_for(actor, case, move, acted), case.state)


def _write(passages: Sequence[Passage], actor: User | None) -> None:
    for passage in passages:
        if passage.move.needs_reason and not passage.reason:
            raise Refused(_("请说明理由，当事人会看到这段文字。"))
    _change(passages)
    Transition.objects.bulk_create((_transition(one, actor) for one in passages), PIECE)
    if actor:
        decided = [_review(one, actor) for one in passages if one.move.decides]
        Review.objects.bulk_create(decided, PIECE)
    for one in passages:
        audit.record(
            f"case.{one.move.done}",
            one.case,
            actor=actor,
            before={"state": one.before},
            after={"state": one.case.state, "move": str(one.move.label), **one.after},
            reason=one.reason,
            context=one.case.professional,
        )


def _legal_move(case: Case, action: str, edit: int | None, actor: User | None) -> Move:
    if edit is not None and edit != case.edit and not _only_begun(case, edit, actor):
        raise Stale
    table = table_of(case)
    try:
        move = table.move(action)
    except KeyError:
        raise Refused(_("该认定渠道没有这一办理步骤。")) from None
    if case.state not in move.sources:
        raise Stale(
            _("%(name)s的申请目前为“%(state)s”，不能%(label)s。请刷新页面，查看最新情况。")
            % {"name": case.professional.name, "state": state_label(table, case.state), "label": move.label}
        )
    return move


def _only_begun(case: Case, edit: int, actor: User | None) -> bool:
    """The page was drawn before its own reader began the review: nothing of the case has changed by that."""
    last = case.transitions.last()
    began = last is not None and last.action.endswith(".begin") and case.state == last.to_state
    return actor is not None and began and last is not None and is_by(last, actor) and edit == case.edit - 1


def _change(passages: Sequence[Passage]) -> None:
    """The same for all that go to one state, in one statement a piece."""
    moment = clock.now()
    going: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for one in passages:
        case = one.case
        case.state, case.edit, case.state_since = one.move.target, case.edit + 1, moment
        stage = table_of(case).stage(case.stage)
        case.reached_province |= stage is not None and stage.office == "province"
        going[case.state, case.reached_province].append(case.pk)
    for (state, reached), keys in going.items():
        for piece in pieces(keys):
            Case.objects.filter(pk__in=piece).update(
                state=state, edit=F("edit") + 1, state_since=moment, reached_province=reached
            )


def _transition(one: Passage, actor: User | None) -> Transition:
    return Transition(
        case=one.case,
        action=one.move.action,
        from_state=one.before,
        to_state=one.case.state,
        actor=str(actor.public_id) if actor else "",
        actor_label=str(actor) if actor else PORTAL_LABEL,
        office_label=one.seat.office_label if one.seat else "",
        reason=one.reason,
        at=one.case.state_since,
    )


def _review(one: Passage, actor: User) -> Review:
    return Review(
        case=one.case,
        round=one.case.round,
        stage=one.move.stage,
        decision=one.move.verb,
        reasons=one.reasons,
        text=one.text,
        items=one.items,
        reviewer=actor,
        person=actor.professional,
        organisation=one.seat.organisation,
        at=one.case.state_since,
    )
