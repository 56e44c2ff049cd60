from typing import ClassVar, Self

from django.db import models

from cejc import clock
from cejc.lib.models import PublicRow


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


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

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # The badge in the header and the list of messages.
            models.Index(fields=["recipient", "read_at", "-created_at"], name="message_of_login"),
        ]
