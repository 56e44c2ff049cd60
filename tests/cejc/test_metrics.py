"""`/metrics/`: figures for operators, closed without the token, without a person in them."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cejc.lib import counted, metrics
from cejc.lib.metrics import Family, Sample
from registry.machinery.services import audit_linking
from registry.models import AuditCheckpoint, Job
from registry.people.services import account
from registry.people.services.telling import reminding
from registry.people.services.telling.reminding import Wanted
from tests import factories
from tests.certification.rows import issue, on
from tests.guards import guards_aside

TOKEN = "a token of the operators"
LINE = re.compile(r'cejc_[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.]+')
QUESTIONS = 6 if connection.vendor == "postgresql" else 5


@pytest.fixture
def watched(settings, tmp_path):
    settings.CEJC_METRICS_TOKEN, settings.CEJC_DATA_DIR = TOKEN, tmp_path


def read(client):
    answer = client.get("/metrics/", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    return answer


def figures(client):
    lines = read(client).content.decode().splitlines()
    return {name: float(value) for name, value in (one.rsplit(" ", 1) for one in lines if one[0] != "#")}


def wait(kind, ago, state="queued"):
    key = f"{kind}-{state}-{ago}"
    return Job.objects.create(
        kind=kind, key=key, state=state, run_after=timezone.now() - timedelta(seconds=ago)
    )


@pytest.mark.django_db
def test_without_a_token_in_the_settings_there_is_no_such_page(client):
    assert client.get("/metrics/", HTTP_AUTHORIZATION="Bearer ").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer 长沙"])
def test_whoever_lacks_the_token_reads_nothing(client, watched, said):
    answer = client.get("/metrics/", HTTP_AUTHORIZATION=said)

    assert (answer.status_code, answer["WWW-Authenticate"], answer.content) == (401, "Bearer", b"401\n")


@pytest.mark.django_db
def test_every_line_is_of_the_text_format_and_no_cache_keeps_it(client, watched):
    wait("slip", 30)
    answer = read(client)

    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    body = answer.content.decode()
    assert body.endswith("\n")
    told = [line for line in body.splitlines() if not line.startswith(("# HELP cejc_", "# TYPE cejc_"))]
    assert [line for line in told if not LINE.fullmatch(line)] == []


@pytest.mark.django_db
def test_jobs_are_told_by_kind_with_the_age_of_the_oldest(client, watched):
    for kind, ago in (("slip", 30), ("slip", 400), ("mail", 10)):
        wait(kind, ago)
    wait("mail", -3600)  # not due yet
    wait("mail", 5, "failed")
    wait("list", 5, "running")
    wait("list", 6, "done")

    found = figures(client)

    jobs = {name: value for name, value in found.items() if name.startswith("cejc_jobs")}
    assert jobs.pop('cejc_jobs_waiting_oldest_seconds{kind="slip"}') == pytest.approx(400, abs=20)
    assert jobs.pop('cejc_jobs_waiting_oldest_seconds{kind="mail"}') == pytest.approx(10, abs=9)
    assert jobs == {
        'cejc_jobs_waiting{kind="slip"}': 2,
        'cejc_jobs_waiting{kind="mail"}': 1,
        'cejc_jobs_failed{kind="mail"}': 1,
        'cejc_jobs_running{kind="list"}': 1,
    }


@pytest.mark.django_db
def test_the_log_says_what_is_not_linked_and_how_old_its_checkpoint_is(client, watched, admin, world):
    user = factories.employee_of(world.employer)
    audit_linking.link_all()
    assert figures(client)["cejc_log_unlinked_entries"] == 0

    account.deactivate(actor=admin, user=user, reason="清理")
    assert figures(client)["cejc_log_unlinked_entries"] == 1

    audit_linking.link_all()
    with guards_aside():
        AuditCheckpoint.objects.update(at=timezone.now() - timedelta(seconds=500))
    found = figures(client)
    assert found["cejc_log_unlinked_entries"] == 0
    assert found["cejc_log_checkpoint_age_seconds"] == pytest.approx(500, abs=20)


@pytest.mark.django_db
def test_letters_count_from_when_they_are_released_until_they_are_told(client, watched, alice, bob, run_jobs):
    with on("2020-06-10 09:00"):
        row = reminding.prepare(actor=bob, seat=bob.seats[0], wanted=Wanted("registration", 2019))
        run_jobs()
        assert figures(client)["cejc_letters_waiting"] == 0
        reminding.release(actor=bob, reminding=row)
        assert figures(client)["cejc_letters_waiting"] == 2
        run_jobs()
        assert figures(client)["cejc_letters_waiting"] == 0


@pytest.mark.django_db
def test_slips_are_counted_as_they_are_issued(client, watched, petra, paul, alice):
    assert figures(client)["cejc_slips_issued_total"] == 0

    with on("2020-07-06 09:00"):
        issue(petra, alice.professional)

    assert figures(client)["cejc_slips_issued_total"] == 1
    assert alice.professional.name not in read(client).content.decode()


@pytest.mark.django_db
def test_no_replica_no_figure_and_the_disk_has_room(client, watched):
    found = figures(client)

    assert [name for name in found if "replica" in name] == []
    assert found["cejc_disk_free_bytes"] > 0


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_questions_of_one_and_of_three(
    client, watched, rows, django_assert_num_queries
):
    for number in range(rows):
        wait(f"kind{number}", 30)

    with django_assert_num_queries(QUESTIONS):
        read(client)


@pytest.mark.django_db
def test_requests_are_counted_by_status_and_time_but_not_the_watching(settings, tmp_path, watched):
    from django.test import Client

    client = Client()  # the middleware stands where the token is set as the handler is made
    client.get(reverse("robots"))
    client.get("/no-such-page/")
    client.get("/health/")

    found = figures(client)

    assert found['cejc_requests_total{status="2xx"}'] == 1
    assert found['cejc_requests_total{status="4xx"}'] == 1
    assert found["cejc_request_seconds_count"] == 2
    assert found['cejc_request_seconds_bucket{le="+Inf"}'] == 2


def test_a_request_stands_in_every_bucket_above_its_time(watched):
    for seconds in (0.05, 0.3, 99):
        counted.note(200, seconds)

    (_by_status, took) = counted.families()

    assert [sample.value for sample in took.samples if sample.suffix == "_bucket"] == [
        1,
        1,
        1,
        2,
        2,
        2,
        2,
        2,
        3,
    ]
    assert [round(sample.value, 2) for sample in took.samples if sample.suffix == "_sum"] == [99.35]


def test_threads_lose_no_request(watched):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _one: counted.note(503, 0.01), range(800)))

    assert counted.families()[0].samples == [Sample(800, {"status": "5xx"})]


COUNT = """
from cejc.lib import counted
for one in range(500):
    counted.note(200, 0.01)
"""


def test_processes_lose_no_request_and_outlive_each_other(apart, settings):
    code = f"import django; django.setup(); {COUNT}"
    three = [apart.start("-c", code) for _ in range(3)]
    assert [one.wait(120) for one in three] == [0, 0, 0]

    settings.CEJC_DATA_DIR = apart.folder
    assert counted.families()[0].samples == [Sample(1500, {"status": "2xx"})]


def test_a_folder_that_cannot_be_written_costs_the_figure_alone(settings, tmp_path):
    settings.CEJC_DATA_DIR = tmp_path / "away"

    counted.note(200, 0.01)


def test_counting_takes_no_time_that_is_seen(watched):
    began = time.perf_counter()
    for _one in range(1000):
        counted.note(200, 0.01)

    assert (time.perf_counter() - began) / 1000 < 0.001


def test_words_in_labels_are_escaped():
    family = Family("x", "gauge", "a\nb", [Sample(1.5, {"kind": 'a"\\\n'})])

    assert (
        metrics.text([family])
        == '# HELP cejc_x a\\nb\n# TYPE cejc_x gauge\ncejc_x{kind="a\\"\\\\\\n"} 1.500000\n'
    )
