"""A model field whose column holds ciphertext."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from cejc.lib import crypto


class SealedText(str):
    """The opened text: a str for every use but `repr`, so that no traceback or debug page prints it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'‹sealed›'"


class Sealed(str):
    """What stands in the column; opened when somebody asks for the value."""

    __slots__ = ()


class Opening(DeferredAttribute):
    """A list of people reads their rows whole, and shows no number: nothing is opened for it."""

    field: "EncryptedTextField[Any, Any]"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        found = super().__get__(instance, cls)
        if isinstance(found, Sealed):
            found = SealedText(crypto.open_(self.field.associated_name(), found))
            instance.__dict__[self.field.attname] = found
        return found

    def __set__(self, instance: Any, value: Any) -> None:
        """Python asks a descriptor that can set before the row's own dictionary."""
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is encrypted at rest; the associated data is `app.model.field`.

    It is opened when a row is asked for it; `values()` answer what stands in the column.

    "" and None are kept as they are. A row cannot be found by this column (every saving gives other bytes):
    keep a `crypto.blind_index` beside it.
    """

    description = "Text encrypted at rest"
    descriptor_class = Opening

    def associated_name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return Sealed(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.seal(self.associated_name(), str(value)) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look up its blind index instead")
        return super().get_lookup(lookup_name)
