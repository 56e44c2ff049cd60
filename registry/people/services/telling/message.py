"""Messages to logins: in the portal at once, by mail from the worker after commit, as each login chose."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import mail
from cejc.lib.pieces import PIECE
from registry.enums import ALWAYS_AT_ONCE, IN_DIGEST, MailTopic, MailWay
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets
from registry.machinery.services.job import enqueue_all, handles, on_parked, periodic
from registry.people.mail_topics import topic_of
from registry.people.models import MailPreference, Message, User
from registry.people.queries.people import administrators

DIGEST_AT = time(8)  # the day's digest holds what was written before, and is sent from then on
MOST_IN_DIGEST = 200  # what is more comes with the next day's
FEW = 500  # logins named in one statement; for more the whole topic is read
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Messages that come by the dozen on one day, each about a thing of its own.
TOGETHER = {"activity_approved"}
_IN_OWN_WORDS: set[str] = set()


def tell(
    recipients: Iterable[User], kind: str, context: dict[str, object], *, link: str = ""
) -> list[Message]:
    """Write one message a login from the templates
    `messages/<kind>.txt`: first line the subject, then the body.

    Called inside a service; nothing is sent when its transaction is undone.
    """
    told = {user.pk: user for user in recipients}.values()
    return _write(kind, [(user, context, link) for user in told])


def tell_each(told: Iterable[tuple[User, dict[str, object], str]], kind: str) -> int:
    """`tell` for whole lists: (recipient, context, link) each, in four
    statements however long; the number."""
    return len(_write(kind, list(told)))


def write_each(told: Iterable[tuple[User, dict[str, object], str]], kind: str) -> list[Message]:
    """`tell_each`, for whoever keeps which message it was."""
    return _write(kind, list(told))


def _write(kind: str, told: list[tuple[User, dict[str, object], str]]) -> list[Message]:
    ways = _ways(kind, {user.pk for user, _context, _link in told})
    made = []
    for user, context, link in told:
        subject, _, body = render_to_string(f"messages/{kind}.txt", context).strip().partition("\n")
        way = ways.get(user.pk, MailWay.AT_ONCE)
        row = Message(
            recipient=user, kind=kind, subject=subject[:200], body=body.strip(), link=link, by_mail=way
        )
        row.thread = _thread(row)
        made.append(row)
    Message.objects.bulk_create(made, batch_size=PIECE)
    at_once = [row for row in made if row.recipient.email and row.by_mail == MailWay.AT_ONCE]
    enqueue_all("mail", [str(row.public_id) for row in at_once], "message")
    return made


def _thread(message: Message) -> str:
    """What the message is about: the thing that its link opens, wherever
    the link leads; else the message alone."""
    if message.kind in TOGETHER:
        return f"kind:{message.kind}"
    found = _KEY.search(message.link)
    return found.group() if found else message.thread


def _ways(kind: str, users: set[int]) -> dict[int, str]:
    """Login (key) -> how it wants messages of this kind by mail, where it chose."""
    topic = topic_of(kind)
    if topic in ALWAYS_AT_ONCE:
        return {}
    rows = MailPreference.objects.filter(topic=topic).exclude(way=MailWay.AT_ONCE)
    if len(users) <= FEW:
        rows = rows.filter(user__in=users)
    return dict(rows.values_list("user", "way"))


@service
def choose_mail(*, actor: User, ways: dict[str, str]) -> None:
    """How `actor` wants each topic (MailTopic -> MailWay) by mail from now on.
    Topics that always come are left alone."""
    for topic in MailTopic:
        if topic in ALWAYS_AT_ONCE or topic not in ways:
            continue
        MailPreference.objects.update_or_create(
            user=actor, topic=topic, defaults={"way": MailWay(ways[topic])}
        )
    audit.record("mail.chosen", actor, actor=actor, context=actor.professional, after=dict(ways))


@handles("mail")
def send(job: Job) -> None:
    """Mail one message, once."""
    message = Message.objects.select_related("recipient").filter(public_id=job.payload["message"]).first()
    if message is None or message.mailed_at or not message.recipient.email:
        return
    _mail(message.recipient, message.subject, "messages/mail.txt", {"message": message})
    Message.objects.filter(pk=message.pk).update(mailed_at=clock.now())


@periodic(seconds=600)
def send_digests() -> None:
    """From eight in the morning: one mail to every login that chose a
    digest and has something unsent from before; what is weekly from Monday on."""
    today = _digest_begin()
    if clock.now() < today:
        return
    for way, begin in ((MailWay.DAILY, today), (MailWay.WEEKLY, _monday(today))):
        # Each by itself: an index holds no more than what is unsent of one way.
        rows = Message.objects.filter(by_mail=way, mailed_at=None, created_at__lt=begin)
        waiting = rows.order_by().values_list("recipient", flat=True).distinct()
        enqueue_all("mail-digest", [f"{user}:{today:%Y%m%d}" for user in waiting], "digest")


def _digest_begin() -> datetime:
    return datetime.combine(clock.today(), DIGEST_AT, clock.SHANGHAI)


def _monday(today: datetime) -> datetime:
    """The same hour of the last Monday: a day without a worker costs nobody another week."""
    return today - timedelta(days=clock.today().weekday())


def waiting_for_digest(user: User) -> dict[str, int]:
    """How many messages of `user` wait for the next digest of each way (MailWay)."""
    rows = Message.objects.filter(recipient=user, by_mail__in=IN_DIGEST, mailed_at=None).order_by()
    return dict(rows.values_list("by_mail").annotate(Count("pk")))


@handles("mail-digest")
def send_digest(job: Job) -> None:
    """Mail what a login has unsent for its digest, once, in one mail;
    what was read in the portal meanwhile too."""
    user = User.objects.get(pk=int(job.payload["digest"].partition(":")[0]))
    weekly = Q(by_mail=MailWay.WEEKLY, created_at__lt=_monday(_digest_begin()))
    rows = Message.objects.filter(Q(by_mail=MailWay.DAILY) | weekly, recipient=user, mailed_at=None)
    found = list(rows.order_by("-created_at", "-pk")[:MOST_IN_DIGEST])
    if not found or not user.email:
        return
    # In one line where one thing had several messages: the latest is what stands.
    latest = {row.thread: row for row in reversed(found)}
    shown = sorted(latest.values(), key=lambda row: (row.created_at, row.pk), reverse=True)
    context: dict[str, object] = {"rows": shown, "user": user, "count": len(found)}
    _mail(user, _("继续教育学时认定：%d条消息") % len(found), "messages/digest.txt", context)
    Message.objects.filter(pk__in=[row.pk for row in found]).update(mailed_at=clock.now())


def _mail(user: User, subject: str, template: str, context: dict[str, object]) -> None:
    more = {"address": settings.CEJC_PUBLIC_URL, "settings_path": reverse("registry:messages-settings")}
    mail.send(subject, render_to_string(template, context | more), user.email)


def tells_itself(kind: str) -> None:
    """Register a kind of job whose room says in its own words that one was given up."""
    _IN_OWN_WORDS.add(kind)


@on_parked
def tell_parked(job: Job) -> None:
    """A job was given up: whoever waits for it hears of it; where nobody does, the administrators."""
    if job.kind in _IN_OWN_WORDS:
        return
    owners = [job.owner] if job.owner else administrators()
    if not job.owner and job.kind.startswith("mail"):
        return  # a mail about a mail that cannot be sent; it stands in the list of jobs
    tell(owners, "job_parked", {"job": job}, link=reverse("registry:job", args=[job.public_id]))


def led_to(found: Sequence[Job]) -> set[int]:
    """Those of `found` (keys) that a message leads to: what became of a list stays readable from there."""
    named = {str(one.public_id): one.pk for one in found}
    readers = {one.owner_id for one in found if one.owner_id} | {user.pk for user in administrators()}
    rows = Message.objects.filter(recipient__in=readers, thread__in=named)
    return {named[thread] for thread in rows.values_list("thread", flat=True)}


@service
def mark_read(*, actor: User, messages: Iterable[Message]) -> int:
    """Mark as read those of `messages` that belong to `actor`; the number that changed."""
    keys = [message.pk for message in messages]
    return Message.objects.filter(pk__in=keys, recipient=actor, read_at=None).update(read_at=clock.now())


def _old(before: datetime) -> QuerySet[Message]:
    return Message.objects.filter(created_at__lt=before)


@forgets("messages", _old, person="recipient__professional")
def _forget_old(piece: Sequence[Message]) -> int:
    return Message.objects.filter(pk__in=[one.pk for one in piece]).delete()[1].get("registry.Message", 0)
