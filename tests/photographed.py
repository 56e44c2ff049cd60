"""A page as a scanner or a telephone at arm's length sees it, fifty times and always the same fifty.

150 dots an inch (a telephone of 12 megapixels at 60 cm has 130), turned by up to 7 degrees and some by quarters, seen
aslant (one side up to a seventh smaller), blurred, in uneven light, with noise, as JPEG of quality 60.
"""

import io
import random
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

COUNT, DPI, DRAWN = 50, 150, 300
TURNS, QUARTERS = (-7, 7, 3, -4, 0), (0, 90, 180, 270)
SLANTS, BLURS, NOISES = (0.0, 0.03, 0.05, 0.07), (0.4, 0.7, 1.0), (6, 10, 16)
TABLE = 235  # what the paper lies on


def page_of(pdf: bytes, dpi: int = DRAWN) -> Image.Image:
    """The first page in grey."""
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()


def photographs(page: Image.Image, count: int = COUNT) -> Iterator[bytes]:
    for number in range(count):
        chance = random.Random(number)
        seen = _aslant(_turned(page, number), SLANTS[number % 4], chance)
        size = (seen.width * DPI // DRAWN, seen.height * DPI // DRAWN)
        seen = seen.resize(size, Image.Resampling.LANCZOS)
        seen = seen.filter(ImageFilter.GaussianBlur(BLURS[number % 3]))
        yield _as_jpeg(_lit(seen, NOISES[number // 3 % 3], chance))


def _turned(page: Image.Image, number: int) -> Image.Image:
    angle = TURNS[number % 5] + (QUARTERS[number // 10 % 4] if number % 10 == 9 else 0)
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)


def _aslant(page: Image.Image, slant: float, chance: random.Random) -> Image.Image:
    wide, high = page.size
    off = [chance.uniform(0, slant) for _ in range(8)]
    corners = (
        (-off[0] * wide, -off[1] * high),
        (-off[2] * wide, high + off[3] * high),
        (wide + off[4] * wide, high + off[5] * high),
        (wide + off[6] * wide, -off[7] * high),
    )
    flat = [value for corner in corners for value in corner]
    how = Image.Transform.QUAD, flat, Image.Resampling.BICUBIC
    return page.transform(page.size, *how, fillcolor=TABLE)


def _lit(page: Image.Image, noise: int, chance: random.Random) -> Image.Image:
    light = Image.linear_gradient("L").resize(page.size).point(lambda value: 190 + value // 4)
    shown = ImageChops.multiply(page, light)
    grain = Image.frombytes("L", (256, 256), bytes(_grains(noise, chance)))
    tiled = Image.new("L", page.size)
    for left in range(0, page.width, 256):
        for top in range(0, page.height, 256):
            tiled.paste(grain, (left, top))
    return ImageChops.add(shown, tiled, scale=1, offset=-128)


def _grains(noise: int, chance: random.Random) -> Iterator[int]:
    return (max(0, min(255, round(chance.gauss(128, noise)))) for _ in range(256 * 256))


def _as_jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()
