"""What reviewers see of a file, what its owner gets back, and what goes when nobody names it any more."""

import hashlib
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cejc.lib import storage
from registry.activities.services import activity as activities
from registry.activities.services import activity_review as review
from registry.activities.services import evidence as services
from registry.machinery.services import clean_copy
from registry.models import AuditEntry, CleanCopy, Evidence
from tests.cejc import makefiles as make
from tests.registry.activities.activity_factories import make_draft, make_evidence, make_submitted

pytestmark = pytest.mark.django_db
CERTIFICATE = "award_certificate"


def sent(name, content):
    return SimpleUploadedFile(name, content, "application/octet-stream")


def handed_in(user, name, content, kind=CERTIFICATE):
    """A submitted award with this file as its certificate."""
    activity = make_draft(user, "award")
    upload = sent(name, content)
    evidence = services.add(actor=user, activity=activity, upload=upload, document_kind=kind)
    activities.submit(actor=user, activity=activity, edit=activity.edit)
    return evidence


def body_of(answer):
    return b"".join(answer.streaming_content)


def test_reviewer_gets_a_copy_without_place_and_owner_the_bytes_as_they_came(alice, bob, login):
    content = make.picture("JPEG", exif=make.gps())
    evidence = handed_in(alice, "证书.jpg", content)
    address = f"/evidence/{evidence.public_id}/file/"

    own, seen = body_of(login(alice).get(address)), body_of(login(bob).get(address))

    assert own == content
    assert b"TELEPHONE-MAKER" not in seen
    assert not Image.open(io.BytesIO(seen)).getexif()


def test_the_seal_is_of_the_bytes_as_they_came_and_the_copy_has_its_own(alice):
    content = make.picture("JPEG", exif=make.gps())

    evidence = handed_in(alice, "证书.jpg", content)

    copy = CleanCopy.objects.get(sha256=evidence.sha256)
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.is_kept(evidence.stored_name, evidence.sha256)
    assert storage.is_kept(copy.stored_name, copy.clean_sha256)
    assert AuditEntry.objects.get(action="evidence.added").after["clean_sha256"] == copy.clean_sha256


def test_reviewer_gets_a_pdf_without_actions_and_may_have_the_original_which_is_noted(alice, bob, login):
    def act(document):
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.URI, URI=pikepdf.String("http://evil.example")
        )

    content = make.pdf(change=act)
    evidence = handed_in(alice, "证书.pdf", content)
    item = login(bob).get(f"/review/{evidence.activity.public_id}/").content.decode()

    seen = body_of(login(bob).get(f"/evidence/{evidence.public_id}/file/"))
    assert pikepdf.open(io.BytesIO(seen)).Root.get("/OpenAction") is None
    assert not AuditEntry.objects.filter(action="evidence.original_opened").exists()

    assert f"/evidence/{evidence.public_id}/original/" in item
    assert body_of(login(bob).post(f"/evidence/{evidence.public_id}/original/")) == content
    entry = AuditEntry.objects.get(action="evidence.original_opened")
    assert (entry.actor, entry.after) == (str(bob.public_id), {"sha256": evidence.sha256})


def test_heic_is_shown_and_handed_on_as_jpeg(alice, bob, login):
    evidence = handed_in(alice, "IMG_0001.HEIC", make.heic(size=(640, 480)))

    answer = login(bob).get(f"/evidence/{evidence.public_id}/file/")
    picture = login(bob).get(f"/evidence/{evidence.public_id}/page/1/small/")

    assert "IMG_0001.jpg" in answer["Content-Disposition"]
    assert Image.open(io.BytesIO(body_of(answer))).format == "JPEG"
    assert Image.open(io.BytesIO(picture.content)).size == (320, 240)


def test_each_part_of_a_long_screenshot_is_shown(alice, bob, login):
    strip = Image.new("RGB", (400, 6000), "white")
    strip.paste("red", (0, 5000, 400, 6000))
    out = io.BytesIO()
    strip.save(out, "PNG")
    evidence = handed_in(alice, "长截图.png", out.getvalue())

    page = login(bob).get(f"/review/{evidence.activity.public_id}/").content.decode()
    last = login(bob).get(f"/evidence/{evidence.public_id}/page/{evidence.pages}/wide/")

    assert evidence.pages == 8
    assert f"/evidence/{evidence.public_id}/page/8/wide/" in page
    red, green, _blue = Image.open(io.BytesIO(last.content)).convert("RGB").getpixel((50, 700))
    assert red > 200 > 60 > green


