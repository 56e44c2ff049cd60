"""What was published, one row an act, and how far the log has come."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from registry.public_log import words


class LogLeaf(models.Model):
    """An act that goes into the public log: written with the act, placed by the worker, never changed after.

    `facts` name no person; `digest` is the SHA-256 over `salt` and them, and all that the log shows of them.
    `key` is the act's own name: what was put down twice is there once.
    """

    key = models.CharField(max_length=160, unique=True)
    act = models.CharField(max_length=40)
    day = models.DateField()
    noun = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)  # hex
    facts = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)  # hex
    place = models.BigIntegerField(null=True, unique=True)  # 0, 1, 2 …; None: it waits
    placed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["noun", "subject"], name="log_leaf_of_subject"),
            models.Index(fields=["id"], condition=Q(place=None), name="log_leaf_waiting"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        """The act, as pages call it."""
        return words.act(self.act)


def new_folder() -> str:
    return secrets.token_hex(8)


class LogHead(models.Model):
    """The end of the log, one row; whoever places leaves holds it, so that the log has no fork. Its tiles are
    in `folder`: another database writes into another one."""

    folder = models.CharField(max_length=16, default=new_folder)

    size = models.BigIntegerField(default=0)
    frontier = models.JSONField(default=list)  # of the Merkle tree, as hex


class LogEarlier(models.Model):
    """How far the rows of a noun were looked through for what was published before there was a log."""

    noun = models.CharField(max_length=40, unique=True)
    last = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
