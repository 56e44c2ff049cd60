"""Colleagues at one desk: no case twice, none left; given, told, and never read by whose case it is."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from certification.models import Assignment, Case, CaseNote, InHand, ReturnPhrase
from certification.queries import together as found
from certification.services import review
from certification.services import together as services
from registry.models import AuditEntry, Message
from tests import factories
from tests.certification.rows import make_case, on
from tests.conftest import ReadingClient
from tests.many import confirm, listed
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
LANE = reverse("certification:lane")
DESK = reverse("certification:desk")


@pytest.fixture(autouse=True)
def june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def beth(world):
    """A second HR of the employer."""
    return factories.hr_of(world.employer, "beth", "白贝")


@pytest.fixture
def three(world):
    users = [factories.employee_of(world.employer, f"p{n}", f"人员{n}") for n in range(3)]
    return [make_case(one.professional, state="initial_review", reached_province=False) for one in users]


def at(name, case):
    return reverse(f"certification:{name}", args=[case.public_id])


def shown(client):
    """The case that the lane gives to whoever enters it."""
    return client.get(LANE).url.rstrip("/").rpartition("/")[2]


def browser(user):
    """A browser of one's own."""
    client = ReadingClient()
    client.force_login(user)
    return client


def test_two_clerks_in_one_lane_get_different_cases(three, bob, beth):
    first, second = browser(bob), browser(beth)

    got = [shown(first), shown(second)]

    assert got == [str(three[0].public_id), str(three[1].public_id)]
    assert shown(first) == got[0]  # one's own comes again
    held = {str(row.case.public_id): row.user for row in InHand.objects.select_related("case", "user")}
    assert held == {got[0]: bob, got[1]: beth}


def test_what_a_colleague_reads_is_said_and_is_free_again_minutes_later(three, bob, beth, login):
    login(bob).get(at("lane-item", three[0]))
    client = login(beth)

    assert "毕明正在审核这份申请" in client.get(at("lane-item", three[0])).content.decode()
    assert "毕明正在审核" in client.get(DESK).content.decode()
    InHand.objects.update(until=clock.now() - timedelta(seconds=1))
    assert "正在审核这份申请" not in client.get(at("lane-item", three[0])).content.decode()
    assert InHand.objects.get(case=three[0]).user == beth


def test_page_that_is_still_read_says_so_and_keeps_it(three, bob, beth, login):
    client = login(bob)
    client.get(at("lane-item", three[0]))
    InHand.objects.update(until=clock.now() + timedelta(seconds=1))

    assert client.post(at("case-hold", three[0])).status_code == 204
    assert InHand.objects.get(case=three[0]).until == clock.now() + services.HELD
    login(beth).post(at("case-hold", three[0]))
    assert InHand.objects.get(case=three[0]).user == bob


def test_what_is_decided_is_let_go_and_the_next_is_one_s_own(three, bob, beth, login):
    shown(login(beth))  # the first is Beth's
    client = login(bob)
    client.get(at("lane-item", three[1]))

    answer = client.post(
        at("case-return", three[1]),
        {"edit": three[1].edit, "stage": "initial_review", "text": "请更正"},
    )

    assert answer.url == at("lane-item", three[2])
    assert not InHand.objects.filter(case=three[1]).exists()
    assert InHand.objects.get(case=three[2]).user == bob


def test_case_that_everybody_else_has_leaves_the_lane_to_the_desk(three, bob, beth, login):
    for case in three:
        services.take(actor=beth, case=case)

    assert login(bob).get(LANE).url == DESK


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_take_two_cases(three, bob, beth):
    got, start = {}, threading.Barrier(2)

    def press(user):
        try:
            start.wait()
            got[user] = services.take_first(actor=user, rows=Case.objects.order_by("pk"))
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[user]) for user in (bob, beth)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert None not in got.values()
    assert len({case.pk for case in got.values()}) == 2


def test_given_case_is_its_colleague_s_alone_until_it_moves_on(three, bob, beth, login):
    client = browser(bob)
    outcome(
        client.post(at("case-assign", three[0]), {"to": beth.pk}),
        "已指派给白贝办理。",
        lambda: Assignment.objects.get(case=three[0]).to == beth,
    )
    assert shown(client) == str(three[1].public_id)
    assert shown(login(beth)) == str(three[0].public_id)
    assert "已指派给白贝" in login(bob).get(DESK).content.decode()
    page = login(bob).get(DESK, {"who": str(beth.public_id)})
    assert [row["title"][:3] for row in page.context["rows"]] == ["人员0"]
    assert len(login(bob).get(DESK, {"who": "none"}).context["rows"]) == 2

    review.return_case(actor=beth, case=three[0], text="请更正")
    assert not found.given().filter(case=three[0]).exists()


def test_given_to_nobody_is_everybody_s_again(three, bob, beth, login):
    services.assign(actor=bob, case=three[0], to=beth)

    outcome(
        login(bob).post(at("case-assign", three[0]), {"to": ""}),
        "已取消指派。",
        lambda: not Assignment.objects.exists(),
    )


@pytest.mark.parametrize("to", ["evil", "999999", "\x00"])
def test_nonsense_takes_no_case_from_the_colleague_who_has_it(three, bob, beth, login, to):
    services.assign(actor=bob, case=three[0], to=beth)

    answer = login(bob).post(at("case-assign", three[0]), {"to": to}, follow=True)

    assert "没有指派：所选的人不在本机构办理" in answer.content.decode()
    assert Assignment.objects.get(case=three[0]).to == beth


