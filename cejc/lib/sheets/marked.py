"""The workbook back, whatever it was sent as: as xlsx, with every wrong cell marked and told."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from cejc.lib.sheets import book
from cejc.lib.spreadsheet import SheetFault
from cejc.lib.uploads import limited


@contextmanager
def marked(
    source: BinaryIO, sheets: Sequence[Any], errors: Sequence[Any], *, only: bool
) -> Iterator[BinaryIO]:
    """A file with the sheets (place, heading rows) and the `errors` [place, row, column, sentence]; `only`
    the wrong rows. Raises SheetFault."""
    options: dict[str, Any] = {
        "sheets": sheets,
        "errors": errors,
        "heading": _("需要更正的内容"),
        "only": only,
    }
    try:
        with (
            limited.on_disk(source) as path,
            limited.stream("book_marked", path, seconds=280, written=400 * 1024 * 1024, **options) as (
                _facts,
                pieces,
            ),
            TemporaryFile() as copy,
        ):
            copy.writelines(pieces)
            copy.seek(0)
            yield copy
    except (limited.ChildFound, limited.ChildFailed) as fault:
        raise SheetFault(book.sentence("damaged", {})) from fault
