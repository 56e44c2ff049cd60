"""What the provincial office watches: bases side by side, and results that cannot be right as reported.

A flag accuses nobody: it puts records side by side for somebody to look at. Nothing here is stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from cejc import clock
from registry.activities.models import SlotClaim
from registry.enums import CompletionState, KeyPart
from registry.results.models import Completion, MissingHours
from registry.results.models.completion import LIVE
from registry.training.models import CrossReview, PlatformKey, TrainingBase
from registry.training.queries.recognition import key_b_due

MINUTES_OF_A_DAY = 24 * 60
# kind: the codes of results that it shows.
EARLY = ("before_live", "outside_filing", "unfiled", "late_conclusion")
OVER = ("over_headcount",)
OVERLAP = ("conflict",)


@dataclass
class BaseLine:
    """One base in one year."""

    base: TrainingBase
    counted: int = 0
    held: int = 0
    refused: int = 0
    asked: int = 0
    overdue: int = 0
    reviews_due: int = 0
    key_b: str = ""  # deposited, awaited, late; "" where the base has no platform


def base_lines(bases: Iterable[TrainingBase], year: int) -> list[BaseLine]:
    """The lines of `bases` in the order given; a fixed number of queries."""
    lines = {base.pk: BaseLine(base) for base in bases}
    _results(lines, year)
    _questions(lines, year)
    due = CrossReview.objects.filter(course__base__in=lines, sample__year=year, verdict="")
    for base, count in due.values_list("course__base").annotate(Count("pk")):
        lines[base].reviews_due = count
    _keys(lines, year)
    return list(lines.values())


def _results(lines: Mapping[int, BaseLine], year: int) -> None:
    rows = Completion.objects.filter(base__in=lines, passed_on__range=_year(year), state__in=LIVE)
    for base, state, count in rows.values_list("base", "state").annotate(Count("pk")):
        line = lines[base]
        if state == CompletionState.REFUSED:
            line.refused += count
        elif state in (CompletionState.COUNTED, CompletionState.REVIEW):
            line.counted += count
        else:
            line.held += count


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _questions(lines: Mapping[int, BaseLine], year: int) -> None:
    rows = MissingHours.objects.filter(base__in=lines, passed_on__range=_year(year))
    late = Count("pk", filter=Q(state="asked", due_on__lt=clock.today()))
    for row in rows.values("base").annotate(count=Count("pk"), overdue=late).order_by():
        lines[row["base"]].asked, lines[row["base"]].overdue = row["count"], row["overdue"]


def _keys(lines: Mapping[int, BaseLine], year: int) -> None:
    """四(五): key B of the year in time, still awaited, or late. A base without a platform needs none."""
    first: dict[int, Any] = {}
    rows = PlatformKey.objects.filter(base__in=lines, year=year, part=KeyPart.B).order_by("deposited_at")
    for base, moment in rows.values_list("base", "deposited_at"):
        first.setdefault(base, moment)
    due = key_b_due(year)
    for line in lines.values():
        if not line.base.platform_name:
            continue
        deposited = first.get(line.base.pk)
        if deposited is not None:
            line.key_b = "deposited" if clock.day_of(deposited) <= due else "late"
        else:
            line.key_b = "awaited" if clock.today() <= due else "late"


def flagged(kind: str, year: int) -> QuerySet[Completion]:
    """Single results under a flag: early, over, overlap; the last reported first."""
    codes = {"early": EARLY, "over": OVER, "overlap": OVERLAP}[kind]
    rows = Completion.objects.filter(code__in=codes, state__in=LIVE, passed_on__range=_year(year))
    return rows.select_related(
        "base__organisation", "batch", "course", "session__organiser", "professional"
    ).order_by("-reported_at", "-pk")


def bursts(year: int) -> QuerySet[Any]:
    """(base, course, day, count) where so many passed one course on one day."""
    rows = Completion.objects.filter(passed_on__range=_year(year), state__in=LIVE).exclude(course=None)
    return (
        rows.filter(session=None)
        .values("base__organisation__name", "course__title", "course__public_id", "passed_on")
        .annotate(count=Count("pk"))
        .filter(count__gte=settings.CEJC_BURST_RESULTS)
        .order_by("-count", "passed_on")
    )


def long_days(year: int) -> QuerySet[Any]:
    """(person, day, minutes, courses) where online courses of one day are longer than a day."""
    rows = Completion.objects.filter(passed_on__range=_year(year), state__in=LIVE, session=None)
    return (
        rows.values("identity_index", "identity_masked", "name", "passed_on")
        .annotate(minutes=Sum("course__minutes"), courses=Count("pk"))
        .filter(minutes__gt=MINUTES_OF_A_DAY)
        .order_by("-minutes", "passed_on", "identity_index")
    )


def long_day_results(keys: Iterable[tuple[str, date]]) -> Mapping[tuple[str, date], list[Completion]]:
    """The results behind long days, for a page of them; one query."""
    wanted = set(keys)
    rows = Completion.objects.filter(
        identity_index__in={key for key, _day in wanted},
        passed_on__in={day for _key, day in wanted},
        state__in=LIVE,
        session=None,
    ).select_related("base__organisation", "batch", "course")
    found: dict[tuple[str, date], list[Completion]] = defaultdict(list)
    for row in rows.order_by("pk"):
        if (row.identity_index, row.passed_on) in wanted:
            found[row.identity_index, row.passed_on].append(row)
    return found


def beside(rows: Iterable[Completion]) -> Mapping[int, list[str]]:
    """Completion -> what else its person holds on the same days: titles with their providers; two queries."""
    listed = [row for row in rows if row.professional_id is not None]
    people = {row.professional_id for row in listed}
    days = {line["date"] for row in listed for line in row.lines}
    found: dict[int, list[str]] = defaultdict(list)
    claims = SlotClaim.objects.filter(professional__in=people, date__in=days).values_list(
        "professional_id", "date", "activity__title", "activity__organisation__name"
    )
    held: dict[tuple[int, str], set[str]] = defaultdict(set)
    for person, day, title, unit in claims:
        held[person, day.isoformat()].add("　".join(part for part in (title, unit) if part))
    for row in listed:
        titles = {title for line in row.lines for title in held[row.professional_id or 0, line["date"]]}
        found[row.pk] = sorted(titles)
    return found


def flag_counts(year: int) -> dict[str, int]:
    """How many of each flag there are."""
    codes = Completion.objects.filter(state__in=LIVE, passed_on__range=_year(year)).values_list("code")
    by_code = dict(codes.annotate(Count("pk")).filter(code__in=(*EARLY, *OVER, *OVERLAP)).order_by())
    return {
        "early": sum(by_code.get(code, 0) for code in EARLY),
        "over": sum(by_code.get(code, 0) for code in OVER),
        "overlap": sum(by_code.get(code, 0) for code in OVERLAP),
        "burst": bursts(year).count(),
        "long_day": long_days(year).count(),
    }
