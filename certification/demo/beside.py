"""Somebody under a notice of another profession that counts hours beside the one that governs."""

import random
from typing import Any

from cejc.site import site
from certification.demo import records
from certification.demo.given import given
from certification.demo.people import Cast, numbers, professional_at
from registry.activities.queries.governing import policy_of_kind
from registry.activities.services import activity_review
from registry.enums import JobState
from registry.machinery.services.job import release
from registry.models import Job, PolicyFile, Professional, User
from registry.rules.services import policy_file, publishing, what_if, what_if_end

SEED = 1995


def publish(cast: Cast) -> None:
    """Each notice drafted, checked, tried and proposed by one officer, and put in force by another."""
    first, second = cast.officers
    for one in given("beside"):
        text = (site().folder / one["file"]).read_text(encoding="utf-8")
        row = policy_file.check(actor=first, file=policy_file.draft(actor=first, text=text))
        _try(first, row)
        row = publishing.propose(actor=first, file=PolicyFile.objects.get(pk=row.pk))
        publishing.publish(actor=second, file=row)


def _try(officer: User, row: PolicyFile) -> None:
    """Over the records there are, here and now: the worker starts after the story."""
    trial = what_if.start(actor=officer, file=row)
    job = Job.objects.get(key=f"{what_if_end.JOB}:{trial.public_id}")
    Job.objects.filter(pk=job.pk).update(state=JobState.PREPARED)
    release(job, here=True)


def record(cast: Cast) -> None:
    """The people under them, with what stands in their ledgers and what waits."""
    dice = random.Random(SEED)  # noqa: S311  (a story, not a secret)
    number = numbers(dice)
    for one in given("beside"):
        unit, clerks = next(pair for pair in cast.employers if pair[0].name == one["unit"])
        user = professional_at(
            clerks[0], unit, dice, one["name"], next(number), one["login"], series=one["series"]
        )
        for row in one["records"]:
            _enter(user, clerks[0], row, dice)


def _enter(user: User, clerk: User, one: dict[str, Any], dice: random.Random) -> None:
    person = Professional.objects.get(users=user)
    policy = policy_of_kind(person, one["kind"])
    made = records.make(user, policy, one["kind"], one["title"], one["facts"], dice)
    if one.get("approved"):
        activity_review.approve(actor=clerk, activity=made)
