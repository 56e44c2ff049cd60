"""The kinds of workbooks that are read into the portal; each room adds its own (`kind`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from cejc.lib.sheets.columns import Listing
from cejc.lib.sheets.reading import Line
from registry.machinery.models.job import Job
from registry.machinery.move import Words
from registry.people.models import SheetImport, SheetRow, User

# What the rows of one reading know of each other: a dict of the kind's own making.
Seen = dict[str, Any]


def _nothing(sheet: SheetImport, job: Job) -> None:
    return None


PUT_BACK = _lazy("这次导入新增的内容删去，变更的内容恢复原样。")
Shown = Callable[[str, Any], str]


def plainly(name: str, value: Any) -> str:
    return str(value)


@dataclass(frozen=True)
class Kind:
    """How one kind of list is understood and written.

    `plan` turns a piece of lines into unsaved rows, each with its verdict, and is asked again before it is
    written; `write` writes rows inside a transaction and sets their outcome; `undo` takes them back, and
    says of those that stay why. `weigh` looks at all rows together, once they are kept; `moved` names rows
    (keys) that come to something else by now, where asking `plan` again would not do; `unmoved` those that
    surely come to the same, so that they need not be planned again.
    """

    name: str
    label: Words
    may: Callable[[User, SheetImport], bool]
    refusal: Words
    listing: Callable[[SheetImport], Listing]
    plan: Callable[[SheetImport, Sequence[Line], Seen], list[SheetRow]]
    write: Callable[[SheetImport, list[SheetRow]], None]
    address: Callable[[SheetImport], str]  # of the page where such a workbook is sent
    shown: Callable[[], Shown] = lambda: plainly  # the value of a column, on a page
    moved: Callable[[SheetImport, Sequence[SheetRow]], dict[int, str]] | None = None
    unmoved: Callable[[SheetImport, Sequence[SheetRow]], set[int]] = lambda sheet, rows: set()
    weigh: Callable[[SheetImport, Job], None] = _nothing
    finish: Callable[[SheetImport], None] = lambda sheet: None
    undo: Callable[[SheetImport, list[SheetRow]], None] | None = None
    rests: Callable[[SheetImport, list[SheetRow]], list[str]] = lambda sheet, rows: []
    forget: Callable[[SheetImport], None] = lambda sheet: None  # what the kind itself keeps of it
    onward: Callable[[SheetImport], tuple[Words, str] | None] = lambda sheet: None  # a button: label, address
    after: Words = ""  # what comes next, where a list was taken in
    undoing: Words = PUT_BACK  # what it means to undo one
    piece: int = 200
    lanes: int = 1  # how many pieces are written beside each other: more than one if none touches another's
    passing: str = ""  # how the names of columns begin that one list has and no other
    prepares: bool = False  # scans are added before it is read, at the page of
    preparing: Callable[[SheetImport], str] = lambda sheet: ""
    why_not_start: Callable[[SheetImport], str] = lambda sheet: ""

    def titles(self, sheet: SheetImport) -> dict[str, str]:
        """How each column is headed, by its name."""
        return {one.name: one.title for one in self.listing(sheet).columns}


KINDS: dict[str, Kind] = {}


def kind(made: Kind) -> Kind:
    """Add a kind, when its module is imported."""
    KINDS[made.name] = made
    return made


def kind_of(sheet: SheetImport) -> Kind:
    return KINDS[sheet.kind]
