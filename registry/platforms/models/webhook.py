from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.fields import EncryptedTextField
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import WebhookState


class Webhook(models.Model):
    """Where one client is told that reported results stand differently. `secret` signs; it is shown once."""

    client = models.OneToOneField("registry.ApiClient", on_delete=models.CASCADE, related_name="webhook")
    url = models.CharField(_("通知地址"), max_length=500)
    secret = EncryptedTextField()
    set_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(PublicRow):
    """One message to a client: `body` is sent byte for byte, however often
    it takes. No names, no numbers of people."""

    client = models.ForeignKey("registry.ApiClient", on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=24)
    body = models.TextField()
    state = state_field(WebhookState, max_length=8, default=WebhookState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)  # of the last attempt
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The last messages of one client.
        indexes: ClassVar = [models.Index(fields=["client", "-created_at"], name="delivery_of_client")]
