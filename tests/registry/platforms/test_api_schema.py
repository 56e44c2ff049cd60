"""The whole OpenAPI document against the running application: what
schemathesis sends is answered as documented."""

import os

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from hypothesis import HealthCheck, Phase

from registry.models import Completion
from registry.platforms.services import api_client
from tests.factories import province_of
from tests.registry.platforms.test_api import token_of
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
# A longer run by hand: CEJC_SCHEMATHESIS=1000.
EXAMPLES = int(os.environ.get("CEJC_SCHEMATHESIS", "12"))


@pytest.fixture
def _one_connection(monkeypatch):
    """A request that ends leaves the test's connection, and its transaction, open."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.fixture
def stage(_one_connection, world, client, settings, alice):
    """A base with a course, a result and a client without a limit; the headers of its calls."""
    settings.CEJC_API_PER_MINUTE = 1_000_000
    course = make.recognised_course(make.make_base())
    access = api_client.create(
        actor=province_of(world.province, "petra", "彭悦"), base=course.base, name="x", environment="real"
    )
    token = token_of(client, access).json()["access_token"]
    return {"Authorization": f"Bearer {token}", "Host": "localhost"}


def test_everything_that_schemathesis_sends_is_answered_as_documented(stage):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]

    for operation in operations:
        _try(operation, stage)

    assert len(operations) >= 5
    assert not Completion.objects.filter(name="").exists()


def _try(operation, headers):
    takes = operation.definition.raw.get("parameters") or operation.definition.raw.get("requestBody")
    # What takes nothing can be sent nothing wrong.
    for mode in schemathesis.GenerationMode if takes else [schemathesis.GenerationMode.POSITIVE]:

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def sent(case):
            case.call_and_validate(headers=headers)

        sent()
