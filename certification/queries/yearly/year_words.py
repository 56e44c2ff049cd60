"""A year as paper and pages print it: hours where it was examined, else
its ground instead of zeros (R20, R22, R1).

Works on the frozen years of notices and slips: {"year", "public",
"professional", "total", "basis", "result"}, with "hours" where there are other subjects than two.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop, override

from certification.enums import YearBasis
from certification.queries.yearly.subject_hours import frozen_parts, hours_in

# As they are frozen, whoever's request reads this module first.
with override(settings.LANGUAGE_CODE):
    EXAMINED, CERTIFIED = str(YearBasis.EXAMINED.label), str(YearBasis.CERTIFIED.label)
    EXEMPT = str(YearBasis.EXEMPT.label)
# The law of the whole: what a year that nobody examined is found to be.
RESULTS = {CERTIFIED: gettext_noop("已认定"), EXEMPT: EXEMPT}
NONE = "—"


def is_examined(year: Mapping[str, Any]) -> bool:
    return bool(year["basis"] == EXAMINED)


def result_of(year: Mapping[str, Any]) -> str:
    """合格, 不足; 已认定 for a year of an earlier slip, 免于考核 for an exempt one."""
    return RESULTS.get(str(year["basis"]), str(year["result"]))


def words_of(year: Mapping[str, Any], entry: Mapping[str, Any] | None = None) -> str:
    """30＋60 · 合格; 以往认定单 · 已认定; 免于考核; 视同完成 · 合格. With its `entry` subjects are named."""
    hours = "＋".join(hours_in(year)) if entry is None else frozen_parts(entry, year)
    said = hours if is_examined(year) else str(year["basis"])
    result = result_of(year)
    return said if result == said else f"{said} · {result}"


def printed(year: Mapping[str, Any]) -> dict[str, Any]:
    """The year with what paper prints in its columns."""
    hours = [one if is_examined(year) else NONE for one in hours_in(year)]
    total = year["total"] if str(year["basis"]) not in RESULTS else NONE
    return {
        **year,
        "hours": [total] if len(hours) == 1 else hours,
        "total": total,
        "result": result_of(year),
    }
