"""Which policy governs whom, in which application year, on which date: the one place where this is asked.

`governing` is the function; everything else here is how its answer is put together. Rooms that know people
ask through `registry.people.queries.governing`, which says who somebody is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from cejc import clock
from cejc.errors import Refused
from cejc.lib.db.ready import ready
from cejc.site import gettext as _
from cejc.site import site
from credits.engine import Policy
from credits.engine.numbers import show_date
from credits.kept import bundled, policy_at
from credits.models import PolicyVersion


@dataclass(frozen=True)
class Standing:
    """What of a person or a unit decides over the policy: the `region` of the employer (a code of GB/T 2260)
    and the `series` of the title. Empty: not known, only policies for everyone fit."""

    region: str = ""
    series: str = ""


ANYWHERE = Standing()


@dataclass(frozen=True)
class Ruling:
    """A published policy that is in force, as far as the choice needs it; its text is read when asked for."""

    name: str
    sha256: str
    edition: int
    application_year: int
    rule_set: str
    regions: str  # codes with commas between
    series: str
    beside: bool
    begins: date
    ends: date | None

    def fits(self, standing: Standing) -> bool:
        """Whether it is for such people."""
        here = not self.regions or standing.region in self.regions.split(",")
        return here and (not self.series or standing.series in self.series.split(","))

    def runs(self, day: date) -> bool:
        """Whether it is worked with on `day`."""
        return self.begins <= day and (self.ends is None or day <= self.ends)

    @property
    def closeness(self) -> tuple[bool, bool]:
        """How closely it is cut to its people: one for a series goes before one for a place, and both before
        one for everyone."""
        return bool(self.series), bool(self.regions)

    @property
    def scope(self) -> tuple[frozenset[str], frozenset[str], bool]:
        """For whom it is and how it counts."""
        return frozenset(self.regions.split(",")), frozenset(self.series.split(",")), self.beside

    @property
    def policy(self) -> Policy:
        found = policy_at(self.name, self.sha256)
        return _in_row(found, self.rule_set) if self.beside else found


@lru_cache(maxsize=32)
def _in_row(policy: Policy, rule_set: str) -> Policy:
    """Hours beside are kept under the name of the row, which may not be the one of the file (`row_of`)."""
    return replace(policy, reach=replace(policy.reach, rule_set=rule_set))


@dataclass(frozen=True)
class Governing:
    """The answer. `ruling` governs; `beside` count hours in ledgers of their own; `coming` are published and
    not yet begun, the nearest first. `day` is the date that was asked about."""

    ruling: Ruling
    beside: tuple[Ruling, ...]
    coming: tuple[Ruling, ...]
    day: date

    @property
    def policy(self) -> Policy:
        return self.ruling.policy

    @property
    def policies(self) -> tuple[Policy, ...]:
        """All under which an activity is weighed, the governing one in front."""
        return self.policy, *(one.policy for one in self.beside)

    @property
    def following(self) -> Policy | None:
        """The next notice of the governing row, published and not yet begun."""
        mine = (one for one in self.coming if one.rule_set == self.ruling.rule_set)
        return next((one.policy for one in mine), None)

    @property
    def has_ended(self) -> bool:
        return not self.ruling.runs(self.day) and self.ruling.begins <= self.day

    @property
    def why(self) -> str:
        """A sentence that says which policy it is and why."""
        said = {
            "cited": cited(self.policy),
            "whom": whom_of(self.ruling),
            "day": show_date(self.ruling.begins),
        }
        if self.ruling.begins > self.day:
            return _("%(cited)s%(whom)s，%(day)s起执行；在此之前尚无其他通知。") % said
        if self.has_ended:
            ended = show_date(self.ruling.ends or self.day)
            return _("%(cited)s%(whom)s，执行至%(ended)s；新的通知尚未发布。") % {**said, "ended": ended}
        return _("%(cited)s%(whom)s，%(day)s起执行。") % said


def whom_of(ruling: Ruling) -> str:
    """For whom it is, as a clause."""
    if ruling.series and ruling.regions:
        return str(_("适用于所在地区的本系列人员"))
    if ruling.series:
        return str(_("适用于本系列的人员"))
    return str(_("适用于所在地区的单位") if ruling.regions else _("适用于全体专业技术人员"))


def cited(policy: Policy) -> str:
    """Its number, or 《the title》 of a notice whose number is not known; of an amended
    one with the number that amended it."""
    number = policy.document_number
    said = number if "〔" in number else f"《{policy.title}》"
    if policy.reach.amendment is None:
        return said
    return str(_("%(said)s（经%(by)s修订）") % {"said": said, "by": policy.reach.amendment.document_number})


def numbered(policy: Policy) -> str:
    """The number of a notice as a paper has it in brackets behind its title; with the amendment's."""
    if policy.reach.amendment is None:
        return policy.document_number
    said = {"number": policy.document_number, "by": policy.reach.amendment.document_number}
    return str(_("%(number)s，经%(by)s修订") % said)


