"""The answer to registry.people.questions: who may act now, and where nobody can, who may instead."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.db.ready import ready
from registry.people.models import Membership, Unattended, User
from registry.people.questions import Post, Question, noun_of


@dataclass(frozen=True)
class Answer:
    """`able`: may act at the posts asked about. Only where nobody is: the
    office that stands in, with its people."""

    able: tuple[User, ...]
    office: str
    stands_in: Post | None = None
    instead: tuple[User, ...] = ()

    @property
    def nobody(self) -> bool:
        return not self.able


def holders(post: Post, barred: Collection[int | None] = ()) -> list[User]:
    """The active logins at `post` today, deputies too, each person once; the barred and those without a
    person left out, for nobody can say what they must stand aside from."""
    users = post.users or tuple(_seated(post))
    found: dict[int | None, User] = {}
    for user in users:
        if user.is_active and user.professional_id is not None and user.professional_id not in barred:
            found.setdefault(user.professional_id, user)
    return list(found.values())


_asked_once: ContextVar[dict[tuple[str, int | None], list[User]] | None] = ContextVar(
    "asked_once", default=None
)


@contextmanager
def asked_once() -> Iterator[None]:
    """While many things are asked about, who sits at a post is read once."""
    token = _asked_once.set({})
    try:
        yield
    finally:
        _asked_once.reset(token)


def _seated(post: Post) -> Iterable[User]:
    known = _asked_once.get()
    if known is None:
        return _sitting(post)
    key = (str(post.role), post.organisation.pk if post.organisation else None)
    if key not in known:
        known[key] = _sitting(post)
    return known[key]


def _sitting(post: Post) -> list[User]:
    today = clock.today()
    place = post.organisation
    seats = _seats_of(post.role, today) if place is None else _seats_at(place.pk, post.role, today)
    return [seat.user for seat in seats]


@ready
def _seats_of(role: str, day: date) -> models.QuerySet[Membership]:
    seats = Membership.objects.in_force(day).filter(role=role, user__is_active=True)
    return seats.select_related("user").order_by("pk")


@ready
def _seats_at(organisation: int, role: str, day: date) -> models.QuerySet[Membership]:
    seats = Membership.objects.in_force(day).filter(role=role, user__is_active=True)
    return seats.filter(organisation=organisation).select_related("user").order_by("pk")


def answer(question: Question) -> Answer:
    """Ask the posts, and where nobody may act there, the offices that
    the policy lets stand in, in their order."""
    able = _all(question.posts, question.barred)
    office = "、".join(dict.fromkeys(post.name for post in question.posts))[:200]
    if able:
        return Answer(able, office)
    for post in question.stands_in:
        if instead := tuple(holders(post, question.barred)):
            return Answer((), office, post, instead)
    return Answer((), office)


def _all(posts: Iterable[Post], barred: Collection[int | None]) -> tuple[User, ...]:
    found = {user.pk: user for post in posts for user in holders(post, barred)}
    return tuple(found.values())


def above(question: Question) -> tuple[Post | None, list[User]]:
    """The nearest office above in which somebody sits, and its people; (None, []) where there is none."""
    for post in question.above:
        if people := holders(post):
            return post, people
    return None, []


def standing_sentence(row: Unattended) -> str:
    """What the page says of a thing on which nobody may act."""
    if row.stands_in:
        return _("%(office)s目前没有可以办理这一步的经办人员，按规定由%(above)s代为办理，已经通知。") % {
            "office": row.office,
            "above": row.stands_in,
        }
    return _(
        "%(office)s目前没有可以办理这一步的经办人员（须回避，或者没有在任人员）。上级机关和系统管理员已收到通知："
        "增设一名经办人员，或者委托同事代行后，即可办理。"
    ) % {"office": row.office}


def unattended(row: models.Model) -> Unattended | None:
    """What is noted of `row` when nobody may act on it; None while somebody may."""
    if noun_of(row) is None:
        return None
    rows = Unattended.objects.open().filter(subject_type=row._meta.model_name)
    return rows.filter(subject=str(row.public_id)).first()  # type: ignore[attr-defined]