def test_a_copy_that_is_missing_is_made_when_somebody_looks(alice, bob, login):
    activity = make_submitted(alice, "award")
    evidence = activity.evidence.get()
    assert not CleanCopy.objects.exists()

    assert login(bob).get(f"/evidence/{evidence.public_id}/file/").status_code == 200

    assert CleanCopy.objects.get().sha256 == evidence.sha256


def test_a_copy_of_an_older_recipe_is_made_anew(alice, monkeypatch):
    evidence = handed_in(alice, "证书.jpg", make.picture("JPEG"))
    old = CleanCopy.objects.get()
    monkeypatch.setattr(clean_copy.clean, "RECIPE", old.recipe + 1)

    new = clean_copy.copy_of(evidence)

    assert (new.pk, new.recipe) == (old.pk, old.recipe + 1)
    assert not storage.exists(old.stored_name)
    assert storage.exists(new.stored_name)


def test_copy_goes_with_the_file_when_a_draft_is_thrown_away(alice, django_capture_on_commit_callbacks):
    activity = make_draft(alice, "award")
    upload = sent("证书.jpg", make.picture("JPEG"))
    evidence = services.add(actor=alice, activity=activity, upload=upload, document_kind=CERTIFICATE)
    copy = CleanCopy.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        activities.discard(actor=alice, activity=activity)

    assert not CleanCopy.objects.exists()
    assert not storage.exists(copy.stored_name)
    assert not storage.exists(evidence.stored_name)


def test_one_scan_is_several_documents_and_its_bytes_lie_once(alice):
    activity = make_draft(alice, "training")
    kinds = [one.document_kind for one in make_evidence(alice, make_draft(alice, "training"))]

    services.add(
        actor=alice,
        activity=activity,
        upload=sent("扫描.pdf", make.pdf(3)),
        document_kind=kinds[0],
        also=kinds[1:],
    )

    rows = list(activity.evidence.current())
    assert [one.document_kind for one in rows] == kinds
    assert len({one.stored_name for one in rows}) == 1
    assert activities.submit(actor=alice, activity=activity, edit=activity.edit).state == "submitted"


def test_kinds_are_said_later_changed_and_taken_back(alice):
    activity = make_draft(alice, "training")
    file = services.add(actor=alice, activity=activity, upload=sent("扫描.pdf", make.pdf()))
    assert file.document_kind == ""

    services.set_kinds(
        actor=alice, activity=activity, evidence=file, kinds=["training_notice", "course_table"]
    )
    first = activity.evidence.current().first()
    services.set_kinds(actor=alice, activity=activity, evidence=first, kinds=["course_table"])

    assert [one.document_kind for one in activity.evidence.current()] == ["course_table"]
    services.remove(actor=alice, evidence=activity.evidence.current().get())
    assert not activity.evidence.current().exists()
    assert Evidence.objects.filter(activity=activity).count() == 3


def test_replacing_a_scan_replaces_it_in_all_its_kinds(alice):
    activity = make_draft(alice, "training")
    old = services.add(
        actor=alice,
        activity=activity,
        upload=sent("旧.pdf", make.pdf(1)),
        document_kind="training_notice",
        also=["course_table"],
    )

    services.add(actor=alice, activity=activity, upload=sent("新.pdf", make.pdf(2)), replaces=old)

    rows = list(activity.evidence.current())
    assert [(one.document_kind, one.version, one.file_name) for one in rows] == [
        ("training_notice", 2, "新.pdf"),
        ("course_table", 2, "新.pdf"),
    ]


def test_workbook_is_shown_as_a_table_and_nothing_of_it_runs(alice, bob, login):
    rows = [("姓名", "课程"), ("张三", "<script>alert(1)</script>"), *[("甲", n) for n in range(100)]]
    evidence = handed_in(alice, "名单.xlsx", make.xlsx(rows))

    page = login(bob).get(f"/review/{evidence.activity.public_id}/").content.decode()

    assert "<td>张三</td>" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "还有42行没有显示" in page


def test_review_of_a_returned_record_shows_the_newest_file(alice, bob, login):
    evidence = handed_in(alice, "旧.jpg", make.picture("JPEG"))
    activity = evidence.activity
    review.return_(actor=bob, activity=activity, reasons=["duplicate"])
    upload = sent("新.jpg", make.picture("JPEG", size=(50, 50)))
    services.add(actor=alice, activity=activity, upload=upload, replaces=evidence)

    page = login(alice).get(f"/activities/{activity.public_id}/edit/").content.decode()

    assert "新.jpg" in page
    assert page.count("旧.jpg") == 0
