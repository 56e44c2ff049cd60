"""Loading policies and calendars. Called by commands; nothing here knows people."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cejc import clock
from cejc.errors import Refused
from credits.engine import Policy
from credits.governing import row_of
from credits.models import CalendarDay, PolicyVersion

_HOLIDAYS = {
    "New Year's Day": gettext_noop("元旦"),
    "Spring Festival": gettext_noop("春节"),
    "Tomb-sweeping Day": gettext_noop("清明节"),
    "Labour Day": gettext_noop("劳动节"),
    "Dragon Boat Festival": gettext_noop("端午节"),
    "National Day": gettext_noop("国庆节"),
    "Mid-autumn Festival": gettext_noop("中秋节"),
    "Anti-Fascist 70th Day": gettext_noop("抗战胜利70周年纪念日"),
}


@transaction.atomic
def load_policy(*, policy: Policy, publish: bool = False) -> tuple[PolicyVersion, bool]:
    """Store an edition of `policy`, and publish it when asked. Returns the row and whether anything changed.

    An edition that is published keeps its text for ever: another hash raises Refused. So does publishing a
    second policy for one application year of one row of notices, and an edition whose forerunner is not in
    force.
    """
    edition = policy.reach.edition
    row = PolicyVersion.objects.select_for_update().filter(name=policy.name, edition=edition).first()
    if row and row.sha256 != policy.sha256 and row.published_at:
        raise Refused(
            _(
                "政策 %(name)s 已发布，内容不能更改（已发布 %(published)s，文件 %(given)s）。"
                "请以新的名称载入，或作为修订发布。"
            )
            % {"name": policy.name, "published": row.sha256[:12], "given": policy.sha256[:12]},
            code="published",
        )
    changed = row is None or row.sha256 != policy.sha256
    row = row or PolicyVersion(name=policy.name, edition=edition)
    if changed:
        _store(policy, row)
    if publish and not row.published_at:
        _publish(policy, row)
        changed = True
    return row, changed


def _store(policy: Policy, row: PolicyVersion) -> None:
    reach = policy.reach
    row.application_year, row.rule_set, row.beside = policy.application_year, _row(policy), reach.beside
    row.regions, row.series = ",".join(reach.regions), ",".join(reach.series)
    row.begins, row.ends = reach.begins, reach.ends
    row.document_number, row.title = policy.document_number, policy.title
    row.sha256, row.source, row.bases = policy.sha256, policy.source_text, dict(policy.written.texts)
    row.save()


def _row(policy: Policy) -> str:
    """A later edition stays in the row of the first."""
    same = PolicyVersion.objects.filter(name=policy.name, edition__lt=policy.reach.edition)
    known = same.order_by("-edition").values_list("rule_set", flat=True).first()
    return known if known and not policy.reach.row_said else row_of(policy)


def _publish(policy: Policy, row: PolicyVersion) -> None:
    in_force = PolicyVersion.objects.select_for_update().filter(published_at__isnull=False, retired_at=None)
    rivals = in_force.filter(application_year=row.application_year).exclude(pk=row.pk)
    other = next((one for one in rivals if _meets(one, row)), None)
    if policy.reach.amendment:
        _retire_forerunner(row, other)
    elif other:
        raise Refused(
            _("%(year)s 年度已发布政策 %(other)s，不能再发布 %(name)s。需要更正的，请发布修订。")
            % {"year": row.application_year, "other": other.name, "name": row.name},
            code="published",
        )
    row.published_at = clock.now()
    row.save(update_fields=["published_at"])


def _meets(one: PolicyVersion, other: PolicyVersion) -> bool:
    """Whether two policies of one year would govern the same people, neither closer than the other."""
    if one.rule_set == other.rule_set:
        return True
    apart = one.beside or other.beside
    return not apart and _overlap(one.regions, other.regions) and _overlap(one.series, other.series)


def _overlap(one: str, other: str) -> bool:
    """Two lists of ids, "" for everybody, that are of one closeness and name someone in common."""
    return one == other or bool(one and other and set(one.split(",")) & set(other.split(",")))


def _retire_forerunner(row: PolicyVersion, other: PolicyVersion | None) -> None:
    before = PolicyVersion.objects.filter(name=row.name, edition=row.edition - 1, published_at__isnull=False)
    if not before.exists() or (other and (other.name, other.edition) != (row.name, row.edition - 1)):
        raise Refused(
            _("这是 %(name)s 的第%(edition)s版，但它的上一版没有发布，或不是最新的一版，不能发布。")
            % {"name": row.name, "edition": row.edition},
            code="no_forerunner",
        )
    if other:
        retire(version=other, why="amended")


def retire(*, version: PolicyVersion, why: str) -> None:
    """Take a published edition out of force: `why` is amended or withdrawn. Its text is kept."""
    version.retired_at, version.retired_why = clock.now(), why
    version.save(update_fields=["retired_at", "retired_why"])


@transaction.atomic
def load_calendar(*, years: Iterable[int]) -> int:
    """Store every date of `years` from the State Council's published
    arrangements; returns the number of dates.

    Safe to run twice. Raises Refused for a year without data and then stores none of them.
    """
    days = [day for year in sorted(set(years)) for day in _year(year)]
    CalendarDay.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name"],
        batch_size=300,
    )
    return len(days)


def _year(year: int) -> list[CalendarDay]:
    try:
        first = date(year, 1, 1)
        return [_day(first + timedelta(days=index)) for index in range((date(year + 1, 1, 1) - first).days)]
    except (NotImplementedError, ValueError, OverflowError):
        raise Refused(
            _("没有 %(year)s 年的放假安排数据，不能载入；请等国务院公布并更新日历数据后再试。")
            % {"year": year},
            code="no_calendar",
        ) from None


def _day(day: date) -> CalendarDay:
    holiday, name = chinese_calendar.get_holiday_detail(day)
    name = _HOLIDAYS.get(name, name or "")
    return CalendarDay(date=day, is_workday=not holiday, name=name)
