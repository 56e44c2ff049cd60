"""Acts put down for the log, in the transaction of the act: read from the audit entries of every service.

A listener (`certification/wiring.py`, when all rooms have moved what they move). It writes no audit entry of
its own: that of the act stands beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import models

from cejc.lib.db import copying, together
from registry.machinery.services import audit
from registry.public_log import acts
from registry.public_log.models import LogLeaf

SAID = ("key", "act", "day", "noun", "subject", "salt", "facts", "digest")
About = tuple[str, models.Model, models.Model | None]
Row = tuple[str, str, date, str, str, str, dict[str, Any], str]


def hear(entries: Sequence[About]) -> None:
    """Put down what these entries publish."""
    heard: dict[acts.Published, dict[int, models.Model]] = {}
    for action, row, _context in entries:
        found = acts.known.get(type(row))
        if found and action in found.after:
            heard.setdefault(found, {})[row.pk] = row
    fresh = [one for found, rows in heard.items() for one in rows_of(found, list(rows.values()))]
    for statement in _mold().unless_there(fresh):
        audit.beside(statement)


def rows_of(published: acts.Published, rows: Sequence[models.Model]) -> list[Row]:
    """The leaves of what has been published of `rows`, all of one noun, by now."""
    said = published.said(rows) if rows else ()
    return [leaf(one, published.noun, acts.subject_of(row)) for row, one in said]


def leaf(said: acts.Said, noun: str, subject: str) -> Row:
    salt = said.salt or acts.new_salt()
    key = ":".join(filter(None, (said.act, subject, said.detail)))
    digest = acts.digest(said.act, said.on, said.facts, salt)
    return (key, said.act, said.on, noun, subject, salt, said.facts, digest)


def put(rows: Iterable[Row]) -> None:
    """Outside of a service: of what stands there already, nothing."""
    together.send(_mold().unless_there(list(rows)))


@cache
def _mold() -> copying.Mold:
    return copying.Mold(LogLeaf, *SAID)
