"""Who tried too often is told how long to wait."""

import pytest

from registry.machinery.services import throttle
from tests.certification.rows import on

pytestmark = pytest.mark.django_db


def test_seconds_left_are_those_of_the_window_that_began_with_the_first_try():
    with on("2020-06-15 09:00"):
        throttle.count("login:alice", seconds=90)
        first = throttle.seconds_left("login:alice")
    with on("2020-06-15 09:01"):
        throttle.count("login:alice", seconds=90)
        later = throttle.seconds_left("login:alice")

    assert (first, later) == (90, 30)


def test_seconds_left_of_what_was_never_counted_are_one():
    assert throttle.seconds_left("login:nobody") == 1
