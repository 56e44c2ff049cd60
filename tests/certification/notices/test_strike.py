"""One person is taken off a published notice by the unit; the list keeps its days."""

import pytest
from django.urls import reverse

from cejc.errors import Refused, Stale
from certification.models import Notice
from certification.services.notices import notice as notices
from certification.services.notices import notice_pdf
from registry.models import AuditEntry, Message
from tests import factories
from tests.certification.rows import make_case, on, publish
from tests.certification.stages import cast

pytestmark = pytest.mark.django_db
WHY = "本人申请撤下，学历填报有误"


@pytest.fixture
def people():
    with on("2020-06-15 09:00"):
        yield cast()


@pytest.fixture
def hung(people):
    cases = [make_case(one.professional, state="notice") for one in (people.person, people.colleague)]
    return publish(people.hr, cases)


def entry_of(notice, user):
    return notice.entries.get(case__professional=user.professional)


def strike(people, hung, reason=WHY):
    return notices.strike_entry(
        actor=people.hr, notice=hung, entry=entry_of(hung, people.person), reason=reason
    )


def test_struck_person_s_case_goes_back_with_the_reason_and_the_others_keep_their_days(people, hung):
    days = (hung.published_at, hung.last_day, hung.ends_at, hung.frozen_sha256)

    strike(people, hung)

    hung.refresh_from_db()
    assert (hung.state, hung.published_at, hung.last_day, hung.ends_at, hung.frozen_sha256) == ("open", *days)
    assert entry_of(hung, people.person).case.state == "returned"
    assert entry_of(hung, people.colleague).case.state == "notice.open"
    told = Message.objects.get(recipient=people.person, kind="case_strike")
    assert WHY in told.body


def test_struck_person_does_not_go_on_when_the_days_are_over(people, hung):
    strike(people, hung)

    with on("2020-06-23 00:01"):
        notices.close_due()

    assert entry_of(hung, people.person).case.state == "returned"
    assert entry_of(hung, people.colleague).case.state == "confirmation"


def test_reason_stands_on_the_public_page_with_the_name_struck_and_nothing_else_of_the_person(
    people, hung, client
):
    strike(people, hung)

    page = client.get(reverse("certification:public-notice", args=[hung.public_id])).content.decode()

    assert f"已移出：{WHY}" in page
    assert f'<s lang="zh">{people.person.professional.name}</s>' in page
    assert entry_of(hung, people.person).snapshot["identity"] not in page
    assert "合格人员名单（共1人）" in page
    assert str(entry_of(hung, people.person).public_id) not in page


def test_paper_is_drawn_again_with_the_strike(people, hung, run_jobs):
    run_jobs()
    before = Notice.objects.get(pk=hung.pk)

    strike(people, hung)
    run_jobs()

    after = Notice.objects.get(pk=hung.pk)
    sheet = notice_pdf.sheet_of(after)
    assert (before.pdf_struck, after.pdf_struck) == (0, 1)
    assert before.pdf_name != after.pdf_name
    assert [one["struck"] for one in sheet["struck"]] == [f"2020年6月15日移出：{WHY}"]


@pytest.mark.parametrize("reason", ["", "  ", "理" * 501])
def test_without_a_reason_that_can_be_read_nothing_is_struck(people, hung, login, reason):
    address = reverse("certification:notice-strike", args=[entry_of(hung, people.person).public_id])

    answer = login(people.hr).post(address, {"reason": reason})

    assert answer.status_code == 422
    assert entry_of(hung, people.person).taken_out_at is None


def test_twice_is_once_and_the_first_reason_stands(people, hung):
    strike(people, hung)
    strike(people, hung, "另一个理由")

    assert entry_of(hung, people.person).taken_out_reason == WHY
    assert AuditEntry.objects.filter(action="notice.struck").count() == 1


def test_too_late_is_refused_in_words(people, hung):
    with on("2020-06-23 00:00"), pytest.raises(Stale, match="已经期满"):
        strike(people, hung)


@pytest.mark.parametrize("who", ["department", "province", "outsider", "person", "admin"])
def test_nobody_but_the_unit_s_hr_strikes(people, hung, login, who):
    user = getattr(people, who)
    address = reverse("certification:notice-strike", args=[entry_of(hung, people.person).public_id])

    assert login(user).get(address).status_code == 404
    assert login(user).post(address, {"reason": WHY}).status_code == 404
    with pytest.raises(Refused):
        notices.strike_entry(actor=user, notice=hung, entry=entry_of(hung, people.person), reason=WHY)


def test_officer_on_the_list_does_not_strike_the_own_entry(people):
    second = factories.hr_of(people.employer, "bill", "毕亮")
    hung = publish(second, [make_case(people.hr.professional, state="notice")])

    with pytest.raises(Refused, match="回避"):
        notices.strike_entry(actor=people.hr, notice=hung, entry=hung.entries.get(), reason=WHY)


def test_form_says_what_follows_before_it_is_sent(people, hung, login):
    address = reverse("certification:notice-strike", args=[entry_of(hung, people.person).public_id])

    page = login(people.hr).get(address).content.decode()

    assert "其他人员继续公示，期限不变。" in page
    assert "会写在公示页面和张贴的名单上" in page
