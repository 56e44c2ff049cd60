from django.db import models


class CountedLine(models.Model):
    """A line of a counter that the database keeps (cejc.lib.db.counting): the sum of the values counts.

    The worker folds what changes left `loose` (registry.machinery.services.counting).
    """

    value = models.IntegerField()
    loose = models.BooleanField(db_default=True)

    class Meta:
        abstract = True
