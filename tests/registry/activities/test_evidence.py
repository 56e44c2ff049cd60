import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cejc.errors import Refused
from cejc.lib import storage
from registry.activities.services import activity_review as review
from registry.activities.services import evidence as services
from registry.models import Evidence
from tests.registry.activities.activity_factories import make_draft, make_submitted, png, upload

pytestmark = pytest.mark.django_db
CERTIFICATE = "award_certificate"


@pytest.fixture
def draft(alice):
    return make_draft(alice, "award")


def add(user, activity, file=None, kind=CERTIFICATE, **more):
    return services.add(
        actor=user, activity=activity, upload=file or upload("甲"), document_kind=kind, **more
    )


@pytest.fixture
def saved(monkeypatch):
    """The names under which files were really stored during the test."""
    names, save = [], storage.save

    def remember(*args):
        names.append(save(*args))
        return names[-1]

    monkeypatch.setattr(storage, "save", remember)
    return names


def test_add_keeps_bytes_under_a_random_name(alice, draft):
    evidence = add(alice, draft, upload("甲", "获奖证书.png"))

    assert evidence.file_name == "获奖证书.png"
    assert "获奖" not in evidence.stored_name
    with storage.open_(evidence.stored_name) as kept:
        assert kept.read() == png("甲")


def test_add_twice_keeps_one_row_and_one_file(alice, draft, saved):
    first = add(alice, draft)

    second = add(alice, draft)

    assert first == second
    assert [storage.exists(name) for name in saved] == [
        True,
        True,
        False,
    ]  # the copy, the file, the second file


def test_the_same_file_as_another_kind_of_document_is_another_row(alice):
    activity = make_draft(alice, "training")

    add(alice, activity, kind="training_notice")
    add(alice, activity, kind="course_table")

    assert activity.evidence.current().count() == 2


def test_replace_keeps_the_old_version(alice, draft):
    old = add(alice, draft, upload("旧"))

    new = add(alice, draft, upload("新"), replaces=old)

    old.refresh_from_db()
    assert (new.version, old.replaced_by) == (2, new)
    assert list(draft.evidence.current()) == [new]
    assert storage.exists(old.stored_name)


def test_remove_keeps_row_and_bytes(alice, draft):
    evidence = add(alice, draft)

    services.remove(actor=alice, evidence=evidence)

    assert list(draft.evidence.current()) == []
    assert Evidence.objects.get(pk=evidence.pk).removed_at
    assert storage.exists(evidence.stored_name)


def script_pdf():
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 "
        b"R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 "
        b"R/MediaBox[0 0 9 9]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))
    return out.getvalue()


FORGED = {
    "empty": ("空.png", b"", "空的"),
    "wrong name": ("证书.pdf", png("x"), "扩展名"),
    "program": ("证书.png", b"MZ\x90\x00" + b"\0" * 200, "不能上传"),
    "markup": ("证书.png", b"<html><script>alert(1)</script></html>", "不能上传"),
    "cut off": ("证书.png", png("x")[:60], "打不开"),
    "two in one": ("证书.png", png("x") + b"PK\x03\x04" + b"\0" * 30, "夹带"),
    "script": ("证书.pdf", script_pdf(), "脚本"),
    "bomb": ("证书.docx", None, "庞大"),
}


@pytest.mark.parametrize("case", FORGED)
def test_add_refuses_forged_files_and_keeps_nothing(alice, draft, saved, case):
    name, body, said = FORGED[case]

    with pytest.raises(Refused) as refusal:
        add(
            alice,
            draft,
            SimpleUploadedFile(name, bomb() if body is None else body, "application/octet-stream"),
        )

    assert said in refusal.value.sentence
    assert name.split(".")[0] in refusal.value.sentence
    assert not Evidence.objects.exists()
    assert saved == []


def test_add_refuses_an_unknown_kind_of_document(alice, draft):
    with pytest.raises(Refused, match="材料种类"):
        add(alice, draft, kind="../../etc")


def test_add_refused_for_a_colleague(bob, draft):
    with pytest.raises(Refused, match="只有本人"):
        add(bob, draft)


def test_add_and_remove_refused_after_submission_and_after_approval(alice, bob):
    activity = make_submitted(alice, "award")
    evidence = activity.evidence.get()

    for _state in ("submitted", "approved"):
        with pytest.raises(Refused):
            add(alice, activity, upload("晚到"))
        with pytest.raises(Refused):
            services.remove(actor=alice, evidence=evidence)
        review.approve(actor=bob, activity=activity)

    assert list(activity.evidence.all()) == [evidence]


@pytest.fixture
def submitted_file(alice):
    return make_submitted(alice, "award").evidence.get()


SEEN = {"alice": 200, "bob": 200, "dora": 200, "charlie": 404, "hana": 404, "petra": 404, "admin": 404}


@pytest.mark.parametrize(("who", "code"), SEEN.items())
def test_file_and_page_for_every_role(submitted_file, login, request, who, code):
    client = login(request.getfixturevalue(who))

    assert client.get(f"/evidence/{submitted_file.public_id}/file/").status_code == code
    assert client.get(f"/evidence/{submitted_file.public_id}/page/1/small/").status_code == code


def test_a_draft_s_file_is_its_owner_s_alone(alice, bob, draft, login):
    evidence = add(alice, draft)
    address = f"/evidence/{evidence.public_id}/file/"

    assert login(bob).get(address).status_code == 404
    assert login(alice).get(address).status_code == 200


def test_file_is_an_attachment_that_no_browser_runs(alice, draft, login):
    evidence = add(alice, draft, upload("甲", "获奖 证书.png"))

    answer = login(alice).get(f"/evidence/{evidence.public_id}/file/")

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%8E%B7")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content) == png("甲")


def test_page_is_a_picture_and_beyond_the_last_is_absent(submitted_file, alice, login):
    client = login(alice)

    picture = client.get(f"/evidence/{submitted_file.public_id}/page/1/wide/")

    assert picture["Content-Type"] == "image/webp"
    assert picture.content[:4] == b"RIFF"
    assert client.get(f"/evidence/{submitted_file.public_id}/page/2/wide/").status_code == 404
    assert client.get(f"/evidence/{submitted_file.public_id}/page/1/huge/").status_code == 404


def test_file_asks_a_visitor_to_log_in(submitted_file, client):
    answer = client.get(f"/evidence/{submitted_file.public_id}/file/")

    assert answer.status_code == 302


def test_replace_refused_where_the_old_file_was_taken_away_meanwhile(alice, draft):
    old = add(alice, draft, upload("旧"))
    services.remove(actor=alice, evidence=old)

    with pytest.raises(Refused, match="要替换的材料已不在，请刷新页面后再上传。"):
        add(alice, draft, upload("新"), replaces=old)

    assert not draft.evidence.current().exists()
