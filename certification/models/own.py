from typing import ClassVar, Self

from django.db import models

from cejc import clock
from cejc.lib.db.models import PublicRow


class CalendarAddress(models.Model):
    """The secret address under which a calendar program reads a login's deadlines; only its hash is kept."""

    user = models.OneToOneField("registry.User", on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)


class OwnCopyQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own, whichever of one's logins asked for it."""
        return self.filter(professional=user.professional_id) if user.professional_id else self.none()


class OwnCopy(PublicRow):
    """Everything about a person, for that person: readable pages, data and files in one ZIP, made by the
    worker and kept for days."""

    professional = models.ForeignKey("registry.Professional", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("registry.User", on_delete=models.CASCADE, related_name="+")
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)  # names of files that are not there any more
    created_at = models.DateTimeField(default=clock.now)

    objects = OwnCopyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
