"""Which policy holds, and which days are working days."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.db.ready import ready
from credits.engine import BUNDLED, Policy, bundled_names, load_bytes, load_file
from credits.models import CalendarDay, PolicyVersion

DEFAULT_POLICY = "hunan-2020"


@lru_cache(maxsize=32)
def _parsed(sha256: str, name: str) -> Policy:
    """Parsing costs tens of milliseconds; a hash never changes its meaning, so it is done once a process."""
    source = PolicyVersion.objects.values_list("source", flat=True).get(name=name, sha256=sha256)
    return load_bytes(source.encode("utf-8"), name)


@lru_cache(maxsize=32)
def bundled(name: str) -> Policy:
    """A policy that comes with the product; no database. Raises Refused for an unknown name."""
    if name not in bundled_names():
        raise Refused(
            _("没有名为 %(name)s 的政策，可用的有 %(known)s。")
            % {"name": name, "known": "、".join(bundled_names())},
            code="no_policy",
        )
    return load_file(BUNDLED / f"{name}.toml")


def policy_named(name: str) -> Policy:
    """The policy stored as `name`, else the bundled one. Raises Refused when there is neither."""
    sha256 = PolicyVersion.objects.filter(name=name).values_list("sha256", flat=True).first()
    return _parsed(sha256, name) if sha256 else bundled(name)


@lru_cache(maxsize=32)
def policy_at(name: str, sha256: str) -> Policy:
    """The very policy that a case or an award was made under (R21), whatever was published since."""
    if name in bundled_names() and bundled(name).sha256 == sha256:
        return bundled(name)
    return _parsed(sha256, name)


def policy_for_application_year(year: int) -> Policy:
    """The published policy of the application year `year` (R21). Raises Refused when none is published."""
    row = PolicyVersion.objects.filter(application_year=year, published_at__isnull=False).first()
    if row:
        return _parsed(row.sha256, row.name)
    if not PolicyVersion.objects.exists() and bundled(DEFAULT_POLICY).application_year == year:
        return bundled(DEFAULT_POLICY)
    raise Refused(
        _("%(year)s 年度的继续教育政策尚未发布，暂不能办理，请等待省人社厅发布后再试。") % {"year": year},
        code="no_policy",
    )


_held: ContextVar[list[Policy] | None] = ContextVar("cejc_policy_held", default=None)


@contextmanager
def policy_held() -> Iterator[None]:
    """Within the block the newest policy is looked up once: one act goes by
    one policy from its beginning to its end."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def latest_policy() -> Policy:
    """The published policy of the newest application year; the bundled one while nothing is stored."""
    held = _held.get()
    if held:
        return held[0]
    found = _newest()
    if held is not None:
        held.append(found)
    return found


def _newest() -> Policy:
    found = _newest_published()
    return _parsed(*found[0]) if found else bundled(DEFAULT_POLICY)


@ready
def _newest_published() -> QuerySet[PolicyVersion, tuple[str, str]]:
    rows = PolicyVersion.objects.filter(published_at__isnull=False).order_by("-application_year")
    return rows.values_list("sha256", "name")[:1]


def notice_of(year: int) -> str:
    """How a paper of `year` cites the notice of that year: its number,
    else its title; "" while none is published."""
    try:
        policy = policy_for_application_year(year)
    except Refused:
        return ""
    return cited(policy)


def cited(policy: Policy) -> str:
    """湘人社函〔2020〕11号, or 《the title》 of a notice whose number is not known."""
    return policy.document_number if "〔" in policy.document_number else f"《{policy.title}》"


def published_policies() -> list[PolicyVersion]:
    """The rows in force, newest application year first."""
    return list(PolicyVersion.objects.filter(published_at__isnull=False).defer("source"))


def policies_rest_on() -> QuerySet[PolicyVersion, Any]:
    """The rows that decide over what strangers read of the rules (cejc/lib/shelf.py)."""
    rows = PolicyVersion.objects.filter(published_at__isnull=False).order_by("pk")
    return rows.values_list("name", "application_year", "sha256", "published_at")


def workdays(years: Iterable[int]) -> dict[date, bool]:
    """Date -> is it a working day, for every loaded date of `years`. A year that is not loaded is simply
    absent: the engine raises CalendarMissing when it needs it."""
    wanted = sorted(set(years))
    if not wanted:
        return {}
    days = _days(date(wanted[0], 1, 1), date(wanted[-1], 12, 31))
    return {day: works for day, works in days if day.year in wanted}


@ready
def _days(first: date, last: date) -> QuerySet[CalendarDay, tuple[date, bool]]:
    return CalendarDay.objects.filter(date__gte=first, date__lte=last).values_list("date", "is_workday")
