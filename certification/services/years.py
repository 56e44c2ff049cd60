"""The years of a case and their annual registration (二, R22): registered before, or declared, confirmed and
locked with the case, as the policy says."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cejc.errors import Refused
from certification.enums import YearBasis
from certification.models import Case, CaseYear, Review
from certification.queries.policy import policy_of
from certification.workflow.table import CANCELLED, DRAFT, RETURNED, Move
from registry.models import User
from registry.yearly.queries.registration import locked_years
from registry.yearly.services import registration_case as registration

WITH_CASE = "with_case"
ASIDE = (YearBasis.CERTIFIED, YearBasis.EXEMPT)


def examined_years(case: Case) -> list[int]:
    """The years of the span that no earlier slip covers and nobody exempted."""
    return list(case.years.exclude(basis__in=ASIDE).values_list("year", flat=True))


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


def follow_passed(passed: Sequence[Case], actor: User) -> None:
    """`follow` of cases that have just been passed, of one person each; the same for all in a constant
    number of statements."""
    cases = [case for case in passed if policy_of(case).registration == WITH_CASE]
    years: dict[int, set[int]] = {case.pk: set() for case in cases}
    for key, year in (
        CaseYear.objects.filter(case__in=years).exclude(basis__in=ASIDE).values_list("case", "year")
    ):
        years[key].add(year)
    twice = _passed_twice(cases)
    registration.confirm_all_with_case(
        actor, {case.professional_id: (years[case.pk], case.pk in twice) for case in cases}
    )


def _passed_twice(cases: Sequence[Case]) -> set[int]:
    """Keys of the cases that two stages of this round have passed."""
    rounds = {case.pk: case.round for case in cases}
    stages: dict[int, set[str]] = defaultdict(set)
    rows = Review.objects.standing().filter(case__in=rounds, decision="pass")
    for key, round_, stage in rows.values_list("case", "round", "stage"):
        if rounds[key] == round_:
            stages[key].add(stage)
    return {key for key, found in stages.items() if len(found) > 1}


def take_back(case: Case, actor: User, since: datetime) -> None:
    """A pass was taken back: so are the confirmations that it made."""
    if policy_of(case).registration == WITH_CASE:
        registration.unconfirm_with_case(actor, case.professional, examined_years(case), since)


def _passed_before(case: Case, move: Move) -> bool:
    """Did another stage of this round pass the case already? Then this one is the second confirmation."""
    rows = case.reviews.standing().filter(round=case.round, decision="pass")
    return rows.exclude(stage=move.stage).exists()
