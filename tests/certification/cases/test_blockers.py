"""What keeps a case from being passed at its stage, in words."""

import pytest

from certification.models import DegreeProof
from certification.queries.blockers import blockers
from tests.certification.rows import PROOF, make_case, on

pytestmark = pytest.mark.django_db


def test_a_certificate_that_nobody_checked_is_named_for_its_case_alone(alice, charlie):
    with on("2020-05-06 09:00"):
        proving, other = (make_case(user.professional, state="initial_review") for user in (alice, charlie))
        DegreeProof.objects.create(case=proving, degree="doctor", **PROOF)

        assert blockers([proving, other]) == {proving.pk: "学位证书待核对"}
