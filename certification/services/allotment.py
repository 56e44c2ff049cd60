"""Numbers of the province-wide slip for the bureaus: claim, grant, use,
void; all accounted for (三(三) 免费申领).

A grant takes the next block out of the province's own sequence, so that no number exists twice; every number
of a block is a row that is in stock, used by one slip, or void with a reason.
"""

from cejc import clock
from cejc.errors import Refused
from cejc.site import gettext as _
from certification.enums import AllotmentState, NumberState
from certification.models import Allotment, AllottedNumber, SlipSequence
from certification.moves.allotment import ALLOTMENT, BUREAU, NUMBER, claims_for
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Organisation, User
from registry.people.permissions import require

MOST = 5000


@service
def claim(*, actor: User, organisation: Organisation, year: int, count: int, note: str = "") -> Allotment:
    """A bureau asks for `count` numbers of `year`; one claim waits at a time."""
    require(claims_for(actor, organisation), BUREAU.refusal)
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
    ALLOTMENT.record("claimed", row, actor=actor, after={"count": count})
    return row


@service
def grant(*, actor: User, allotment: Allotment, count: int) -> Allotment:
    """The province grants `count` numbers, at most what was claimed:
    the next block of the year's sequence."""
    step = ALLOTMENT.enter("grant", allotment, actor=actor)
    row = step.row
    if not 1 <= count <= row.claimed:
        raise Refused(_("核发数量须在1至申领数量%(claimed)s之间。") % {"claimed": row.claimed})
    row.first, row.last = take_block(row.year, count)
    row.granted = count
    _decide(step)
    AllottedNumber.objects.bulk_create(
        AllottedNumber(allotment=row, year=row.year, sequence=number)
        for number in range(row.first, row.last + 1)
    )
    return row


@service
def refuse(*, actor: User, allotment: Allotment, reason: str) -> Allotment:
    """The province refuses a claim, with the reason."""
    return _decide(ALLOTMENT.enter("refuse", allotment, actor=actor, reason=reason))


@service
def void(*, actor: User, organisation: Organisation, year: int, first: int, last: int, reason: str) -> int:
    """Void stock numbers from `first` to `last` of `year`; how many.
    Used numbers are revoked, never voided."""
    require(claims_for(actor, organisation), BUREAU.refusal)
    if not reason.strip():
        raise Refused(_("请说明作废的理由。"))
    rows = NUMBER.rows().filter(
        allotment__organisation=organisation, year=year, sequence__gte=first, sequence__lte=last
    )
    found = {row.sequence: row for row in rows}
    if last < first or len(found) != last - first + 1:
        raise Refused(
            _("%(first)s至%(last)s不全是本部门领取的编号，请核对。") % {"first": first, "last": last}
        )
    for row in found.values():
        NUMBER.enter("void", row, actor=actor, held=True)
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
    """The next `count` numbers of `year` in the series, under the lock
    of its row until the transaction ends."""
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
            _("%(bureau)s%(year)s年度的认定单编号已经用完，请先向{office}申领。")
            % {"bureau": bureau.name, "year": year},
            code="no_stock",
        )
    return number


def _decide(step: Step[Allotment]) -> Allotment:
    row = step.row
    row.decided_by, row.decided_at, row.reason = step.actor, clock.now(), step.reason
    return step.leave()
