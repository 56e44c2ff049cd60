"""A paper is drawn once for what it says, and the log keeps that it was."""

import pytest

from registry.machinery.services.drawing import drawn
from registry.models import AuditEntry
from tests.registry.results.completion_factories import make_base, make_filing

pytestmark = pytest.mark.django_db


def test_drawing_is_logged_once_for_one_content():
    filing = make_filing(make_base())

    for _again in range(2):
        drawn(filing, lambda row: b"%PDF-1.4", action="filing.drawn", context=filing.base)
        filing.refresh_from_db()

    assert filing.pdf_name
    entry = AuditEntry.objects.get(action="filing.drawn")
    assert (entry.subject, entry.context) == (str(filing.public_id), str(filing.base.public_id))
