"""The clients of docs/api.md, run as they are written against a running portal."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings

from tests.processes import apart

__all__ = ["apart"]
DOCUMENT = settings.BASE_DIR / "docs" / "api.md"
STAGE = """
import json
from tests.factories import make_professional, make_province, province_of
from tests.registry.results import completion_factories as make
from registry.platforms.services import api_client
base = make.make_base()
make.recognised_course(base)
officer = province_of(make_province(), "petra", "彭悦")
row, secret = api_client.create(actor=officer, base=base, name="x", environment="real")
one = make_professional("欧阳晓")
two = make_professional("司徒𬱖")
print(json.dumps({"id": row.oauth_id, "secret": secret, "results": [
    {"external_id": f"P{p.pk}", "name": p.name, "identity_number": str(p.identity_number), "passed_on": "2020-06-01",
     "course_code": "KC01"} for p in (one, two)]}))
"""
COUNT = "from registry.models import Completion; print(Completion.objects.count())"


def block(language):
    return re.search(rf"```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def portal(apart):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    apart.env |= {"DJANGO_SETTINGS_MODULE": "cejc.settings", "CEJC_DEBUG": "1"}
    made = apart.python(STAGE)
    apart.start("manage.py", "runserver", f"127.0.0.1:{port}", "--noreload")
    for _try in range(120):
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=2)
            break
        except OSError:
            time.sleep(0.25)
    return address, made


def test_clients_of_the_document_report_once_however_often_they_are_run(portal, apart, tmp_path):
    address, made = portal
    known = os.environ | {"PORTAL": address, "CLIENT_ID": made["id"], "CLIENT_SECRET": made["secret"]}
    (tmp_path / "results.json").write_text(json.dumps(made["results"]), encoding="utf-8")
    (tmp_path / "client.py").write_text(block("python"), encoding="utf-8")

    said = [
        subprocess.run(
            [sys.executable, "client.py"],
            cwd=tmp_path,
            env=known,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for _time in range(3)
    ]
    curl = subprocess.run(
        ["bash", "-ec", block("sh")],
        cwd=tmp_path,
        env=known,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout

    assert said[0].count(" held unsigned ") == 2
    assert len(set(said)) == 1
    assert '"KC01"' in curl
    assert '"external_id": "2020-000001"' in curl
    assert curl.count('"code": "accepted"') == 2
    assert '"code": "no_person"' in curl
    assert apart.python(COUNT) == 3
    assert len(block("python").strip().splitlines()) <= 42
