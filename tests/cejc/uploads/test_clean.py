import io
import zipfile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from cejc.lib.uploads import clean
from cejc.lib.uploads.file_kind import KINDS
from tests.cejc import makefiles as make


def cleaned(content, kind):
    return clean.cleaned(io.BytesIO(content), KINDS[kind][0])


@pytest.mark.parametrize(
    ("form", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")]
)
def test_picture_loses_where_and_with_what_it_was_taken(form, kind):
    content = make.heic(exif=make.gps()) if form == "HEIF" else make.picture(form, exif=make.gps())

    copy = cleaned(content, kind)

    assert b"TELEPHONE-MAKER" in content
    assert (copy.mime, copy.extension) == ("image/jpeg", ".jpg")
    assert b"TELEPHONE-MAKER" not in copy.body
    assert not Image.open(io.BytesIO(copy.body)).getexif()


def test_picture_is_turned_upright_and_transparency_becomes_white():
    turned = Image.Exif()
    turned[0x0112] = 6
    assert Image.open(
        io.BytesIO(cleaned(make.picture("JPEG", size=(60, 40), exif=turned), "jpeg").body)
    ).size == (40, 60)

    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(cleaned(out.getvalue(), "png").body)).getpixel((4, 4)) == (255, 255, 255)


def test_second_picture_of_a_telephone_and_what_stands_behind_are_left_out():
    assert len(cleaned(make.mpo(), "jpeg").body) < len(make.mpo())
    assert b"film" not in cleaned(make.picture("JPEG") + b"film" * 99, "jpeg").body


def test_huge_picture_is_scaled_down_and_a_long_screenshot_stays_readable():
    huge = Image.open(io.BytesIO(cleaned(make.flat("JPEG", 12_000, 9_000), "jpeg").body))
    long = Image.open(io.BytesIO(cleaned(make.flat("PNG", 1080, 24_000), "png").body))

    assert huge.width * huge.height <= 25_000_000
    assert abs(huge.width / huge.height - 4 / 3) < 0.01
    assert long.size == (1080, 24_000)


def busy(document):
    """Actions of every kind that the check lets pass, metadata, and a picture with its place."""
    page = document.pages[0]
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=String("http://evil.example/")),
    )
    stamp = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        Rect=Array([0, 0, 9, 9]),
        Contents=String("SEALED"),
        A=Dictionary(S=Name.URI, URI=String("http://evil.example/")),
    )
    page.Annots = Array([document.make_indirect(link), document.make_indirect(stamp)])
    page.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("http://evil.example/")))
    document.Root.OpenAction = Dictionary(S=Name.URI, URI=String("http://evil.example/"))
    document.Root.URI = Dictionary(Base=String("http://evil.example/"))
    document.docinfo["/Author"] = "AUTHOR-NAME"
    photo = pikepdf.Stream(document, make.picture("JPEG", exif=make.gps()))
    for key, value in {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": 40,
        "Height": 30,
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceRGB,
        "Filter": Name.DCTDecode,
    }.items():
        photo[f"/{key}"] = value
    page.Resources = Dictionary(XObject=Dictionary(P=document.make_indirect(photo)))
    page.Contents = pikepdf.Stream(document, b"q 100 0 0 100 0 0 cm /P Do Q")


def test_pdf_loses_every_action_and_what_tells_of_its_maker():
    content = make.pdf(
        2, change=busy, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable
    )

    with pikepdf.open(io.BytesIO(cleaned(content, "pdf").body)) as copy:
        plain = io.BytesIO()
        copy.save(plain, qdf=True)
        everything = plain.getvalue()
        streams = [one.read_raw_bytes() for one in copy.objects if isinstance(one, pikepdf.Stream)]

        assert len(copy.pages) == 2
        for gone in (b"/OpenAction", b"/AA", b"/URI", b"evil.example", b"AUTHOR-NAME", b"/Link"):
            assert gone not in everything, gone
        assert b"SEALED" in everything
        assert any(stream.startswith(b"\xff\xd8") for stream in streams)
        assert not any(b"TELEPHONE-MAKER" in stream for stream in streams)
    assert b"TELEPHONE-MAKER" in content


def test_pdf_loses_what_stands_behind_its_end():
    content = make.pdf() + b"\n<html><script>alert(1)</script></html>\n%%EOF\n"

    body = cleaned(content, "pdf").body

    assert b"<html" not in body
    assert body.rstrip().endswith(b"%%EOF")
    assert body.count(b"%%EOF") == 1


def test_office_file_loses_its_properties_and_the_place_of_its_pictures():
    core = b"<cp:coreProperties><dc:creator>AUTHOR-NAME</dc:creator></cp:coreProperties>"
    content = make.docx(
        {"docProps/core.xml": core, "word/media/a.jpeg": make.picture("JPEG", exif=make.gps())}
    )

    with zipfile.ZipFile(io.BytesIO(cleaned(content, "docx").body)) as copy:
        everything = b"".join(copy.read(name) for name in copy.namelist())
        assert Image.open(io.BytesIO(copy.read("word/media/a.jpeg"))).size == (40, 30)

    assert b"AUTHOR-NAME" not in everything
    assert b"TELEPHONE-MAKER" not in everything
