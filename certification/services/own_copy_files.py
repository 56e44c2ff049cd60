"""What the copy of one's own data is made of: a page to read, the same for programs, the files."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import storage
from certification.queries.own.own_data import Kept, Part
from certification.services.slips.parcel_files import plain

DIGITS = re.compile(r"(\d{3})\d{5,}[\dXx]")  # what may be a number of a card or a telephone


def packed(
    out: BinaryIO, parts: Iterable[Part], kept: Sequence[Kept], told: Callable[[int], None]
) -> list[str]:
    """Write the ZIP; the names of files that are not there any more. `told` hears how many files are in."""
    held, missing = list(parts), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as whole:
        for number, one in enumerate(kept, 1):
            name = file_name(number, one)
            if not _added(whole, name, one):
                missing.append(name)
            told(number)
        context = {"parts": held, "files": len(kept) - len(missing), "missing": missing, "now": clock.now()}
        whole.writestr(_("个人数据") + ".html", render_to_string("certification/own_copy.html", context))
        whole.writestr(_("个人数据") + ".json", _as_json(held))
    return missing


def file_name(number: int, one: Kept) -> str:
    """文件/认定单/012_编号.pdf; what may be a card's number is not in it, whatever its owner called it."""
    stem, dot, ending = DIGITS.sub(r"\1***", one.name).rpartition(".")
    name = f"{plain(stem)}.{plain(ending)}" if dot else plain(ending)
    whole = _("文件")
    return f"{whole}/{plain(one.folder)}/{number:03d}_{name}"


def _added(whole: zipfile.ZipFile, name: str, one: Kept) -> bool:
    """Pictures and PDFs are stored as they are: packing them again gains nothing."""
    entry = zipfile.ZipInfo(name, one.at.astimezone(clock.SHANGHAI).timetuple()[:6])
    try:
        source = storage.open_(one.stored_name)
    except FileNotFoundError:
        return False
    with source, whole.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    return True


def _as_json(parts: Iterable[Part]) -> str:
    held = {part.title: [dict(zip(part.heads, row, strict=True)) for row in part.rows] for part in parts}
    return json.dumps(held, ensure_ascii=False, indent=1)
