"""Pictures: whether they are whole, parts of them for the page, and a copy without metadata."""

import io
import math
import warnings
from typing import Any

from PIL import Image, UnidentifiedImageError

from cejc.lib.uploads.child.faults import Fault

# What a JPEG promises is read at a fraction of its size; the others must be unpacked whole.
MOST_PIXELS = {
    "JPEG": 260_000_000,
    "MPO": 260_000_000,
    "PNG": 120_000_000,
    "WEBP": 120_000_000,
    "HEIF": 120_000_000,
}
LONGEST_SIDE = 65_500
FORMATS = ["JPEG", "PNG", "WEBP"]
# A telephone's JPEG with a second picture behind is one picture to us: the first.
SAME = {"MPO": "JPEG", "HEIF": "HEIC"}
# A screenshot of a long page is shown in parts, each so much higher than wide.
LONG, PART = 3.0, 2.0
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
CLEAN_PIXELS, CLEAN_LONG_PIXELS = 25_000_000, 60_000_000

Image.MAX_IMAGE_PIXELS = None  # counted here, by format
warnings.simplefilter("error", Image.DecompressionBombWarning)


def inspect(path: str, *, form: str) -> tuple[dict[str, Any], bytes]:
    """`{"width": …, "height": …, "pages": …}`, or a Fault: damaged, pixels, moving, other."""
    with _opened(path) as picture:
        _check_size(picture)
        found = SAME.get(str(picture.format), picture.format)
        if found != form:
            raise Fault("other", form=picture.format)
        if found in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
            raise Fault("moving")
    _verify(path)
    with _opened(path) as picture:
        size = picture.size
        turned = picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
        picture.draft("RGB", (size[0] // 4, size[1] // 4))
        _load(picture)
    width, height = size[::-1] if turned else size
    return {"width": width, "height": height, "pages": parts_of(width, height)}, b""


def parts_of(width: int, height: int) -> int:
    """In how many parts a picture is shown: one, unless it is very much higher than wide."""
    return math.ceil(height / (width * PART)) if height > width * LONG and height > 3000 else 1


def small(path: str, *, longest: int, part: int = 1, parts: int = 1) -> tuple[dict[str, Any], bytes]:
    """A WebP picture at most `longest` pixels wide and high, turned upright, nothing of the metadata kept.

    Of a long picture, `part` (from 1) of `parts`.
    """
    width, height = _size(path)
    upright = _upright(path, 1 if parts > 1 else min(1, longest / max(width, height)))
    if parts > 1:
        height = math.ceil(upright.height / parts)
        top = height * (part - 1)
        upright = upright.crop((0, top, upright.width, min(top + height, upright.height)))
    upright.thumbnail((longest, longest))
    out = io.BytesIO()
    _bare(upright).save(out, "WEBP", quality=82, method=2)
    return {"pages": parts, "width": upright.width, "height": upright.height}, out.getvalue()


def clean(path: str) -> tuple[dict[str, Any], bytes]:
    """The same picture as a JPEG: upright, on white, scaled down where
    it is huge, nothing of the metadata kept."""
    width, height = _size(path)
    long = max(width, height) > min(width, height) * LONG
    share = min(1.0, math.sqrt((CLEAN_LONG_PIXELS if long else CLEAN_PIXELS) / (width * height)))
    upright = _upright(path, share)
    if share < 1:
        longest = int(max(width, height) * share)
        upright.thumbnail((longest, longest))
    out = io.BytesIO()
    _on_white(upright).save(out, "JPEG", quality=88)
    return {"width": upright.width, "height": upright.height}, out.getvalue()


def grey(path: str, longest: int) -> Image.Image:
    """The picture in grey, upright, on white, at most about `longest` pixels wide and high."""
    upright = _on_white(_upright(path, min(1, longest / max(_size(path)))))
    upright.thumbnail((longest, longest))
    return upright.convert("L")


def portrait(path: str, *, width: int, height: int) -> tuple[dict[str, Any], bytes]:
    """A JPEG of a person's head, at most `width` by `height`, upright,
    on white, nothing of the metadata kept.

    Faults: tiny (under half of that), shape (not upright).
    """
    upright = _upright(path, min(1, 2 * height / min(_size(path))))
    if upright.width * 2 < width or upright.height * 2 < height:
        raise Fault("tiny", width=upright.width, height=upright.height)
    if not 1.15 <= upright.height / upright.width <= 1.75:
        raise Fault("shape")
    bare = _on_white(upright)
    bare.thumbnail((width, height))
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88, optimize=False)
    return {"width": bare.width, "height": bare.height}, out.getvalue()


def _upright(path: str, share: float = 1) -> Image.Image:
    """The picture as RGB or RGBA, turned as its telephone was held;
    read at no less than `share` of its size."""
    with _opened(path) as picture:
        _check_size(picture)
        turn = picture.getexif().get(ORIENTATION, 1)
        wanted = picture.width * share
        if share < 1:
            picture.draft("RGB", (math.ceil(wanted), math.ceil(picture.height * share)))
        _load(picture)
        upright = _reduced(picture, int(picture.width / wanted))
    return upright.transpose(TURNS[turn]) if turn in TURNS else upright


def _reduced(picture: Image.Image, step: int) -> Image.Image:
    """A `step`-th of the size in RGB or RGBA, strip by strip: no second whole picture lies in memory."""
    seen = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if seen else "RGB"
    if step <= 1:
        return picture.convert(mode)
    width, height = (math.ceil(side / step) for side in picture.size)
    smaller, strip = Image.new(mode, (width, height)), 256 * step
    for top in range(0, picture.height, strip):
        part = picture.crop((0, top, picture.width, min(top + strip, picture.height)))
        smaller.paste(part.convert(mode).reduce(step), (0, top // step))
    return smaller


def _bare(picture: Image.Image) -> Image.Image:
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _on_white(picture: Image.Image) -> Image.Image:
    bare = Image.new("RGB", picture.size, "white")
    bare.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return bare


def _size(path: str) -> tuple[int, int]:
    with _opened(path) as picture:
        return picture.size


def _check_size(picture: Image.Image) -> None:
    most = MOST_PIXELS.get(str(picture.format), 0)
    if picture.width * picture.height > most or max(picture.size) > LONGEST_SIDE:
        raise Fault("pixels", width=picture.width, height=picture.height)


def _verify(path: str) -> None:
    with _opened(path) as picture:
        try:
            picture.verify()
        except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as fault:
            raise Fault("damaged") from fault


def _opened(path: str) -> Image.Image:
    forms = FORMATS
    with open(path, "rb") as source:
        if source.read(12)[4:8] == b"ftyp":
            import pillow_heif

            pillow_heif.register_heif_opener(thumbnails=False)
            pillow_heif.options.DECODE_THREADS = 1
            forms = ["HEIF"]
    try:
        return Image.open(path, formats=forms)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError) as fault:
        raise Fault("damaged") from fault


def _load(picture: Image.Image) -> None:
    try:
        picture.load()
    except MemoryError as fault:
        raise Fault("pixels", width=picture.width, height=picture.height) from fault
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as fault:
        if "memory" in str(fault).lower():
            raise Fault("pixels", width=picture.width, height=picture.height) from fault
        raise Fault("damaged") from fault
