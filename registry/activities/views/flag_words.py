"""A flag in one line: which files, and the two records by name as far as the reader may know them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from credits.queries import kind_names
from registry.activities.models import Activity, EvidenceFlag
from registry.activities.permissions import may_see_record
from registry.activities.queries.evidence import file_names
from registry.enums import FlagKind, Role
from registry.people.models import User

# Whose task flags are.
DESK_ROLES = (Role.HR, Role.DEPARTMENT)


def flag_lines(user: User, flags: Iterable[EvidenceFlag]) -> list[dict[str, Any]]:
    """`{flag, files, alike, records, opens}` for registry/activities/evidence/_flag_lines.html;
    `opens`: the reader may open its page."""
    rows = list(flags)
    names, opened = file_names(rows), _opened_by(user, rows)
    return [
        {
            "flag": flag,
            "files": alike_names(user, flag) or names[flag.pk] or [flag.first.file_name],
            "alike": flag.kind == FlagKind.ALIKE,
            "records": [record_words(user, side.activity) for side in (flag.first, flag.second)],
            "opens": flag.pk in opened,
        }
        for flag in rows
    ]


def alike_names(user: User, flag: EvidenceFlag) -> list[str]:
    """The names of two papers that are alike, as far as the reader may see whose they are: people put
    their own name into them. [] of the same file."""
    if flag.kind != FlagKind.ALIKE:
        return []
    sides = [side for side in (flag.first, flag.second) if may_see_record(user, side.activity)]
    return list(dict.fromkeys(side.file_name for side in sides)) or [_("另一单位的材料")]


def likeness_words(flag: EvidenceFlag) -> str:
    """By what two papers were found alike; "" of the same file."""
    if flag.kind != FlagKind.ALIKE:
        return ""
    found = flag.likeness or {}
    if number := found.get("number"):
        return _("两份材料写明的证书编号都是%(number)s。") % {"number": number}
    first, second = found.get("pages", [1, 1])
    return _("第一份的第%(first)d页与第二份的第%(second)d页，版面和文字基本一致。") % {
        "first": first,
        "second": second,
    }


def _opened_by(user: User, rows: list[EvidenceFlag]) -> set[int]:
    """Who reads a record for the case's sake only (the province) is
    told of a flag, and does not answer it."""
    if not rows or not user.has_role(*DESK_ROLES):
        return set()
    mine = EvidenceFlag.objects.visible_to(user).filter(pk__in=[row.pk for row in rows])
    return set(mine.values_list("pk", flat=True))


def record_words(user: User, activity: Activity) -> str:
    """“题目”（姓名，单位）; of a record outside the reader's seats only kind, unit and the masked name."""
    unit, name = str(activity.organisation or ""), str(activity.professional)
    if may_see_record(user, activity):
        return _("“%(title)s”（%(name)s，%(unit)s）") % {
            "title": activity.title or _("未命名的记录"),
            "name": name,
            "unit": unit,
        }
    return _("%(kind)s（%(name)s，%(unit)s）") % {
        "kind": kind_names().get(activity.kind, activity.kind),
        "name": masked(name),
        "unit": unit,
    }


def masked(name: str) -> str:
    """The first character of a name, the rest starred: 欧**."""
    return name[:1] + "*" * (len(name) - 1)
