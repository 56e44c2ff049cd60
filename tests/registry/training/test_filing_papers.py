"""The forms of several filings printed as one document."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cejc.lib.paper.binding import bound
from registry.models import Filing, TakenList
from registry.training.queries.listed import filings_of
from registry.training.services import filing_pdf
from registry.training.services.filing_papers import bind
from tests.bound import each_as_alone, made, names
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.training import session_factories as make
from tests.registry.training.training_factories import base_world

pytestmark = pytest.mark.django_db
LIST, BOUND = reverse("registry:filings"), reverse("registry:take", args=["filings", "bound"])


@pytest.fixture
def base(db):
    with on("2020-06-01 09:00"):
        yield base_world()


@pytest.fixture
def three(base, petra):
    """An accepted filing with a rare character and a timetable of more than one page, one submitted, and a
    draft; the newest first."""
    days = [(f"2020-07-{day:02d}", slot) for day in range(1, 29) for slot in ("morning", "afternoon")]
    make.accepted(base.staff, petra, base.base, *days)
    make.submit(base.staff, make.make_draft(base.staff, base.base, title="周𬱖主讲的公需科目培训班"))
    make.make_draft(base.staff, base.base, title="草稿")
    return list(Filing.objects.order_by("-pk"))


def test_base_prints_the_forms_of_all_filings_from_the_list(base, three, login, run_jobs):
    client = login(base.staff)
    assert "打印备案表" in client.get(LIST).content.decode()

    outcome(
        client.post(BOUND, {"all": "1"}),
        "已选定3份，正在合订为一个文件。",
        lambda: TakenList.objects.get().keys == [str(row.public_id) for row in three],
    )
    _row, body = made(client, BOUND, run_jobs, all="1")

    assert each_as_alone(body, three, filing_pdf.draw)
    assert names(body) == [f"{row.title} {row.number}".strip() for row in three]


def test_province_prints_what_was_submitted_and_a_stranger_nothing(
    base, three, petra, bob, charlie, login, run_jobs
):
    every = {"chosen": [str(row.public_id) for row in three]}

    row, body = made(login(petra), BOUND, run_jobs, **every)

    assert row.gone == 1
    assert "草稿" not in names(body)
    assert len(names(body)) == 2
    assert login(charlie).post(BOUND, every).status_code == 404
    login(bob).post(BOUND, every)
    assert TakenList.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_forms_cost_a_constant_number_of_queries(base, three, petra, count):
    filing_pdf.draw(three[0])  # what is read once a process
    rows = list(filings_of(base.staff).order_by("-pk"))[:count]

    with bound() as papers, CaptureQueriesContext(connection) as caught:
        bind(base.staff, rows, papers)

    assert len(caught) == 4
    assert len(papers.begins) == count


def test_list_is_taken_home_as_a_sheet(base, three, login):
    answer = login(base.staff).post(reverse("registry:take", args=["filings", "sheet"]), {"all": "1"})

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
