"""What the pages of annual registration show of a year."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credits.engine.policy import Policy
from registry.activities.queries.lacking import carried_words, words_of
from registry.enums import RegistrationState
from registry.yearly.models import AnnualRegistration
from registry.yearly.queries.aside import Aside
from registry.yearly.queries.registration import (
    STATUS,
    YearContent,
    summary_of,
    tag_of_year,
    words,
    words_now,
)


def parts_of(policy: Policy, summary: dict[str, Any]) -> dict[str, Any]:
    """The records, the sums by subject and the status, in words."""
    names = policy.subject_names
    needs = {one.id: one.minimum for one in policy.subjects}
    kinds = {kind.id: kind.name for kind in policy.kinds.values()}
    return {
        "records": [
            one
            | {
                "subject_name": names.get(one["subject"], _("全年")),
                "kind_name": kinds.get(one["kind"], ""),
                "url": reverse("registry:activity", args=[one["id"]]),
            }
            for one in summary.get("records", [])
        ],
        "sums": [
            {
                "name": names[subject],
                "hours": summary.get("hours", {}).get(subject, "0"),
                "need": need,
                "missing": summary.get("missing", {}).get(subject),
            }
            for subject, need in needs.items()
        ],
        "needs": summary.get("needs", []),
        "carried": carried_words(policy, summary.get("carried", {})),
        "held": summary.get("held", []),
        "lacks": "、".join(words_of(policy, _further(policy, summary))),
        "status": STATUS.get(summary.get("status", ""), ""),
        "short": summary.get("status") == "short",
    }


def _further(policy: Policy, summary: dict[str, Any]) -> dict[str, str]:
    """What is missing and stands at no subject."""
    found: dict[str, str] = summary.get("missing", {})
    return {key: hours for key, hours in found.items() if key not in policy.subject_names}


def year_facts(
    year: int, row: AnnualRegistration | None, content: YearContent, aside: Aside, why: str
) -> dict[str, Any]:
    """One line of a person's list of years."""
    policy, is_open = content.policy, row is None or row.state == RegistrationState.OPEN
    said = (
        words(summary_of(content), policy)
        if is_open or row is None
        else words_now(row, policy, content, aside)
    )
    return {
        "year": year,
        "row": row,
        "state": tag_of_year(row),
        "words": said,
        "certified": aside.certified.get(year, ""),
        "claimed": aside.claimed.get(year, ""),
        "exempt": aside.exempt.get(year, ""),
        "waiting": content.waiting if is_open else 0,
        "why": why,
        "url": reverse("registry:registration-year", args=[year]),
    }
