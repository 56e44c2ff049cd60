"""《学时（分）认定单》: issued once, gapless, frozen; revoked and reissued by two officers; its file."""

import hashlib
import io

import pytest

from cejc.errors import Refused, Stale
from cejc.lib import storage
from cejc.lib.paper import pdf_text
from certification.models import Case, Slip, SlipSequence
from certification.queries.ledger import certified_years
from certification.services.slips import slip as slips
from certification.services.slips import slip_file
from certification.services.slips.slip_pdf import draw
from registry.models import Job, Message
from tests import factories
from tests.certification.rows import issue, make_case, on, revoke

pytestmark = pytest.mark.django_db
RARE = "欧阳𬱖·䶮㛃𠅤"


@pytest.fixture
def office(alice, petra, paul):
    with on("2020-07-06 09:00"):
        yield petra


def test_numbers_of_a_year_follow_one_another_and_a_refused_issue_leaves_no_hole(office, alice, bob):
    first = issue(office, alice.professional)
    case = make_case(bob.professional)
    with pytest.raises(Refused):
        slips.issue_slip(actor=bob, case=case)

    second = slips.issue_slip(actor=office, case=case)

    assert [first.number, second.number] == ["湘继教认〔2020〕000001号", "湘继教认〔2020〕000002号"]
    assert SlipSequence.objects.get(year=2020).last == 2


def test_asked_twice_it_is_issued_once(office, paul, alice):
    case = make_case(alice.professional)

    first, second = (slips.issue_slip(actor=who, case=case) for who in (office, paul))

    assert first == second
    assert Slip.objects.count() == 1
    assert Job.objects.filter(kind="slip.render").count() == 1


def test_content_stays_when_the_person_and_the_unit_change_afterwards(office, alice):
    paper = issue(office, alice.professional)
    before = dict(paper.content)

    alice.professional.name = "改名之后"
    alice.professional.save()
    paper.case.organisation.name = "改名后的单位"
    paper.case.organisation.save()

    paper.refresh_from_db()
    assert paper.content == before
    assert before["name"] != "改名之后"


def test_nobody_verifies_and_issues_the_same_case(office, paul, alice):
    case = make_case(alice.professional)
    case.reviews.create(
        round=1,
        stage="verification",
        decision="pass",
        reviewer=paul,
        person=paul.professional,
        organisation=case.organisation,
    )

    with pytest.raises(Refused, match="两个环节"):
        slips.issue_slip(actor=paul, case=case)

    assert Case.objects.get(pk=case.pk).state == "issue"


def test_revocation_needs_a_second_officer_and_a_reason(office, paul, alice):
    paper = issue(office, alice.professional)

    with pytest.raises(Refused, match="理由"):
        slips.propose_action(actor=office, slip=paper, kind="revoke", reason=" ")
    action = slips.propose_action(actor=office, slip=paper, kind="revoke", reason="证书系伪造。")
    with pytest.raises(Refused, match="另一位"):
        slips.decide_action(actor=office, action=action, approve=True)
    slips.decide_action(actor=paul, action=action, approve=True)

    paper.refresh_from_db()
    assert (paper.state, paper.state_reason) == ("revoked", "证书系伪造。")
    with pytest.raises(Stale):
        slips.propose_action(actor=office, slip=paper, kind="revoke", reason="再来一次")


def test_second_login_of_the_same_person_is_not_a_second_officer(office, alice):
    paper = issue(office, alice.professional)
    again = factories.make_user("petra2", professional=office.professional)
    factories.make_membership(again, office.seats[0].organisation, "province")
    action = slips.propose_action(actor=office, slip=paper, kind="revoke", reason="证书系伪造。")

    with pytest.raises(Refused):
        slips.decide_action(actor=again, action=action, approve=True)


def test_refused_proposal_leaves_the_slip_valid_and_is_kept(office, paul, alice):
    paper = issue(office, alice.professional)
    action = slips.propose_action(actor=office, slip=paper, kind="revoke", reason="存疑。")

    slips.decide_action(actor=paul, action=action, approve=False, note="证据不足。")

    paper.refresh_from_db()
    action.refresh_from_db()
    assert (paper.state, action.state, action.decision_note) == ("valid", "refused", "证据不足。")


def test_reissue_has_a_number_of_its_own_and_keeps_the_old_one_findable(office, paul, alice):
    paper = issue(office, alice.professional)
    action = slips.propose_action(
        actor=office,
        slip=paper,
        kind="reissue",
        reason="职称名称有误。",
        changes={"title_name": "正高级工程师"},
    )

    slips.decide_action(actor=paul, action=action, approve=True)

    new = Slip.objects.get(supersedes=paper)
    paper.refresh_from_db()
    assert (paper.state, new.state, new.number) == ("superseded", "valid", "湘继教认〔2020〕000002号")
    assert new.content["title_name"] == "正高级工程师"
    assert new.content["supersedes"] == paper.number


def test_reissue_is_told_to_the_person_with_both_numbers_and_the_reason(office, paul, alice):
    paper = issue(office, alice.professional)
    action = slips.propose_action(actor=office, slip=paper, kind="reissue", reason="职称名称有误。")

    slips.decide_action(actor=paul, action=action, approve=True)

    message = Message.objects.get(recipient=alice, kind="slip_reissued")
    new = Slip.objects.get(supersedes=paper)
    for said in (paper.number, new.number, "职称名称有误。"):
        assert said in f"{message.subject}{message.body}"


def test_new_case_of_the_same_span_replaces_the_earlier_slip(office, paul, alice):
    old = issue(office, alice.professional)
    Case.objects.update(application_year=2019)

    new = slips.issue_slip(actor=paul, case=make_case(alice.professional))

    old.refresh_from_db()
    assert (old.state, new.supersedes_id) == ("superseded", old.pk)


def test_revoked_slip_covers_no_year_any_more(office, paul, alice):
    paper = issue(office, alice.professional)
    assert set(certified_years(alice.professional)) == set(range(2015, 2020))

    revoke(office, paul, paper)

    assert certified_years(alice.professional) == {}


def test_file_is_drawn_once_and_its_hash_is_the_row_s(office, alice):
    paper = issue(office, alice.professional)

    for _run in range(2):
        slip_file.run_render(Job.objects.get(kind="slip.render"))

    paper.refresh_from_db()
    with storage.open_(paper.pdf_name) as kept:
        body = kept.read()
    assert hashlib.sha256(body).hexdigest() == paper.pdf_sha256
    assert len(body) == paper.pdf_size
    assert draw(paper) == body


def test_paper_shows_rare_names_and_markup_as_text_and_no_identity_number(office, alice):
    person = alice.professional
    person.name = RARE
    person.save()
    number = person.identity_number
    paper = issue(office, person, title_name="<b>高工</b>{color:red}")

    body = draw(paper)

    text = pdf_text.printed_text(io.BytesIO(body))
    assert RARE in text
    assert "<b>高工</b>{color:red}" in text.replace("\n", "")
    assert number not in text
    assert number.encode() not in body


def test_name_that_no_font_can_draw_is_refused_before_a_number_is_taken(office, alice):
    person = alice.professional
    person.name = "张\U0002ffff"
    person.save()

    with pytest.raises(Refused) as refused:
        issue(office, person)

    assert refused.value.code == "missing_glyph"
    assert not Slip.objects.exists()
    assert not SlipSequence.objects.filter(last__gt=0).exists()
