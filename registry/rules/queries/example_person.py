"""Whom a worked example of the rules is about, as its readers see it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from credits.engine import Policy, show_date
from credits.engine.difference_words import CODES


def of_person(policy: Policy, person: Mapping[str, Any]) -> Iterable[str]:
    """A part for each thing that is known of the person."""
    for key in ("level", "degree"):
        if key in person:
            yield _(CODES.get(person[key], person[key]))
    if "series" in person:
        yield policy.series[person["series"]].name
    yield from _since(person)
    yield from _at_work(person)
    for trait, holds in person.get("traits", {}).items():
        name = policy.traits[trait].name
        yield name if holds else _("没有：%(name)s") % {"name": name}


def _since(person: Mapping[str, Any]) -> Iterable[str]:
    if "born" in person:
        yield _("%(day)s出生") % {"day": _day(person["born"])}
    if "qualified" in person:
        yield _("%(year)s年取得资格") % {"year": person["qualified"]}
    if "term" in person:
        yield _("任期自%(year)s年起") % {"year": person["term"]}


def _at_work(person: Mapping[str, Any]) -> Iterable[str]:
    for time in person.get("employed", []):
        last = _day(time["last"]) if time.get("last") else _("今")
        yield _("%(first)s至%(last)s在岗") % {"first": _day(time["first"]), "last": last}
    if "part_time" in person:
        yield _("工作时间为全日制的%(share)s") % {"share": person["part_time"]}
    for away in person.get("leave", []):
        yield _("%(year)s年请假%(days)s天") % away


def _day(text: str) -> str:
    return show_date(date.fromisoformat(text))
