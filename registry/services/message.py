"""Messages to logins: in the portal at once, by mail from the worker after commit."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from cejc import clock
from registry.models import Message, User
from registry.models.job import Job
from registry.services.base import service
from registry.services.job import enqueue, enqueue_all, handles


def tell(
    recipients: Iterable[User], kind: str, context: dict[str, object], *, link: str = ""
) -> list[Message]:
    """Write one message a login from the templates `messages/<kind>.txt`: first line the subject, then the body.

    Called inside a service; nothing is sent when its transaction is undone.
    """
    rendered = render_to_string(f"messages/{kind}.txt", context).strip()
    subject, _, body = rendered.partition("\n")
    made = [
        Message(recipient=user, kind=kind, subject=subject[:200], body=body.strip(), link=link)
        for user in {user.pk: user for user in recipients}.values()
    ]
    Message.objects.bulk_create(made)
    for message in made:
        if message.recipient.email:
            enqueue("mail", str(message.public_id), {"message": str(message.public_id)})
    return made


def tell_each(told: Iterable[tuple[User, dict[str, object], str]], kind: str) -> int:
    """`tell` for whole lists: (recipient, context, link) each, in three statements however long; the number."""
    made = []
    for user, context, link in told:
        subject, _, body = render_to_string(f"messages/{kind}.txt", context).strip().partition("\n")
        made.append(Message(recipient=user, kind=kind, subject=subject[:200], body=body.strip(), link=link))
    Message.objects.bulk_create(made, batch_size=500)
    enqueue_all("mail", [str(one.public_id) for one in made if one.recipient.email], "message")
    return len(made)


@handles("mail")
def send(job: Job) -> None:
    """Mail one message, once."""
    message = Message.objects.select_related("recipient").filter(public_id=job.payload["message"]).first()
    if message is None or message.mailed_at or not message.recipient.email:
        return
    text = render_to_string("messages/mail.txt", {"message": message, "address": settings.CEJC_PUBLIC_URL})
    send_mail(message.subject, text, settings.DEFAULT_FROM_EMAIL, [message.recipient.email])
    Message.objects.filter(pk=message.pk).update(mailed_at=clock.now())


@service
def mark_read(*, actor: User, messages: Iterable[Message]) -> int:
    """Mark as read those of `messages` that belong to `actor`; the number that changed."""
    keys = [message.pk for message in messages]
    return Message.objects.filter(pk__in=keys, recipient=actor, read_at=None).update(read_at=clock.now())
