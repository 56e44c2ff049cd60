"""A file for which the worker waits until another officer agrees."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from registry.enums import ExportRequestState
from registry.people.models.export_request import ExportRequest


class HeldFile(models.Model):
    """What was chosen to be taken home; of very much, `held` until an `ExportRequest` for it is granted."""

    held = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True

    @property
    def requests(self) -> QuerySet[ExportRequest]:
        """What was asked for it, the latest first."""
        return ExportRequest.objects.filter(file=self.public_id)  # type: ignore[attr-defined]

    @property
    def granted(self) -> ExportRequest | None:
        """What another officer granted for it, and what was not used yet."""
        return self.requests.filter(state=ExportRequestState.GRANTED).first()

    @property
    def waits(self) -> bool:
        """Held, and nobody has agreed yet."""
        return self.held and not getattr(self, "stored_name", "") and self.granted is None

    def offered(self) -> dict[str, Any]:
        """For its page (registry/people/exports/_held.html): the last request for it."""
        return {"asked": self.requests.first()}
