"""`manage.py verify_slip`: a file of the portal or a picture of paper, with the database and with nothing but the keys."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from certification.models import Slip
from certification.queries.slips.code_knowledge import signed_now
from certification.services.slips import slip_file
from registry.public_log import keys
from tests.certification.rows import issue, on, revoke
from tests.photographed import page_of
from tests.signing import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(petra, alice, paul, certificates):
    with on("2020-07-06 09:00"):
        slip = issue(petra, alice.professional)
    return slip_file.drawn(Slip.objects.get(pk=slip.pk))


@pytest.fixture
def pdf(paper, tmp_path):
    path = tmp_path / "slip.pdf"
    path.write_bytes(stored(paper.pdf_name))
    return path


def said(*words):
    out = io.StringIO()
    call_command("verify_slip", *map(str, words), stdout=out)
    return out.getvalue()


def refused(*words):
    with pytest.raises(CommandError) as fault:
        said(*words)
    return str(fault.value)


def test_file_of_the_portal_is_good_and_so_is_its_signature(paper, pdf):
    told = said(pdf)
    for words in (
        "签名有效",
        "2020年第1号",
        paper.content["name"],
        "2019　公需科目 30　专业科目 60",
        "PDF：",
        "距今0天",
    ):
        assert words in told


def test_picture_is_checked_with_nothing_but_the_list_and_the_key(
    paper, pdf, tmp_path, django_assert_num_queries
):
    picture, known = tmp_path / "slip.jpg", tmp_path / "list.txt"
    page_of(pdf.read_bytes(), 150).rotate(7, expand=True, fillcolor=255).save(picture, quality=60)
    known.write_text(signed_now())
    with django_assert_num_queries(0):
        assert "签名有效" in said(picture, "--knowledge", known, "--key", keys.told()[0])

    known.write_text(signed_now().replace('"active"', '"retired"'))
    assert "signature" in refused(picture, "--knowledge", known, "--key", keys.told()[0])
    assert "--key" in refused(picture, "--knowledge", known)


def test_revoked_slip_ends_with_its_reason(paper, pdf, petra, paul):
    revoke(petra, paul, paper)
    assert refused(pdf) == "这份认定单已撤销"


def test_what_cannot_be_read_is_said(pdf, tmp_path):
    empty, text = tmp_path / "empty.png", tmp_path / "text.png"
    Image.new("L", (400, 400), 255).save(empty)
    text.write_text("no picture")
    assert refused(empty) == "没有读到二维码"
    assert refused(text) == "文件无法读取"
    assert "No such file" in refused(tmp_path / "none.pdf")
