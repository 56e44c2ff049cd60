import uuid
from typing import ClassVar, Self

from django.db import models

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.db.ready import ready
from registry.enums import MailTopic, MailWay


def alone() -> str:
    """The name of a thread of one message."""
    return f"one:{uuid.uuid4()}"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


def unread_of(recipient: int) -> int:
    """How many messages of a login are unread: every page says so."""
    return sum(count for (count,) in _unread(recipient))


@ready
def _unread(recipient: int) -> models.QuerySet:
    rows = Message.objects.filter(recipient=recipient).unread().order_by().values("recipient")
    return rows.annotate(count=models.Count("pk")).values_list("count")


@ready
def news_of(recipient: int) -> models.QuerySet:
    """The newest four, for the first screen."""
    return Message.objects.filter(recipient=recipient).order_by("-created_at", "-pk")[:4]


class Message(PublicRow):
    """A sentence to one login, shown in the portal and sent by mail."""

    recipient = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="messages_received")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # What it is about: messages of one thread stand in one line of the list.
    thread = models.CharField(max_length=100, default=alone)
    by_mail = models.CharField(max_length=10, choices=MailWay.choices, default=MailWay.AT_ONCE)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # The badge in the header and the list of messages.
            models.Index(fields=["recipient", "read_at", "-created_at"], name="message_of_login"),
            models.Index(fields=["recipient", "thread"], name="message_thread"),
            # What the next digest holds.
            models.Index(
                fields=["recipient"],
                name="message_for_digest",
                condition=models.Q(by_mail=MailWay.DAILY, mailed_at=None),
            ),
            models.Index(
                fields=["recipient"],
                name="message_for_weekly",
                condition=models.Q(by_mail=MailWay.WEEKLY, mailed_at=None),
            ),
        ]


class MailPreference(models.Model):
    """How one login wants the messages of one topic by mail; without a row, at once."""

    user = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="mail_preferences")
    topic = models.CharField(max_length=10, choices=MailTopic.choices)
    way = models.CharField(max_length=10, choices=MailWay.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "topic"], name="mail_preference_once"),
        ]
