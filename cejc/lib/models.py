"""Abstract rows that every room uses."""

import uuid

from django.db import models


class PublicRow(models.Model):
    """A row that has a page: addressed by `public_id`, never by its primary key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
