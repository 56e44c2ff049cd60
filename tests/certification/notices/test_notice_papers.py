"""The papers of several notices printed as one document."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cejc.lib.paper.binding import bound
from certification.services.notices import notice as notices
from certification.services.notices import notice_pdf
from certification.services.notices.notice_papers import bind
from registry.models import AuditEntry, TakenList
from tests.bound import each_as_alone, made, names, outline, pictures
from tests.certification.rows import make_case, on, publish
from tests.certification.stages import cast, drafted
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
LIST, BOUND = reverse("certification:notice-list"), reverse("registry:take", args=["notices", "bound"])


@pytest.fixture
def people():
    with on("2020-06-15 09:00"):
        yield cast()


@pytest.fixture
def three(people):
    """Three notices that hang, the newest first."""
    found = []
    for one in (people.person, people.colleague, people.person):
        year = 2020 - len(found)
        case = make_case(one.professional, state="notice", reached_province=False, application_year=year)
        found.insert(0, publish(people.hr, [case]))
    return found


def test_hr_prints_the_papers_of_all_notices_from_the_list(people, three, login, run_jobs):
    client = login(people.hr)
    assert "打印张贴的名单" in client.get(LIST).content.decode()

    outcome(
        client.post(BOUND, {"all": "1"}),
        "已选定3份，正在合订为一个文件。",
        lambda: TakenList.objects.get().keys == [str(row.public_id) for row in three],
    )
    _row, body = made(client, BOUND, run_jobs, all="1")

    assert names(body) == [f"{row.title} 2020年6月15日" for row in three]
    assert each_as_alone(body, three, notice_pdf.draw)


def test_paper_shows_who_was_struck_since_and_is_drawn_once(people, three, login, run_jobs):
    entry = three[0].entries.get()
    notices.strike_entry(actor=people.hr, notice=three[0], entry=entry, reason="本人申请撤下，学历填报有误")
    three[0].refresh_from_db()

    _row, body = made(login(people.hr), BOUND, run_jobs, chosen=[str(three[0].public_id)])

    pages = pictures(notice_pdf.draw(three[0]))
    assert pictures(body)[: len(pages)] == pages
    drawn = AuditEntry.objects.filter(action="notice.drawn", subject=str(three[0].public_id))
    made(login(people.hr), BOUND, run_jobs, chosen=[str(three[0].public_id)])
    assert drawn.count() == 1


def test_draft_has_no_paper_and_is_counted(people, three, login, run_jobs):
    draft = drafted(people, make_case(people.colleague.professional, state="notice", reached_province=False))

    row, body = made(
        login(people.hr), BOUND, run_jobs, chosen=[str(draft.public_id), str(three[0].public_id)]
    )

    assert (row.gone, row.keys) == (1, [str(three[0].public_id)])
    assert len(outline(body)) == 1


def test_nobody_prints_the_notices_of_another_unit(people, three, login):
    every = {"chosen": [str(row.public_id) for row in three]}

    assert login(people.person).post(BOUND, every).status_code == 404
    assert login(people.province).post(BOUND, every).status_code == 404
    page = login(people.outsider).post(BOUND, every, follow=True)
    assert page.status_code == 404 or "列表中没有所选的内容" in page.content.decode()
    assert not TakenList.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_papers_that_are_drawn_cost_a_constant_number_of_queries(people, three, run_jobs, count):
    run_jobs()
    for row in three:
        row.refresh_from_db()

    with bound() as papers, CaptureQueriesContext(connection) as caught:
        bind(people.hr, three[:count], papers)

    assert len(caught) == 1
    assert len(papers.begins) == count
