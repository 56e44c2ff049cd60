"""The roster in docs/samples is read and taken in as it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.models import Employment
from registry.people.services import sheet

pytestmark = pytest.mark.django_db


def test_the_sample_roster_is_imported_whole(bob, employer, settings, run_jobs):
    body = (settings.BASE_DIR / "docs" / "samples" / "roster.xlsx").read_bytes()
    before = Employment.objects.filter(organisation=employer).count()

    file = SimpleUploadedFile("roster.xlsx", body)
    made = sheet.upload(actor=bob, kind="roster", organisation=employer, file=file, name="roster.xlsx")
    run_jobs()
    sheet.take(actor=bob, sheet=made, whole=True)
    run_jobs()

    made.refresh_from_db()
    assert (made.state, made.counts) == ("done", {"new": 10, "done": 10})
    assert Employment.objects.filter(organisation=employer).count() == before + 10
