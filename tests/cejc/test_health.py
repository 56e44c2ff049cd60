"""`/health/` says whether this process can serve, and no more."""

import pytest
from django.conf import settings as configured

pytestmark = pytest.mark.django_db


def test_health_is_ok_with_database_storage_and_fonts(client):
    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "storage": "ok", "fonts": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_health_names_the_part_that_fails_and_no_reason(client, settings, tmp_path):
    settings.CEJC_FONT_DIR = tmp_path

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "storage": "ok", "fonts": "failed"}
    assert str(configured.CEJC_DATA_DIR) not in answer.content.decode()
