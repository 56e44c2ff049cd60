"""An act on many: what its page says of it, and who is told by message."""

import pytest
from django.urls import reverse

from registry.activities.services.acts import APPROVE
from registry.enums import JobState
from registry.machinery.services import job as jobs
from registry.models import Activity, Membership, Message
from registry.people.services import many
from registry.people.services.many import Shown
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(alice, bob):
    """The list before: one record that bob may approve."""
    row = make_submitted(alice, "award")
    return many.prepare(actor=bob, act=APPROVE, shown=[Shown(str(row.public_id), row.edit)])


def test_a_short_list_is_done_before_the_answer_and_nobody_is_written_to(bob, asked):
    job = many.begin(actor=bob, job=asked)

    assert (job.state, Activity.objects.get().state) == (JobState.DONE, "approved")
    assert not Message.objects.filter(recipient=bob, subject__contains="办理结果").exists()


def test_a_list_whose_officer_lost_the_role_says_so_above_the_names(bob, asked, login):
    Membership.objects.filter(user=bob).update(valid_until="2020-01-01")
    bob.__dict__.pop("seats", None)
    job = many.begin(actor=bob, job=asked)

    page = login(bob).get(reverse("registry:job", args=[job.public_id]))

    assert page.context["stopped"].startswith("办理时，经办人已不再担任“单位人事")
    assert Activity.objects.get().state == "submitted"


@pytest.mark.parametrize(("kind", "payload"), [("activity.approve_many", {}), ("note", {"rows": 3})])
def test_page_of_a_job_that_holds_no_list_of_an_act_has_no_list(alice, login, kind, payload):
    job = jobs.enqueue(kind, "k", payload, owner=alice)

    page = login(alice).get(reverse("registry:job", args=[job.public_id]))

    assert page.status_code == 200
    assert "办理进度" in page.content.decode()


def test_an_officer_in_office_is_stopped_by_no_sentence(bob):
    assert many.why_stopped(APPROVE, bob) == ""
