import pytest

from cejc.errors import Refused
from registry.people.services import staff
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_passport_of_the_same_number_and_another_name_is_answered_with_the_way_out(admin):
    factories.make_professional("John Smith", identity_type="passport", number="E12345678")

    with pytest.raises(Refused, match="另一国家或地区签发的同号护照"):
        staff.open_login(
            actor=admin, name="Jane Doe", identity_type="passport", number="E12345678", username="jane"
        )
