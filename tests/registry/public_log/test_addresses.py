"""What programs and people are answered at the addresses of the log."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cejc.lib import signed_note
from cejc.lib.tlog import cosigning, paper, tiles
from registry.models import LogLeaf
from registry.public_log import acts, keys
from registry.public_log.queries.papers import logged
from registry.public_log.services import witnesses
from tests.cejc.foreign import assert_english
from tests.registry.public_log.logs import KEY, a_witness, cosigned, grown

pytestmark = pytest.mark.django_db
PAGE, CHECK = reverse("registry:log"), reverse("registry:log-check")


def _tile(path):
    return reverse("registry:log-tile", args=[path])


def _text(answer):
    return answer.content.decode()


def test_without_a_leaf_there_is_no_checkpoint_and_the_page_says_so(client):
    answer = client.get(reverse("registry:log-checkpoint"))

    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert "日志中还没有记录" in _text(client.get(PAGE))


def test_the_checkpoint_is_signed_and_bears_what_witnesses_brought(client):
    point, _witness = grown(3), a_witness()
    witnesses.take(cosigned(point))

    answer = client.get(reverse("registry:log-checkpoint"))

    note = _text(answer)
    assert signed_note.checkpoint(signed_note.opened(note, keys.public_keys()[0])).size == 3
    assert len(list(cosigning.found_in(note, [KEY]))) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "cache"),
    [
        ("registry:log-checkpoint", [], "public, max-age=5"),
        ("registry:log-key", [], "public, max-age=5"),
        ("registry:log-tile", ["0/000.p/3"], "public, max-age=31536000, immutable"),
        ("registry:log-tile", ["entries/000.p/3"], "public, max-age=31536000, immutable"),
    ],
)
def test_any_cache_may_carry_what_is_signed(client, alice, name, arguments, cache):
    """Also where somebody with a login has asked."""
    grown(3)
    for asking in (client, _signed_in(alice)):
        answer = asking.get(reverse(name, args=arguments), headers={"accept-language": "en"})

        assert (answer.status_code, answer["Cache-Control"]) == (200, cache)
        assert "Vary" not in answer
        assert not answer.cookies


def _signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", ["0/001", "0/000.p/4", "0/000", "9/000", "../../keys", "entries/000.p/03"])
def test_a_tile_that_is_not_there_is_404_and_kept_by_nobody(client, path):
    grown(3)

    answer = client.get(_tile(path))

    assert answer.status_code == 404
    assert answer.headers.get("Cache-Control") == "no-store"


def test_the_leaves_are_those_that_were_put_down(client):
    grown(3)

    entries = tiles.entries_in(client.get(_tile("entries/000.p/3")).content)

    rows = LogLeaf.objects.order_by("place")
    assert entries == [acts.entry(row.act, row.day, row.digest) for row in rows]


def test_a_proof_is_given_for_a_digest_and_says_nothing_else(client):
    grown(5)
    row = LogLeaf.objects.get(place=2)
    address = reverse("registry:log-proof", args=[row.digest])

    found = paper.read(_text(client.get(address)))

    point = paper.check(found, acts.entry(row.act, row.day, row.digest), keys.public_keys()[0])
    assert (found.index, point.size) == (2, 5)
    assert row.salt not in _text(client.get(address))
    assert client.get(reverse("registry:log-proof", args=["0" * 64])).status_code == 404


def test_programs_may_ask_from_the_page_of_another_site(client):
    grown(1)

    assert client.get(reverse("registry:log-checkpoint"))["Access-Control-Allow-Origin"] == "*"


# The page ------------------------------------------------------------------------------------------------


def test_without_witnesses_the_page_says_that_nobody_else_vouches(client):
    grown(1)

    assert "目前没有见证机构" in _text(client.get(PAGE))


def test_a_witness_without_a_line_is_said_to_be_missing_and_a_late_one_late(client):
    point, _witness = grown(3), a_witness()
    assert "尚未联署" in _text(client.get(PAGE))

    seen = timezone.now() - timedelta(days=5)
    witnesses.take(cosigned(point, int(seen.timestamp())))
    assert "尚未联署" not in (page := _text(client.get(PAGE)))
    assert "没有联署" not in page  # it has seen all that there is

    grown(1)
    assert "已5天没有联署" in _text(client.get(PAGE))


def test_the_page_asks_the_same_however_many_watch(client, django_assert_num_queries):
    point = grown(3)
    with django_assert_num_queries(2):
        Client().get(PAGE + "?a", headers={"hx-request": "true"})
    for number in range(3):
        seed = bytes([number]) * 32
        key = cosigning.Key(f"w{number}.example.org", signed_note.public_key(seed))
        witnesses.add(key=key.told(), label=f"见证{number}")
        text = point.note.rpartition("\n\n")[0] + "\n"
        witnesses.take(point.note + cosigning.sign(text, key.name, seed, 1_600_000_000) + "\n")
    with django_assert_num_queries(2):
        page = Client().get(PAGE + "?b", headers={"hx-request": "true"})
    assert "见证2" in _text(page)


def test_strangers_read_it_in_english(client):
    point, _witness = grown(3), a_witness()
    witnesses.take(cosigned(point))
    for address in (PAGE, CHECK):
        assert_english(client.get(address, headers={"accept-language": "en"}))


# The checker ---------------------------------------------------------------------------------------------


def _sent(client, content):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(CHECK, {"file": SimpleUploadedFile("proof.json", raw, "application/json")})


def _paper(place=1):
    return logged([LogLeaf.objects.get(place=place)])


def test_a_proof_that_holds_is_said_to_and_whether_a_witness_saw_it(client):
    point, _witness = grown(3), a_witness()
    assert "没有见证机构联署" in _text(_sent(client, _paper()))

    witnesses.take(cosigned(point))

    page = _text(_sent(client, _paper()))
    assert "证明成立" in page
    assert "省图书馆" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda act: act.update(salt="00" * 16), "被改动过"),
        (lambda act: act.update(facts={"number": "x"}), "被改动过"),
        (lambda act: act.update(proof=act["proof"].replace("index 1", "index 0")), "证明不成立"),
        (lambda act: act.update(proof=act["proof"].replace("\n3\n", "\n4\n")), "不是由本系统的密钥签名"),
        (lambda act: act.update(proof=None), "还没有写入公开日志"),
    ],
)
def test_a_proof_that_does_not_hold_says_why(client, change, said):
    grown(3)
    content = _paper()
    change(content["acts"][0])

    assert said in _text(_sent(client, content))


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"[]", b"{}", b'{"acts": []}', b'{"acts": [{}]}', b'{"acts": 1}', b"[" * 100_000],
)
def test_what_is_no_proof_file_is_answered_by_a_sentence(client, content):
    answer = _sent(client, content)

    assert answer.status_code == 422
    assert ("不是公开日志的存证文件" in _text(answer)) or not content


def test_a_file_that_is_too_large_is_refused(client):
    assert "超过1MB" in _text(_sent(client, b" " * (1024 * 1024 + 1)))
