"""What the fuzzer begins with: a small right file of every form, drawn here or taken from the repository."""

import io
import json
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from tests.cejc.test_dual_key import certificate, manifest_of, signed_file
from tests.fuzz.targets import zipped

ROOT = Path(settings.BASE_DIR)


@cache
def seeds() -> dict[str, list[bytes]]:
    """Name of a target -> its seeds, always the same."""
    pictures = [picture(form) for form in ("PNG", "JPEG", "WEBP")]
    workbooks = [path.read_bytes() for path in sorted(WORKBOOKS.iterdir())[:12]]
    return {
        "upload": [*pictures, pdf(), heic(), xlsx()],
        "workbook": [xlsx(), *workbooks, "姓名,证件号码,日期\n王伟,,2019-05-06\n".encode("gbk")],
        "package": [zipped(**{"a.png": pictures[0], "b.pdf": pdf(), "证书.jpg": pictures[1]})],
        "policy": [path.read_bytes() for path in sorted((ROOT / "credits/policies").glob("*.toml"))],
        "site": [path.read_bytes() for path in sorted((ROOT / "sites").glob("*/site.toml"))],
        "api": [json.dumps(one, ensure_ascii=False).encode() for one in (RESULTS, COURSES, SESSIONS)],
        "delivery": [signed_file(ROW, manifest_of(ROW)), manifest_of(ROW).data, public_key()],
        "signature": [b"QUJD" * 22],
        "signed": [pdf()],
    }


WORKBOOKS = ROOT / "tests/registry/activities/workbooks"
RESULTS = {
    "results": [
        {
            "external_id": "R-1",
            "identity_type": "resident",
            "identity_number": "430102199001011234",
            "name": "王伟",
            "course_code": "KC01",
            "minutes": 2700,
            "hours": "60",
            "passed": True,
            "finished_on": "2020-06-01",
            "lines": [{"date": "2020-06-01", "slot": "day", "subject": "public"}],
        }
    ]
}
COURSES = {"courses": [{"external_id": "K-1", "title": "数字经济", "subject": "professional", "minutes": 90}]}
SESSIONS = {
    "sessions": [{"external_id": "S-1", "title": "高研班", "slots": [{"date": "2020-06-01", "slot": "day"}]}]
}
ROW = certificate()


def picture(form: str) -> bytes:
    page, out = Image.new("RGB", (90, 120), "white"), io.BytesIO()
    pen = ImageDraw.Draw(page)
    for line in range(10, 110, 12):
        pen.text((8, line), "certificate 20190073", fill="black")
    page.save(out, form, exif=Image.Exif().tobytes())
    return out.getvalue()


def heic() -> bytes:
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "white")).save(out, quality=50)
    return out.getvalue()


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=0)
    canvas.drawString(80, 700, "Certificate No. JX20190073")
    canvas.rect(60, 60, 400, 600)
    canvas.save()
    return out.getvalue()


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["姓名", "证件号码", "日期", "学时"])
    book.active.append(["王伟", "430102199001011234", date(2019, 5, 6), 7.5])
    book.active.append(["=1/0", "", "2019年5月", True])
    book.save(out)
    return out.getvalue()


def public_key() -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(b"\7" * 32).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
