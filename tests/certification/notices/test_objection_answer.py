"""An objection is answered by somebody other than who published, stands in every later lane, and tells its
maker's name to the office above alone."""

import pytest
from django.urls import reverse

from certification.models import Notice, Objection
from certification.services.notices import notice as notices
from registry.models import AuditEntry, Message
from tests import factories
from tests.certification import ways
from tests.certification.rows import object_to, on
from tests.certification.stages import at_state, cast

pytestmark = pytest.mark.django_db
NAME, CONTACT, TEXT = "唐守正", "13900000000", "签到表与实际不符，请核对。"


@pytest.fixture
def people():
    with on("2020-05-06 08:00"):
        yield cast()


@pytest.fixture
def objection(people):
    """Against alice, whose notice bob has published; the fourth day of the notice."""
    case = at_state("notice.open", people)
    with on("2020-05-14 09:00"):
        return object_to(case.notice_entries.get(), file=_file())


def _file():
    from registry.people.services.attachment import keep_attachment
    from tests.registry.activities.activity_factories import upload

    return keep_attachment(upload("异议", "唐守正的照片.png"))


def page_of(objection, name="objection"):
    return reverse(f"certification:{name}", args=[objection.public_id])


def links(answer):
    return answer.content.decode()


def test_who_published_reads_why_it_is_not_theirs_and_who_answers(people, objection, login):
    with on("2020-05-14 10:00"):
        client = login(people.hr)
        shown = links(client.get(page_of(objection)))
        answer = client.post(page_of(objection, "objection-answer"), {"upheld": "no", "answer": "不成立"})

    assert "这份公示由您发布，本单位没有其他人事人员可以答复，异议由湖南省水利厅答复，已通知。" in shown
    assert "提交答复" not in shown
    assert answer.status_code == 422
    objection.refresh_from_db()
    assert objection.state == "open"
    told = Message.objects.filter(kind="objection_filed")
    assert {one.recipient for one in told} == {people.hr, people.department}
    assert "由湖南省水利厅核实并答复" in told.first().body


def test_another_clerk_of_the_unit_may_answer(people, objection, login):
    with on("2020-05-14 10:00"):
        colleague = factories.hr_of(people.employer, "bert", "白朗")
        assert "提交答复" in links(login(colleague).get(page_of(objection)))
        login(colleague).post(page_of(objection, "objection-answer"), {"upheld": "no", "answer": "经查属实"})

    objection.refresh_from_db()
    assert (objection.state, objection.answered_for) == ("dismissed", people.employer.name)


def test_name_and_contact_are_the_office_aboves_alone_and_each_look_is_on_record(people, objection, login):
    case = objection.entry.case
    with on("2020-05-14 10:00"):
        for user in (people.hr, people.person):
            client = login(user)
            pages = [
                client.get(page_of(objection)),
                client.get(reverse("certification:case", args=[case.public_id])),
            ]
            pages.append(client.get(reverse("certification:objection-list")))
            assert not any(secret in links(page) for page in pages for secret in (NAME, CONTACT))
            assert client.post(page_of(objection, "objection-objector")).status_code == 404
        assert not AuditEntry.objects.filter(action="objection.objector_seen").exists()
        handed = login(people.hr).get(page_of(objection, "objection-file"))
        client = login(people.department)
        before = links(client.get(page_of(objection)))
        after = links(client.post(page_of(objection, "objection-objector")))

    assert "%E5%94%90" not in handed["Content-Disposition"]  # 唐
    assert NAME not in before
    assert "查看姓名和联系方式" in before
    assert NAME in after
    assert CONTACT in after
    entry = AuditEntry.objects.get(action="objection.objector_seen")
    assert entry.actor == str(people.department.public_id)
    assert AuditEntry.objects.get(action="objection.file_read").actor == str(people.hr.public_id)
    assert not any(NAME in f"{row.after}{row.before}{row.reason}" for row in AuditEntry.objects.all())


def test_dismissed_it_goes_on_and_stands_in_every_later_lane(people, objection, login):
    case = objection.entry.case
    with on("2020-05-14 10:00"):
        client = login(people.department)
        desk = links(client.get(reverse("certification:desk")))
        listed = links(client.get(reverse("certification:objection-list")))
        client.post(page_of(objection, "objection-answer"), {"upheld": "no", "answer": "签到表与影像一致"})
    with on("2020-05-19 00:00"):
        notices.close_due()
    with on("2020-05-20 09:00"):
        lane = links(login(people.department).get(reverse("certification:lane-item", args=[case.public_id])))
        own = links(login(people.person).get(reverse("certification:case", args=[case.public_id])))

    assert "1件公示异议待答复" in desk
    assert page_of(objection) in listed
    case.refresh_from_db()
    assert case.state.startswith("confirmation")
    for text in (
        "公示期间收到异议：“签到表与实际不符，请核对”。异议不成立，湖南省水利厅答复：签到表与影像一致",
    ):
        assert text in lane
    assert "异议不成立，湖南省水利厅答复：签到表与影像一致" in own
    assert TEXT not in own
    assert "公示期间收到异议，核实期间暂停办理" in own


def test_upheld_it_brings_the_case_back_with_the_answer_in_its_history(people, objection, login):
    case = objection.entry.case
    with on("2020-05-14 10:00"):
        login(people.department).post(
            page_of(objection, "objection-answer"), {"upheld": "yes", "answer": "签到系他人代签"}
        )
        own = links(login(people.person).get(reverse("certification:case", args=[case.public_id])))
        unit = links(login(people.hr).get(reverse("certification:case", args=[case.public_id])))

    case.refresh_from_db()
    assert case.state == "returned"
    for page in (own, unit):
        assert "签到系他人代签" in page
        assert "异议成立" in page
    assert Message.objects.filter(recipient=people.person, kind="case_uphold").exists()


def test_where_nobody_is_above_the_unit_the_province_answers(login):
    ours = ways.cast("central")
    case = ways.begin(ours)
    ways.walk(case, ours, "notice.open")
    moment = case.state_since.astimezone().strftime("%Y-%m-%d")
    with on(f"{moment} 23:00"):
        objection = object_to(Notice.objects.get().entries.get())
        officer = ours.officers["province"][0]
        client = login(officer)
        assert "1件公示异议待答复" in links(client.get(reverse("certification:desk")))
        assert NAME in links(client.post(page_of(objection, "objection-objector")))
        client.post(page_of(objection, "objection-answer"), {"upheld": "yes", "answer": "经查属实"})

    assert Objection.objects.get().state == "upheld"
    case.refresh_from_db()
    assert case.state == "returned"
