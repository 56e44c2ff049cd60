from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow


class KeptUpload(PublicRow):
    """A file chosen in a form that was shown again: kept until the form is sent once more, or for some days.

    Whoever knows its random public id may use it; it is drawn into that one form and nowhere else, so that a
    form of the public needs no login to keep it.
    """

    file_name = models.CharField(_("文件名"), max_length=255)
    stored_name = models.CharField(max_length=200, db_index=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=100)
    kept_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return self.file_name


class CleanCopy(models.Model):
    """What is shown of a file in place of the bytes that came: without
    metadata, actions or anything behind the end.

    One row for all files of the same bytes (`sha256` is theirs). `recipe` says how the copy was made.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    recipe = models.PositiveSmallIntegerField()
    stored_name = models.CharField(max_length=200, db_index=True)
    clean_sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.clean_sha256
