"""What people can be reminded of by list; each room adds its own topics (`register`).

A topic says whom it concerns and what of; `services/reminding.py` puts letters to them into an outbox.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from registry.people.models import Employment, Reminding

# What stands in a text, always in Chinese, for what differs from person to person.
SIGNS = {
    gettext_noop("姓名"): "name",
    gettext_noop("单位"): "unit",
    gettext_noop("年度"): "year",
    gettext_noop("事项"): "matter",
    gettext_noop("机关"): "office",
}
LONG = ("unit", "matter", "office")
_SIGN = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
KIND = "reminding"  # of the messages that are written


@dataclass(frozen=True)
class Matter:
    """What it is about for one person, and the page where that is done."""

    words: str
    link: str


@dataclass(frozen=True)
class Topic:
    """One thing to remind of. `places` finds the present places of those it concerns, among those that a
    filter on Employment gives; `matters` says for people (keys) what of, in a constant number of queries.

    `settled` is read beside whoever has done it before the letter goes; `own` are kinds of messages by which
    the portal itself reminds of it. `kind` is how its own messages are sorted; `signs` are what its text may
    use. One that is not `by_filter` has its people from elsewhere.
    """

    name: str
    label: Any
    places: Callable[[Q, int | None], QuerySet[Employment]]
    matters: Callable[[Collection[int], int | None], Mapping[int, Matter]]
    subject: Any
    text: Any
    settled: Any
    usual_year: Callable[[], int]
    needs_year: bool = True
    own: tuple[str, ...] = ()
    kind: str = KIND
    signs: tuple[str, ...] = tuple(SIGNS)
    by_filter: bool = True


TOPICS: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    TOPICS[topic.name] = topic


def topic_of(row: Reminding) -> Topic:
    return TOPICS[row.topic]


def kinds() -> list[str]:
    """The kinds of messages that count as a reminder."""
    return [KIND, *(kind for topic in TOPICS.values() for kind in topic.own)]


def strange_signs(topic: Topic, text: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [found for found in _SIGN.findall(text) if found.strip() not in topic.signs]


def long_signs(text: str) -> list[str]:
    """Signs that may become long: a title cannot hold them."""
    return [found for found in _SIGN.findall(text) if SIGNS.get(found.strip()) in LONG]


def explained_title(topic: Topic) -> str:
    """The signs that a title has room for."""
    short = [f"{{{sign}}}" for sign in topic.signs if SIGNS[sign] not in LONG]
    return _("标题中只能使用%s。") % _("和").join(short)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """The text with everything in braces as `values` say."""
    return _SIGN.sub(lambda found: str(values.get(SIGNS.get(found[1].strip(), ""), found[0])), text)


def explained(topic: Topic) -> str:
    """The signs, for the help beside a text."""
    return _("可以使用的代号：%s，发送时换成各人的内容。") % "".join(f"{{{sign}}}" for sign in topic.signs)
