"""The key by which a name is sorted and found, counted anew where the way of counting has changed."""

from typing import Any

from cejc.lib.writing import pinyin

PIECE = 1000


def recount(model: Any) -> int:
    """Give every row of `model` (Professional, as of today or of a
    migration) the key of its name; how many changed.

    In pieces by primary key, so that no statement holds many rows; run twice it changes nothing.
    """
    last, changed = 0, 0
    while rows := list(model.objects.filter(pk__gt=last).only("name", "name_key").order_by("pk")[:PIECE]):
        last = rows[-1].pk
        moved = [row for row in rows if row.name_key != pinyin.key(row.name)]
        for row in moved:
            row.name_key = pinyin.key(row.name)
        model.objects.bulk_update(moved, ["name_key"])
        changed += len(moved)
    return changed
