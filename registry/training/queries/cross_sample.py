"""The random sample of cross-reviews: anybody can draw it again from the
seed and the list (docs/cross-review.md)."""

import hashlib
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from cejc import clock
from registry.enums import CourseForm, ReviewState, Verdict
from registry.training.models import Course, CourseReview, CrossReview
from registry.training.queries.catalogue import open_courses


def drawn(seed: str, population: Iterable[str], size: int) -> list[str]:
    """The `size` members of `population` whose SHA-256 of "seed:member" is smallest, in that order."""
    return sorted(set(population), key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())[
        :size
    ]


def population(year: int) -> QuerySet[Course]:
    """Published online courses that are on line, with a passed conclusion on file, neither failed before nor
    sampled in `year` already."""
    passed = CourseReview.objects.filter(
        course=OuterRef("pk"), state=ReviewState.SUBMITTED, conclusion=Verdict.PASS
    )
    done = CrossReview.objects.filter(course=OuterRef("pk"), sample__year=year)
    failed = CrossReview.objects.filter(course=OuterRef("pk"), decision=Verdict.FAIL)
    rows = open_courses().filter(form=CourseForm.ONLINE, live_on__lte=clock.today())
    rows = rows.filter(Exists(passed)).exclude(Exists(done)).exclude(Exists(failed))
    return rows.order_by("public_id")
