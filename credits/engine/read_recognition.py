"""[recognition] of a policy file; and, where a file has none, the points by which files said the same before
there was one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from credits.engine.reader import Reader
from credits.engine.recognition import ASK, COUNT, HOLD, Recognition
from credits.engine.sources import Point
from credits.engine.words import _

KEY = "recognition"
# The only place where code knows the id of a subject or a point.
OLD_SUBJECT = "public"
OLD_POINTS = {
    "review_before_launch": ("R13", "review_before_launch"),
    "courses_since": ("R13", "courses_reviewed_since"),
    "key_b_by": ("R13", "key_b_by"),
    "unfiled": ("R25", "unfiled_face_to_face"),
    "own_training": ("R26", "counts_directly"),
}


def read_recognition(
    root: Reader, subjects: Collection[str], points: Mapping[str, Point], year: int
) -> Recognition:
    if not root.has(KEY):
        return _of_points(subjects, points)
    table = root.section(KEY)
    found = Recognition(
        filed_subject=table.one_of("filed_subject", ("", *subjects), ""),
        unfiled=table.one_of("unfiled", (HOLD, COUNT), COUNT),
        own_training=table.one_of("own_training", (COUNT, ASK), COUNT),
        review_before_launch=table.boolean("review_before_launch", False),
        courses_since=table.day("courses_since") if table.has("courses_since") else None,
        clause=table.text("clause") if table.has("clause") else "",
        key_clause=table.text("key_clause") if table.has("key_clause") else "",
        key_b_by=f"{day:%m-%d}" if (day := table.month_day("key_b_by", year)) else "",
    )
    if found.key_b_by == "02-29":
        table.fault("key_b_by", _("不是每年都有这一天"))
    table.done()
    return found


def _of_points(subjects: Collection[str], points: Mapping[str, Point]) -> Recognition:
    said = {key: _value(points, *place) for key, place in OLD_POINTS.items()}
    since = said["courses_since"]
    # One point for both: the clause of the courses and, behind it, that of the keys.
    clauses = (points["R13"].clause if "R13" in points else "").split("、")
    return Recognition(
        filed_subject=OLD_SUBJECT if OLD_SUBJECT in subjects else "",
        unfiled=HOLD if said["unfiled"] == HOLD else COUNT,
        own_training=COUNT if said["own_training"] in (None, True) else ASK,
        review_before_launch=bool(said["review_before_launch"]),
        courses_since=date.fromisoformat(str(since)) if since else None,
        clause=clauses[0] if OLD_SUBJECT in subjects else "",
        key_clause=clauses[-1] if said["key_b_by"] else "",
        key_b_by=str(said["key_b_by"] or ""),
    )


def _value(points: Mapping[str, Point], point: str, key: str) -> Any:
    return points[point].values.get(key) if point in points else None
