"""Odd but possible: every action on a record in every state, by everybody
who can reach it, answers in words (D9)."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from registry.enums import ActivityState, Role
from registry.models import Activity
from tests import factories
from tests.registry.activities.activity_factories import make_draft

pytestmark = pytest.mark.django_db
ACTIONS = (
    "activity-edit",
    "activity-preview",
    "activity-autosave",
    "activity-withdraw",
    "activity-take-back",
    "activity-discard",
    "review-begin",
    "review-approve",
    "review-return",
)


@pytest.fixture
def reached(alice, bob, dora, petra, world):
    """A draft of alice, who keeps her unit's people herself, and everybody who may come by."""
    factories.make_membership(alice, world.employer, Role.HR)
    return make_draft(alice, "award"), (alice, bob, dora, petra)


@pytest.mark.parametrize("state", ActivityState.values)
def test_every_action_by_everybody_has_an_answer(reached, state):
    activity, people = reached
    submitted = None if state == ActivityState.DRAFT else activity.created_at
    Activity.objects.filter(pk=activity.pk).update(state=state, submitted_at=submitted)
    broken = []
    for user in people:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for action in ACTIONS:
            for sent in ({}, {"edit": activity.edit, "text": "请更正", "reason": "误认可"}):
                with transaction.atomic():
                    answer = client.post(reverse(f"registry:{action}", args=[activity.public_id]), sent)
                    transaction.set_rollback(True)
                if answer.status_code >= 500:
                    broken.append((user.username, action, answer.status_code))

    assert not broken
