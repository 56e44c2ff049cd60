"""What waits for nobody, and the message when somebody may act again."""

import pytest
from django.urls import reverse

from registry.enums import Role
from registry.models import Message, Unattended
from registry.people.queries.standing import answer
from registry.people.questions import Post, Question
from registry.people.services import membership
from tests import factories
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db


def test_the_person_is_led_to_the_own_page_when_somebody_may_act_again(alice, admin, employer):
    row = make_submitted(alice, "award")
    clerk = factories.employee_of(employer, "bert", "白桦")
    membership.grant(user=clerk, organisation=employer, role=Role.HR)

    told = Message.objects.get(recipient=alice, kind="unattended_over")
    assert told.link == reverse("registry:activity", args=[row.public_id])


def test_the_offices_of_a_question_are_named_no_longer_than_is_kept(db):
    posts = [Post(label="甲" * 150), Post(label="乙" * 150)]

    office = answer(Question("申请", "审核", "waiting", posts)).office

    assert office == "甲" * 150 + "、" + "乙" * 49
    assert len(office) == Unattended._meta.get_field("office").max_length
