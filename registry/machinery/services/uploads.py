"""Files on their way into a service: a fault of one is a refusal, and no bytes stay that belong to no row."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.uploads import files

Row = TypeVar("Row")


@contextmanager
def refusing(words: str = "%s") -> Iterator[None]:
    """A fault of the file becomes a refusal, in `words` around its own."""
    try:
        yield
    except files.FileFault as fault:
        raise Refused(words % fault, code="file") from fault


def refusing_upload(name: str) -> AbstractContextManager[None]:
    """The same of one file among several, by its name."""
    return refusing(_("“%(name)s”没有上传：%(why)s") % {"name": name.replace("%", "%%"), "why": "%s"})


def require_workbook(upload: Any, otherwise: str) -> None:
    """Is this a workbook at all? By content, not by name. Raises Refused."""
    with refusing():
        checked = files.check(upload)
    if checked.kind != "xlsx":
        raise Refused(otherwise)


def kept_by(stored: str, make: Callable[[], Row]) -> Row:
    """The row that `make` gives to the `stored` bytes ("" none). They go again where it
    fails, or rests on earlier ones."""
    row: Any = None
    try:
        row = make()
    finally:
        if stored and getattr(row, "stored_name", None) != stored:
            storage.delete(stored)
    return row  # type: ignore[no-any-return]
