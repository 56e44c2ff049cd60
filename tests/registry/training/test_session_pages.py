"""The page of a session after it was closed: how the results stand, in words."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.certification.rows import on
from tests.registry.results import completion_factories
from tests.registry.training.test_session import base, closed, running, signed

__all__ = ["base", "running"]
pytestmark = pytest.mark.django_db


def test_results_are_being_entered_and_then_they_count(running, base, alice):
    signed(running, alice)
    signed(running, alice, "2020-06-15 14:05", "afternoon")
    closed(running, base.staff)
    address = reverse("registry:session", args=[running.public_id])
    client = Client()
    with on("2020-06-15 18:05"):
        client.force_login(base.staff)
        before = client.get(address).content.decode()
        completion_factories.work()
        after = client.get(address).content.decode()

    assert ("学习结果：正在记入" in before, "学习结果：暂不计入" in before) == (True, False)
    assert ("学习结果：已计入" in after, "学习结果：正在记入" in after) == (True, False)
