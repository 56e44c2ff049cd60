"""The notice as text: its clauses, word for word, beside the data that they became."""

from __future__ import annotations

from dataclasses import dataclass

from credits.engine.reader import Reader
from credits.engine.words import _


@dataclass(frozen=True)
class Clause:
    """`id` is how figures cite it (附二3). `keys` are keys of the head that rest on it. A `plain` one is a
    heading, or asks for nothing that is counted or kept."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    plain: bool = False


def read_clauses(root: Reader) -> tuple[Clause, ...]:
    clauses: dict[str, Clause] = {}
    for table in root.tables("clauses", required=False):
        clause = Clause(
            table.text("id"),
            table.text("text"),
            table.names("keys", tuple(root.table), ()),
            table.boolean("plain", False),
        )
        if clause.id in clauses:
            table.fault("id", _("标识 {key} 重复", key=clause.id))
        clauses[clause.id] = clause
        table.done()
    return tuple(clauses.values())
