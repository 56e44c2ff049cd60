"""Changes of a person's file by two officers: one way for all of them;
what each one does is its own module."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from registry.changes.models.person_request import PersonRequest
from registry.changes.permissions import acted_first, is_party, why_not_apart
from registry.changes.procedure import procedure_of, procedures
from registry.enums import SUPERVISING, Role
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Membership, Organisation, User
from registry.people.models.organisation import MembershipQuerySet
from registry.people.permissions import require
from registry.people.services.telling.message import tell

# A whole identity number in free text would reach messages and the audit log.
_WHOLE_NUMBER = re.compile(r"[0-9０-９]{17}[0-9０-９XxＸｘ]")
MOST_REASON = 500


def clean_reason(text: str) -> str:
    """Free text of a request as it is kept. Raises Refused when it holds a whole identity number."""
    require(
        not _WHOLE_NUMBER.search(re.sub(r"[\s-]", "", text)),
        _("理由中请勿填写完整的证件号码，可以只写前3位和末1位。"),
    )
    return whole(text, MOST_REASON)


def keep(*, actor: User, row: PersonRequest, state: str, officer: bool) -> None:
    """Save a new request of `actor` in `state`; `officer`: asking it is the
    first officer's step. Inside a service."""
    row.state, row.asked_by = state, actor
    if officer:
        require(not (why := why_not_apart(actor, row)), why)
        row.first_by, row.first_person, row.first_at = actor, actor.professional, clock.now()
    try:
        with audit.savepoint():
            row.save()
    except IntegrityError as twice:
        sentence = _("%s已有一项同类申请正在办理，请等待办结，或先撤回原申请。") % row.professional.name
        raise Refused(sentence, code="open_already") from twice
    procedure_of(row).table.record("asked", row, actor=actor, reason=row.reason)


@service
def confirm(*, actor: User, request: PersonRequest) -> PersonRequest:
    """The first officer, of the person's unit, has compared the request
    with the original paper. Twice is once."""
    step = procedure_of(request).table.enter("confirm", request, actor=actor)
    row: PersonRequest = step.row
    if step.repeated:
        return row
    row.first_by, row.first_person, row.first_at = actor, actor.professional, clock.now()
    step.leave()
    tell_second(row)
    return row


@service
def approve(*, actor: User, request: PersonRequest) -> PersonRequest:
    """The second officer, another person, approves; the change is made at once. Twice is once."""
    step = procedure_of(request).table.enter("approve", request, actor=actor)
    row: PersonRequest = step.row
    if not step.repeated:
        procedure_of(request).carry_out(actor, step.row)
        _decide(step)
    return row


@service
def refuse(*, actor: User, request: PersonRequest, reason: str) -> PersonRequest:
    """Either officer leaves everything as it is, with a reason that the person reads."""
    step = procedure_of(request).table.enter("refuse", request, actor=actor, reason=clean_reason(reason))
    row: PersonRequest = step.row
    if not step.repeated:
        step.row.note = step.reason
        _decide(step)
    return row


def _decide(step: Step[Any]) -> None:
    row, actor = step.row, step.actor
    row.second_by, row.second_person, row.second_at = actor, actor.professional, clock.now()
    step.leave()
    _tell(row, step.move.done, actor)


@service
def withdraw(*, actor: User, request: PersonRequest) -> PersonRequest:
    """Whoever asked takes it back while it is open. Twice is once."""
    step: Step[PersonRequest] = procedure_of(request).table.enter("withdraw", request, actor=actor)
    return step.row if step.repeated else step.leave()


def withdraw_others(actor: User | None, row: PersonRequest, why: str) -> None:
    """Other changes of the same file that are under way have lost their object. Inside a service."""
    for procedure in procedures():
        rows = procedure.model._default_manager.open().filter(professional=row.professional_id)
        for other in rows.select_for_update(of=("self",)).order_by("pk"):
            if (procedure.model, other.pk) != (type(row), row.pk):
                procedure.table.enter("lapse", other, actor=None, cause=actor, reason=why).leave()


def _tell(row: PersonRequest, done: str, actor: User) -> None:
    """Whoever asked, and the person, where there is still a login to
    read it (read anew: it may be gone by now)."""
    readers = User.objects.filter(Q(professional=row.professional_id) | Q(pk=row.asked_by_id), is_active=True)
    told = readers.exclude(pk=actor.pk)
    tell(told, f"person_request_{done}", {"row": row, "label": row._meta.verbose_name}, link=address(row))


def tell_first(row: PersonRequest) -> None:
    """The unit's HR hears of a request that waits there; of one that
    belongs to no unit, the provincial office."""
    if row.organisation is None:
        _tell_officers(row, Membership.objects.filter(role=Role.PROVINCE))
    else:
        _tell_officers(row, Membership.objects.filter(organisation=row.organisation, role=Role.HR))


def tell_second(row: PersonRequest) -> None:
    """Those above hear of a request that waits for the second officer."""
    above: Iterable[Organisation] = ()
    if row.organisation is not None and not procedure_of(row).provincial:
        above = [*Organisation.objects.get_ancestors(row.organisation), row.organisation]
    seats = Membership.objects.filter(organisation__in=above, role__in=SUPERVISING)
    if not seats.in_force().exists():
        seats = Membership.objects.filter(role=Role.PROVINCE)
    _tell_officers(row, seats)


def _tell_officers(row: PersonRequest, seats: "MembershipQuerySet[Membership]") -> None:
    rows = seats.in_force().filter(user__is_active=True).select_related("user")
    told = [seat.user for seat in rows if _is_apart(seat.user, row)]
    tell(told, "person_request_asked", {"row": row, "label": row._meta.verbose_name}, link=address(row))


def _is_apart(user: User, row: PersonRequest) -> bool:
    """Neither the person nor the officer before."""
    return not is_party(user, row) and not acted_first(user, row)


def address(row: PersonRequest) -> str:
    return reverse("registry:change", args=[procedure_of(row).slug, row.public_id])
