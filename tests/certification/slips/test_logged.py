"""A slip's acts stand in the public log, its page says where, and its file proves it."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse

from cejc.lib.paper import pdf_text
from cejc.lib.shelf import shelf
from certification.models import Slip
from certification.services.slips import slip as slips
from certification.services.slips.slip_pdf import draw
from registry.models import LogEarlier, LogLeaf
from registry.public_log.queries.papers import FINE, REFUSED, WAITING, checked
from registry.public_log.services import earlier, sequencing
from tests.cejc.foreign import assert_english
from tests.certification.rows import issue, make_case, on, revoke
from tests.guards import guards_aside
from tests.registry.public_log.logs import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(alice, petra, paul):
    with on("2020-07-06 09:00"):
        yield petra


@pytest.fixture
def paper(office, alice):
    return issue(office, alice.professional)


def _acts(**of):
    return list(LogLeaf.objects.filter(**of).order_by("pk").values_list("act", flat=True))


def _page(paper):
    return reverse("certification:verify-slip", args=[paper.year, paper.sequence, paper.check_code])


def _file(client, paper):
    return client.get(
        reverse("certification:verify-proof", args=[paper.year, paper.sequence, paper.check_code])
    )


def test_an_issued_slip_waits_for_the_log_with_the_salt_of_its_paper(paper):
    leaf = LogLeaf.objects.get(noun="slip")

    assert (leaf.act, leaf.day, leaf.place) == ("slip.issued", date(2020, 7, 6), None)
    assert leaf.salt == paper.content["log_salt"]
    assert leaf.facts == {"number": paper.number, "sha256": paper.content_sha256}
    assert leaf.salt in "".join(pdf_text.printed_text(io.BytesIO(draw(paper))).split())


def test_what_a_leaf_says_names_nobody(paper, alice):
    leaf = LogLeaf.objects.get(noun="slip")
    person = alice.professional

    for said in (leaf.key, json.dumps(leaf.facts, ensure_ascii=False)):
        assert person.name not in said
        assert person.identity_masked not in said


def test_a_refused_issue_leaves_nothing_in_the_log(office, bob, alice):
    from cejc.errors import Refused

    with pytest.raises(Refused):
        slips.issue_slip(actor=bob, case=make_case(alice.professional))

    assert not LogLeaf.objects.exists()


def test_revoking_is_an_act_of_its_own_and_once(office, paul, paper):
    revoke(office, paul, paper)

    assert _acts(noun="slip") == ["slip.issued", "slip.revoked"]
    assert faults() == []


def test_the_page_shows_the_leaf_once_it_is_placed(client, paper):
    before = client.get(_page(paper)).content.decode()
    assert "等待写入" in before

    sequencing.grow()

    after = client.get(_page(paper)).content.decode()
    assert "等待写入" not in after
    assert LogLeaf.objects.get(noun="slip").salt in after


def test_a_kept_page_is_drawn_anew_when_the_leaf_is_placed(client, paper):
    client.get(_page(paper))
    assert len(shelf) == 1
    sequencing.grow()

    assert "等待写入" not in client.get(_page(paper)).content.decode()


def test_the_file_proves_the_slip_to_the_checker(client, office, paul, paper):
    revoke(office, paul, paper)
    sequencing.grow()

    answer = _file(client, paper)

    said = answer.json()
    assert (said["number"], said["state"]) == (paper.number, "revoked")
    assert [one.kind for one in checked(answer.content)] == [FINE, FINE]
    assert answer["X-Robots-Tag"] == "noindex, noarchive"
    said["content"]["name"] = "某某"
    assert {one.kind for one in checked(json.dumps(said).encode())} == {REFUSED}


def test_before_it_is_in_the_log_the_file_says_so(client, paper):
    assert [one.kind for one in checked(_file(client, paper).content)] == [WAITING]


def test_a_wrong_code_gets_no_file(client, paper):
    address = reverse("certification:verify-proof", args=[paper.year, paper.sequence, "WRONGCDE"])

    assert client.get(address).status_code == 404


def test_slips_from_before_there_was_a_log_are_logged_once(paper):
    with guards_aside():
        LogLeaf.objects.all().delete()
        content = {key: value for key, value in paper.content.items() if key != "log_salt"}
        Slip.objects.update(content=content)

    for _turn in range(2):
        earlier.go_on()
        LogEarlier.objects.filter(noun="slip").update(done_at=None)

    assert _acts(noun="slip") == ["slip.issued"]
    assert "存证码" not in pdf_text.printed_text(io.BytesIO(draw(Slip.objects.get())))


def test_an_altered_slip_is_named(paper):
    sequencing.grow()
    with guards_aside():
        Slip.objects.update(content=paper.content | {"name": "某某"})

    (fault,) = faults()

    assert "is not what it was when slip.issued" in fault


def test_a_slip_slipped_past_the_log_is_named(paper):
    with guards_aside():
        LogLeaf.objects.all().delete()

    assert any("was published and is not in the log" in one for one in faults())


def test_a_stranger_reads_it_in_english(client, paper):
    sequencing.grow()
    assert_english(client.get(_page(paper), headers={"accept-language": "en"}))
