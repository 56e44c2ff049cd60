"""Every field of every form that the product has, found by looking."""

import importlib
import pkgutil
from collections.abc import Iterator

from django import forms

import certification
import registry


def every_field() -> Iterator[tuple[str, str, forms.Field]]:
    """(form's name, field's name, field)."""
    for room in (registry, certification):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".forms." not in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, thing in vars(module).items():
                if (
                    isinstance(thing, type)
                    and issubclass(thing, forms.BaseForm)
                    and thing.__module__ == module.__name__
                ):
                    yield from ((name, label, field) for label, field in thing.base_fields.items())
