"""Files for tests, good and evil, made on the spot."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def pdf(pages=1, change=None, **save):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, deterministic_id=not save.get("encryption"), **save)
    return out.getvalue()


def picture(form="JPEG", size=(40, 30), mode="RGB", **save):
    out = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(out, form, **save)
    return out.getvalue()


def gps():
    """Exif as a telephone writes it: where the picture was taken, and with what."""
    exif = Image.Exif()
    exif[0x010F] = "TELEPHONE-MAKER"
    exif.get_ifd(0x8825)[2] = (28.0, 11.0, 49.0)
    return exif


def heic(size=(64, 48), **save):
    import pillow_heif

    pillow_heif.register_heif_opener()
    return picture("HEIF", size, **save)


def mpo(size=(64, 48)):
    """A telephone's JPEG with a second picture behind the first."""
    out = io.BytesIO()
    first, second = Image.new("RGB", size, "navy"), Image.new("RGB", size, "gold")
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def flat(form, width, height):
    """A picture of one shade, however many pixels, in few bytes."""
    out = io.BytesIO()
    Image.new("L", (width, height), 200).save(out, form, **({"compress_level": 1} if form == "PNG" else {}))
    return out.getvalue()


def xlsx(rows=(("姓名", "学时"), ("张三", 10))):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(
    extra=(), document=b"<w:document/>", types=f"{WORD}.document.main+xml", drop=(), rels=b"<Relationships/>"
):
    parts = {
        "[Content_Types].xml": (
            f'<Types><Override PartName="/word/document.xml" ContentType="{types}"/></Types>'
        ),
        "_rels/.rels": rels,
        "word/document.xml": document,
        **dict(extra),
    }
    return zipped({name: content for name, content in parts.items() if name not in drop})


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def png_of(width, height):
    """A PNG whose head promises `width` × `height` white pixels, in few bytes."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(b"\0" * 1000, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
