"""Changes of a person's file by two officers: one way for all of them; what each one does is its own module."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.whole import whole
from registry.changes.models.person_request import PersonRequest
from registry.changes.permissions import (
    acted_first,
    apart,
    is_party,
    may_confirm,
    may_withdraw,
    require_apart,
    sits_first,
)
from registry.changes.procedure import procedure_of, procedures
from registry.enums import SUPERVISING, RequestState, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Membership, Organisation, User
from registry.people.models.organisation import MembershipQuerySet
from registry.people.permissions import require
from registry.people.services.message import tell

# A whole identity number in free text would reach messages and the audit log.
_WHOLE_NUMBER = re.compile(r"[0-9０-９]{17}[0-9０-９XxＸｘ]")
MOST_REASON = 500

ASKED, CONFIRMED, DONE = RequestState.ASKED, RequestState.CONFIRMED, RequestState.DONE
REFUSED, WITHDRAWN = RequestState.REFUSED, RequestState.WITHDRAWN


def clean_reason(text: str) -> str:
    """Free text of a request as it is kept. Raises Refused when it holds a whole identity number."""
    require(
        not _WHOLE_NUMBER.search(re.sub(r"[\s-]", "", text)),
        _("理由中请勿填写完整的证件号码，可以只写前3位和末1位。"),
    )
    return whole(text, MOST_REASON)


def keep(*, actor: User, row: PersonRequest, state: str, officer: bool) -> None:
    """Save a new request of `actor` in `state`; `officer`: asking it is the first officer's step. Inside a service."""
    row.state, row.asked_by = state, actor
    if officer:
        require_apart(actor, row)
        row.first_by, row.first_person, row.first_at = actor, actor.professional, clock.now()
    try:
        with audit.savepoint():
            row.save()
    except IntegrityError as twice:
        sentence = _("%s已有一项同类申请正在办理，请等待办结，或先撤回原申请。") % row.professional.name
        raise Refused(sentence, code="open_already") from twice
    _record(row, "asked", actor, reason=row.reason)


@service
def confirm(*, actor: User, request: PersonRequest) -> PersonRequest:
    """The first officer, of the person's unit, has compared the request with the original paper. Twice is once."""
    row = locked(request)
    if row.state == CONFIRMED and row.first_by_id == actor.pk:
        return row
    _require_state(row, ASKED)
    require(sits_first(actor, row), _first_words(row))
    require_apart(actor, row)
    row.state = CONFIRMED
    row.first_by, row.first_person, row.first_at = actor, actor.professional, clock.now()
    row.save(update_fields=["state", "first_by", "first_person", "first_at"])
    _record(row, "confirmed", actor)
    tell_second(row)
    return row


@service
def approve(*, actor: User, request: PersonRequest) -> PersonRequest:
    """The second officer, another person, approves; the change is made at once. Twice is once."""
    row = locked(request)
    if row.state == DONE and row.second_by_id == actor.pk:
        return row
    _require_state(row, CONFIRMED)
    _require_decider(actor, row)
    procedure_of(row).carry_out(actor, row)
    _decide(row, DONE, actor)
    _record(row, "done", actor)
    _tell(row, "done", actor)
    return row


@service
def refuse(*, actor: User, request: PersonRequest, reason: str) -> PersonRequest:
    """Either officer leaves everything as it is, with a reason that the person reads."""
    row = locked(request)
    if row.state == REFUSED and row.second_by_id == actor.pk:
        return row
    _require_state(row, ASKED, CONFIRMED)
    if not (row.state == ASKED and sits_first(actor, row)):
        require(procedure_of(row).decides(actor, row), _("您没有办理这一申请的权限。"))
    require_apart(actor, row)
    row.note = clean_reason(reason)
    require(bool(row.note), _("请说明不予办理的理由，申请人会看到。"))
    _decide(row, REFUSED, actor)
    _record(row, "refused", actor, reason=row.note)
    _tell(row, "refused", actor)
    return row


