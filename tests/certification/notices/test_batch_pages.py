"""Pages of batches and windows."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from certification.models import Batch, WindowException
from certification.services import batch as batches
from tests.certification.rows import make_case, on
from tests.certification.stages import cast
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
NEW = "/batches/new/"
WHOM = "all:2020-provincial"


@pytest.fixture
def people():
    with on("2020-06-01 09:00"):
        yield cast()


@pytest.fixture
def ready(people):
    return [
        make_case(one.professional, state="filing", reached_province=False)
        for one in (people.person, people.colleague)
    ]


@pytest.fixture
def batch(people, ready):
    return batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=ready, name="第一批"
    )


def at(name, batch, *more):
    return reverse(f"certification:{name}", args=[batch.public_id, *more])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_make_and_file_a_batch(people, ready, login):
    client = login(people.department)
    client.post(NEW, {"name": "第一批", "whom": WHOM})
    batch = Batch.objects.get()

    asked = client.get(at("batch-file", batch)).content.decode()
    client.post(at("batch-file", batch), {"edit": batch.edit})

    batch.refresh_from_db()
    for text in ("本批次共2人", "2020年6月1日", "2020年7月31日", "确认并报送"):
        assert text in asked
    assert batch.state == "filed"
    assert batch.cases.filter(state="verification", reached_province=True).count() == 2


def test_who_stands_in_an_unfiled_batch_is_found_from_the_page_of_a_new_one(people, batch, login):
    page = login(people.department).get(NEW).content.decode()

    assert at("batch", batch) in page
    assert "待报送的人员都已列入上面的批次" in page


def test_window_that_closed_while_the_page_was_open_refuses_with_its_dates(people, batch, login):
    with on("2020-08-01 00:00"):
        client = login(people.department)
        asked = client.get(at("batch-file", batch)).content.decode()
        answer = client.post(at("batch-file", batch), {"edit": batch.edit})

    batch.refresh_from_db()
    assert "确认并报送" not in asked
    assert answer.status_code == 422
    assert "2020年7月31日" in answer.content.decode()
    assert batch.state == "draft"


def test_take_out_add_and_dissolve(people, ready, batch, login):
    client = login(people.department)

    client.post(at("batch-people", batch, "reduce"), {"cases": [str(ready[0].public_id)]})
    assert batch.cases.count() == 1
    client.post(at("batch-people", batch, "extend"), {"cases": [str(ready[0].public_id)]})
    assert batch.cases.count() == 2
    client.post(at("batch-discard", batch))

    assert not Batch.objects.exists()
    assert {case.batch for case in type(ready[0]).objects.all()} == {None}


def test_filed_batch_takes_no_change(people, ready, batch, login):
    batches.file_batch(actor=people.department, batch=batch)
    client = login(people.department)

    answers = [
        client.post(at("batch-people", batch, "reduce"), {"all": "1"}, follow=True),
        client.post(at("batch-discard", batch), follow=True),
    ]

    assert all("已经报送" in said(answer)[0] for answer in answers)
    assert batch.cases.count() == 2


def test_batch_leaves_out_who_went_on_meanwhile_and_says_how_many_are_in(people, ready, login):
    type(ready[0]).objects.filter(pk=ready[0].pk).update(state="returned")

    answer = login(people.department).post(NEW, {"name": "第一批", "whom": WHOM}, follow=True)

    assert said(answer) == ["批次已建立，列入1人，核对后即可报送。"]
    assert Batch.objects.get().cases.get() == ready[1]


@pytest.mark.parametrize("name", ["batch", "batch-file", "batch-discard", "batch-export"])
def test_batch_is_absent_for_units_persons_and_other_departments(people, batch, login, name):
    for who in (people.person, people.colleague, people.hr, people.outsider, people.admin):
        assert login(who).get(at(name, batch)).status_code in (404, 405)
        assert login(who).post(at(name, batch)).status_code in (404, 405)

    batch.refresh_from_db()
    assert batch.state == "draft"


def test_province_sees_a_batch_when_it_is_filed(people, batch, login):
    before = login(people.province).get(at("batch", batch)).status_code
    batches.file_batch(actor=people.department, batch=batch)
    page = login(people.province).get(at("batch", batch))

    assert before == 404
    assert page.context["todo"] == 2
    assert "成批核验（2人）" in page.content.decode()


def test_export_is_a_workbook_of_what_is_shown(people, batch, login):
    answer = login(people.department).get(at("batch-export", batch))

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows] == ["姓名", "蔡蓉", "欧阳晓𬱖"]


def test_windows_are_shown_with_the_last_day_for_a_notice(people, login):
    page = login(people.hr).get(reverse("certification:window-list")).content.decode()

    assert "2020年6月1日" in page
    assert "2020年7月31日" in page
    # Five full working days before the window closes on Friday 31 July:
    # published on Thursday 23 July at the latest.
    assert "2020年7月23日" in page


def test_exception_is_granted_by_the_province_only_with_a_reason(people, login):
    values = {
        "organisation": people.department_unit.pk,
        "route": "provincial",
        "application_year": "2020",
        "opens": "2020-08-10",
        "closes": "2020-08-12",
        "reason": "疫情防控延误",
    }
    address = reverse("certification:window-grant")

    silent = login(people.province).post(address, values | {"reason": ""})
    reversed_ = login(people.province).post(address, values | {"closes": "2020-08-01"})
    foreign = login(people.department).post(address, values)
    login(people.province).post(address, values)

    assert (silent.status_code, reversed_.status_code, foreign.status_code) == (422, 422, 404)
    assert WindowException.objects.get().closes == date(2020, 8, 12)


@pytest.mark.parametrize("count", [1, 2])
def test_queries_of_the_batch_pages_do_not_grow(people, ready, login, django_assert_num_queries, count):
    batch = batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=ready[:count], name="第一批"
    )
    batches.file_batch(actor=people.department, batch=batch)
    client = login(people.province)
    client.get(at("batch", batch))

    with django_assert_num_queries(17):
        client.get(at("batch", batch))
    with django_assert_num_queries(10):
        client.get(reverse("certification:batch-list"))


def test_draft_is_named_anew_and_a_filed_batch_is_not(people, ready, login):
    batch = batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=ready, name="第一批"
    )
    client = login(people.department)
    assert at("batch-describe", batch) in client.get(at("batch", batch)).content.decode()

    empty = client.post(at("batch-describe", batch), {"name": " ", "note": "", "edit": batch.edit})
    said = client.post(
        at("batch-describe", batch), {"name": "水利厅首批", "note": "含两人", "edit": batch.edit}
    )
    stale = client.post(at("batch-describe", batch), {"name": "又一名", "note": "", "edit": batch.edit})

    assert (empty.status_code, stale.status_code) == (422, 422)
    outcome(
        said,
        "批次名称和说明已保存。",
        lambda: Batch.objects.filter(pk=batch.pk, name="水利厅首批", note="含两人").exists(),
    )
    batches.file_batch(actor=people.department, batch=batch)
    assert at("batch-describe", batch) not in client.get(at("batch", batch)).content.decode()
    assert client.get(at("batch-describe", batch)).status_code == 404
