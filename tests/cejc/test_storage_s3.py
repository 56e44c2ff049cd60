"""Files in a real S3: OpenStack Swift, which checks signatures (tests/s3_server.py)."""

from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cejc.lib import storage
from cejc.lib.backup.files import Files
from tests import s3_server_keys as keys
from tests.registry.activities.activity_factories import make_draft, png

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def evidence(new_bucket):
    return new_bucket("evidence")


@pytest.fixture(autouse=True)
def bucket(settings, evidence, monkeypatch):
    for name, value in evidence.items():
        setattr(settings, name, value)
    _fresh(monkeypatch)


def _fresh(monkeypatch):
    monkeypatch.setattr(storage, "default_storage", storage.PortalStorage())


def test_saved_bytes_come_back_and_are_gone_after_delete():
    name = storage.save(b"abc" * 3_000_000, ".pdf")

    with storage.open_(name) as kept:
        assert kept.read() == b"abc" * 3_000_000
    assert storage.default_storage.size(name) == 9_000_000

    storage.delete(name)
    storage.delete(name)

    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.open_(name)


def test_wrong_secret_is_refused_by_name_and_keeps_nothing(settings, monkeypatch):
    kept = storage.save(b"abc")
    settings.CEJC_S3_SECRET_KEY = "another"
    _fresh(monkeypatch)

    for work in (lambda: storage.save(b"x"), lambda: storage.open_(kept), lambda: storage.delete(kept)):
        with pytest.raises(storage.Unavailable):
            work()

    settings.CEJC_S3_SECRET_KEY = keys.SECRET
    _fresh(monkeypatch)
    assert storage.exists(kept)


def test_health_fails_when_the_bucket_refuses(client, settings, monkeypatch):
    assert client.get("/health/").json()["storage"] == "ok"

    settings.CEJC_S3_SECRET_KEY = "another"
    _fresh(monkeypatch)

    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["storage"]) == (503, "away")


def test_files_of_the_bucket_are_backed_up_and_come_back(tmp_path):
    bodies = {storage.save(body, ".pdf"): body for body in (b"one", b"two" * 3_000_000)}
    with closing(Files(tmp_path)) as kept:
        kept.take_new()
        assert bodies.keys() <= {name for name, _size, _digest in kept.listed()}
        for name in list(storage.names()):
            storage.delete(name)
        assert list(storage.names()) == []

        assert kept.bring_back() == kept.totals()[0]

    for name, body in bodies.items():
        with storage.open_(name) as file:
            assert file.read() == body


def test_evidence_is_uploaded_previewed_and_downloaded_through_the_bucket(alice, login):
    activity = make_draft(alice, "award")
    client = login(alice)

    _upload(client, activity)

    evidence = activity.evidence.get()
    assert storage.exists(evidence.stored_name)
    answer = client.get(reverse("registry:evidence-file", args=[evidence.public_id]))
    assert b"".join(answer.streaming_content) == png("甲")
    picture = client.get(reverse("registry:evidence-page", args=[evidence.public_id, 1, "wide"]))
    assert picture["Content-Type"] == "image/webp"


def test_upload_is_a_clear_503_when_the_bucket_does_not_answer(alice, login, settings, monkeypatch):
    activity = make_draft(alice, "award")
    client = login(alice)
    settings.CEJC_S3_SECRET_KEY = "another"
    _fresh(monkeypatch)

    answer = _upload(client, activity)

    assert answer.status_code == 503
    assert "这次上传没有保存" in answer.content.decode()
    assert not activity.evidence.exists()


def _upload(client, activity):
    fields = {name: value for name, value in activity.facts.items() if value is not None}
    files = SimpleUploadedFile("证书.png", png("甲"), "image/png")
    more = {
        "do": "upload",
        "title": activity.title,
        "edit": activity.edit,
        "document_kind": "award_certificate",
    }
    return client.post(
        reverse("registry:activity-edit", args=[activity.public_id]), fields | more | {"files": files}
    )
