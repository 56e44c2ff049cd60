from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.changes.models.person_request import PersonRequest


class Erasure(PersonRequest):
    """A person's wish that the portal forget them, decided by two officers of the
    province; what the law keeps stays until its day.

    `kept` says in words why the identity number stays, `keep_until` how
    long; the worker erases it the day after.
    """

    erased = models.JSONField(default=dict)  # what is gone: {"drafts": 2, "files": 5}
    kept = models.CharField(max_length=300, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    number_erased_at = models.DateTimeField(null=True, blank=True)

    class Meta(PersonRequest.Meta):
        verbose_name = _("注销申请")