def governing(
    standing: Standing = ANYWHERE, *, day: date | None = None, year: int | None = None
) -> Governing:
    """What governs people of `standing` on `day` (today when None, Asia/Shanghai).

    With `year`, what governs applications of that year, whatever the day (R21). Of one row of notices the
    newest that has begun governs; while none has, the first that will; after the last has ended, that one,
    and `why` says so. Raises Refused (`no_policy`) where nothing is published for the year.
    """
    day = day or clock.today()
    fitting = [one for one in in_force() if one.fits(standing)]
    chosen = list(_of_each_row(fitting, day, year))
    mains = [one for one in chosen if not one.beside]
    if not mains:
        raise Refused(_none_said(year), code="no_policy")
    main = max(mains, key=lambda one: (one.runs(day), one.begins <= day, one.closeness, one.application_year))
    beside = tuple(one for one in chosen if one.beside and (one.runs(day) or year is not None))
    coming = sorted((one for one in fitting if one.begins > day and one != main), key=lambda one: one.begins)
    return Governing(main, beside, tuple(coming), day)


def _of_each_row(fitting: Iterable[Ruling], day: date, year: int | None) -> Iterator[Ruling]:
    rows: dict[str, list[Ruling]] = {}
    for one in fitting:
        if year is None or one.application_year == year:
            rows.setdefault(one.rule_set, []).append(one)
    for row in rows.values():
        begun = [one for one in row if one.begins <= day]
        running = [one for one in begun if one.runs(day)]
        if running or begun:
            yield max(running or begun, key=lambda one: one.application_year)
        else:
            yield min(row, key=lambda one: one.begins)


def _none_said(year: int | None) -> str:
    if year is None:
        return str(_("还没有发布继续教育政策，暂不能办理，请等待主管部门发布后再试。"))
    return str(
        _("%(year)s 年度的继续教育政策尚未发布，暂不能办理，请等待主管部门发布后再试。") % {"year": year}
    )


_held: ContextVar[list[list[Ruling]] | None] = ContextVar("cejc_policy_held", default=None)


@contextmanager
def policy_held() -> Iterator[None]:
    """Within the block (or the function, as a decorator) what is in force is looked up once: one act goes by
    one policy from its beginning to its end. A block within a block is part of it."""
    if _held.get() is not None:
        yield
        return
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def is_held() -> bool:
    """Whether this is within one act or one screen, which asks once."""
    return _held.get() is not None


@contextmanager
def unasked() -> Iterator[None]:
    """Within the block (or the function) sentences go by the site's own notice, for a page that asks nothing
    of the database."""
    token = _held.set(None)
    try:
        yield
    finally:
        _held.reset(token)


def in_force() -> list[Ruling]:
    """Everything published and not retired, begun or not; the site's own policy while nothing is stored."""
    held = _held.get()
    if held:
        return held[0]
    found = [Ruling(*row) for row in _rows()] or [ruling_of(bundled(site().policy))]
    if held is not None:
        held.append(found)
    return found


@ready
def _rows() -> QuerySet[PolicyVersion, tuple[Any, ...]]:
    rows = PolicyVersion.objects.filter(published_at__isnull=False, retired_at__isnull=True)
    return rows.order_by("rule_set", "application_year").values_list(*(one.name for one in fields(Ruling)))


def row_of(policy: Policy) -> str:
    """The row of notices that a policy belongs to: the one that the file says, else the one of its name.

    Where nothing of that name is in force, the row of the one notice of earlier years that is for the same
    people and counts in the same way: it follows that, whatever it is called.
    """
    rows = rows_of_its_people(policy)
    return rows[0] if len(rows) == 1 else policy.reach.rule_set


def rows_of_its_people(policy: Policy) -> list[str]:
    """The rows of other names that `policy` may be meant to follow; none where the file or its name says."""
    others = [one for one in in_force() if one.name != policy.name]
    mine = ruling_of(policy)
    if policy.reach.row_said or any(one.rule_set == mine.rule_set for one in others):
        return []
    newest: dict[str, int] = {}
    for one in others:
        if one.scope == mine.scope:
            newest[one.rule_set] = max(newest.get(one.rule_set, 0), one.application_year)
    return sorted(row for row, year in newest.items() if year < mine.application_year)


def ruling_of(policy: Policy) -> Ruling:
    """A policy as the choice sees it, stored or not; its row as the file says it."""
    reach = policy.reach
    return Ruling(
        name=policy.name,
        sha256=policy.sha256,
        edition=reach.edition,
        application_year=policy.application_year,
        rule_set=reach.rule_set,
        regions=",".join(reach.regions),
        series=",".join(reach.series),
        beside=reach.beside,
        begins=reach.begins,
        ends=reach.ends,
    )
