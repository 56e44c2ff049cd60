"""Reading a list: its lines with what was understood and what is wrong, the questions that only the
sender can answer, and the names of all that was not read."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib.sheets.book import Book, Cell, Odd
from cejc.lib.sheets.columns import HELP, PASSED_OVER, Column, Listing, heading
from cejc.lib.sheets.layout import Found, aside, lists_of
from cejc.lib.sheets.readers import CellFault, How, Unsure, fold, shown
from cejc.lib.spreadsheet import SheetFault, place

MOST_ASKED, MOST_TOLD, MOST_KNOWN = 30, 200, 2000
ORDERS = {"ymd": _lazy("年/月/日"), "mdy": _lazy("月/日/年"), "dmy": _lazy("日/月/年")}
Answers = Mapping[str, str]  # by the key of a question


@dataclass
class Line:
    """One row: `sheet` by its place in the workbook, `values` by the names of columns (an empty cell has
    none, its column is in `empty`), faults as [name of the column, sentence]."""

    sheet: int
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empty: Collection[str] = ()

    def fault(self, name: str, sentence: Any) -> None:
        self.faults.append([name, str(sentence)])


class Reading:
    """A workbook read as a `listing`; after `lines` has been gone through, `questions` holds what is to be
    asked first and `told` what was read where and what was not."""

    def __init__(self, book: Book, listing: Listing, answers: Answers) -> None:
        self.book, self.listing, self.answers = book, listing, answers
        self.questions: dict[str, dict[str, Any]] = {}
        self.found = self._chosen(lists_of(book.pages, listing, answers))
        self._asides: list[dict[str, Any]] = []
        self._orders: dict[str, set[str]] = {}
        self._held: dict[tuple[int, int], list[str]] = {}
        self.counts: Counter[int] = Counter()
        self._known: dict[str, dict[Any, tuple[Any, list[str]]]] = {}
        self._answered: dict[str, dict[str, str]] = {}

    def _chosen(self, lists: list[Found]) -> list[Found]:
        """Of several sheets with a list those that were chosen; they are asked about once."""
        if not lists:
            raise SheetFault(self._nothing_found())
        if len(lists) == 1:
            return lists
        names = [one.page.name for one in lists]
        key = "sheets:" + "|".join(names)[:180]
        if (answer := self.answers.get(key)) is not None:
            return [one for one in lists if one.page.name in answer.split("|")]
        choices = [
            [
                one.page.name,
                _("“%(name)s”，%(count)d行") % {"name": one.page.name, "count": one.page.height - 1},
            ]
            for one in lists
        ]
        self._ask(key, "sheets", _("有%d个工作表像是名单，读哪些？") % len(lists), choices)
        return lists

    def _nothing_found(self) -> str:
        if not self.book.visible:
            hidden = any(not page.visible for page in self.book.pages)
            return (
                _("文件中只有隐藏的工作表，不会读取。请取消隐藏后再上传。")
                if hidden
                else _("文件中没有内容。请下载模板，按模板填写后再上传。")
            )
        needed = "、".join(f"“{one.title}”" for one in self.listing.columns if one.need)
        return _("没有找到表头：前30行中没有一行像本表的表头，须有%s这几列。请使用模板中的表头。") % needed

    def _ask(self, key: str, kind: str, label: str, choices: Sequence[Sequence[str]], **more: Any) -> None:
        if key not in self.questions and len(self.questions) < MOST_ASKED:
            self.questions[key] = {"key": key, "kind": kind, "label": label, "choices": choices, **more}

    def lines(self) -> Iterator[Line]:
        """Each row of the list. Raises SheetFault for a list that cannot be read at all."""
        for found in self.found:
            self._require_columns(found)
            yield from self._lines_of(found)
        self._ask_headings()
        self._ask_orders()
        if not sum(self.counts.values()) and not self.questions:
            raise SheetFault(_("表头下面没有内容。请从表头的下一行开始填写。"))

    def _require_columns(self, found: Found) -> None:
        names = set(found.columns.values())
        missing = [one.title for one in self.listing.columns if one.need and one.name not in names]
        unknown = [
            at
            for at in found.headings
            if at not in found.columns and self._unknown_key(found, at) not in self.answers
        ]
        for at, earlier in found.twice.items():
            raise SheetFault(
                _("%(place)s“%(title)s”与前面的“%(earlier)s”是同一列，请删去一列。")
                % {
                    "place": place(found.rows[1], at),
                    "title": found.headings[at][:30],
                    "earlier": earlier[:30],
                }
            )
        if missing and not [at for at in unknown if heading(found.headings[at]) not in PASSED_OVER]:
            raise SheetFault(
                _("%(where)s缺少%(titles)s。请使用模板中的表头。")
                % {"where": self._where(found), "titles": "、".join(_("“%s”这一列") % one for one in missing)}
            )

    def _where(self, found: Found) -> str:
        name = found.page.name
        return (
            _("工作表“%(name)s”第%(row)d行的表头") % {"name": name, "row": found.rows[1]}
            if name
            else _("第%d行的表头") % found.rows[1]
        )

    def _lines_of(self, found: Found) -> Iterator[Line]:
        below = _Merged(found, self.listing)
        for number, cells in self.book.rows(found.page):
            if number <= found.rows[1]:
                if number < found.rows[0]:
                    self._aside(found, number, cells, _("在表头上面"))
                continue
            if why := aside(found, cells, self.listing):
                self._aside(found, number, cells, why)
                continue
            self.counts[found.index] += 1
            yield self._line(found, number, below.filled(number, cells))

    def _aside(self, found: Found, number: int, cells: Sequence[Cell], why: str) -> None:
        if len(self._asides) < MOST_TOLD:
            text = " ".join(one for cell in cells if (one := shown(cell).strip()))[:60]
            self._asides.append({"sheet": found.page.name, "row": number, "why": why, "text": text})

    def _line(self, found: Found, number: int, cells: Sequence[Cell]) -> Line:
        line = Line(found.index, number)
        for at, cell in enumerate(cells, start=1):
            if cell is None or (not shown(cell).strip() and not isinstance(cell, Odd)):
                continue
            name = found.columns.get(at)
            if name is None:
                self._hold(found, at, cell)
            else:
                self._read(line, found, at, self.listing.by_name[name], cell)
        told = {name for name, _sentence in line.faults}
        line.empty = set(found.columns.values()) - line.values.keys() - told
        for column in self.listing.columns:
            if column.need == "cell" and column.name not in line.values and column.name not in told:
                line.fault(column.name, _("%s没有填写。") % column.title)
        return line

    def _hold(self, found: Found, at: int, cell: Cell) -> None:
        held = self._held.setdefault((found.index, at), [])
        text = shown(cell).strip()[:20]
        if len(held) < 3 and text not in held:
            held.append(text)

    def _read(self, line: Line, found: Found, at: int, column: Column, cell: Cell) -> None:
        try:
            value, notes = self._value(column, cell)
        except CellFault as fault:
            line.fault(column.name, fault)
        except Unsure as unsure:
            self._unsure(column, place(line.number, at), unsure)
            line.fault(column.name, _("“%s”需要先回答怎样读。") % unsure.typed[:30])
        else:
            earlier = line.values.get(column.name) if column.joined else None
            line.values[column.name] = f"{earlier} {value}" if earlier else value
            line.notes += notes

    def _value(self, column: Column, cell: Cell) -> tuple[Any, list[str]]:
        """What a cell says. Most columns say the same again and again: that is read once."""
        known = self._known.setdefault(column.name, {})
        key = (type(cell), cell)
        if key not in known:
            how = How(self.book.epoch, self._answers_of(column))
            value = column.reader(cell, how)
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[key] = value, how.notes
        return known[key]

    def _answers_of(self, column: Column) -> dict[str, str]:
        if column.name not in self._answered:
            before = f"{column.name}:"
            found = {
                key.removeprefix(before): one for key, one in self.answers.items() if key.startswith(before)
            }
            self._answered[column.name] = found
        return self._answered[column.name]

    def _unsure(self, column: Column, where: str, unsure: Unsure) -> None:
        key = f"{column.name}:{unsure.key}"
        if unsure.key == "order":
            # Orders that fit one cell and not another are not offered, as long as one fits all.
            fitting = self._orders.setdefault(key, set(unsure.choices))
            self._orders[key] = fitting & set(unsure.choices) or fitting
            label = _("%(title)s一列的“%(typed)s”（%(where)s）可以读成几个日期，按哪一种读？")
            self._ask(
                key,
                "order",
                label % {"title": column.title, "typed": unsure.typed[:30], "where": where},
                [],
                days=dict(unsure.choices),
            )
            return
        label = _("%(title)s一列的“%(typed)s”（%(where)s）不在可选范围内，按哪一项登记？")
        choices = [
            ["", _("不在其中，作为有误退回")],
            *([code, str(one)] for code, one in unsure.choices.items()),
        ]
        self._ask(
            key, "value", label % {"title": column.title, "typed": unsure.typed[:30], "where": where}, choices
        )

    def _ask_orders(self) -> None:
        for key, orders in self._orders.items():
            if key in self.questions:
                days = self.questions[key]["days"]
                choices = [
                    [one, _("%(order)s，即%(day)s") % {"order": ORDERS[one], "day": days.get(one, "")}]
                    for one in ORDERS
                    if one in orders
                ]
                self.questions[key]["choices"] = choices

    def _unknown_key(self, found: Found, at: int) -> str:
        title = found.headings.get(at, "")
        return (
            f"heading:{heading(title)[:60]}" if title else f"blank:{found.page.name[:31]}:{place(1, at)[:-1]}"
        )

    def _ask_headings(self) -> None:
        """Columns that hold something and that nobody reads: which of ours are they, or are they left out?"""
        taken = {name for found in self.found for name in found.columns.values()}
        free = [one for one in self.listing.columns if one.name not in taken or one.joined]
        choices = [["", _("不导入这一列")], *([one.name, one.title] for one in free)]
        for found, at, held in self._unread():
            title, key = found.headings.get(at, ""), self._unknown_key(found, at)
            if self.answers.get(key, "?") in ("", *self.listing.by_name):
                continue
            label = (
                _("不认识“%(title)s”这一列（%(place)s列），是什么？")
                if title
                else _("%(place)s列没有表头而下面有内容，是什么？")
            )
            about = {"title": title[:30], "place": place(1, at)[:-1]}
            self._ask(key, "heading", label % about, choices, held=held, suspect=self.listing.suspect(title))

    def _unread(self) -> Iterator[tuple[Found, int, list[str]]]:
        by_index = {found.index: found for found in self.found}
        for (index, at), held in sorted(self._held.items()):
            if heading(by_index[index].headings.get(at, "")) not in PASSED_OVER:
                yield by_index[index], at, held

    def told(self) -> dict[str, Any]:
        """For the page before anything is written: kind of file, sheets and heading rows that were read, and
        the columns, rows and sheets that were not. As JSON holds it."""
        read = {found.index for found in self.found}
        others = [
            one for index, one in enumerate(self.book.pages) if index not in read and fold(one.name) != HELP
        ]
        return {
            "form": self.book.told,
            "sheets": [self._sheet(found) for found in self.found],
            "columns": [
                [found.page.name, place(1, at)[:-1], found.headings.get(at, ""), held]
                for found, at, held in self._unread()
            ],
            "asides": self._asides,
            "others": [[one.name, not one.visible] for one in others if one.height or not one.visible],
            "orders": self._told_orders(),
            "renamed": self._renamed(),
        }

    def _sheet(self, found: Found) -> dict[str, Any]:
        columns = [[at, name, found.headings.get(at, "")] for at, name in sorted(found.columns.items())]
        return {
            "index": found.index,
            "name": found.page.name,
            "rows": list(found.rows),
            "columns": columns,
            "count": self.counts[found.index],
        }

    def _renamed(self) -> list[list[str]]:
        """[heading as it is written, heading of the template] of the columns that are called otherwise."""
        pairs = [
            [found.headings.get(at, ""), self.listing.by_name[name].title]
            for found in self.found
            for at, name in sorted(found.columns.items())
        ]
        unlike = [[typed[:30], title] for typed, title in pairs if heading(typed) != heading(title)]
        return [list(one) for one in dict.fromkeys(map(tuple, unlike))]

    def _told_orders(self) -> list[list[str]]:
        return [
            [self.listing.by_name[key.partition(":")[0]].title, str(ORDERS[value])]
            for key, value in self.answers.items()
            if key.endswith(":order") and value in ORDERS and key.partition(":")[0] in self.listing.by_name
        ]


class _Merged:
    """Cells that are merged over several rows say the same of each of them, but whom a row is about."""

    def __init__(self, found: Found, listing: Listing) -> None:
        spared = {listing.key, *(one.name for one in listing.columns if one.need == "cell")}
        self._ranges = [
            (row, left, last)
            for row, left, last, right in found.page.merged
            if last > row > found.rows[1] and left == right and found.columns.get(left) not in {None, *spared}
        ]
        self._values: dict[tuple[int, int], Cell] = {}

    def filled(self, number: int, cells: list[Cell]) -> list[Cell]:
        for first, column, last in self._ranges:
            if number == first and column <= len(cells):
                self._values[first, column] = cells[column - 1]
            elif first < number <= last and (first, column) in self._values:
                cells = cells + [""] * (column - len(cells))
                cells[column - 1] = self._values[first, column]
        return cells
