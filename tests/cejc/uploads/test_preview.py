import io

import pytest
from PIL import Image

from cejc.lib.uploads import preview
from cejc.lib.uploads.files import FileFault
from tests.cejc import makefiles as make


def test_render_pdf_page():
    shown = preview.render(io.BytesIO(make.pdf(3)), "application/pdf", page=2, longest=400)

    assert (shown.mime, shown.pages, shown.height) == ("image/webp", 3, 400)
    assert Image.open(io.BytesIO(shown.body)).format == "WEBP"


@pytest.mark.parametrize("page", [0, 4, -1])
def test_render_refused_when_page_is_not_there(page):
    with pytest.raises(FileFault, match="只有3页"):
        preview.render(io.BytesIO(make.pdf(3)), "application/pdf", page=page)


def test_render_image_upright_small_and_without_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "secret place"
    content = make.picture("JPEG", size=(3000, 2000), exif=exif)

    shown = preview.render(io.BytesIO(content), "image/jpeg")

    assert (shown.width, shown.height) == (1067, 1600)
    assert b"secret" in content
    assert b"secret" not in shown.body
    assert not Image.open(io.BytesIO(shown.body)).getexif()


def test_render_refused_when_not_a_picture():
    with pytest.raises(FileFault, match="不能在页面中预览"):
        preview.render(
            io.BytesIO(make.xlsx()), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    with pytest.raises(FileFault, match="无法预览"):
        preview.render(io.BytesIO(b"%PDF-x"), "application/pdf")
    with pytest.raises(FileFault, match="无法预览"):
        preview.render(io.BytesIO(make.png_of(30_000, 30_000)), "image/png")
