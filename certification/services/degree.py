"""A degree that the register does not have: certificate of the person, word of the employer (R17)."""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from certification.enums import PriorSlipState
from certification.models import Case, DegreeProof
from certification.queries.policy import table_of
from certification.services import case as cases
from certification.services import ledger
from certification.services.review import keep_decision, may_decide
from certification.workflow import door
from certification.workflow.table import DRAFT, RETURNED
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Professional, User
from registry.people.services.professional import confirm_degree


@service
def prove_degree(*, actor: User, case: Case, file: dict[str, str]) -> DegreeProof:
    """Hand in the certificate of the degree that the case states (`file`: file_name, stored_name, sha256, mime); a
    later one takes its place while the case is with the person."""
    case = door.locked(case)
    if case.professional_id != actor.professional_id or case.state not in (DRAFT, RETURNED):
        raise Refused(_("该申请已经提交，不能修改。需要修改的，请先撤回，或等待退回。"))
    if case.degree == case.professional.degree:
        raise Refused(_("所填学位与单位登记的一致，不需要另行证明。"))
    values = {
        "degree": case.degree,
        "state": PriorSlipState.CLAIMED,
        "note": "",
        "decided_by": None,
        "decided_at": None,
    }
    proof, _made = DegreeProof.objects.update_or_create(case=case, defaults=values | file)
    case.edit += 1
    cases.respan(case)
    ledger.attach(case)
    audit.record(
        "degree.claimed",
        proof,
        actor=actor,
        context=case,
        after={"degree": case.get_degree_display(), "registered": case.professional.get_degree_display()},
    )
    return proof


@service
def decide_degree(*, actor: User, case: Case, genuine: bool, note: str = "") -> DegreeProof:
    """The employer's word on the certificate, at its own review. Right: the register has the degree from now on.
    Not: the register's degree counts, and the case is counted again over the span that follows from it."""
    case = door.locked(case)
    move = may_decide(case, f"{case.stage}.pass", actor)
    first = table_of(case).first_of_kind("review")
    if first is None or case.stage != first.id:
        raise Refused(_("学位证书由用人单位在初审时核对。"))
    proof = DegreeProof.objects.select_for_update().get(case=case)
    if proof.state != PriorSlipState.CLAIMED:
        raise Refused(_("该学位证书已经核对过。"))
    if not genuine and not note.strip():
        raise Refused(_("请说明核对不符的情况。"))
    proof.state = PriorSlipState.CHECKED if genuine else PriorSlipState.REFUSED
    proof.note, proof.decided_by, proof.decided_at = whole(note, 500), actor, clock.now()
    proof.save(update_fields=["state", "note", "decided_by", "decided_at"])
    keep_decision(case, move, actor, "degree", f"{proof.get_degree_display()} {note}")
    if genuine:
        person = Professional.objects.select_for_update(no_key=True).get(pk=case.professional_id)
        confirm_degree(actor, person, proof.degree)
    audit.record(
        "degree.confirmed" if genuine else "degree.refused",
        proof,
        actor=actor,
        reason=note,
        context=case,
        after={"degree": proof.get_degree_display()},
    )
    return proof
