"""Messages of the certification room: what a person reads at every step."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from certification.models import Case, Objection, PriorSlip, Slip
from certification.permissions_objection import is_above, office_that_answers, others_of_unit
from certification.queries.policy import policy_of, table_of
from certification.workflow.table import Move, state_label
from registry.enums import SUPERVISING, MailTopic, Role
from registry.models import Membership, Organisation, User
from registry.people.mail_topics import declare
from registry.people.services.telling.message import tell, tell_each

declare(
    MailTopic.PROGRESS,
    "case_begin",
    "case_file",
    "case_pass",
    "case_publish",
    "case_record",
    "case_submit",
    "case_retract",
    "case_withdraw",
)
declare(MailTopic.REMINDER, "case_nudged", "case_overdue", "case_overdue_above")


def users_of(case: Case) -> list[User]:
    return list(User.objects.filter(professional=case.professional, is_active=True))


def tell_person(
    case: Case, move: Move, *, reasons: list[str] | None = None, text: str = "", **more: object
) -> None:
    """One message to the person of `case` about `move`, from `messages/case_<verb>.txt`."""
    context = _about(case, move) | {"reasons": reasons or [], "text": text, **more}
    tell(users_of(case), f"case_{move.verb}", context, link=_page(case))


def tell_people(moved: Iterable[tuple[Case, Move]], **more: object) -> None:
    """`tell_person` for many, in a constant number of statements."""
    by_person: dict[int | None, list[tuple[Case, Move]]] = defaultdict(list)
    for case, move in moved:
        by_person[case.professional_id].append((case, move))
    by_verb: dict[str, list[tuple[User, dict[str, object], str]]] = defaultdict(list)
    for user in User.objects.filter(professional__in=[*by_person], is_active=True):
        for case, move in by_person[user.professional_id]:
            told = _about(case, move) | {"reasons": [], "text": "", **more}
            by_verb[move.verb].append((user, told, _page(case)))
    for verb, told_ones in by_verb.items():
        tell_each(told_ones, f"case_{verb}")


def _about(case: Case, move: Move) -> dict[str, object]:
    table = table_of(case)
    return {
        "case": case,
        "move": move,
        "policy": policy_of(case),
        "stage": table.stage(move.stage),
        "state": state_label(table, case.state),
    }


def _page(case: Case) -> str:
    return reverse("certification:case", args=[case.public_id])


def tell_offices(case: Case, officers: Iterable[User], **more: object) -> None:
    """The office that had the case, and the unit's HR, hear that its
    ground moved: `messages/case_moved.txt`."""
    readers = [*officers, *_seated(case.organisation, Role.HR)]
    outside = [user for user in readers if user.professional_id != case.professional_id]
    context = {"case": case, "again": False, "state": state_label(table_of(case), case.state), **more}
    tell(outside, "case_moved", context, link=reverse("certification:case", args=[case.public_id]))


def tell_slip(slip: Slip, kind: str, **more: object) -> None:
    """One message to the person of `slip`: revoked, reissued, ready."""
    link = reverse("certification:case", args=[slip.case.public_id])
    tell(users_of(slip.case), f"slip_{kind}", {"slip": slip, **more}, link=link)


def tell_prior_refused(prior: PriorSlip) -> None:
    """The person hears that a paper slip was found not to be genuine, whatever rested on it."""
    users = User.objects.filter(professional=prior.professional_id, is_active=True)
    tell(users, "prior_slip_refused", {"prior": prior}, link=reverse("certification:case-list"))


def tell_objection(objection: Objection) -> None:
    """An objection reaches the publishing unit's HR and the office above at once."""
    entry = objection.entry
    link = reverse("certification:objection", args=[objection.public_id])
    case = entry.case
    readers = _seated(case.organisation, Role.HR)
    for role in SUPERVISING:
        readers += _seated(getattr(case, role), role)
    readers += [user for user in _provincial() if is_above(user, case)]
    outside = [user for user in readers if user.professional_id != entry.case.professional_id]
    context = {
        "objection": objection,
        "entry": entry,
        "office": office_that_answers(case),
        "only_above": not others_of_unit(objection),
    }
    tell(outside, "objection_filed", context, link=link)


def _provincial() -> list[User]:
    seats = Membership.objects.in_force().filter(role=Role.PROVINCE, user__is_active=True)
    return [seat.user for seat in seats.select_related("user")]


def _seated(organisation: Organisation | None, role: str) -> list[User]:
    if organisation is None:
        return []
    seats = organisation.memberships.in_force().filter(role=role).select_related("user")
    return [seat.user for seat in seats if seat.user.is_active]
