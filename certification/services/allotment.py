"""Numbers of the province-wide slip for the bureaus: claim, grant, use, void; all accounted for (三(三) 免费申领).

A grant takes the next block out of the province's own sequence, so that no number exists twice; every number of
a block is a row that is in stock, used by one slip, or void with a reason.
"""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from certification.enums import AllotmentState, NumberState
from certification.models import Allotment, AllottedNumber, SlipSequence
from registry.enums import OrganisationKind, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Organisation, User

MOST = 5000


@service
def claim(*, actor: User, organisation: Organisation, year: int, count: int, note: str = "") -> Allotment:
    """A bureau asks for `count` numbers of `year`; one claim waits at a time."""
    _require_bureau(actor, organisation)
    if not 1 <= count <= MOST:
        raise Refused(_("每次申领1至%(most)s个编号。") % {"most": MOST})
    waiting = Allotment.objects.select_for_update().filter(
        organisation=organisation, year=year, state=AllotmentState.CLAIMED
    )
    if found := waiting.first():
        if (found.claimed, found.claimed_by_id) == (count, actor.pk):
            return found
        raise Refused(_("上一次申领还没有核发，请等待核发后再申领。"))
    row = Allotment.objects.create(
        organisation=organisation, year=year, claimed=count, note=note, claimed_by=actor
    )
    audit.record("allotment.claimed", row, actor=actor, after={"count": count}, context=organisation)
    return row


@service
def grant(*, actor: User, allotment: Allotment, count: int) -> Allotment:
    """The province grants `count` numbers, at most what was claimed: the next block of the year's sequence."""
    row = _waiting(actor, allotment)
    if not 1 <= count <= row.claimed:
        raise Refused(_("核发数量须在1至申领数量%(claimed)s之间。") % {"claimed": row.claimed})
    row.first, row.last = take_block(row.year, count)
    row.granted = count
    _decide(row, AllotmentState.GRANTED, actor, "")
    AllottedNumber.objects.bulk_create(
        AllottedNumber(allotment=row, year=row.year, sequence=number)
        for number in range(row.first, row.last + 1)
    )
    return row


@service
def refuse(*, actor: User, allotment: Allotment, reason: str) -> Allotment:
    """The province refuses a claim, with the reason."""
    row = _waiting(actor, allotment)
    if not reason.strip():
        raise Refused(_("请说明不予核发的理由。"))
    _decide(row, AllotmentState.REFUSED, actor, reason)
    return row


@service
def void(*, actor: User, organisation: Organisation, year: int, first: int, last: int, reason: str) -> int:
    """Void stock numbers from `first` to `last` of `year`; how many. Used numbers are revoked, never voided."""
    _require_bureau(actor, organisation)
    if not reason.strip():
        raise Refused(_("请说明作废的理由。"))
    rows = AllottedNumber.objects.select_for_update().filter(
        allotment__organisation=organisation, year=year, sequence__gte=first, sequence__lte=last
    )
    found = {row.sequence: row for row in rows}
    if last < first or len(found) != last - first + 1:
        raise Refused(
            _("%(first)s至%(last)s不全是本部门领取的编号，请核对。") % {"first": first, "last": last}
        )
    taken = [row for row in found.values() if row.state != NumberState.STOCK]
    if taken:
        raise Refused(_("编号%(number)s已经使用或者作废，不能作废。") % {"number": taken[0].sequence})
    AllottedNumber.objects.filter(pk__in=[row.pk for row in found.values()]).update(
        state=NumberState.VOID, reason=reason, changed_at=clock.now()
    )
    audit.record(
        "allotment.voided",
        organisation,
        actor=actor,
        reason=reason,
        context=organisation,
        after={"year": year, "first": first, "last": last},
    )
    return len(found)


def take_block(year: int, count: int, certificate: str = "") -> tuple[int, int]:
    """The next `count` numbers of `year` in the series, under the lock of its row until the transaction ends."""
    SlipSequence.objects.get_or_create(certificate=certificate, year=year)
    row = SlipSequence.objects.select_for_update().get(certificate=certificate, year=year)
    first, row.last = row.last + 1, row.last + count
    row.save(update_fields=["last"])
    return first, row.last


def take_number(bureau: Organisation, year: int) -> AllottedNumber:
    """The lowest number in the bureau's stock, locked. Raises Refused when the stock is empty."""
    # All who issue for this bureau queue at its grants: two of them never take the same number.
    list(
        Allotment.objects.select_for_update()
        .filter(organisation=bureau, year=year, state=AllotmentState.GRANTED)
        .order_by("pk")
    )
    number = (
        AllottedNumber.objects.filter(
            allotment__organisation=bureau,
            year=year,
            state=NumberState.STOCK,
            allotment__state=AllotmentState.GRANTED,
        )
        .order_by("sequence")
        .first()
    )
    if number is None:
        raise Refused(
            _("%(bureau)s%(year)s年度的认定单编号已经用完，请先向省人社厅专技处申领。")
            % {"bureau": bureau.name, "year": year},
            code="no_stock",
        )
    return number


def _waiting(actor: User, allotment: Allotment) -> Allotment:
    if not actor.has_role(Role.PROVINCE):
        raise Refused(_("编号由省人社厅专技处核发。"))
    row = Allotment.objects.select_for_update().get(pk=allotment.pk)
    if row.state != AllotmentState.CLAIMED:
        raise Stale(_("该申领已经办理，请刷新页面。"))
    return row


def _decide(row: Allotment, state: str, actor: User, reason: str) -> None:
    row.state, row.decided_by, row.decided_at, row.reason = state, actor, clock.now(), reason
    row.save()
    audit.record(
        f"allotment.{state}",
        row,
        actor=actor,
        reason=reason,
        context=row.organisation,
        after={"first": row.first, "last": row.last, "granted": row.granted},
    )


def _require_bureau(actor: User, organisation: Organisation) -> None:
    if organisation.kind != OrganisationKind.BUREAU or not any(
        seat.organisation_id == organisation.pk for seat in actor.seats_as(Role.BUREAU)
    ):
        raise Refused(_("认定单编号由市州人社部门申领。"))
