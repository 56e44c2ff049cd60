"""The years of a case and their annual registration (二, R22): registered before, or declared, confirmed and
locked with the case, as the policy says."""

from datetime import datetime

from django.utils.translation import gettext as _

from cejc.errors import Refused
from certification.enums import YearBasis
from certification.models import Case
from certification.queries.policy import policy_of
from certification.workflow.table import CANCELLED, DRAFT, RETURNED, Move
from registry.models import User
from registry.yearly.queries.registration import locked_years
from registry.yearly.services import registration_case as registration

WITH_CASE = "with_case"


def examined_years(case: Case) -> list[int]:
    """The years of the span that no earlier slip covers and nobody exempted."""
    aside = (YearBasis.CERTIFIED, YearBasis.EXEMPT)
    return list(case.years.exclude(basis__in=aside).values_list("year", flat=True))


def require_registered(case: Case) -> None:
    """Raises Refused naming the years that are not registered, where
    the policy wants them registered before."""
    if policy_of(case).registration == WITH_CASE:
        return
    years = examined_years(case)
    lacking = sorted(set(years) - locked_years(case.professional, years))
    if lacking:
        raise Refused(
            _("%(years)s年尚未完成年度登记。请先在“年度登记”中申报，由单位和主管部门确认后再提交。")
            % {"years": "、".join(map(str, lacking))},
            code="unregistered",
        )


def follow(case: Case, move: Move, actor: User | None) -> None:
    """Carry the registration of the case's years along with a move that was just made."""
    if policy_of(case).registration != WITH_CASE:
        return
    years, person = examined_years(case), case.professional
    if move.verb == "submit" and actor is not None:
        registration.declare_with_case(actor, person, years, str(case.public_id))
    elif move.verb == "pass":
        registration.confirm_with_case(actor, person, years, lock=_passed_before(case, move))
    elif move.verb in ("record", "issue"):
        registration.confirm_with_case(actor, person, years, lock=True)
    elif case.state in (RETURNED, DRAFT, CANCELLED):
        why = _("认定申请已退回或撤回，本年度随之退回")
        registration.release_with_case(actor, person, str(case.public_id), why)


def take_back(case: Case, actor: User, since: datetime) -> None:
    """A pass was taken back: so are the confirmations that it made."""
    if policy_of(case).registration == WITH_CASE:
        registration.unconfirm_with_case(actor, case.professional, examined_years(case), since)


def _passed_before(case: Case, move: Move) -> bool:
    """Did another stage of this round pass the case already? Then this one is the second confirmation."""
    rows = case.reviews.standing().filter(round=case.round, decision="pass")
    return rows.exclude(stage=move.stage).exists()
