"""From TOML tables to what reaches across records: caps and groups."""

from __future__ import annotations

from collections.abc import Collection

from credits.engine.read_kinds import keep, read_source
from credits.engine.reader import Reader
from credits.engine.rules import CAP_PER, GROUP_BY, Cap, Group
from credits.engine.words import _


def read_caps(
    root: Reader, kinds: Collection[str], subjects: Collection[str], points: Collection[str]
) -> list[Cap]:
    caps: dict[str, Cap] = {}
    for table in root.tables("caps", required=False):
        cap = Cap(
            id=table.identifier(),
            per=table.one_of("per", CAP_PER),
            hours=table.decimal("hours"),
            over=table.one_of("over", ("clamp", "refuse")),
            text=table.text("text"),
            source=read_source(table, points),
            kinds=table.names("kinds", kinds, ()),
            subjects=table.names("subjects", subjects, ()),
            years=table.integer("years", 1, least=1, most=50),
            first_year=table.integer("first_year", 0, most=2100),
        )
        for key in ("years", "first_year"):
            if table.has(key) != (cap.per == "years"):
                table.fault(key, _("按若干年封顶（per = years）须有此项，其他没有此项"))
        keep(table, caps, cap.id, cap)
    return list(caps.values())


def read_groups(root: Reader, kinds: Collection[str], points: Collection[str]) -> list[Group]:
    groups: dict[str, Group] = {}
    for table in root.tables("groups", required=False):
        names, by = table.names("kinds", kinds), table.one_of("by", GROUP_BY)
        group = Group(
            table.identifier(),
            names,
            by,
            table.text("text"),
            read_source(table, points),
            table.integer("best", 1, least=1, most=100),
            table.one_of("caps", ("before", "after"), "before") == "after",
        )
        keep(table, groups, group.id, group)
    return list(groups.values())
