"""Nobody waits in front of nobody: asked again at every move and whenever
seats change, and said at once to everybody
concerned: whoever waits, the office above, the administrators. Once a
stay, and again when somebody can act.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from cejc import clock
from registry.enums import Role
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import enqueue, handles, periodic
from registry.people.above import places_left
from registry.people.models import Deputy, Membership, Message, Unattended, User
from registry.people.queries.standing import Answer, above, answer, asked_once, holders
from registry.people.questions import Noun, Post, Question, noun_of, nouns
from registry.people.services.telling.message import tell

About = tuple[str, models.Model, models.Model | None]
# Seats that began or ended so lately are looked at again: nobody acts when a day comes.
LATELY = timedelta(days=8)
AT_ONCE = 40  # things asked about within the act that changed a seat
# Acts that may give something that waits for nobody somebody who may act.
MORE = ("membership.granted", "deputy.named", "account.reactivated", "account.opened", "expert.appointed")


def follow(entries: Sequence[About]) -> None:
    """Ask again about everything that these audit entries touch. Registered in AppConfig.ready."""
    rows = [row for _action, *pair in entries for row in pair if row is not None]
    for noun in nouns():
        keys = {row.pk for row in rows if isinstance(row, noun.model) and row.pk}
        if keys:
            _ask_all(noun, keys)
    if any(action in MORE for action, *_rows in entries):
        _ask_stuck()
    if places := _left(entries):
        _ask_at(places)


def _left(entries: Sequence[About]) -> set[int]:
    """Organisations at which somebody does not sit any more by these entries."""
    found: set[int] = set()
    for action, subject, _context in entries:
        if action == "membership.ended" and isinstance(subject, Membership):
            found.add(subject.organisation_id)
        elif action == "deputy.ended" and isinstance(subject, Deputy):
            found.add(subject.principal.organisation_id)
        elif action == "account.deactivated" and isinstance(subject, User):
            found.update(subject.memberships.values_list("organisation", flat=True))
        for left in places_left:
            found.update(left(action, subject))
    return found


def _ask_stuck() -> None:
    """Ask again about whatever waits for nobody: a seat more may be the way out, at the post or above it."""
    known: dict[str, list[Any]] = {}
    for subject_type, subject in Unattended.objects.open().values_list("subject_type", "subject"):
        known.setdefault(subject_type, []).append(subject)
    for noun in nouns():
        subjects = known.get(noun.model._meta.model_name or "", [])
        if subjects:
            rows = noun.model._default_manager.filter(public_id__in=subjects)
            _ask_all(noun, rows.values_list("pk", flat=True))


def _ask_at(places: Collection[int]) -> None:
    """Ask again about all that waits at these organisations: at once
    where it is little, else by the worker."""
    rows = [(noun, list(noun.at(places).values_list("pk", flat=True))) for noun in nouns()]
    if sum(len(keys) for _noun, keys in rows) > AT_ONCE:
        for place in sorted(places):
            enqueue("standing", f"{place}:{clock.now():%Y%m%d%H%M%S%f}", {"place": place})
        return
    for noun, keys in rows:
        _ask_all(noun, keys)


@handles("standing")
def work(job: Job) -> None:
    """Ask about all that waits at one organisation; begun again from the start, it only repeats itself."""
    for noun in nouns():
        for key in list(noun.at([job.payload["place"]]).values_list("pk", flat=True)):
            _ask_one(noun=noun, key=key)


@service
def _ask_one(*, noun: Noun, key: int) -> None:
    _ask_all(noun, [key])


def _ask_all(noun: Noun, keys: Iterable[int]) -> None:
    with asked_once():
        rows = noun.fetch(sorted(keys))
        waiting = Unattended.objects.open().filter(
            subject_type=noun.model._meta.model_name, subject__in=[row.public_id for row in rows]
        )
        known = {one.subject: one for one in waiting.order_by("-pk")}
        for row in rows:
            _settle(row, known.get(row.public_id))


def settle(row: Any) -> Answer | None:
    """Ask about one thing and note the answer; who is concerned is told when it changes. Inside a service."""
    open_ = Unattended.objects.open().filter(subject_type=row._meta.model_name, subject=row.public_id).first()
    return _settle(row, open_)


def _settle(row: Any, open_: Unattended | None) -> Answer | None:
    noun = noun_of(row)
    question = noun.ask(row) if noun else None
    found = answer(question) if question else None
    if question is None or found is None or not found.nobody:
        if open_:
            _over(open_, question, found)
        return found
    stands_in = found.stands_in.name if found.stands_in else ""
    if open_ and (open_.state, open_.stands_in) == (question.state, stands_in):
        return found
    if open_:
        _close(open_)
    Unattended.objects.create(
        subject_type=row._meta.model_name,
        subject=row.public_id,
        state=question.state,
        office=found.office,
        stands_in=stands_in[:200],
    )
    _tell_all(question, found)
    return found


def _close(row: Unattended) -> None:
    row.until = clock.now()
    row.save(update_fields=["until"])


def _over(row: Unattended, question: Question | None, found: Answer | None) -> None:
    """Somebody may act again; said only where the same stay goes on."""
    _close(row)
    if question and found and found.able and row.state == question.state:
        context = {"question": question, "count": len(found.able), "office": found.office}
        tell(question.owners(), "unattended_over", context, link=question.own_link or question.link)


def _tell_all(question: Question, found: Answer) -> None:
    post, people = above(question)
    if found.stands_in is not None:
        post, people = found.stands_in, list(found.instead)
        question.called_in(found.stands_in)
    admins = holders(Post(Role.ADMIN))
    context = {
        "question": question,
        "office": found.office,
        "stands_in": found.stands_in,
        "above": post,
        "above_count": len(people),
        "admins": len(admins),
    }
    _tell_once(question.owners(), "unattended", context, question.own_link or question.link)
    _tell_once(people, "unattended_above", context, question.link)
    rest = [user for user in admins if user not in people]
    _tell_once(rest, "unattended_admin", context, reverse("registry:memberships"))


def _tell_once(readers: Iterable[User], kind: str, context: dict[str, Any], link: str) -> None:
    """What lies unread with a reader in the same words is not said again:
    ten records of one person are one message."""
    subject = render_to_string(f"messages/{kind}.txt", context).strip().partition("\n")[0][:200]
    known = Message.objects.unread().filter(kind=kind, subject=subject).values("recipient")
    found = {user.pk: user for user in readers}
    fresh = User.objects.filter(pk__in=list(found)).exclude(pk__in=known)
    tell(fresh, kind, context, link=link)


@periodic(seconds=900)
def look_at_the_day() -> None:
    """Seats begin and end at midnight without anybody's act: what waits there is asked about again."""
    today = clock.today()
    began = Q(valid_from__gt=today - LATELY, valid_from__lte=today)
    ended = Q(valid_until__gte=today - LATELY, valid_until__lt=today)
    places = set(Membership.objects.filter(began | ended).values_list("organisation", flat=True))
    if places or Unattended.objects.open().exists():
        _look(places=places)


@service
def _look(*, places: Collection[int]) -> None:
    _ask_stuck()
    _ask_at(places)
