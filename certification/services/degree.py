"""A degree that the register does not have: certificate of the person, word of the employer (R17)."""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from certification.models import Case, DegreeProof
from certification.moves.degree import DEGREE
from certification.services import case as cases
from certification.services import ledger
from certification.services.review import keep_decision, may_decide
from certification.workflow import door
from registry.machinery.service import service
from registry.models import Professional, User
from registry.people.services.professional import confirm_degree


@service
def prove_degree(*, actor: User, case: Case, file: dict[str, str]) -> DegreeProof:
    """Hand in the certificate of the degree that the case states (`file`: file_name, stored_name, sha256,
    mime); a later one takes its place while the case is with the person."""
    case = door.locked(case)
    proof, _made = DegreeProof.objects.get_or_create(case=case, defaults={"degree": case.degree, **file})
    step = DEGREE.enter("claim", proof, actor=actor)
    if case.degree == case.professional.degree:
        raise Refused(_("所填学位与单位登记的一致，不需要另行证明。"))
    proof = step.row
    fresh = {"degree": case.degree, "note": "", "decided_by": None, "decided_at": None, **file}
    for name, value in fresh.items():
        setattr(proof, name, value)
    step.leave(registered=case.professional.get_degree_display())
    case.edit += 1
    cases.respan(case)
    ledger.attach(case)
    return proof


@service
def decide_degree(*, actor: User, case: Case, genuine: bool, note: str = "") -> DegreeProof:
    """The employer's word on the certificate, at its own review. Right:
    the register has the degree from now on.
    Not: the register's degree counts, and the case is counted again over the span that follows from it.
    """
    case = door.locked(case)
    move = may_decide(case, f"{case.stage}.pass", actor)
    step = DEGREE.enter(
        "confirm" if genuine else "refuse", DegreeProof.objects.get(case=case), actor=actor, reason=note
    )
    proof = step.row
    proof.note, proof.decided_by, proof.decided_at = step.reason, actor, clock.now()
    step.leave()
    keep_decision(case, move, actor, "degree", f"{proof.get_degree_display()} {note}")
    if genuine:
        person = Professional.objects.select_for_update(no_key=True).get(pk=case.professional_id)
        confirm_degree(actor, person, proof.degree)
    return proof
