"""A list is moved as a whole: as many statements for five people as for two, and in the worker when it is long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case, Notice
from certification.services import batch as batches
from certification.services.notices import notice as notices
from certification.views import batch as batch_views
from certification.views.notices import notice as notice_views
from registry.models import Job, Message
from tests import factories
from tests.certification.rows import make_case, on
from tests.certification.stages import cast, drafted
from tests.outcome import outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-06-15 09:00"):
        yield cast()


def waiting(people, count, state="notice"):
    users = [factories.employee_of(people.employer, f"{state}{n}", f"贝{n}") for n in range(count)]
    return [make_case(user.professional, state=state, reached_province=False) for user in users]


def statements(do):
    with CaptureQueriesContext(connection) as found:
        do()
    return len(found)


def of_notice(people, count):
    """Statements of publishing, withdrawing, and closing a notice of `count`."""
    notice = drafted(people, *waiting(people, count))
    publishing = statements(lambda: notices.publish_notice(actor=people.hr, notice=notice))
    withdrawing = statements(lambda: notices.withdraw_notice(actor=people.hr, notice=notice, reason="漏列"))
    again = drafted(people, *Case.objects.filter(state="notice"))
    notices.publish_notice(actor=people.hr, notice=again)
    with on("2020-06-23 00:01"):
        closing = statements(notices.close_due)
    assert Case.objects.filter(state="confirmation").count() == count
    return publishing, withdrawing, closing


def of_batch(people, count):
    rows = waiting(people, count, "filing")
    batch = batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=rows, name="第一批"
    )
    return statements(lambda: batches.file_batch(actor=people.department, batch=batch))


@pytest.mark.parametrize("count", [2, 5])
def test_statements_of_a_notice_do_not_grow(people, count):
    assert of_notice(people, count) == (38, 21, 25)


@pytest.mark.parametrize("count", [2, 5])
def test_statements_of_filing_do_not_grow(people, count):
    assert of_batch(people, count) == 28


def test_each_person_hears_of_the_own_case(people):
    notice = drafted(people, *waiting(people, 3))

    notices.publish_notice(actor=people.hr, notice=notice)

    told = Message.objects.filter(kind="case_publish")
    assert {message.recipient.display_name for message in told} == {"贝0", "贝1", "贝2"}
    assert {str(case.public_id) in {m.thread for m in told} for case in Case.objects.all()} == {True}


def test_one_who_cannot_stand_keeps_all_from_the_wall(people):
    rows = waiting(people, 3)
    notice = drafted(people, *rows)
    Case.objects.filter(pk=rows[1].pk).update(state="returned")

    with pytest.raises(Refused, match="贝1"):
        notices.publish_notice(actor=people.hr, notice=notice)

    assert Notice.objects.get(pk=notice.pk).state == "draft"
    assert Case.objects.filter(state="notice").count() == 2


def test_entries_stand_by_name_and_are_numbered_anew_when_published(people):
    users = [factories.employee_of(people.employer, name, name) for name in ("子墨", "安然", "马可")]
    rows = [make_case(user.professional, state="notice", reached_province=False) for user in users]
    notice = drafted(people, *rows)

    notices.publish_notice(actor=people.hr, notice=notice)

    listed = notice.entries.order_by("position").values_list(
        "position", "snapshot__name", "snapshot__position"
    )
    assert list(listed) == [(1, "安然", 1), (2, "马可", 2), (3, "子墨", 3)]


def test_long_notice_is_published_by_the_worker(people, login, run_jobs, monkeypatch):
    monkeypatch.setattr(notice_views, "AT_ONCE", 1)
    notice = drafted(people, *waiting(people, 2))
    client = login(people.hr)
    address = reverse("certification:notice-publish", args=[notice.public_id])

    client.post(address, {"edit": notice.edit})
    again = client.post(address, {"edit": notice.edit})
    assert Notice.objects.get(pk=notice.pk).state == "draft"
    run_jobs()

    job = Job.objects.get(kind="notice.publish")
    assert again["Location"] == reverse("registry:job", args=[job.public_id])
    outcome(
        client.get(again["Location"]),
        "已发布公示：1份",
        lambda: (
            Notice.objects.get(pk=notice.pk).state == "open"
            and Case.objects.filter(state="notice.open").count() == 2
        ),
    )


def test_long_notice_that_cannot_be_published_says_who_stands_in_the_way(
    people, login, run_jobs, monkeypatch
):
    monkeypatch.setattr(notice_views, "AT_ONCE", 1)
    rows = waiting(people, 2)
    notice = drafted(people, *rows)
    client = login(people.hr)
    answer = client.post(
        reverse("certification:notice-publish", args=[notice.public_id]), {"edit": notice.edit}
    )
    Case.objects.filter(pk=rows[0].pk).update(state="returned")

    run_jobs()

    page = client.get(answer["Location"]).content.decode()
    assert "贝0" in page
    assert "都没有办理" in page
    assert Notice.objects.get(pk=notice.pk).state == "draft"


def test_long_notice_is_published_once_what_stood_in_its_way_is_settled(people, login, run_jobs, monkeypatch):
    monkeypatch.setattr(notice_views, "AT_ONCE", 1)
    rows = waiting(people, 3)
    notice, client = drafted(people, *rows), login(people.hr)
    address = reverse("certification:notice-publish", args=[notice.public_id])
    client.post(address, {"edit": notice.edit})
    Case.objects.filter(pk=rows[0].pk).update(state="returned")
    run_jobs()
    Case.objects.filter(pk=rows[0].pk).update(state="notice")

    answer = client.post(address, {"edit": notice.edit})
    run_jobs()

    assert "已发布公示：1份" in client.get(answer["Location"]).content.decode()
    assert Notice.objects.get(pk=notice.pk).state == "open"


def test_long_batch_is_filed_by_the_worker(people, login, run_jobs, monkeypatch):
    monkeypatch.setattr(batch_views, "AT_ONCE", 1)
    batch = batches.make_batch(
        actor=people.department,
        organisation=people.department_unit,
        cases=waiting(people, 2, "filing"),
        name="第一批",
    )
    client = login(people.department)
    answer = client.post(reverse("certification:batch-file", args=[batch.public_id]), {"edit": batch.edit})

    run_jobs()

    batch.refresh_from_db()
    outcome(
        client.get(answer["Location"]),
        "已报送批次：1份",
        lambda: batch.state == "filed" and batch.cases.filter(state="verification").count() == 2,
    )
