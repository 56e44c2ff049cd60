"""Public verification: by number and code, by the QR code's address, by the file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cejc.lib import storage
from certification.services.slips import slip as slips
from certification.services.slips import slip_file
from registry.models import Job
from tests.cejc.foreign import assert_english
from tests.certification.rows import issue, on, revoke

pytestmark = pytest.mark.django_db
ASK = reverse("certification:verify")
FILE = reverse("certification:verify-file")


@pytest.fixture
def paper(petra, alice):
    with on("2020-07-06 09:00"):
        yield issue(petra, alice.professional)


@pytest.fixture
def body(paper):
    slip_file.run_render(Job.objects.get(kind="slip.render"))
    paper.refresh_from_db()
    with storage.open_(paper.pdf_name) as kept:
        return kept.read()


def by_qr(paper, code=""):
    return reverse("certification:verify-slip", args=[paper.year, paper.sequence, code or paper.check_code])


def send(client, content, name="slip.pdf"):
    return client.post(FILE, {"file": SimpleUploadedFile(name, content, "application/pdf")})


@pytest.mark.parametrize(
    "number",
    [
        "湘继教认〔2020〕000001号",
        "2020-1",
        "[2020]1",
        "湘继教认(2020)1号",
        "２０２０－１",
        " 【2020】000001 号 ",
    ],
)
def test_number_and_code_lead_to_the_slip_however_they_are_typed(client, paper, number):
    code = paper.check_code
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)

    for typed in (code, code.lower(), f"{code[:4]} {code[4:]}", f"{code[:4]}-{code[4:]}", full_width):
        answer = client.get(ASK, {"number": number, "code": typed}, follow=True)
        assert "目前有效" in answer.content.decode(), (number, typed)


@pytest.mark.parametrize("after", ["。", "，", "/", "”", "）", " ", "。)"])
def test_link_is_followed_with_whatever_a_message_put_after_it(client, paper, after):
    assert "目前有效" in client.get(by_qr(paper) + after).content.decode()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("湘继教认2020000001号", "{code}"),
        ("湘继教认〔2020〕000001号", "「校验码：{code}」"),
        ("湘继教认〔2020〕000001号 校验码：{code}", ""),
        ("https://portal.example.org/verify/2020/1/{code}。", ""),
    ],
)
def test_paper_is_found_as_it_was_pasted(client, paper, number, code):
    values = {"number": number.format(code=paper.check_code), "code": code.format(code=paper.check_code)}

    assert "目前有效" in client.get(ASK, values, follow=True).content.decode()


def test_wrong_code_and_unknown_number_are_the_same_404(client, paper):
    wrong, unknown = (
        client.get(by_qr(paper, "AAAAAAAA")),
        client.get("/verify/2020/999999/" + paper.check_code),
    )

    assert wrong.status_code == unknown.status_code == 404
    assert main_of(wrong) == main_of(unknown)


def main_of(answer):
    return answer.content.decode().partition("<main")[2]


def test_every_printed_field_is_shown_and_the_identity_number_is_not(client, paper, alice):
    page = client.get(by_qr(paper)).content.decode()

    content = paper.content
    for name in (
        "number",
        "check_code",
        "name",
        "identity",
        "unit",
        "title_name",
        "route",
        "conclusion",
        "issuer",
    ):
        assert content[name] in page, name
    for year in content["years"]:
        assert str(year["year"]) in page
    assert alice.professional.identity_number not in page
    assert client.get(by_qr(paper))["X-Robots-Tag"] == "noindex, noarchive"


def test_revoked_slip_says_so_with_date_and_reason(client, paper, petra, paul):
    revoke(petra, paul, paper, reason="结业证书系他人证书。")

    page = client.get(by_qr(paper)).content.decode()

    assert "已撤销，不能作为继续教育学时认定的依据" in page
    assert "结业证书系他人证书。" in page
    assert "2020年7月6日" in page
    assert "目前有效" not in page


def test_superseded_slip_names_the_new_one(client, paper, petra, paul):
    action = slips.propose_action(
        actor=petra, slip=paper, kind="reissue", reason="更正名称。", changes={"title_name": "工程师"}
    )
    slips.decide_action(actor=paul, action=action, approve=True)

    page = client.get(by_qr(paper)).content.decode()

    assert "已被替换" in page
    assert "湘继教认〔2020〕000002号" in page


@pytest.fixture
def own_media(settings, tmp_path, monkeypatch):
    """A folder that no other test process writes to; the storage of earlier tests remembers its own."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(storage, "default_storage", storage.PortalStorage())
    return tmp_path


