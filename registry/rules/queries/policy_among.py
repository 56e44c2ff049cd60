"""A policy beside those that are in force: what only shows where both are looked at."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.together import kinds_apart
from credits.governing import Ruling, in_force, policy_held, row_of, rows_of_its_people, ruling_of


@policy_held()
def faults_among(policy: Policy) -> tuple[Fault, ...]:
    """Kinds by whose name another policy that counts hours of the same people asks for other facts."""
    mine, row = ruling_of(policy), row_of(policy)
    others = [one for one in in_force() if one.rule_set != row and one.name != policy.name]
    faults = [fault for one in others if _together(mine, one) for fault in kinds_apart(policy, one.policy)]
    return tuple(policy.written.places.told(faults))


def _together(mine: Ruling, other: Ruling) -> bool:
    """Whether records of somebody may count under both: one of them beside, on the same days."""
    if not (mine.beside or other.beside):
        return False
    days = _meet(mine, other) and _meet(other, mine)
    return days and _share(mine.regions, other.regions) and _share(mine.series, other.series)


def _meet(one: Ruling, other: Ruling) -> bool:
    return one.ends is None or other.begins <= one.ends


def _share(one: str, other: str) -> bool:
    """Two lists of ids, "" for everybody."""
    return not one or not other or bool(set(one.split(",")) & set(other.split(",")))


@policy_held()
def warnings_of(policy: Policy) -> list[str]:
    """What is no fault and may not be meant: a name by which the file leaves the row of the notice that it
    seems to follow."""
    if policy.reach.edition > 1:
        return []
    rows = rows_of_its_people(policy)
    if not rows:
        return []
    if len(rows) == 1:
        words = _(
            "按名称 %(name)s，这份文件不接着 %(last)s；两份适用对象相同，签发后仍作为它的下一年通知。"
            "不是这样的，请在 [scope] 里用 set 写明；要一目了然，请用同样的名称加年份。"
        )
        return [words % {"name": policy.name, "last": _newest(rows[0])}]
    words = _(
        "按名称 %(name)s，这份文件自成一份；适用对象相同的已有 %(rows)s，看不出接着哪一份。"
        "请在 [scope] 里用 set 写明。"
    )
    return [words % {"name": policy.name, "rows": "、".join(_newest(one) for one in rows)}]


def _newest(row: str) -> str:
    return max(_of_row(row), key=lambda one: one.application_year).name


def _of_row(row: str) -> Iterator[Ruling]:
    return (one for one in in_force() if one.rule_set == row)
