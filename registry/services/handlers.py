"""Importing this makes every job of the registry known to the worker."""

from registry.services import message, password_reset, roster

__all__ = ["message", "password_reset", "roster"]
