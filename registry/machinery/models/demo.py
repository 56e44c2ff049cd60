from django.db import models


class DemoClock(models.Model):
    """How far the demo's clock is from the real one; one row, read in the demo configuration only."""

    offset_seconds = models.BigIntegerField(default=0)
