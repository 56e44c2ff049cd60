"""What a choice is called, `row.get_kind_display()`, looked up in a table that is made once.

Django makes the table anew for every row, and translates each label in it to do so: a third of the time of a
list of people.
"""

from collections.abc import Callable
from functools import partialmethod
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model
from django.utils.encoding import force_str


class Labels:
    """The labels of one field, each in the language of whoever asks."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.by_site: dict[str, dict[Any, Any]] = {}  # choices may be the site's (registry/choices.py)

    def known(self) -> dict[Any, Any]:
        found = self.by_site.get(settings.CEJC_SITE)
        if found is None:
            found = self.by_site[settings.CEJC_SITE] = dict(self.field.flatchoices)
        return found

    def of(self, row: Model) -> Any:
        value = getattr(row, self.field.attname)
        return force_str(self.known().get(value, value), strings_only=True)


def keep_labels() -> None:
    """Every model's own `get_…_display`, as Django allows it to be written by hand. One that was is kept."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            name = f"get_{field.name}_display"
            own = vars(model).get(name)
            if isinstance(own, partialmethod) and own.func is Model._get_FIELD_display:  # type: ignore[attr-defined]
                setattr(model, name, _display(Labels(field)))


def _display(labels: Labels) -> Callable[[Model], Any]:
    def display(self: Model) -> Any:
        return labels.of(self)

    return display
