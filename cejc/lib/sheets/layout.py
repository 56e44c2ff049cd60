"""Where in a workbook the list stands: sheet, heading row or rows, and the rows that are none of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cejc.lib.sheets.book import Cell, Page, Row
from cejc.lib.sheets.columns import HELP, Listing, heading
from cejc.lib.sheets.readers import fold, shown

LOOKED_AT = 30
_TOTAL = re.compile(
    r"(本页|本表|全表|人数)?(合计|小计|总计|共计|累计|总数|总人数)([:：].*|人数.*|\(.*\))?|共\d+[人条行项].*"
)
_FOOT = re.compile(
    r"(填表|制表|审核|复核|经办|负责|联系|填报|报送|单位|部门|主管|分管|校对|统计|人事|领导)[^，,]{0,8}"
    r"(人|员|单位|日期|时间|电话|领导|部门|处|科)?[^，,]{0,6}(签字|签名|签章|盖章|公章)?[)）]?[:：].*"
    r"|.*[(（](盖章|公章|签字|签章|签名)[)）].*|(注|备注|说明|附注|填表说明|填报说明|填写说明)\d?[:：.、].*"
    r"|(制表|填表|填报|报送)(人|日期|时间|单位).*|以下空白|第?\d+页.*|共\d+页.*"
)


@dataclass
class Found:
    """A list on a sheet: `rows` of its heading from and to, columns by their place (from 1), and the
    headings as they are written."""

    index: int
    page: Page
    rows: tuple[int, int]
    columns: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)  # place -> the heading of an earlier column

    def place_of(self, name: str) -> int:
        """The first column of the sheet that is column `name` of the list; 1 where none is."""
        return next((place for place, one in sorted(self.columns.items()) if one == name), 1)


def lists_of(pages: Sequence[Page], listing: Listing, known: Mapping[str, str]) -> list[Found]:
    """The list on each visible sheet that holds one; `known` are answers that were given of headings."""
    found = []
    for index, page in enumerate(pages):
        if page.visible and page.height and fold(page.name) != HELP:
            best = _list_on(index, page, listing, known)
            if best is not None:
                found.append(best)
    return found


def _list_on(index: int, page: Page, listing: Listing, known: Mapping[str, str]) -> Found | None:
    """The row, or the two rows, whose headings name most columns; the key, or two of them, at least."""
    best, most = None, (0, 0, 0)
    for place, (number, cells) in enumerate(page.head[:LOOKED_AT]):
        below = page.head[place + 1] if place + 1 < len(page.head) else None
        for deep, texts in enumerate(_headings(page, (number, cells), below, listing)):
            made = _named(Found(index, page, (number, number + deep)), texts, listing, known)
            names = set(made.columns.values())
            score = (listing.key in names, len(names), -deep)
            if (listing.key in names or len(names) > 1) and score > most:
                best, most = made, score
    return best


def _headings(page: Page, row: Row, below: Row | None, listing: Listing) -> list[list[str]]:
    """The headings of one row, and of it together with the next one: where nothing stands under a heading
    that is known by itself."""
    number, cells = row
    top = [shown(one).strip() for one in cells]
    if below is None or below[0] != number + 1:
        return [top]
    under = [shown(one).strip() for one in below[1]]
    if any(one and listing.named(head) for head, one in zip(top, under, strict=False)):
        return [top]
    wide = max(len(top), len(under))
    top_filled = _spread(page, number, top + [""] * (wide - len(top)), under + [""] * (wide - len(under)))
    under += [""] * (wide - len(under))
    both = [
        f"{first}\n{second}" if first and second else first or second
        for first, second in zip(top_filled, under, strict=True)
    ]
    return [top, both]


def _spread(page: Page, number: int, top: list[str], under: list[str]) -> list[str]:
    """Headings over several columns stand over each of them."""
    merged = {
        place: top[left - 1]
        for row, left, last, right in page.merged
        if row <= number <= last and right > left <= len(top)
        for place in range(left, right + 1)
    }
    return [text or merged.get(place, "") for place, text in enumerate(top, start=1)]


def _named(found: Found, texts: list[str], listing: Listing, known: Mapping[str, str]) -> Found:
    for place, text in enumerate(texts, start=1):
        if not text:
            continue
        parts = [text.replace("\n", ""), *reversed(text.split("\n"))]
        found.headings[place] = parts[0]
        name = next((one for part in parts if (one := listing.named(part))), None)
        answer = known.get(f"heading:{heading(parts[0])[:60]}", "")
        name = name or (answer if answer in listing.by_name else None)
        if name is None:
            continue
        column = listing.by_name.get(name)
        earlier = next((at for at, one in found.columns.items() if one == name), None)
        if column is None or (earlier is not None and not column.joined):
            found.twice[place] = found.headings[earlier] if earlier else ""
            continue
        found.columns[place] = name
    return found


def aside(found: Found, cells: Sequence[Cell], listing: Listing) -> str:
    """Why a row below the headings is none of the list; "" when it is one."""
    place = found.place_of(listing.key)
    key = shown(cells[place - 1]).strip() if place <= len(cells) else ""
    if key and not _is_total(key) and not _is_foot(key) and listing.named(key) is None:
        return ""
    texts = [shown(one).strip() for one in cells]
    again = [at for at, text in enumerate(texts, 1) if text and at in found.columns]
    if sum(listing.named(texts[at - 1]) == found.columns[at] for at in again) > 1:
        return _("像是重复的表头")
    words = [text for text in texts if text]
    if any(_is_total(word) for word in words):
        return _("像是合计行")
    return _("像是表尾的落款或说明") if any(map(_is_foot, words[:4])) else ""


def _is_total(text: str) -> bool:
    return bool(_TOTAL.fullmatch(fold(text)))


def _is_foot(text: str) -> bool:
    return bool(_FOOT.fullmatch(fold(text)))