def test_note_with_a_letter_that_no_database_keeps_is_kept_without_it(three, bob, login):
    login(bob).post(at("case-note", three[0]), {"text": "原件\x00已看过"})

    assert CaseNote.objects.get().text == "原件已看过"


def test_given_only_to_who_sits_there_and_by_the_office_that_has_it(three, bob, dora, beth):
    with pytest.raises(Refused, match="不在本机构"):
        services.assign(actor=bob, case=three[0], to=dora)
    with pytest.raises(Refused, match="不由您所在的机构"):
        services.assign(actor=dora, case=three[0], to=dora)
    own = make_case(beth.professional, state="initial_review", reached_province=False)
    with pytest.raises(Refused, match="本人的认定申请"):
        services.assign(actor=bob, case=own, to=beth)
    assert not Assignment.objects.exists()


def test_a_desk_is_handed_over_by_list(three, bob, beth, login):
    for case in three[:2]:
        services.assign(actor=bob, case=case, to=bob)
    client = login(bob)

    asked = listed(client, reverse("certification:desk-act", args=["assign"]) + "?who=me", {"all": "1"})
    assert "将指派给同事：2人" in asked.content.decode()
    outcome(
        confirm(client, asked, to=beth.pk),
        "已指派：2人",
        lambda: (
            set(found.given().filter(to=beth).values_list("case", flat=True)) == {c.pk for c in three[:2]}
        ),
    )


def test_notes_are_the_office_s_alone(three, bob, beth, dora, login):
    case = three[0]
    outcome(
        login(bob).post(at("case-note", case), {"text": "原件已看过。"}),
        "留言已记入，本机构的同事可以看到。",
        lambda: CaseNote.objects.get().text == "原件已看过。",
    )

    assert "原件已看过。" in login(beth).get(at("case", case)).content.decode()
    assert "原件已看过。" in login(beth).get(at("lane-item", case)).content.decode()
    assert "原件已看过。" not in login(dora).get(at("case", case)).content.decode()
    owner = case.professional.users.get()
    page = login(owner).get(at("case", case)).content.decode()
    assert "原件已看过。" not in page
    assert "同事之间" not in page
    entry = AuditEntry.objects.get(action="case_note.written")
    assert "原件" not in str(entry.after) + entry.reason


def test_an_officer_reads_and_writes_no_note_of_the_own_case(bob, beth, login):
    case = make_case(bob.professional, state="initial_review", reached_province=False)
    services.note(actor=beth, seat=beth.seats[0], case=case, text="他本人的，由我办。")

    page = login(bob).get(at("case", case)).content.decode()
    assert "由我办" not in page
    with pytest.raises(Refused, match="您本人的认定申请"):
        services.note(actor=bob, seat=bob.seats[0], case=case, text="x")


@pytest.mark.parametrize(
    ("text", "sentence"), [("  ", "请写下要留给同事的话"), ("长" * 1001, "最多1000个字")]
)
def test_note_that_is_empty_or_too_long_is_refused_in_words(three, bob, login, text, sentence):
    answer = login(bob).post(at("case-note", three[0]), {"text": text}, follow=True)

    assert sentence in answer.content.decode()
    assert not CaseNote.objects.exists()


def test_reason_of_the_office_s_own_is_picked_and_its_text_is_read(three, bob, beth, dora, login, run_jobs):
    client = login(bob)
    values = {"label": "缺公章", "text": "请到人事处补盖公章后重新上传扫描件。"}
    outcome(
        client.post(reverse("certification:phrase-new"), values),
        "已增加，退回申请时可以选用。",
        lambda: ReturnPhrase.objects.get().text == values["text"],
    )
    assert "已有名为" in client.post(reverse("certification:phrase-new"), values).content.decode()
    phrase = ReturnPhrase.objects.get()
    assert "缺公章" in login(beth).get(at("lane-item", three[0])).content.decode()
    assert "缺公章" not in login(dora).get(reverse("certification:phrase-list")).content.decode()

    login(beth).post(
        at("case-return", three[0]),
        {"edit": three[0].edit, "stage": "initial_review", "reasons": [f"own:{phrase.public_id}"]},
    )
    run_jobs()
    assert values["text"] in Message.objects.get(kind="case_return").body
    drop = reverse("certification:phrase-drop", args=[phrase.public_id])
    assert login(dora).post(drop).status_code == 404
    outcome(
        login(bob).post(drop),
        "已停用，以前退回的文字不受影响。",
        lambda: ReturnPhrase.objects.get().dropped_at is not None,
    )
    assert "缺公章" not in login(bob).get(at("lane-item", three[1])).content.decode()


def test_today_s_decisions_are_one_s_own_and_of_today(three, bob, beth, login):
    with on("2020-06-09 23:59"):
        review.return_case(actor=bob, case=three[0], text="昨天")
    review.return_case(actor=bob, case=three[1], text="今天")
    review.return_case(actor=beth, case=three[2], text="同事")
    here = reverse("certification:desk-today")

    page = login(bob).get(here).content.decode()

    assert ["人员0" in page, "人员1" in page, "人员2" in page] == [False, True, False]
    newcomer = factories.hr_of(three[0].organisation, "cleo", "柯")
    assert "今天还没有办理" in login(newcomer).get(here).content.decode()
