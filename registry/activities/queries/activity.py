"""Lists of activities: a person's own, and a desk's queue, by filter, in order."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cejc.lib.db.order import latest
from cejc.lib.db.ready import Keys, hand_out, ready
from registry.activities.models import Activity, ActivityReview, Award
from registry.enums import ActivityState
from registry.people.models import Professional, User

SORTS = {"date": ("first_date", "pk"), "title": ("title", "pk"), "updated": ("updated_at", "pk")}


def own_activities(user: User) -> QuerySet[Activity]:
    """Everything of one person that holds anything, with what each record earns (two queries)."""
    rows = (
        Activity.objects.filter(professional=user.professional_id).touched()
        if user.professional_id
        else Activity.objects.none()
    )
    return rows.prefetch_related(awards_in_order())


def own_latest(user: User, earning: int) -> list[Activity]:
    """All of one person that is not thrown away, what was touched last in front; the first `earning` with
    what each earns (two queries)."""
    rows = _own_latest(user.professional_id) if user.professional_id else []
    first = rows[:earning]
    hand_out(first, "awards", _awards_of([row.pk for row in first]), "activity_id")
    return rows


@ready
def _own_latest(person: int) -> QuerySet[Activity]:
    rows = Activity.objects.filter(professional=person).touched().exclude(state=ActivityState.DISCARDED)
    return rows.order_by("-updated_at", "-pk")


@ready
def _awards_of(activities: Keys) -> QuerySet[Award]:
    return Award.objects.filter(activity__in=activities).order_by("year", "subject")


def approved_of(professional: Professional, user: User) -> QuerySet[Activity]:
    """What stands of one person and `user` may read, newest first (two queries)."""
    rows = Activity.objects.visible_to(user).filter(professional=professional, state=ActivityState.APPROVED)
    rows = rows.select_related("organisation")
    return rows.prefetch_related(awards_in_order()).order_by(latest("first_date"), "-pk")


@ready
def reviews_of(activity: int) -> QuerySet[ActivityReview]:
    """What was decided on one record, newest first."""
    return ActivityReview.objects.filter(activity=activity).select_related("reviewer").order_by("-pk")


def awards_in_order() -> Prefetch:
    return Prefetch("awards", queryset=Award.objects.order_by("year", "subject"))


def filtered(
    rows: QuerySet[Activity], *, year: int | None = None, kind: str = "", state: str = "", q: str = ""
) -> QuerySet[Activity]:
    """Narrow `rows`; discarded ones show only when asked for."""
    if year:
        earned = Award.objects.filter(activity=OuterRef("pk"), year=year)
        rows = rows.filter(Q(first_date__year=year) | Exists(earned))
    if kind:
        rows = rows.filter(kind=kind)
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(note__icontains=q))
    return rows.filter(state=state) if state else rows.exclude(state=ActivityState.DISCARDED)


def with_people(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """With all that a row of a desk's queue shows."""
    return rows.select_related("professional", "organisation__supervisor")


def neighbours(rows: QuerySet[Activity], activity: Activity) -> tuple[Activity | None, Activity | None]:
    """Where the records before and after `activity` in a queue are found, also when it has just left it.

    What was never submitted has no place in a queue: before it there is nothing, after it the queue begins.
    """
    if activity.submitted_at is None:
        return None, following(rows, activity)
    earlier = Q(submitted_at__lt=activity.submitted_at) | Q(
        submitted_at=activity.submitted_at, pk__lt=activity.pk
    )
    before = _addresses(rows.filter(earlier)).order_by("-submitted_at", "-pk").first()
    return before, following(rows, activity)


def following(rows: QuerySet[Activity], activity: Activity) -> Activity | None:
    """Where the record after `activity` in a queue is found, as of `neighbours`."""
    if activity.submitted_at is not None:
        later = Q(submitted_at=activity.submitted_at, pk__gt=activity.pk)
        rows = rows.filter(Q(submitted_at__gt=activity.submitted_at) | later)
    return _addresses(rows).order_by("submitted_at", "pk").first()


def _addresses(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    return rows.select_related(None).only("public_id")
