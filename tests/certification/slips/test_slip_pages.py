"""The pages of slips: who sees which, the file, and the two officers' forms."""

import pytest
from django.urls import reverse

from certification.models import SlipAction
from certification.services.slips import slip as slips
from certification.services.slips import slip_file
from registry.enums import Turn
from registry.models import Job, Organisation
from tests import factories
from tests.certification.rows import issue, make_case, on

pytestmark = pytest.mark.django_db
LIST = reverse("certification:slip-list")


@pytest.fixture
def paper(petra, alice):
    with on("2020-07-06 09:00"):
        yield issue(petra, alice.professional)


@pytest.fixture
def drawn(paper):
    slip_file.run_render(Job.objects.get(kind="slip.render"))
    paper.refresh_from_db()
    return paper


def at(name, paper):
    return reverse(f"certification:{name}", args=[paper.public_id])


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("alice", True),
        ("bob", True),
        ("dora", True),
        ("paul", True),
        ("charlie", False),
        ("hana", False),
        ("admin", False),
    ],
)
def test_slip_is_there_for_its_person_unit_department_and_the_province_only(request, drawn, login, who, sees):
    client = login(request.getfixturevalue(who))

    status = 200 if sees else 404
    assert client.get(at("slip", drawn)).status_code == status
    assert client.get(at("slip-file", drawn)).status_code == status
    assert (drawn.number in client.get(LIST).content.decode()) == sees


def test_file_is_sent_as_it_was_drawn_and_kept_by_nobody_between(drawn, login, alice):
    answer = login(alice).get(at("slip-file", drawn) + "?save=1")

    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_slip_that_somebody_looks_at_is_drawn_before_those_nobody_looks_at(paper, login, alice, charlie):
    def turn():
        return Job.objects.get(kind="slip.render").turn

    login(charlie).get(at("slip", paper))
    assert turn() == Turn.HEAP

    login(alice).get(at("slip", paper))
    assert turn() == Turn.WAITED


def test_digests_are_for_offices_and_for_whoever_checks_the_slip(drawn, login, client, alice, petra):
    public = reverse("certification:verify-slip", args=[drawn.year, drawn.sequence, drawn.check_code])

    assert "SHA-256" in client.get(public).content.decode()
    assert "SHA-256" not in login(alice).get(at("slip", drawn)).content.decode()
    assert login(petra).get(at("slip", drawn)).content.decode().count("SHA-256") == 2


def test_file_that_is_not_drawn_yet_is_absent_and_the_page_says_so(paper, login, alice):
    client = login(alice)

    assert client.get(at("slip-file", paper)).status_code == 404
    page = client.get(at("slip", paper))
    assert page.status_code == 200
    assert reverse("certification:slip-file", args=[paper.public_id]) not in page.content.decode()


def test_identity_number_is_on_no_page(paper, login, alice, petra):
    number = alice.professional.identity_number

    for who in (alice, petra):
        for address in (LIST, at("slip", paper)):
            assert number not in login(who).get(address).content.decode()


@pytest.mark.parametrize(
    "query", ["?page=abc", "?page=9999", "?q=%00%27", "?year=x", "?state=no", "?q=" + "长" * 200]
)
def test_list_answers_any_query(paper, login, petra, query):
    assert login(petra).get(LIST + query).status_code == 200


def test_list_is_found_by_name_unit_and_number(paper, login, petra):
    client = login(petra)

    for typed in (alice_name(paper), paper.case.organisation.name[:6], "000001"):
        assert paper.number in client.get(LIST, {"q": typed}).content.decode()
    assert paper.number not in client.get(LIST, {"q": "查无此人"}).content.decode()


def alice_name(paper):
    return paper.professional.name[:2]


def test_empty_list_says_what_will_stand_there(login, charlie):
    page = login(charlie).get(LIST).content.decode()

    assert "还没有认定单" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(
    petra, alice, bob, login, rows, django_assert_num_queries, world
):
    people = [alice, bob, factories.employee_of(world.employer, "carol", "蔡蓉")][:rows]
    with on("2020-07-06 09:00"):
        for one in people:
            issue(petra, one.professional)
    client = login(petra)
    client.get(LIST)

    with django_assert_num_queries(10):
        client.get(LIST)


def test_only_the_province_proposes(paper, login, alice, bob, dora, petra):
    for who in (alice, bob, dora):
        assert login(who).get(at("slip-propose", paper)).status_code == 404
    assert login(petra).get(at("slip-propose", paper)).status_code == 200


@pytest.mark.parametrize(
    "values", [{"kind": "revoke"}, {"kind": "burn", "reason": "x"}, {"kind": "revoke", "reason": "字" * 501}]
)
def test_bad_proposal_is_422_and_changes_nothing(paper, login, petra, values):
    answer = login(petra).post(at("slip-propose", paper), values)

    assert answer.status_code == 422
    assert not SlipAction.objects.exists()


def test_proposal_and_second_officer_by_hand(paper, login, petra, paul):
    login(petra).post(at("slip-propose", paper), {"kind": "revoke", "reason": "<b>伪造</b>"})
    action = SlipAction.objects.get()
    decide = reverse("certification:slip-decide", args=[action.public_id])

    login(petra).post(decide, {"approve": "yes"})
    paper.refresh_from_db()
    assert paper.state == "valid"

    login(paul).post(decide, {"approve": "yes"})
    paper.refresh_from_db()
    page = login(paul).get(at("slip", paper)).content.decode()
    assert paper.state == "revoked"
    assert "&lt;b&gt;伪造&lt;/b&gt;" in page
    assert "<b>伪造</b>" not in page


def test_replaced_slip_names_the_new_number(paper, login, alice, petra, paul):
    action = slips.propose_action(
        actor=petra, slip=paper, kind="reissue", reason="更正名称。", changes={"title_name": "工程师"}
    )
    slips.decide_action(actor=paul, action=action, approve=True)

    page = login(alice).get(at("slip", paper)).content.decode()

    assert "新的编号：湘继教认〔2020〕000002号" in page


def test_stranger_s_decision_is_404(paper, login, petra, hana):
    login(petra).post(at("slip-propose", paper), {"kind": "revoke", "reason": "伪造"})
    decide = reverse("certification:slip-decide", args=[SlipAction.objects.get().public_id])

    assert login(hana).post(decide, {"approve": "yes"}).status_code == 404
    paper.refresh_from_db()
    assert paper.state == "valid"


def test_issue_lists_those_who_waited_longest_and_says_how_many_wait(
    petra, alice, charlie, login, monkeypatch
):
    monkeypatch.setattr("certification.views.slips.slip.PER_PAGE", 1)
    with on("2020-07-01 09:00"):
        make_case(charlie.professional)
    with on("2020-07-02 09:00"):
        make_case(alice.professional)

    with on("2020-07-06 09:00"):
        page = login(petra).get(reverse("certification:issue")).content.decode()

    assert "核对全部2人" in page
    assert (charlie.professional.name in page, alice.professional.name in page) == (True, False)


def test_a_slip_stays_with_the_department_that_confirmed_it_when_the_unit_moves(drawn, world, login, dora):
    new = factories.department_of(world.other_department)
    Organisation.objects.move(world.employer, world.other_department, "last-child")

    assert login(dora).get(at("slip", drawn)).status_code == 200
    assert login(new).get(at("slip", drawn)).status_code == 404
