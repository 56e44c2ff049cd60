"""What follows from a policy that was put in force: who hears of it, and what is counted again."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.urls import reverse

from cejc import clock
from cejc.lib.hook import Hook
from cejc.lib.pieces import PIECE
from credits.governing import cited
from credits.models import PolicyVersion
from registry.activities.models import Activity
from registry.activities.permissions import WAITING
from registry.activities.services.ledger import reweigh_all_of
from registry.enums import PolicyState, Role
from registry.machinery.models import Job
from registry.machinery.service import service
from registry.machinery.services.job import beat, enqueue, handles, periodic
from registry.people.models import Membership, Message, Professional, User
from registry.people.services.telling.message import tell_each
from registry.rules.models import PolicyFile
from registry.rules.queries.policy_text import policy_of_file

READERS = (Role.HR, Role.DEPARTMENT, Role.COUNTY, Role.BUREAU, Role.PROVINCE, Role.BASE)
# Who else has something under way that is counted again: (file, beat) in the worker, safe to run twice.
underway: Hook[Callable[[PolicyFile], None]] = Hook()


@handles("policy.tell")
def tell_seats(job: Job) -> None:
    """Every seat that works by it hears that a policy is out, or withdrawn: each login once."""
    row = PolicyFile.objects.select_related("version").get(public_id=job.payload["file"])
    kind = "policy_withdrawn" if row.state == PolicyState.WITHDRAWN else "policy_published"
    done = 0
    for piece in _logins(row):
        _tell(row, kind, piece)
        done += len(piece)
        beat(job, done)


def _logins(row: PolicyFile) -> Iterator[list[User]]:
    """Logins with a seat, those who have not yet heard, some hundred at a time."""
    seats = Membership.objects.in_force().filter(role__in=READERS)
    reach = policy_of_file(row).reach
    if reach.regions:
        seats = seats.filter(organisation__region__in=reach.regions)
    last = 0
    users = User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")
    while piece := list(users.filter(pk__gt=last)[:PIECE]):
        last = piece[-1].pk
        yield piece


@service
def _tell(row: PolicyFile, kind: str, users: list[User]) -> None:
    policy = policy_of_file(row)
    amendment = policy.reach.amendment
    context = {
        "file": row,
        "cited": cited(policy),
        "begins": policy.reach.begins,
        "reasons": amendment.reasons if amendment else "",
    }
    link = f"{reverse('certification:rules')}?policy={row.name}"
    heard = set(_heard(users, kind, link))
    tell_each(((user, context, link) for user in users if user.pk not in heard), kind)


def _heard(users: list[User], kind: str, link: str) -> Iterator[int]:
    rows = Message.objects.filter(recipient__in=users, kind=kind, link=link)
    yield from rows.values_list("recipient", flat=True)


@periodic(seconds=3600)
def weigh_by_what_began() -> None:
    """A policy that begins today is what waiting records are weighed by from today on."""
    begun = PolicyVersion.objects.filter(published_at__isnull=False, retired_at=None, edition=1)
    for row in begun.filter(begins__lte=clock.today(), begins__gt=clock.today() - timedelta(days=7)):
        file = PolicyFile.objects.filter(version=row).first()
        if file is not None:
            enqueue("policy.reweigh", f"{file.public_id}", {"file": str(file.public_id)})


@handles("policy.reweigh")
def count_again(job: Job) -> None:
    """Records that wait are weighed anew; what else is under way is asked of the rooms above."""
    row = PolicyFile.objects.get(public_id=job.payload["file"])
    last = done = 0
    while people := list(_waiting_people(last)):
        for person in people:
            _reweigh(person)
        last, done = people[-1], done + len(people)
        beat(job, done)
    if policy_of_file(row).reach.amendment:
        for count in underway:
            count(row)


def _waiting_people(after: int) -> Iterator[int]:
    rows = Activity.objects.filter(state__in=WAITING, professional__gt=after).order_by("professional")
    yield from rows.values_list("professional", flat=True).distinct()[:PIECE]


@service
def _reweigh(person: int) -> None:
    reweigh_all_of(Professional.objects.select_for_update(no_key=True).get(pk=person))
