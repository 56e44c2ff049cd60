from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc.lib.db.fields import EncryptedTextField
from registry.changes.models.person_request import PersonRequest
from registry.enums import IdentityType


class IdentityChange(PersonRequest):
    """A change of name or a correction of the identity number; what stood before is kept here, encrypted.

    Empty `new_` columns leave a thing as it is. What was issued before
    (slips, notices, handbooks) stays as issued.
    """

    new_name = models.CharField(_("新姓名"), max_length=100, blank=True)
    new_identity_type = models.CharField(
        _("新证件类型"), max_length=24, choices=IdentityType.choices, blank=True
    )
    new_identity_number = EncryptedTextField(_("新证件号码"), blank=True, default="")
    new_identity_masked = models.CharField(max_length=40, blank=True)
    old_name = models.CharField(max_length=100, blank=True)
    old_identity_type = models.CharField(max_length=24, choices=IdentityType.choices, blank=True)
    old_identity_number = EncryptedTextField(blank=True, default="")
    old_identity_masked = models.CharField(max_length=40, blank=True)

    class Meta(PersonRequest.Meta):
        verbose_name = _("改名或更正证件号码")
