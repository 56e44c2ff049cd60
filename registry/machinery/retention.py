"""How long each kind of thing is kept and on what ground: data, read once a process (`retention.toml`).

What does the forgetting registers itself by `registry.machinery.services.forgetting_run.forgets`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cejc.site import site

FILE = "retention.toml"
BUNDLED = Path(__file__).with_name(FILE)
UNITS = {
    "hours": (timedelta(hours=1), gettext_noop("%s小时")),
    "days": (timedelta(days=1), gettext_noop("%s天")),
    "months": (timedelta(days=31), gettext_noop("%s个月")),
    "years": (timedelta(days=366), gettext_noop("%s年")),
}
WHO = ("portal", "operator", "never")
FIXED = ("name", "by", "confirm", "least", "setting", "unit")  # no site's to change
SAID = {"name", "title", "since", "ground", "own", "least", "confirm", "by", "setting", "unit", *UNITS}


class RetentionInvalid(Exception):
    """The table cannot be used; `faults` are sentences, each with the kind."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Kind:
    """One kind. Words are Chinese; `amount` and `unit` are the period as it is said, of a `setting` as it is
    now; `least` days is what the law asks for at least."""

    name: str
    title: str
    since: str
    ground: str
    unit: str = ""
    amount_said: int = 0
    setting: str = ""
    own: bool = False
    least: int = 0
    confirm: bool = False
    by: str = "portal"

    @property
    def amount(self) -> int:
        """How many of its unit; 0: for ever."""
        return int(getattr(settings, self.setting)) if self.setting else self.amount_said

    @property
    def period(self) -> timedelta | None:
        """None: for ever. A month has 31 days, a year 366: never shorter than it is said."""
        return UNITS[self.unit][0] * self.amount if self.unit else None

    @property
    def shown(self) -> str:
        """The period in words."""
        return _(UNITS[self.unit][1]) % self.amount if self.unit else _("长期保存")

    @property
    def is_too_short(self) -> bool:
        """Whether the law asks for more."""
        return bool(self.least) and (self.period or timedelta.max) < timedelta(days=self.least)


def kinds() -> Mapping[str, Kind]:
    """All kinds by name, as the site of this process keeps them. Raises RetentionInvalid."""
    return _read(str(site().folder))


def kind(name: str) -> Kind:
    return kinds()[name]


def period(name: str) -> timedelta:
    """How long a kind is kept that is not kept for ever."""
    found = kind(name).period
    if found is None:
        raise KeyError(f"{name} is kept for ever")
    return found


@lru_cache(maxsize=8)
def _read(folder: str) -> Mapping[str, Kind]:
    found = {one["name"]: one for one in _entries(BUNDLED, needed=True)}
    faults: list[str] = []
    for one in _entries(Path(folder) / FILE):
        faults += _changed(found, one)
    made = {name: _kind(one) for name, one in found.items()}
    faults += [fault for one in found.values() for fault in _faults(one)]
    faults += [
        f"{one.name}: the law asks for {one.least} days at least" for one in made.values() if _cut(one)
    ]
    if faults:
        raise RetentionInvalid(faults)
    return made


def _cut(one: Kind) -> bool:
    """What the environment says is looked at by `manage.py check`, not here: each process has its own."""
    return not one.setting and one.is_too_short


def _entries(path: Path, *, needed: bool = False) -> list[dict[str, Any]]:
    if not needed and not path.exists():
        return []
    try:
        known = tomllib.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise RetentionInvalid([f"{path}: no TOML in UTF-8 ({fault})"]) from None
    return list(known.get("kinds", []))


def _changed(found: dict[str, dict[str, Any]], one: dict[str, Any]) -> list[str]:
    """What a site says of a kind, put over what is bundled; the faults of it."""
    name = one.get("name", "")
    if name not in found:
        return [f"{name}: no such kind"]
    if fixed := [key for key in FIXED if key != "name" and key in one]:
        return [f"{name}: not a site's to change: {', '.join(fixed)}"]
    units = set(one) & set(UNITS)
    if units and "setting" in found[name]:
        return [f"{name}: the environment sets it, {found[name]['setting']}"]
    before = {key: value for key, value in found[name].items() if not (units and key in UNITS)}
    found[name] = before | one
    return []


def _faults(one: dict[str, Any]) -> list[str]:
    name, units = one["name"], set(one) & set(UNITS)
    told = [f"{name}: unknown key {key}" for key in sorted(set(one) - SAID)]
    if one.get("by", "portal") not in WHO:
        told.append(f"{name}: by is one of {', '.join(WHO)}")
    wanted = 0 if one.get("by") == "never" else 1
    if len(units) + ("setting" in one) != wanted:
        told.append(f"{name}: exactly one period")
    told += [
        f"{name}: {unit} is a whole number above 0" for unit in sorted(units) if not _is_count(one[unit])
    ]
    return told


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _kind(one: dict[str, Any]) -> Kind:
    unit = next((unit for unit in UNITS if unit in one), str(one.get("unit", "")))
    amount = one.get(unit, 0)
    return Kind(
        name=one["name"],
        title=one.get("title", ""),
        since=one.get("since", ""),
        ground=one.get("ground", ""),
        unit=unit,
        amount_said=amount if _is_count(amount) else 0,
        setting=one.get("setting", ""),
        own=bool(one.get("own")),
        least=int(one.get("least", 0)),
        confirm=bool(one.get("confirm")),
        by=one.get("by", "portal"),
    )
