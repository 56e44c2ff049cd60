"""How entries of the audit log read. Apps register a sentence for each
of their actions; data stays in the log.

A sentence may use what the entry holds: `%(subject)s`, and any key of `after` and `before` (as
`before_<key>`); `%(move)s` is what the button said, where one action has a name of its own on every route.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from cejc.lib.writing.dates import in_words
from registry.machinery.models.audit import AuditEntry


class Reading(NamedTuple):
    """How an action reads: the name of the action, the sentence, and the colour of its line."""

    label: Any
    sentence: Any
    kind: str = "neutral"  # neutral, done, returned, refused, official, waiting


REASON = _("理由：")
_readings: dict[str, Reading] = {}
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_words: dict[tuple[str, str], dict[str, Any]] = {}


def register(action: str, label: Any, sentence: Any, kind: str = "neutral") -> None:
    """Say how `action` reads; called from AppConfig.ready. Twice is once."""
    _readings[action] = Reading(label, sentence, kind)


def register_words(noun: str, key: str, words: Mapping[str, Any]) -> None:
    """Say how the codes under `key` of the actions of `noun` (prior_slip, slip
    …) read: a state is a word, not a code."""
    _words[noun, key] = dict(words)


def _spoken(entry: AuditEntry, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with every code that has a word put in words, and every date as people write it."""
    noun = entry.action.partition(".")[0]
    return {
        key: in_words(str(_words.get((noun, key), {}).get(value, value))) if isinstance(value, str) else value
        for key, value in values.items()
    }


def called(entry: AuditEntry) -> str:
    """What the entry is about, as it was called then: dates in words, and no key where it had no name yet."""
    return in_words(_KEY.sub(str(_("尚未填写名称")), entry.subject_label))


def sentence(entry: AuditEntry) -> str:
    """The entry as a sentence; an action that nobody registered is shown by its own name."""
    reading = _readings.get(entry.action)
    if reading is None:
        return f"{entry.action}：{called(entry)}"
    values: dict[str, Any] = defaultdict(str)
    values |= {f"before_{key}": value for key, value in _spoken(entry, entry.before).items()}
    values |= _spoken(entry, entry.after)
    values["subject"] = called(entry)
    values.setdefault("move", str(reading.label))
    return str(reading.sentence) % values


def kind_of(entry: AuditEntry) -> str:
    reading = _readings.get(entry.action)
    return reading.kind if reading else "neutral"


def actor_of(entry: AuditEntry) -> str:
    """Who did it; of a login with several seats also which one it acted from."""
    if not entry.seat_label or "、" not in entry.actor_label:
        return entry.actor_label
    return str(_("%(actor)s，以“%(seat)s”身份办理")) % {"actor": entry.actor_label, "seat": entry.seat_label}


def readable(entry: AuditEntry) -> dict[str, Any]:
    """The entry as templates/ui/timeline.html wants it, with what the browser of the log shows besides."""
    return {
        "when": entry.at,
        "actor": actor_of(entry),
        "sentence": sentence(entry),
        "detail": f"{REASON}{entry.reason}" if entry.reason else None,
        "kind": kind_of(entry),
        "number": entry.number,
        "action": entry.action,
        "label": _readings[entry.action].label if entry.action in _readings else entry.action,
        "request_id": entry.request_id,
    }


def unspoken() -> list[str]:
    """Actions whose sentence names a state, kind or decision for which
    no words are registered. For the tests."""
    asked = re.compile(r"%\((?:before_)?(state|kind|decision|status|scope)\)s")
    return [
        f"{action}: {key}"
        for action, reading in _readings.items()
        for key in asked.findall(str(reading.sentence))
        if (action.partition(".")[0], key) not in _words
    ]


def matching(text: str) -> list[str]:
    """The actions whose name or label holds `text`; the text itself where nothing does."""
    typed = text.strip().lower()
    found = [
        action for action, reading in _readings.items() if typed in action or typed in str(reading.label)
    ]
    return found or [typed]


def labels() -> dict[str, Any]:
    return {action: reading.label for action, reading in _readings.items()}
