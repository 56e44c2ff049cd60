"""Files of the activity form without scripts: whatever button is
pressed, what was chosen is there or is named."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cejc.lib import storage
from registry.activities.queries.evidence import by_file
from registry.activities.services import activity as services
from registry.models import Activity
from tests.cejc import makefiles as make
from tests.registry.activities.activity_factories import documents_for, make_draft, make_evidence, png
from tests.registry.activities.test_activity_pages import edit_url, fields_of

pytestmark = pytest.mark.django_db
BUTTONS = ["save", "add-line", "expand", "upload", "remove-line:0", "submit"]


def scan(name="扫描.pdf", pages=1):
    return SimpleUploadedFile(name, make.pdf(pages), "application/pdf")


def names_of(activity):
    return [group[0].file_name for group in by_file(activity.evidence.current().order_by("pk"))]


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_keeps_the_file_that_was_chosen(alice, login, button):
    activity = make_draft(alice, "training")

    login(alice).post(edit_url(activity), fields_of(activity, do=button, files=scan("通知.pdf")))

    assert names_of(activity) == ["通知.pdf"]
    page = login(alice).get(edit_url(activity)).content.decode()
    assert "通知.pdf" in page


@pytest.mark.parametrize("button", ["save", "add-line", "upload"])
def test_a_file_chosen_on_an_empty_form_gives_birth_to_the_draft(alice, login, button):
    client = login(alice)
    page = client.get("/activities/new/award/").content.decode()
    key = page.partition('name="draft" value="')[2].partition('"')[0]

    answer = client.post(
        "/activities/new/award/", {"draft": key, "edit": "0", "do": button, "files": scan("证书.pdf")}
    )

    activity = Activity.objects.get(public_id=key)
    assert names_of(activity) == ["证书.pdf"]
    assert answer.status_code in (200, 302)
    assert "证书.pdf" in client.get(edit_url(activity)).content.decode()


def test_newcomer_chooses_a_file_beside_the_missing_line_and_submits_with_it(alice, login):
    client = login(alice)
    activity = make_draft(alice, "award")
    page = client.get(edit_url(activity)).content.decode()
    (kind,) = documents_for("award")
    assert f'name="file:{kind}"' in page

    answer = client.post(
        edit_url(activity), fields_of(activity, do="submit") | {f"file:{kind}": scan("证书.pdf")}, follow=True
    )

    said = answer.content.decode()
    assert "已提交审核" in said
    assert "“证书.pdf”已上传" in said
    row = Activity.objects.get(pk=activity.pk)
    assert row.state == "submitted"
    assert [one["file_name"] for one in row.versions.get().content["evidence"]] == ["证书.pdf"]


def test_where_one_document_is_missing_a_chosen_file_is_taken_for_it_as_the_page_says(alice, login):
    client = login(alice)
    activity = make_draft(alice, "award")
    (kind,) = documents_for("award")
    page = client.get(edit_url(activity)).content.decode()
    _before, _there, after = page.partition(f'name="document_kind" value="{kind}"')
    assert "checked" in after.partition(">")[0]

    client.post(edit_url(activity), fields_of(activity, do="submit", files=scan(), document_kind=[kind]))

    assert Activity.objects.get(pk=activity.pk).state == "submitted"


def test_a_further_file_goes_with_a_record_whose_combination_was_complete_already(alice, login):
    activity = make_draft(alice, "training")
    make_evidence(alice, activity)

    login(alice).post(edit_url(activity), fields_of(activity, do="submit", files=scan("补充.pdf")))

    row = Activity.objects.get(pk=activity.pk)
    assert row.state == "submitted"
    assert "补充.pdf" in [one["file_name"] for one in row.versions.get().content["evidence"]]


def test_one_scan_ticked_for_all_documents_is_enough_to_submit(alice, login):
    activity = make_draft(alice, "training")
    kinds = documents_for("training")
    assert len(kinds) > 1

    login(alice).post(
        edit_url(activity), fields_of(activity, do="submit", files=scan(pages=3), document_kind=kinds)
    )

    assert Activity.objects.get(pk=activity.pk).state == "submitted"
    assert names_of(activity) == ["扫描.pdf"]
    assert activity.evidence.current().count() == len(kinds)


def test_a_file_without_a_kind_is_kept_named_at_submission_and_ticked_later(alice, login):
    client, activity = login(alice), make_draft(alice, "training")
    first = client.post(edit_url(activity), fields_of(activity, do="submit", files=scan("无名.pdf")))
    assert first.status_code == 422
    assert "“无名.pdf”还没有勾选是哪种材料" in first.content.decode()
    row = Activity.objects.get(pk=activity.pk)
    file = row.evidence.get()

    data = fields_of(row, do="submit") | {
        "card": [str(file.public_id)],
        f"kinds:{file.public_id}": documents_for("training"),
    }
    client.post(edit_url(row), data)

    assert Activity.objects.get(pk=activity.pk).state == "submitted"


def test_ticks_of_another_page_stay_when_an_older_page_is_saved(alice, login):
    client, activity = login(alice), make_draft(alice, "training")
    kinds = documents_for("training")
    client.post(edit_url(activity), fields_of(activity, files=scan()))
    row = Activity.objects.get(pk=activity.pk)
    key = str(row.evidence.get().public_id)
    older = fields_of(row) | {"card": [key], f"was:{key}": ""}
    client.post(
        reverse("registry:activity-evidence", args=[row.public_id]),
        {"card": [key], f"kinds:{key}": kinds, f"was:{key}": ""},
    )

    client.post(edit_url(row), older)

    assert {one.document_kind for one in row.evidence.current()} == set(kinds)


def test_ticks_beside_a_file_that_is_gone_are_said(alice, login):
    activity = make_draft(alice, "training")
    key = "00000000-0000-0000-0000-000000000001"

    told = (
        login(alice)
        .post(upload_url(activity), {"card": [key], f"kinds:{key}": ["course_table"], f"was:{key}": ""})
        .json()
    )

    assert "已不在" in told["refused"][0]


def test_a_file_that_cannot_be_taken_is_named_and_keeps_the_record_from_being_submitted(alice, login):
    activity = make_draft(alice, "award")
    make_evidence(alice, activity)
    bad = SimpleUploadedFile("发票.ofd", make.zipped({"OFD.xml": "<x/>"}), "application/octet-stream")

    answer = login(alice).post(
        edit_url(activity), fields_of(activity, do="submit", title="改过的名称", files=[bad, scan("好.pdf")])
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“发票.ofd”没有上传：这是OFD版式文件" in page
    assert "还没有提交" in page
    row = Activity.objects.get(pk=activity.pk)
    assert (row.state, row.title) == ("draft", "改过的名称")
    assert "好.pdf" in names_of(row)


def test_files_are_kept_also_when_the_form_is_stale(alice, login):
    activity = make_draft(alice, "award", title="最初")
    old = fields_of(activity, title="旧页的名称", files=scan("证书.pdf"))
    services.save_draft(
        actor=alice, activity=activity, title="新页", note="", facts=activity.facts, edit=activity.edit
    )

    answer = login(alice).post(edit_url(activity), old)

    assert answer.status_code == 409
    assert names_of(activity) == ["证书.pdf"]
    assert "证书.pdf" in answer.content.decode()


def test_a_card_replaces_and_removes_its_file_in_all_kinds(alice, login):
    client, activity = login(alice), make_draft(alice, "training")
    kinds = documents_for("training")
    client.post(edit_url(activity), fields_of(activity, files=scan("旧.pdf"), document_kind=kinds))
    row = Activity.objects.get(pk=activity.pk)
    file = row.evidence.current().first()

    client.post(edit_url(row), fields_of(row) | {f"replace:{file.public_id}": scan("新.pdf", 2)})
    assert names_of(row) == ["新.pdf"]
    assert row.evidence.current().count() == len(kinds)

    row = Activity.objects.get(pk=activity.pk)
    new = row.evidence.current().first()
    client.post(edit_url(row), fields_of(row, do=f"remove:{new.public_id}"))
    assert names_of(row) == []


def test_a_telephone_is_offered_its_camera_and_pictures_are_named_in_accept(alice, login):
    page = login(alice).get(edit_url(make_draft(alice, "award"))).content.decode()

    assert 'capture="environment"' in page
    assert "image/heic" in page


def upload_url(activity):
    return reverse("registry:activity-evidence", args=[activity.public_id])


def test_upload_at_once_answers_what_became_of_each_file(alice, login):
    activity = make_draft(alice, "award")
    bad = SimpleUploadedFile("空.pdf", b"", "application/pdf")

    told = login(alice).post(upload_url(activity), {"files": [scan("证书.pdf"), bad]}).json()

    assert told["kept"] == ["证书.pdf"]
    assert "“空.pdf”没有上传" in told["refused"][0]
    assert "证书.pdf" in told["html"]
    assert storage.exists(activity.evidence.get().stored_name)


def test_upload_at_once_gives_birth_to_one_draft_however_often(alice, login):
    client = login(alice)
    page = client.get("/activities/new/award/").content.decode()
    key = page.partition('name="draft" value="')[2].partition('"')[0]

    first = client.post("/activities/new/award/evidence/", {"draft": key, "files": scan("一.pdf")}).json()
    client.post("/activities/new/award/evidence/", {"draft": key, "files": scan("二.pdf", 2)})

    assert first["draft"] == key
    assert first["url"] == f"/activities/{key}/edit/"
    assert names_of(Activity.objects.get(professional=alice.professional)) == ["一.pdf", "二.pdf"]


def test_upload_into_a_submitted_record_is_refused_in_words(alice, login):
    activity = make_draft(alice, "award")
    make_evidence(alice, activity)
    services.submit(actor=alice, activity=activity, edit=activity.edit)

    told = login(alice).post(upload_url(activity), {"files": scan()}).json()

    assert told["kept"] == []
    assert "不能改动" in told["refused"][0]


def test_telephone_pictures_of_every_kind_go_through_the_form(alice, login):
    activity = make_draft(alice, "award")
    pictures = [
        SimpleUploadedFile("a.heic", make.heic(), "image/heic"),
        SimpleUploadedFile("b.jpg", make.mpo(), "image/jpeg"),
        SimpleUploadedFile("c.jfif", make.picture("JPEG"), "image/jpeg"),
        SimpleUploadedFile("d.jpg", make.flat("JPEG", 12_000, 9_000), "image/jpeg"),
        SimpleUploadedFile("e.png", io.BytesIO(png("长")).getvalue(), "image/png"),
    ]

    login(alice).post(edit_url(activity), fields_of(activity, files=pictures))

    assert names_of(activity) == ["a.heic", "b.jpg", "c.jfif", "d.jpg", "e.png"]
