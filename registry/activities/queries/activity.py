"""Lists of activities: a person's own, and a desk's queue, by filter, in order."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cejc.lib.db.order import latest
from registry.activities.models import Activity, Award
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


def approved_of(professional: Professional, user: User) -> QuerySet[Activity]:
    """What stands of one person and `user` may read, newest first (two queries)."""
    rows = Activity.objects.visible_to(user).filter(professional=professional, state=ActivityState.APPROVED)
    rows = rows.select_related("organisation")
    return rows.prefetch_related(awards_in_order()).order_by(latest("first_date"), "-pk")


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
    """The rows before and after `activity` in a queue, also when it has just left the queue.

    What was never submitted has no place in a queue: before it there is nothing, after it the queue begins.
    """
    if activity.submitted_at is None:
        return None, rows.order_by("submitted_at", "pk").first()
    moment, key = activity.submitted_at, activity.pk
    later = Q(submitted_at__gt=moment) | Q(submitted_at=moment, pk__gt=key)
    earlier = Q(submitted_at__lt=moment) | Q(submitted_at=moment, pk__lt=key)
    before = rows.filter(earlier).order_by("-submitted_at", "-pk").first()
    return before, rows.filter(later).order_by("submitted_at", "pk").first()
