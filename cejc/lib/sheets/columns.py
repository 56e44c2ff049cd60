"""What a list is made of, as data: its columns, with their names, other words for them, readers and needs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cejc.lib import spreadsheet
from cejc.lib.sheets.readers import Reader, fold, plain

HELP = "填写说明"
# Columns that number the rows or bring back our own words say nothing of anybody.
PASSED_OVER = {
    fold(one)
    for one in ("序号", "序", "No", "No.", "需要更正的内容", "账号（只读）", "状态（只读）", "校验码（只读）")
}
REASON = "需要更正的内容"
_MARKS = re.compile(r"[*＊★]|[（(【\[](?:必填|选填|可不填|必填项)[）)】\]]")
_HINT = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]|[:：]$")


def heading(typed: str) -> str:
    """A heading as it is compared: half-width, without blanks, stars and （必填）."""
    return fold(_MARKS.sub("", typed))


@dataclass(frozen=True)
class Column:
    """`name` here, `title` on the template. `need`: "" (the column may be missing), "column" or "cell"
    (every cell is filled). `joined`: several columns of a sheet may together be this one (部门, 岗位)."""

    name: str
    title: str
    reader: Reader = plain
    width: int = 16
    need: str = ""
    also: tuple[str, ...] = ()
    note: Any = ""
    joined: bool = False


@dataclass(frozen=True)
class Listing:
    """A kind of list: `key` is the column that says whom or what a row is about; `meant` knows headings that
    no table of words holds, `suspect` says what is wrong with one that is close to them."""

    title: str
    columns: Sequence[Column]
    key: str
    most_rows: int = spreadsheet.MOST_ROWS
    meant: Callable[[str], str | None] = lambda typed: None
    suspect: Callable[[str], str] = lambda typed: ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {one.name: one for one in self.columns}

    @cached_property
    def _words(self) -> dict[str, str]:
        words = {heading(word): one.name for one in self.columns for word in one.also}
        return words | {heading(one.title): one.name for one in self.columns}

    def named(self, typed: str) -> str | None:
        """The column that a heading names, whatever stars and hints stand at it; None: unknown."""
        word = heading(typed)
        if not word:
            return None
        return self._words.get(word) or self._words.get(_HINT.sub("", word)) or self.meant(typed)

    def template(self) -> bytes:
        """The empty workbook, and a second sheet that says what may be filled in."""
        columns = [spreadsheet.Column(one.title, one.width) for one in self.columns]
        notes = [(one.title, str(one.note)) for one in self.columns if one.note]
        words = [spreadsheet.Column("列", 22), spreadsheet.Column("怎样填写", 100)]
        return spreadsheet.write(
            spreadsheet.Sheet(self.title, columns, []), spreadsheet.Sheet(HELP, words, notes)
        )
