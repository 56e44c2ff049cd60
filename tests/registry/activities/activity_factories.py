"""Plain functions that make activities, files and records of every kind through the services."""

import hashlib
import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from cejc.lib import storage
from credits.engine.evidence import evidence_for
from credits.queries import policy_here
from registry.activities.services import activity as activities
from registry.models import Activity, Evidence, User
from tests.remembered import remembered

# One complete record of every kind of the convert contract.
FACTS: dict[str, dict[str, Any]] = {
    "training": {
        "lines": [
            {"date": "2019-05-06", "slot": "day", "subject": "professional"},
            {"date": "2019-05-07", "slot": "morning", "subject": "public"},
        ]
    },
    "practice": {"lines": [{"date": "2018-03-01", "slot": "day", "subject": "professional"}]},
    "conference": {"lines": [{"date": "2018-04-02", "slot": "afternoon", "subject": "professional"}]},
    "exchange": {"lines": [{"date": "2017-09-04", "slot": "day", "subject": "professional"}]},
    "online": {"date": "2019-06-01", "subject": "public", "minutes": "1000"},
    "project": {"role": "lead", "organiser": "government", "date": "2018-12-20", "work": "XM-2018-7"},
    "book": {"author_rank": 1, "date": "2017-05-05", "work": "978-7-01-000000-1"},
    "paper": {"author_rank": 2, "cn_serial": True, "date": "2018-09-01", "work": "10.1000/182"},
    "patent": {
        "inventor_rank": 1,
        "patent_kind": "invention",
        "date": "2016-08-08",
        "work": "ZL201610000001.1",
    },
    "award": {"level": "prefectural", "rank": 3, "date": "2016-11-11"},
    "computer_exam": {"modules": 3, "date": "2015-05-05"},
    "assignment": {
        "start": "2018-01-01",
        "end": "2018-09-30",
        "level": "provincial",
        "qualified": True,
        "assessed": "2018-10-15",
    },
    "degree_course": {"date": "2017-07-01"},
    "qualification_exam": {"date": "2015-10-20"},
}


def documents_for(kind: str) -> list[str]:
    """The document kinds of the first permitted combination of `kind` in the latest policy."""
    return [need.any_of[0].id for need in evidence_for(policy_here(), kind).options[0].needs]


def png(label: str = "") -> bytes:
    """A small valid picture whose bytes differ by `label`."""
    info = PngImagePlugin.PngInfo()
    info.add_text("label", label)
    out = io.BytesIO()
    Image.new("RGB", (24, 32), "white").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def upload(label: str = "", name: str = "材料.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(label), "image/png")


@remembered
def make_draft(
    user: User, kind: str = "training", *, title: str = "水利信息化培训班", facts: dict | None = None
) -> Activity:
    activity = activities.create_draft(actor=user, kind=kind)
    return activities.save_draft(
        actor=user,
        activity=activity,
        title=title,
        note="",
        facts=FACTS[kind] if facts is None else facts,
        edit=activity.edit,
    )


@remembered
def make_evidence(user: User, activity: Activity, *, label: str = "") -> list[Evidence]:
    """A complete combination of files; `label` makes their bytes the same as those of another call.

    Rows and stored bytes as the service leaves them, without its check
    of the content (tested in test_evidence).
    """
    key = label or str(activity.public_id)
    return [_kept(user, activity, kind, png(f"{key}{kind}")) for kind in documents_for(activity.kind)]


def _kept(user: User, activity: Activity, kind: str, body: bytes) -> Evidence:
    return Evidence.objects.create(
        activity=activity,
        document_kind=kind,
        file_name="材料.png",
        stored_name=storage.save(body, ".png"),
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        mime="image/png",
        uploaded_by=user,
    )


@remembered
def make_submitted(user: User, kind: str = "training", *, label: str = "", **values: Any) -> Activity:
    activity = make_draft(user, kind, **values)
    make_evidence(user, activity, label=label)
    return activities.submit(actor=user, activity=activity, edit=activity.edit)


def lines_on(*days: date | str, slot: str = "day", subject: str = "professional") -> dict[str, Any]:
    return {"lines": [{"date": str(day), "slot": slot, "subject": subject} for day in days]}
