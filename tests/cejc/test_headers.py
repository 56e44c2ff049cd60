"""What every answer tells the browser, whatever it is an answer to."""

import pytest
from django.conf import settings
from django.test import Client

POLICY = {
    "default-src": {"'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "script-src": {"'self'"},
    "connect-src": {"'self'"},
}


def policy_of(answer):
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: set(values) for name, *values in parts}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"), [("/accounts/login/", 200), ("/nothing-here/", 404), ("/api/v1/nothing", 404)]
)
def test_every_kind_of_answer_carries_the_headers(address, status):
    answer = Client().get(address)

    assert answer.status_code == status
    said = policy_of(answer)
    assert {name: said.get(name) for name in POLICY} == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
