from django.db import models


class Tally(models.Model):
    """How often something happened within a window that began with its
    first: a limit that every process counts in."""

    name = models.CharField(max_length=160, unique=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)  # what is over is swept away

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
