"""A long list before an act on many is looked through by the worker: what it says is what a short one says."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case, Slip
from certification.services import acts
from registry.machinery.services import job as jobs
from registry.models import Job, Message
from registry.people.services import many, many_look
from registry.people.services.many import Shown
from tests import factories
from tests.certification.rows import make_case, on
from tests.outcome import outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def july():
    with on("2020-07-20 09:00"):
        yield


@pytest.fixture
def waiting(july, petra, paul, world):
    """Five cases that wait to be issued, and one that does not."""
    people = [factories.employee_of(world.employer, f"q{n}", f"员工{'甲乙丙丁戊己'[n]}") for n in range(6)]
    for user in people[:5]:
        make_case(user.professional, state="issue")
    make_case(people[5].professional, state="notice", reached_province=False)
    return petra


@pytest.fixture
def long(monkeypatch):
    monkeypatch.setattr(many, "LOOKED", 2)
    monkeypatch.setattr(many_look, "PIECE", 2)


def shown():
    """All six, and one that is not there."""
    rows = [
        Shown(str(key), edit) for key, edit in Case.objects.order_by("pk").values_list("public_id", "edit")
    ]
    return [*rows, Shown("00000000-0000-4000-8000-000000000000", 1)]


def told(job):
    job.refresh_from_db()
    payload = job.payload
    return (
        job.total,
        sorted(map(tuple, payload["rows"])),
        sorted((one["name"], one["why"]) for one in payload["named"]),
    )


def test_worker_says_of_a_long_list_what_is_said_of_a_short_one(waiting, monkeypatch):
    short = many.prepare(actor=waiting, act=acts.ISSUE, shown=shown())
    monkeypatch.setattr(many, "LOOKED", 2)
    monkeypatch.setattr(many_look, "PIECE", 2)

    long = many.prepare(actor=waiting, act=acts.ISSUE, shown=shown())
    assert not many.is_looked_through(long)
    jobs.run_all()

    assert told(long) == told(short)
    assert told(long)[0] == 5
    assert [why for _name, why in told(long)[2]] == ["已不在您的办理范围，请返回刷新名单后核对"]


def test_page_waits_for_the_worker_then_shows_the_list_and_the_act_goes_on(waiting, long, login):
    client = login(waiting)
    answer = client.post(reverse("certification:issue"), {"all": "1"})
    here = answer.url
    waits = client.get(here).content.decode()
    assert "先核对名单" in waits
    assert "已核对0份，共5份。" in waits
    assert "已完成" not in waits
    assert "progress-part" in client.get(here, headers={"HX-Request": "true"}).content.decode()

    client.post(here)
    assert not Slip.objects.exists()
    jobs.run_all()

    assert client.get(here, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = client.get(here).content.decode()
    assert "将签发认定单：5份" in page
    note = Message.objects.get(recipient=waiting, kind="many_looked")
    assert (note.link, "可以办理5份" in note.body) == (here, True)
    started = client.post(here)
    jobs.run_all()
    outcome(client.get(started.url), "已全部完成。", lambda: Slip.objects.count() == 5)


def test_nothing_begins_before_it_was_looked_through(waiting, long):
    job = many.prepare(actor=waiting, act=acts.ISSUE, shown=shown())

    with pytest.raises(Refused, match="名单还在核对"):
        many.begin(actor=waiting, job=job)


def test_worker_killed_in_the_middle_begins_the_look_anew(waiting, long, monkeypatch):
    class Killed(BaseException):
        pass

    real, calls = many.look, []

    def dying(*values):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        real(*values)

    job = many.prepare(actor=waiting, act=acts.ISSUE, shown=shown())
    monkeypatch.setattr(many, "look", dying)
    with pytest.raises(Killed):
        jobs.run_all()
    Job.objects.filter(state="running").update(state="queued")
    jobs.run_all()

    assert told(job)[0] == 5


def test_stranger_of_whom_nothing_is_seen_reads_that_none_is_there(waiting, long, hana, login):
    job = many.prepare(actor=hana, act=acts.ISSUE, shown=shown())
    jobs.run_all()

    total, rows, named = told(job)
    assert (total, rows) == (0, [])
    assert len(named) == 1
    assert "另有7份" in named[0][0]


def test_more_than_one_act_takes_are_refused_in_words(waiting, monkeypatch):
    monkeypatch.setattr(many, "LONGEST", 3)

    with pytest.raises(Refused, match="一次最多办理3份，所选为7份"):
        many.prepare(actor=waiting, act=acts.ISSUE, shown=shown())

    assert not Job.objects.filter(kind=acts.ISSUE.kind).exists()


def test_what_was_left_out_is_written_every_few_seconds_and_whole_at_the_end(waiting, monkeypatch):
    """Every case but one is gone by the time: the long list is not written again for each."""
    job = many.prepare(actor=waiting, act=acts.ISSUE, shown=shown())
    Case.objects.filter(pk__in=Case.objects.filter(state="issue").order_by("pk").values("pk")[:4]).update(
        state="returned"
    )
    monkeypatch.setattr(many, "ACTS", many.ACTS | {acts.ISSUE.kind: acts.replace(acts.ISSUE, piece=1)})
    written = []
    save = Job.save
    monkeypatch.setattr(
        Job,
        "save",
        lambda self, **values: (written.append(values.get("update_fields") or []), save(self, **values)),
    )
    many.begin(actor=waiting, job=job)
    jobs.run_all()

    mine = [fields for fields in written if "handled" in fields]
    assert mine == [["handled", "payload"]]
    job.refresh_from_db()
    assert (job.handled, len(job.payload["left_out"]), Slip.objects.count()) == (5, 4, 1)
    assert {one["name"] for one in job.payload["left_out"]} == {f"员工{one}" for one in "甲乙丙丁"}
