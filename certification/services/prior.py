"""What a person adds to a case besides activities: earlier paper slips (R20) and exempt years (R22)."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cejc.errors import Refused
from certification.enums import PriorSlipState, SlipState
from certification.models import Case, Exemption, PriorSlip, Slip
from certification.moves.prior import PRIOR_SLIP
from certification.queries.slips.verify import is_of_this_portal, issued_as
from certification.services import ledger
from certification.services.case import with_person
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.holds import require_free
from registry.models import User

LONGEST = 10


@service
def claim_prior(
    *, actor: User, case: Case, number: str, first_year: int, last_year: int, file: dict[str, Any]
) -> PriorSlip:
    """Enter an earlier paper slip with its scan (`file`: file_name,
    stored_name, sha256, mime); checked once later."""
    case = with_person(actor, case)
    if not first_year <= last_year < case.application_year or last_year - first_year >= LONGEST:
        raise Refused(_("请核对认定单上的起止年度。"))
    _require_sensible(case, number, range(first_year, last_year + 1))
    try:
        with audit.savepoint():
            prior = PriorSlip.objects.create(
                professional=case.professional,
                number=number,
                first_year=first_year,
                last_year=last_year,
                **file,
            )
    except IntegrityError:
        raise Refused(_("该编号的认定单已经登记过，不需要再次登记。")) from None
    _count(case)
    facts = {"number": number, "years": [first_year, last_year]}
    PRIOR_SLIP.record("claimed", prior, actor=actor, after=facts)
    return prior


def _require_sensible(case: Case, number: str, years: range) -> None:
    """Raises Refused for a slip that covers no year of the span, was
    issued here, or is entered for somebody else."""
    if not set(years) & set(case.span):
        raise Refused(
            _("该认定单的年度都不在认定跨度%(first)s—%(last)s年内，不需要登记。")
            % {"first": case.span_first, "last": case.span_last}
        )
    slip = issued_as(number)
    if slip is not None:
        raise Refused(_why_not_entered(slip, case))
    if is_of_this_portal(number):
        raise Refused(
            _(
                "“%(number)s”是本系统的编号，但本系统没有签发过这一编号。请核对纸质认定单上的编号；核对无误的，请联系签发机关。"
            )
            % {"number": number},
            code="never_issued",
        )
    others = PriorSlip.objects.filter(number=number).exclude(professional=case.professional_id)
    if others.exclude(state=PriorSlipState.REFUSED).exists():
        raise Refused(_("该编号的认定单已由另一人登记。请核对编号；确属您本人的，请联系受理机关。"))


def _why_not_entered(slip: Slip, case: Case) -> str:
    if slip.professional_id != case.professional_id:
        return _("该编号的认定单不是签发给您的，请核对编号。")
    if slip.state == SlipState.VALID:
        return _("该认定单由本系统签发，所载年度已自动计入，不需要登记。")
    return _("该认定单%(state)s，不能作为依据。") % {"state": slip.get_state_display()}


@service
def drop_prior(*, actor: User, case: Case, prior: PriorSlip) -> None:
    """Take back an earlier slip that nobody has checked yet."""
    case = with_person(actor, case)
    step = PRIOR_SLIP.enter("drop", prior, actor=actor)
    require_free(step.row)
    step.keep({}, {"number": step.row.number})
    step.row.delete()
    _count(case)


@service
def ask_exemption(
    *, actor: User, case: Case, year: int, reason: str, file: dict[str, Any] | None = None
) -> Exemption:
    """Ask that nothing be examined for a year of the span, with reason and evidence."""
    case = with_person(actor, case)
    if year not in case.span:
        raise Refused(
            _("请在认定跨度 %(first)s—%(last)s 年内选择年度。")
            % {"first": case.span_first, "last": case.span_last}
        )
    if not reason.strip():
        raise Refused(_("请说明申请免于考核的理由。"))
    if not file:
        raise Refused(_("申请免于考核的，请上传证明材料。"))
    if case.exemptions.filter(year=year).exists():
        raise Refused(_("%(year)s年已经申请过免于考核。") % {"year": year})
    exemption = Exemption.objects.create(case=case, year=year, reason=reason, **(file or {}))
    _count(case)
    audit.record("exemption.asked", exemption, actor=actor, after={"year": year}, reason=reason, context=case)
    return exemption


@service
def drop_exemption(*, actor: User, case: Case, exemption: Exemption) -> None:
    """Take back a request for exemption while the case is with the person."""
    case = with_person(actor, case)
    audit.record("exemption.dropped", exemption, actor=actor, before={"year": exemption.year}, context=case)
    case.exemptions.filter(pk=exemption.pk).delete()
    _count(case)


def _count(case: Case) -> None:
    case.edit += 1
    case.save(update_fields=["edit"])
    ledger.attach(case)
