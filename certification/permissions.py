"""Who may do what to a case: one module, small named predicates; a refusal carries its reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from certification.enums import BatchState
from certification.models import Case, Review
from certification.offices import ROLE_OF_OFFICE, office_of
from certification.queries.who_may import who_may
from certification.workflow.table import PERSON, PORTAL, Move
from registry.enums import Office
from registry.models import ActivityReview, Membership, User
from registry.people.permissions import require_linked
from registry.people.queries.standing import Answer


def is_own(user: User, case: Case) -> bool:
    """The case is about the very person behind the login (R23: the person, not the account)."""
    return user.professional_id is not None and user.professional_id == case.professional_id


Acted = Mapping[int, set[str]]


def stages_acted(user: User, cases: Iterable[Case]) -> Acted:
    """Key of each case -> the stages at which the person has decided on it or on its records. Two queries."""
    keys = [case.pk for case in cases]
    found: dict[int, set[str]] = {key: set() for key in keys}
    of_person = {"person": user.professional_id}
    for key, stage in (
        Review.objects.standing().filter(case__in=keys, **of_person).values_list("case", "stage")
    ):
        found[key].add(stage)
    records = ActivityReview.objects.filter(activity__case_items__case__in=keys, undone_at=None, **of_person)
    for key, stage in records.values_list("activity__case_items__case", "stage"):
        found.setdefault(key, set()).add(stage)
    return found


def acted_elsewhere(user: User, case: Case, stage: str, acted: Acted | None = None) -> bool:
    """The person has decided at another stage of this case. `acted` saves the queries where it is at hand."""
    stages = (stages_acted(user, [case]) if acted is None else acted).get(case.pk, set())
    return bool(stages - {stage})


def seat_at(user: User, case: Case, office: str) -> Membership | None:
    """The seat from which `user` acts for `office` on this case, or None."""
    role = ROLE_OF_OFFICE.get(Office(office))
    holder = office_of(case, office)
    for seat in user.seats_as(role) if role else []:
        if office == Office.PROVINCE or (holder and seat.organisation_id == holder.pk):
            return seat
    return None


def seat_for(user: User | None, case: Case, move: Move, acted: Acted | None = None) -> Membership | None:
    """The seat for `move`; None for moves of the person or the portal. Raises Refused with the reason.

    `acted` (stages_acted) saves two queries a case where many are asked about.
    """
    if move.office == PORTAL:
        if user is not None:
            raise Refused(_("这一步由系统按规定时间自动办理。"))
        return None
    if user is None:
        raise Refused(_("该步骤须由经办人员办理。"))
    if move.office == PERSON:
        if not is_own(user, case):
            raise Refused(_("只有本人可以办理这一步。"))
        return None
    return _office_seat(user, case, move, acted)


def _office_seat(user: User, case: Case, move: Move, acted: Acted | None = None) -> Membership:
    # Who passed from the office that stands in takes back from it,
    # whoever of the stage's own could act by now.
    own = (move.office, *move.also_offices, *(move.stands_in if move.own_within else ()))
    seat = _first_seat(user, case, own)
    if seat is None and (seat := _first_seat(user, case, move.stands_in)):
        found = who_may(case, move)
        seat = seat if found and _stands_in(seat, found) else None
    if seat is None:
        raise Refused(
            _("您没有办理这一步的权限，请由%(office)s办理。") % {"office": Office(move.office).label}
        )
    if is_own(user, case):
        raise Refused(_("这是您本人的认定申请，按回避要求，%s") % _others(case, move, acted))
    if move.decides:
        require_linked(user)
    if move.decides and acted_elsewhere(user, case, move.stage, acted):
        raise Refused(
            _("您已在该申请的其他环节作出过决定，同一人不能办理两个环节，%s") % _others(case, move, acted)
        )
    if move.own_within:
        _require_just_passed(user, case, move)
    return seat


def _require_just_passed(user: User, case: Case, move: Move) -> None:
    """A pass is taken back by the login that made it, within minutes, before anything else was done (C3)."""
    last = case.transitions.last()
    passed = last is not None and last.action == f"{move.stage}.pass" and last.actor == str(user.public_id)
    if last is None or not passed or _decided_since(case, move.stage, last.at):
        raise Refused(_("只有作出通过决定的经办人，在后续办理以前，可以收回。"))
    minutes = settings.CEJC_UNDO_MINUTES
    if clock.now() - last.at > timedelta(minutes=minutes):
        raise Refused(
            _("通过已超过%(minutes)s分钟，不能收回。确有不符的，请在申请页面办理退回。")
            % {"minutes": minutes}
        )
    listed = case.batch is not None and case.batch.state == BatchState.DRAFT  # a filed one is behind the case
    if listed or case.notice_entries.filter(notice__state="draft").exists():
        raise Refused(_("该申请已编入公示拟稿或报送批次，不能收回。请先移出，再办理退回。"))


def _decided_since(case: Case, stage: str, at: datetime) -> bool:
    """The office after `stage` has decided on something of the case, though the case has not moved: an
    earlier paper slip checked, a year exempted, a record approved or returned."""
    latest = case.reviews.standing().last()
    if latest is not None and latest.stage != stage:
        return True
    records = ActivityReview.objects.filter(activity__case_items__case=case, at__gt=at, undone_at=None)
    return records.exclude(stage=stage).exists()


def _first_seat(user: User, case: Case, offices: Iterable[str]) -> Membership | None:
    return next((seat for office in offices if (seat := seat_at(user, case, office))), None)


def _stands_in(seat: Membership, found: Answer) -> bool:
    """Nobody of the office in charge can act, and the policy names the office of this seat instead."""
    post = found.stands_in
    return found.nobody and post is not None and post.role == seat.role


def _others(case: Case, move: Move, acted: Acted | None) -> str:
    """Who has to do it instead: colleagues, the office that stands in, or whoever is appointed. A list of
    many is not asked about one by one: the page of each case says it."""
    found = who_may(case, move) if acted is None else None
    if found is None or found.able:
        return _("请由同单位其他经办人办理。")
    if found.stands_in:
        return _("%(office)s没有其他经办人，由%(above)s代为办理。") % {
            "office": found.office,
            "above": found.stands_in.name,
        }
    return _("%(office)s没有其他经办人，请联系系统管理员增设，或在“外出委托”中委托同事代行。") % {
        "office": found.office
    }


def may(user: Any, case: Case, move: Move) -> bool:
    """Would the door let `user` through? For drawing buttons; the door asks again."""
    try:
        seat_for(user, case, move)
    except Refused:
        return False
    return True
