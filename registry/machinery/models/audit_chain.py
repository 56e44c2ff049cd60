"""What holds the entries of the audit log together; the worker writes it after them."""

from django.db import models


class AuditWaiting(models.Model):
    """An entry that stands in no link yet: noted by the database with the entry itself."""

    entry = models.BigIntegerField(primary_key=True)


class AuditLink(models.Model):
    """The place of an entry in the log: by `hash` it follows the link before it. Never changed."""

    place = models.BigIntegerField(primary_key=True)  # 1, 2, 3 …
    entry = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)


class AuditHead(models.Model):
    """The end of the chain, one row; whoever links holds it, so that the chain has no fork."""

    size = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    frontier = models.JSONField(default=list)  # of the Merkle tree, as hex


class AuditCheckpoint(models.Model):
    """What the log was at `size`, signed: a note as C2SP's tlog-checkpoint has it. Never changed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.TextField()


class AuditVerified(models.Model):
    """How far the log was walked and found whole, one row, under a code of the portal's own key."""

    size = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    frontier = models.JSONField()
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
