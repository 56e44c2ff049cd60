"""A model field whose column holds ciphertext."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from cejc.lib import crypto


class SealedText(str):
    """The opened text: a str for every use but `repr`, so that no traceback or debug page prints it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'‹sealed›'"


class EncryptedTextField(models.TextField):
    """Text that is encrypted at rest; the associated data is `app.model.field`.

    "" and None are kept as they are. A row cannot be found by this column (every saving gives other bytes):
    keep a `crypto.blind_index` beside it.
    """

    description = "Text encrypted at rest"

    def associated_name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return SealedText(crypto.open_(self.associated_name(), value)) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.seal(self.associated_name(), str(value)) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look up its blind index instead")
        return super().get_lookup(lookup_name)
