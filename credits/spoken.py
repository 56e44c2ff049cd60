"""What a sentence about nobody in particular says of the notice: `{filed_subject}` and its like in texts.

A sentence about a record says it by the record's own policy.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.site import site
from credits.engine import Policy
from credits.engine.cited import TOPICS
from credits.engine.policy import short_name
from credits.governing import governing, is_held
from credits.kept import bundled


def spoken_of() -> Policy:
    """What governs in general; beside a screen or an act, the site's own notice: a text that is read in
    passing asks no database."""
    if is_held():
        with suppress(Refused):  # nothing is published yet
            return governing().policy
    return bundled(site().policy)


def filed_subject() -> str:
    return spoken_of().filed_name or _("须备案的科目")


def other_subject() -> str:
    """The one beside the filed one, or all others together."""
    policy = spoken_of()
    others = [one.name for one in policy.subjects if one.id != policy.recognition.filed_subject]
    return others[0] if len(others) == 1 else _("其他科目")


def _in_brackets(*clauses: str) -> str:
    """（四(四)、四(五)）; readers of another language are told what holds, not where it stands."""
    if not (get_language() or "zh").startswith("zh"):
        return ""
    found = "、".join(dict.fromkeys(filter(None, clauses)))
    return f"（{found}）" if found else ""


def _filed_clause() -> str:
    return _in_brackets(spoken_of().recognition.clause)


def _key_clause() -> str:
    return _in_brackets(spoken_of().recognition.key_clause)


def _notice_on(topic: str) -> str:
    """（通知二）"""
    clause = spoken_of().cited.get(topic, "")
    return _in_brackets(_("通知%s") % clause if clause else "")


def _training_clauses() -> str:
    of = spoken_of().recognition
    return _in_brackets(of.clause, of.key_clause)


WORDS: Mapping[str, Callable[[], str]] = {
    "filed_subject": filed_subject,
    "filed_short": lambda: short_name(filed_subject()),
    "other_subject": other_subject,
    "filed_clause": _filed_clause,
    "filed_place": lambda: spoken_of().recognition.clause,
    "key_place": lambda: spoken_of().recognition.key_clause,
    "key_clause": _key_clause,
    "training_clauses": _training_clauses,
    "handbook_clause": lambda: _notice_on("handbook"),
    "registration_clause": lambda: _notice_on("registration"),
    "city_clause": lambda: _notice_on("city_settings"),
}
# What is no part of a sentence: where the notice speaks of it, "" where it does not.
PLACES: Mapping[str, Callable[[], str]] = {
    f"{topic}_place": lambda topic=topic: spoken_of().cited.get(topic, "")  # type: ignore[misc]
    for topic in TOPICS
}
