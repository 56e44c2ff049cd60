"""Addresses that several nouns have in the same shape."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path


def steps(thing: str, view: Callable[..., Any], name: str, *actions: str) -> list[URLPattern]:
    """The pages of a noun's moves: below the address of the `thing`, called after noun and action."""
    return [path(f"{thing}{one}/", view, {"action": one}, f"{name}-{one}") for one in actions]
