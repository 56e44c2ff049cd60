"""A file chosen in a form that is refused for another reason need not be chosen again."""

import re
from datetime import timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cejc.lib import storage
from registry.machinery.forms.kept import KeptFileField
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import KeptUpload, MissingHours
from tests.cejc import makefiles as make

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    title = forms.CharField()
    file = KeptFileField(label="文件")


def scan(name="方案.pdf"):
    return SimpleUploadedFile(name, make.pdf(), "application/pdf")


def token_of(page):
    return re.search(r'name="file-kept" value="([0-9a-f-]{36})"', page)[1]


def test_a_file_is_kept_while_another_field_is_wrong_and_used_at_the_next_try():
    page = str(Form({"title": ""}, {"file": scan()}))
    assert "已选好“方案.pdf”" in page

    again = Form({"title": "甲", "file-kept": token_of(page)}, {})

    assert again.is_valid()
    assert again.cleaned_data["file"].name == "方案.pdf"
    assert again.cleaned_data["file"].read() == make.pdf()


def test_a_form_shown_a_third_time_keeps_the_same_file_once():
    page = str(Form({"title": ""}, {"file": scan()}))
    third = str(Form({"title": "", "file-kept": token_of(page)}, {}))

    assert token_of(third) == token_of(page)
    assert KeptUpload.objects.count() == 1


def test_a_newly_chosen_file_goes_before_the_kept_one_and_a_dropped_one_is_not_used():
    token = token_of(str(Form({"title": ""}, {"file": scan()})))

    assert Form({"title": "甲", "file-kept": token}, {"file": scan("新.pdf")}).fields
    chosen = Form({"title": "甲", "file-kept": token}, {"file": scan("新.pdf")})
    assert chosen.is_valid()
    assert chosen.cleaned_data["file"].name == "新.pdf"
    assert not Form({"title": "甲", "file-kept": token, "file-drop": "1"}, {}).is_valid()


@pytest.mark.parametrize("token", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_token_of_nothing_asks_for_the_file(token):
    assert "file" in Form({"title": "甲", "file-kept": token}, {}).errors


def test_a_file_that_is_refused_is_not_kept_and_says_why():
    page = str(Form({"title": ""}, {"file": SimpleUploadedFile("a.pdf", b"x", "application/pdf")}))

    assert "file-kept" not in page
    assert not KeptUpload.objects.exists()


def test_what_nobody_came_back_for_is_forgotten(django_capture_on_commit_callbacks):
    str(Form({"title": ""}, {"file": scan()}))
    row = KeptUpload.objects.get()
    KeptUpload.objects.update(kept_at=timezone.now() - timedelta(days=2))

    with django_capture_on_commit_callbacks(execute=True):
        forget_kind("kept_uploads")

    assert not KeptUpload.objects.exists()
    assert not storage.exists(row.stored_name)


def test_walk_a_report_of_missing_hours_whose_date_is_wrong_keeps_its_certificate(alice, login):
    client = login(alice)
    address = reverse("registry:missing-hours-new")
    answer = client.post(address, {"passed_on": "x", "file": scan("证书.pdf")})

    assert answer.status_code == 422
    assert "已选好“证书.pdf”" in answer.content.decode()
    assert not MissingHours.objects.exists()
