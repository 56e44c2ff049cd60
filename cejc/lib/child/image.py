"""Pictures: whether they are whole, and a smaller one without metadata."""

import io
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from cejc.lib.child.faults import Fault

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 20_000
FORMATS = ["JPEG", "PNG", "WEBP"]

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def inspect(path: str, *, form: str) -> tuple[dict[str, Any], bytes]:
    """`{"width": …, "height": …}`, or a Fault: damaged, bomb, moving, other."""
    _verify(path)
    with _opened(path) as picture:
        if picture.format != form:
            raise Fault("other", form=picture.format)
        if getattr(picture, "n_frames", 1) > 1:
            raise Fault("moving")
        _load(picture)
        return {"width": picture.width, "height": picture.height}, b""


def small(path: str, *, longest: int) -> tuple[dict[str, Any], bytes]:
    """A WebP picture at most `longest` pixels wide and high, turned upright, nothing of the metadata kept."""
    with _opened(path) as picture:
        picture.draft("RGB", (longest, longest))
        _load(picture)
        upright = ImageOps.exif_transpose(picture)
        clean = upright.convert(
            "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        )
    clean.thumbnail((longest, longest))
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=2)
    return {"pages": 1, "width": bare.width, "height": bare.height}, out.getvalue()


def _verify(path: str) -> None:
    with _opened(path) as picture:
        if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
            raise Fault("bomb")
        try:
            picture.verify()
        except (OSError, SyntaxError, ValueError, EOFError) as fault:
            raise Fault("damaged") from fault


def _opened(path: str) -> Image.Image:
    try:
        return Image.open(path, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Fault("bomb") from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise Fault("damaged") from fault


def _load(picture: Image.Image) -> None:
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        raise Fault("damaged") from fault


def portrait(path: str, *, width: int, height: int) -> tuple[dict[str, Any], bytes]:
    """A JPEG of a person's head, at most `width` by `height`, upright, on white, nothing of the metadata kept.

    Faults: tiny (under half of that), shape (not upright).
    """
    with _opened(path) as picture:
        _load(picture)
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    if upright.width * 2 < width or upright.height * 2 < height:
        raise Fault("tiny", width=upright.width, height=upright.height)
    if not 1.15 <= upright.height / upright.width <= 1.75:
        raise Fault("shape")
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright.getchannel("A"))
    bare.thumbnail((width, height))
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88, optimize=False)
    return {"width": bare.width, "height": bare.height}, out.getvalue()
