"""A flag in one line: which files, and the two records by name as far as the reader may know them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from credits.queries import latest_policy
from registry.models import Activity, EvidenceFlag, User
from registry.permissions_activity import may_see_record
from registry.queries.evidence import file_names


def flag_lines(user: User, flags: Iterable[EvidenceFlag]) -> list[dict[str, Any]]:
    """`{flag, files, records}` for registry/evidence/_flag_lines.html."""
    rows = list(flags)
    names = file_names(rows)
    return [
        {
            "flag": flag,
            "files": names[flag.pk] or [flag.first.file_name],
            "records": [record_words(user, side.activity) for side in (flag.first, flag.second)],
        }
        for flag in rows
    ]


def record_words(user: User, activity: Activity) -> str:
    """“题目”（姓名，单位）; of a record outside the reader's seats only kind, unit and the masked name."""
    unit, name = str(activity.organisation or ""), str(activity.professional)
    if may_see_record(user, activity):
        return _("“%(title)s”（%(name)s，%(unit)s）") % {
            "title": activity.title or _("未命名的记录"), "name": name, "unit": unit
        }  # fmt: skip
    kind = latest_policy().kinds.get(activity.kind)
    return _("%(kind)s（%(name)s，%(unit)s）") % {
        "kind": kind.name if kind else activity.kind, "name": masked(name), "unit": unit
    }  # fmt: skip


def masked(name: str) -> str:
    """The first character of a name, the rest starred: 欧**."""
    return name[:1] + "*" * (len(name) - 1)