def test_unchanged_file_is_recognised_and_not_kept(client, own_media, paper, body):
    before = files_in(own_media)

    page = send(client, body).content.decode()

    assert "与签发时的文件完全一致" in page
    assert len(before) == 1
    assert files_in(own_media) == before


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_file_with_one_byte_changed_is_altered_and_names_the_number_it_bears(client, paper, body):
    page = send(client, body.replace(b"%%EOF", b"%%EOE")).content.decode()

    assert "文件与签发的原件不一致" in page
    assert paper.number in page
    assert paper.content["name"] not in page


def test_pdf_of_somebody_else_is_unknown(client, paper):
    page = send(client, b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF").content.decode()

    assert "没有签发过这个文件" in page


@pytest.mark.parametrize(("content", "says"), [(b"hello", "不是PDF文件"), (b"", "空")])
def test_what_is_no_pdf_is_422_with_what_to_do(client, paper, content, says):
    answer = send(client, content)

    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"number": "x", "code": "y"},
        {"number": "2020-1"},
        {"number": "2020-1", "code": "校验码"},
        {"number": "9" * 500, "code": "A"},
    ],
)
def test_form_with_faults_says_so_and_stays(client, paper, values):
    answer = client.get(ASK, values)

    assert answer.status_code == 200
    assert "目前有效" not in answer.content.decode()
    assert "verify" in answer.request["PATH_INFO"]


def test_guessing_codes_is_slowed_down_and_a_valid_slip_is_always_answered(client, paper):
    for guess in range(30):
        assert client.get(by_qr(paper, f"GUESS{guess:03d}")).status_code == 404

    wrong = client.get(by_qr(paper, "GUESS999"))

    assert wrong.status_code == 429
    assert 0 < int(wrong["Retry-After"]) <= 3600
    assert "查验不受影响" in wrong.content.decode()
    assert client.get(by_qr(paper)).status_code == 200


def test_genuine_slip_in_english(stranger, paper, body):
    assert_english(
        stranger.get(by_qr(paper)), "was issued by this system and is currently valid", paper.number
    )
    assert_english(send(stranger, body), "identical to the one that was issued")


def test_revoked_and_replaced_slip_in_english(stranger, paper, petra, paul):
    changes = {"title_name": "工程师"}
    action = slips.propose_action(
        actor=petra, slip=paper, kind="reissue", reason="更正名称。", changes=changes
    )
    slips.decide_action(actor=paul, action=action, approve=True)
    new = type(paper).objects.exclude(pk=paper.pk).get()
    assert_english(stranger.get(by_qr(paper)), "has been replaced", new.number)
    revoke(petra, paul, new)

    assert_english(stranger.get(by_qr(new)), "has been revoked", "Reason")


def test_unknown_and_altered_slip_in_english(stranger, paper, body):
    assert_english(stranger.get(by_qr(paper, "AAAAAAAA")), "was not found")
    assert_english(
        send(stranger, body.replace(b"%%EOF", b"%%EOE")), "differs from the original", paper.number
    )
    assert_english(send(stranger, b"%PDF-1.7\n%%EOF"), "No such file was ever issued")
    assert_english(send(stranger, b"hello"), "This is not a PDF file")
    assert_english(stranger.get(ASK, {"number": "x", "code": "校验码"}), "could not be read")
