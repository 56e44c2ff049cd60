"""Abstract rows that every room uses."""

import uuid
from typing import Any

from django.db import models


class PublicRow(models.Model):
    """A row that has a page: addressed by `public_id`, never by its primary key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def column_of(model: type[models.Model], name: str) -> Any:
    """The field of `model`: what it is called, how long it may be, where it is kept."""
    return model._meta.get_field(name)