@service
def withdraw(*, actor: User, request: PersonRequest) -> PersonRequest:
    """Whoever asked takes it back while it is open. Twice is once."""
    row = locked(request)
    if row.state == WITHDRAWN:
        return row
    _require_state(row, ASKED, CONFIRMED)
    require(may_withdraw(actor, row), _("只有申请人可以撤回。"))
    _withdraw(row, actor)
    return row


def withdraw_others(actor: User, row: PersonRequest, why: str) -> None:
    """Other changes of the same file that are under way have lost their object. Inside a service."""
    for procedure in procedures():
        rows = procedure.model._default_manager.filter(
            professional=row.professional_id, state__in=(ASKED, CONFIRMED)
        )
        for other in rows.select_for_update(of=("self",)).select_related("professional").order_by("pk"):
            if (procedure.model, other.pk) != (type(row), row.pk):
                _withdraw(other, actor, why)


def _withdraw(row: PersonRequest, actor: User, why: str = "") -> None:
    row.state = WITHDRAWN
    row.save(update_fields=["state"])
    _record(row, "withdrawn", actor, reason=why)


def may_approve(user: User, row: PersonRequest) -> bool:
    return row.state == CONFIRMED and procedure_of(row).decides(user, row) and apart(user, row)


def may_refuse(user: User, row: PersonRequest) -> bool:
    return may_confirm(user, row) or (
        row.is_open and procedure_of(row).decides(user, row) and apart(user, row)
    )


def locked(request: PersonRequest) -> Any:
    """The row again, under lock, with what every step looks at."""
    rows = type(request)._base_manager.select_for_update(of=("self",))
    return rows.select_related("professional", "organisation", "asked_by").get(pk=request.pk)


def _require_state(row: PersonRequest, *states: str) -> None:
    if row.state not in states:
        raise Stale(_("该申请目前为“%s”，请刷新页面，查看最新情况。") % row.get_state_display())


def _first_words(row: PersonRequest) -> str:
    if row.organisation is None:
        return _("该申请由省人社厅专技处核对。")
    return _("该申请由本人所在单位的人事人员确认。")


def _require_decider(actor: User, row: PersonRequest) -> None:
    require(procedure_of(row).decides(actor, row), _("该申请由上级机关审批，您没有审批权限。"))
    require_apart(actor, row)


def _decide(row: PersonRequest, state: str, actor: User) -> None:
    row.state = state
    row.second_by, row.second_person, row.second_at = actor, actor.professional, clock.now()
    row.save()


def _record(row: PersonRequest, done: str, actor: User, reason: str = "") -> None:
    procedure = procedure_of(row)
    audit.record(
        f"{procedure.action}.{done}",
        row,
        actor=actor,
        after=procedure.facts(row),
        reason=reason,
        context=row.professional,
    )


def _tell(row: PersonRequest, done: str, actor: User) -> None:
    """Whoever asked, and the person, where there is still a login to read it (read anew: it may be gone by now)."""
    readers = User.objects.filter(Q(professional=row.professional_id) | Q(pk=row.asked_by_id), is_active=True)
    told = readers.exclude(pk=actor.pk)
    tell(told, f"person_request_{done}", {"row": row, "label": row._meta.verbose_name}, link=address(row))


def tell_first(row: PersonRequest) -> None:
    """The unit's HR hears of a request that waits there; of one that belongs to no unit, the provincial office."""
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


def _tell_officers(row: PersonRequest, seats: MembershipQuerySet) -> None:
    rows = seats.in_force().filter(user__is_active=True).select_related("user")
    told = [seat.user for seat in rows if _is_apart(seat.user, row)]
    tell(told, "person_request_asked", {"row": row, "label": row._meta.verbose_name}, link=address(row))


def _is_apart(user: User, row: PersonRequest) -> bool:
    """Neither the person nor the officer before."""
    return not is_party(user, row) and not acted_first(user, row)


def address(row: PersonRequest) -> str:
    return reverse("registry:change", args=[procedure_of(row).slug, row.public_id])
