"""Which degree a case counts with (R17): the register's, unless a certificate says otherwise."""

from certification.enums import DegreeState
from certification.models import Case, DegreeProof
from certification.queries.policy import policy_of
from credits.engine import NoSpan, Span, span_for
from registry.enums import Degree
from registry.people.queries.region import region_that_matters


def proof_of(case: Case) -> DegreeProof | None:
    """The certificate for the degree that the case states, if one was handed in and not refused."""
    rows = DegreeProof.objects.filter(case=case.pk, degree=case.degree).exclude(state=DegreeState.REFUSED)
    return rows.first() if case.pk else None


def counted_degree(case: Case) -> str:
    """The register's degree; the stated one where it is the same, asks
    for no fewer years, or has a certificate."""
    register = case.professional.degree
    if case.degree == register or not shortens(case) or proof_of(case):
        return case.degree
    return register


def shortens(case: Case) -> bool:
    """Whether the stated degree asks for fewer years than the register's."""
    stated, register = span_of(case, case.degree), span_of(case, case.professional.degree)
    return bool(register and (stated is None or set(register.years) - set(stated.years)))


def span_of(case: Case, degree: str) -> Span | None:
    """The span that a person of `degree` has in this case; None where the policy knows none."""
    policy = policy_of(case)
    region = region_that_matters(policy, case.organisation)
    try:
        return span_for(
            policy, level=case.title_level, degree=degree, series=case.title_series, region=region
        )
    except NoSpan:
        return None


def standing_of(case: Case) -> dict[str, object] | None:
    """What the page of the case and every lane say about a degree that
    the register does not have; None where both
    agree: stated and registered degree, the certificate.
    """
    proof = DegreeProof.objects.filter(case=case.pk).first()
    if case.degree == case.professional.degree and proof is None:
        return None
    stands = proof is not None and proof.degree == case.degree and proof.state != DegreeState.REFUSED
    counted = case.degree if stands or not shortens(case) else case.professional.degree
    return {
        "stated": case.get_degree_display(),
        "registered": case.professional.get_degree_display(),
        "proof": proof,
        "differs": case.degree != case.professional.degree,
        "counted": Degree(counted).label,
    }
