"""The title applied for, in words: its name, series and level, always all three."""

from collections.abc import Mapping
from typing import Any

from certification.models import Case
from certification.queries.policy import policy_of


def title_of(case: Case) -> str:
    """高级工程师（工程技术人员，副高级）; without a name 工程技术人员（副高级）."""
    return _words(
        case.title_name, policy_of(case).series[case.title_series].name, case.get_title_level_display()
    )


def title_in(snapshot: Mapping[str, Any]) -> str:
    """The same of an entry of a notice, as it was frozen; one frozen
    before the series was kept names what it has."""
    series = snapshot.get("series", "")
    name = snapshot["title"] if snapshot["title"] != series else ""
    return _words(name, series, snapshot["level"])


def _words(name: str, series: str, level: object) -> str:
    if not name:
        return f"{series}（{level}）"
    return f"{name}（{series}，{level}）" if series else f"{name}（{level}）"
