"""A paper that the worker draws anew when its row has changed: `pdf_name` is the
file, `pdf_edit` the edit that it shows."""

from collections.abc import Callable
from typing import Any

from django.db import models

from cejc.lib import storage
from cejc.lib.db.locked import locked_of
from registry.machinery.service import service
from registry.machinery.services import audit


def drawn(
    row: Any,
    draw: Callable[[Any], bytes],
    *,
    action: str,
    context: models.Model,
    kept: Callable[[str], None] = lambda name: None,
) -> None:
    """Draw `row` as it stands now and name the file in it; run again after a
    crash, it replaces what the first run left. `kept` is told the file's name in the same transaction.
    """
    if row.pdf_edit == row.edit:
        return
    name = storage.save(draw(row), ".pdf")
    if spare := _keep(row=row, name=name, action=action, context=context, kept=kept):
        storage.delete(spare)


@service
def _keep(*, row: Any, name: str, action: str, context: models.Model, kept: Callable[[str], None]) -> str:
    """Name the file in the row; the one that is not needed any more comes back."""
    locked = locked_of(type(row), row.pk)
    if locked.edit != row.edit:
        return name  # it changed while it was drawn: the job of the new content draws that
    old = str(locked.pdf_name)
    locked.pdf_name, locked.pdf_edit = name, locked.edit
    locked.save(update_fields=["pdf_name", "pdf_edit"])
    kept(name)
    audit.record(action, locked, context=context)
    return old
