from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.changes.models.person_request import PersonRequest


class Death(PersonRequest):
    """The death of a person, recorded by the unit with date and proof, confirmed by the office above it."""

    died_on = models.DateField(_("去世日期"))

    class Meta(PersonRequest.Meta):
        verbose_name = _("去世登记")
