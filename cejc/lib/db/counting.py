"""Counters that the database keeps itself, in the very statement that changes what is counted."""

from collections.abc import Iterator
from typing import NamedTuple

# What a count listens to: rows as they were and as they are.
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
SIDES = {"OLD": ("stale", -1), "NEW": ("fresh", 1)}
Share = tuple[tuple[str, ...], str]


class Count(NamedTuple):
    """The rows of `table`, counted as they are written: each change adds lines to `into`, which has `columns`
    and a `value`. The sum of the values says how many rows there are.

    Lines are only added, so nobody waits for anybody and no two can lock each other out; who folds them is
    the room's own affair. A row stands in each of `shares` whose condition holds of it: (the values of the
    columns, the condition), with `{row}` for the row.
    """

    name: str
    table: str
    into: str
    columns: tuple[str, ...]
    shares: tuple[Share, ...]

    @property
    def triggers(self) -> dict[str, tuple[str, ...]]:
        """The names of its triggers, each with the sides of a row that it counts."""
        return {f"{self.name}_{event}": sides for event, sides in EVENTS.items()}

    def lines(self, row: str, value: int | str, rows: str = "") -> str:
        """What one row (of `rows`, where that is a table) adds."""
        found = f" FROM {rows} {row}" if rows else ""
        parts = (
            f"SELECT {_named(values)}, {value} AS n{found} WHERE {condition}"
            for values, condition in self.shares
        )
        return " UNION ALL ".join(parts).replace("{row}", row)

    def summed(self, lines: str) -> str:
        """The statement that adds `lines`, without those that make up for each other."""
        return f"INSERT INTO {self.into} ({', '.join(self.columns)}, value) {self.differing(lines)}"

    def wrong(self) -> str:
        """Every row once, and every line taken away: nothing is left of it where the counters are right."""
        kept = ", ".join(f"{name} AS c{place}" for place, name in enumerate(self.columns))
        taken = f"SELECT {kept}, -value AS n FROM {self.into}"  # noqa: S608
        return f"{self.lines('r', 1, self.table)} UNION ALL {taken}"

    def differing(self, lines: str) -> str:
        """The question what `lines` come to."""
        by = ", ".join(f"c{place}" for place in range(len(self.columns)))
        return f"SELECT {by}, SUM(n) FROM ({lines}) AS changes GROUP BY {by} HAVING SUM(n) <> 0"  # noqa: S608


def _named(values: tuple[str, ...]) -> str:
    return ", ".join(f"{value} AS c{place}" for place, value in enumerate(values))


def statements(vendor: str, count: Count) -> Iterator[str]:
    """The SQL that makes the triggers of a count anew on this kind of database."""
    make = _sqlite if vendor == "sqlite" else _postgresql
    for (name, sides), event in zip(count.triggers.items(), EVENTS, strict=True):
        yield from make(count, name, event, sides)


def _sqlite(count: Count, name: str, event: str, sides: tuple[str, ...]) -> Iterator[str]:
    lines = " UNION ALL ".join(count.lines(side, SIDES[side][1]) for side in sides)
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {count.table} FOR EACH ROW BEGIN {count.summed(lines)}; END"
    )


def _postgresql(count: Count, name: str, event: str, sides: tuple[str, ...]) -> Iterator[str]:
    """Once a statement, however many rows it changes."""
    lines = " UNION ALL ".join(count.lines("r", SIDES[side][1], SIDES[side][0]) for side in sides)
    tables = " ".join(f"{side} TABLE AS {SIDES[side][0]}" for side in sides)
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {count.summed(lines)}; RETURN NULL; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {count.table}"
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {count.table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
