"""The roster in docs/samples is imported as it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.models import Employment
from registry.people.services import roster

pytestmark = pytest.mark.django_db


def test_the_sample_roster_is_imported_whole(bob, employer, settings, run_jobs):
    body = (settings.BASE_DIR / "docs" / "samples" / "roster.xlsx").read_bytes()
    before = Employment.objects.filter(organisation=employer).count()

    made = roster.upload(
        actor=bob, organisation=employer, file=SimpleUploadedFile("roster.xlsx", body), name="roster.xlsx"
    )
    run_jobs()

    made.refresh_from_db()
    assert (made.outcome, made.created_count, made.faults) == ("imported", 10, [])
    assert Employment.objects.filter(organisation=employer).count() == before + 10
