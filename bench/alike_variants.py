"""One paper handed in again as people do it: saved anew, scaled, cropped, turned, photographed, printed again."""

import io
from collections.abc import Callable

import numpy
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

Picture = Image.Image
WHITE, DESK = (255, 255, 255), (118, 101, 84)


def saved_anew(page: Picture, _dice: numpy.random.Generator) -> Picture:
    """JPEG of quality 60."""
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=60)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def smaller(page: Picture, _dice: numpy.random.Generator) -> Picture:
    """At 70 % of its size."""
    return page.resize((int(page.width * 0.7), int(page.height * 0.7)), Image.Resampling.BILINEAR)


def larger(page: Picture, _dice: numpy.random.Generator) -> Picture:
    """At 1.6 times its size."""
    return page.resize((int(page.width * 1.6), int(page.height * 1.6)), Image.Resampling.BICUBIC)


def cropped(page: Picture, _dice: numpy.random.Generator) -> Picture:
    """5 % off each side."""
    wide, high = int(page.width * 0.05), int(page.height * 0.05)
    return page.crop((wide, high, page.width - wide, page.height - high))


def quarter(page: Picture, _dice: numpy.random.Generator) -> Picture:
    """Lying on its side."""
    return page.transpose(Image.Transpose.ROTATE_90)


def upside_down(page: Picture, _dice: numpy.random.Generator) -> Picture:
    """On its head."""
    return page.transpose(Image.Transpose.ROTATE_180)


def askew(page: Picture, dice: numpy.random.Generator) -> Picture:
    """Turned by 3° as in a scanner."""
    return page.rotate(float(dice.choice([-3, 3])), Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


def photographed(page: Picture, dice: numpy.random.Generator) -> Picture:
    """On a desk, from a little aside, lit from one corner, with the grain of a telephone."""
    wide, high = page.size
    frame = Image.new("RGB", (int(wide * 1.2), int(high * 1.16)), DESK)
    frame.paste(page, (int(wide * 0.1), int(high * 0.08)))
    shift = dice.uniform(-0.035, 0.035, (4, 2)) * (frame.width, frame.height)
    corners = numpy.array([(0, 0), (frame.width, 0), (frame.width, frame.height), (0, frame.height)])
    values = _projection(corners, corners + shift)
    tilted = frame.transform(frame.size, Image.Transform.PERSPECTIVE, values, Image.Resampling.BICUBIC)
    return _grained(_lit(tilted.filter(ImageFilter.GaussianBlur(0.5)), dice), dice, 5)


def printed_again(page: Picture, dice: numpy.random.Generator) -> Picture:
    """Copied in grey, a little soft, a little paler, not quite straight, on a larger sheet."""
    grey = ImageOps.grayscale(page).filter(ImageFilter.GaussianBlur(0.9)).convert("RGB")
    pale = ImageEnhance.Contrast(grey).enhance(0.8)
    sheet = Image.new("RGB", (int(page.width * 1.08), int(page.height * 1.08)), WHITE)
    sheet.paste(pale, (int(page.width * 0.03), int(page.height * 0.05)))
    turned = sheet.rotate(float(dice.uniform(-0.8, 0.8)), Image.Resampling.BICUBIC, fillcolor=WHITE)
    return saved_anew(_grained(turned, dice, 4), dice)


VARIANTS: dict[str, Callable[[Picture, numpy.random.Generator], Picture]] = {
    one.__name__: one
    for one in (
        saved_anew,
        smaller,
        larger,
        cropped,
        quarter,
        upside_down,
        askew,
        photographed,
        printed_again,
    )
}


def _projection(to: numpy.ndarray, source: numpy.ndarray) -> list[float]:
    """The eight numbers that Pillow draws a tilted sheet by: where each corner of `to` comes from."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(to, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(one) for one in numpy.linalg.solve(numpy.array(rows, float), numpy.array(wanted, float))]


def _lit(page: Picture, dice: numpy.random.Generator) -> Picture:
    across = numpy.linspace(1.05, dice.uniform(0.6, 0.75), page.width)[None, :, None]
    down = numpy.linspace(1.0, dice.uniform(0.8, 0.95), page.height)[:, None, None]
    return Image.fromarray(numpy.clip(numpy.asarray(page, float) * across * down, 0, 255).astype("uint8"))


def _grained(page: Picture, dice: numpy.random.Generator, sigma: float) -> Picture:
    noise = dice.normal(0, sigma, (page.height, page.width, 3))
    return Image.fromarray(numpy.clip(numpy.asarray(page, float) + noise, 0, 255).astype("uint8"))
