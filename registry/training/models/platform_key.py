from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import KeyPart, KeyState


class PlatformKey(PublicRow):
    """Key A or key B of one platform and year (四(五)). Only the public half is readable here.

    A private half kept here is sealed under its custodian's passphrase (argon2id, then AES-256-GCM) and
    leaves only in that form. `holder` and `person` of the live A and B of one base and year always differ; a
    database trigger says so too. Key B exists from `deposited_at`: the day the province got it.
    """

    base = models.ForeignKey("registry.TrainingBase", on_delete=models.PROTECT, related_name="keys")
    year = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=1, choices=KeyPart.choices)
    serial = models.PositiveSmallIntegerField(default=1)  # 2 replaces 1
    algorithm = models.CharField(max_length=16, default="ed25519")
    public_key = models.BinaryField()
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of algorithm and public key, hex
    sealed_private = models.TextField(blank=True)
    custodian = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    state = state_field(KeyState, max_length=12, default=KeyState.ACTIVE)
    deposited_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What was signed with a compromised key from this moment on is not believed.
    compromised_from = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("平台秘钥")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["base", "year", "part", "serial"], name="platform_key_serial"),
            models.UniqueConstraint(
                fields=["base", "year", "part"], condition=Q(state="active"), name="platform_key_one_active"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base} {self.year} {self.part}"
