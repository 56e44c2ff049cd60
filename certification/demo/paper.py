"""Papers that look like proof: certificates, notices, sign-in sheets, as
pictures and PDF. Every one is different."""

import io
from functools import lru_cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 595, 842
INK, RED, RULE = (27, 42, 51), (179, 38, 30), (150, 160, 165)
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
# A thousand of them are made for the demo: quickly packed, not small.
SAVED: dict[str, dict[str, int]] = {"png": {"compress_level": 1}, "jpeg": {}, "pdf": {"resolution": 96}}


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size, index=2)
    return ImageFont.load_default(size)


def paper(title: str, lines: list[str], unit: str, *, kind: str = "png") -> SimpleUploadedFile:
    """An uploaded file with `title`, `lines` and the round stamp of `unit`; `kind` is png, jpeg or pdf."""
    image = drawn(title, lines, unit)
    out = io.BytesIO()
    image.save(out, kind.upper(), **SAVED[kind])
    ending = {"png": ".png", "jpeg": ".jpg", "pdf": ".pdf"}[kind]
    mime = {"png": "image/png", "jpeg": "image/jpeg", "pdf": "application/pdf"}[kind]
    return SimpleUploadedFile(f"{title}{ending}", out.getvalue(), content_type=mime)


def drawn(title: str, lines: list[str], unit: str) -> Image.Image:
    """The same as a picture, 595 by 842 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (253, 252, 248))
    pen = ImageDraw.Draw(image)
    pen.rectangle((22, 22, WIDTH - 22, HEIGHT - 22), outline=RULE, width=2)
    pen.text((WIDTH / 2, 120), title, font=_font(34), fill=INK, anchor="mm")
    for number, line in enumerate(lines):
        pen.text((70, 220 + number * 44), line, font=_font(19), fill=INK)
    _stamp(pen, unit)
    return image


def _stamp(pen: ImageDraw.ImageDraw, unit: str) -> None:
    x, y, r = WIDTH - 160, HEIGHT - 170, 72
    pen.ellipse((x - r, y - r, x + r, y + r), outline=RED, width=5)
    pen.text((x, y - 10), "★", font=_font(30), fill=RED, anchor="mm")
    pen.text((x, y + 34), unit[:8], font=_font(13), fill=RED, anchor="mm")
