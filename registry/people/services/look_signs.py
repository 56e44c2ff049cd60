"""Signs of unusual reading: the looks of a day, counted for each login, against the thresholds of the set-up.

A sign accuses nobody: it says where the auditor may ask. Counted every hour for today and for yesterday; what
was once a sign stays, also when the looks themselves are gone.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from cejc import clock
from registry.enums import LookSignKind, Role
from registry.machinery.services.job import periodic
from registry.people.models import Employment, Look, LookSign, Membership
from registry.people.models.look import WITHOUT_MATTER

Found = Iterator[tuple[int, int]]  # key of the login, number of people


@periodic(seconds=3600)
def count_signs() -> None:
    """What was unusual today and yesterday."""
    for day in (clock.today() - timedelta(days=1), clock.today()):
        mark(day)


def mark(day: date) -> None:
    """Keep the signs of `day`; counted again, a sign has the number of the last count."""
    looks = _of_day(day)
    ways = (
        (LookSignKind.MANY, _many(looks), settings.CEJC_LOOK_MANY),
        (LookSignKind.NIGHT, _night(looks, day), settings.CEJC_LOOK_NIGHT_MANY),
        (LookSignKind.COLLEAGUE, _colleagues(looks), settings.CEJC_LOOK_COLLEAGUES),
        (LookSignKind.NAMESAKE, _namesakes(looks), settings.CEJC_LOOK_NAMESAKES),
    )
    rows = [
        LookSign(viewer_id=viewer, day=day, kind=kind, count=count, threshold=threshold)
        for kind, found, threshold in ways
        for viewer, count in found
        if threshold and count >= threshold
    ]
    LookSign.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["viewer", "day", "kind"],
        update_fields=["count", "threshold"],
    )


def _of_day(day: date) -> QuerySet[Look]:
    begins = datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)
    return Look.objects.filter(at__gte=begins, at__lt=clock.midnight_after(day))


def _people(looks: QuerySet[Look]) -> Found:
    """Each login with the number of different people whom it looked at."""
    counted = looks.order_by().values("viewer").annotate(people=Count("person", distinct=True))
    yield from counted.values_list("viewer", "people")


def _many(looks: QuerySet[Look]) -> Found:
    return _people(looks.filter(matter_kind__in=WITHOUT_MATTER))


def _night(looks: QuerySet[Look], day: date) -> Found:
    """From the hour CEJC_LOOK_NIGHT_FROM to midnight, and from midnight to CEJC_LOOK_NIGHT_UNTIL."""
    begins = datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)
    late = Q(at__gte=begins + timedelta(hours=settings.CEJC_LOOK_NIGHT_FROM))
    return _people(looks.filter(late | Q(at__lt=begins + timedelta(hours=settings.CEJC_LOOK_NIGHT_UNTIL))))


def _colleagues(looks: QuerySet[Look]) -> Found:
    """People who work where the viewer works, unless the viewer keeps the people of that unit (HR)."""
    own = Employment.objects.current().filter(professional=OuterRef(OuterRef("viewer__professional")))
    there = Employment.objects.current().filter(
        professional=OuterRef("person"), organisation__in=own.values("organisation")
    )
    place = Employment.objects.current().filter(professional=OuterRef(OuterRef("person")))
    keeper = Membership.objects.filter(
        user=OuterRef("viewer"), role=Role.HR, organisation__in=place.values("organisation")
    )
    return _people(looks.filter(Exists(there)).exclude(Exists(keeper)))


def _namesakes(looks: QuerySet[Look]) -> Found:
    """People who bear the viewer's own name, or else the most people of one name."""
    most: dict[int, int] = {}
    named: Any = looks.order_by().values("viewer", "person__name")
    for row in named.annotate(people=Count("person", distinct=True)).filter(people__gte=2):
        most[row["viewer"]] = max(most.get(row["viewer"], 0), row["people"])
    for viewer, people in _people(looks.filter(person__name=F("viewer__professional__name"))):
        # One of one's own name is as much as the threshold: it is nobody's daily work.
        most[viewer] = max(most.get(viewer, 0), people, settings.CEJC_LOOK_NAMESAKES)
    yield from most.items()
