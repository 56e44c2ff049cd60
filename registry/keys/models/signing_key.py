from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import KeyPlace, PaperKind, SigningState


class SigningKeyQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Certificates are public: whoever holds a paper may look at the one that signed it."""
        return self

    def signing(self, kind: str) -> Self:
        """Those that sign papers of this kind now, the newest first."""
        now = timezone.now()
        rows = self.filter(state=SigningState.ACTIVE, not_before__lte=now, not_after__gt=now)
        return rows.filter(uses__kind=kind).order_by("-pk")


class SigningKey(PublicRow):
    """A certificate that signs papers, with where its private half is; the private half itself is not here.

    `certificates` is PEM: its own first, then up to the root. `held` says where the key is: of a file its
    name below the folder of keys, of a device library, token and label. Of time-stamps that are made
    elsewhere only the certificate is known.
    """

    name = models.CharField(_("名称"), max_length=60, unique=True)
    algorithm = models.CharField(_("算法"), max_length=20)
    place = models.CharField(_("保管方式"), max_length=10, choices=KeyPlace.choices)
    held = models.JSONField(default=dict)
    certificates = models.TextField()
    fingerprint = models.CharField(_("证书指纹（SHA-256）"), max_length=64, unique=True)
    issuer_key = models.CharField(max_length=64, db_index=True)  # of the authority: finds its list
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    state = state_field(SigningState, max_length=10, default=SigningState.ACTIVE)
    state_reason = models.CharField(_("理由"), max_length=500, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    edit = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("签名证书")

    def __str__(self) -> str:
        return self.name


class SigningUse(models.Model):
    """That a certificate signs papers of a kind: who signs which papers is data."""

    key = models.ForeignKey(SigningKey, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=12, choices=PaperKind.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "kind"], name="signing_use_once")]


class RevocationList(models.Model):
    """What an authority says it revoked (CRL in DER), as last fetched or made: it goes into every paper."""

    issuer_key = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    next_update = models.DateTimeField()
    fetched_at = models.DateTimeField(default=timezone.now)


class SignedPaper(models.Model):
    """A file that was signed, by its SHA-256; the paper it is of names the same. With `renews`, the same file
    with a later time-stamp at its end: it stands beside the first, which stays as it is.

    `stamp_until`: when the time-stamp has to be renewed, for its certificate ends.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="signed")
    level = models.CharField(max_length=5)  # B-B, B-T, B-LT, B-LTA
    signed_at = models.DateTimeField(default=timezone.now)
    stored_name = models.CharField(max_length=200)
    stamp_until = models.DateTimeField(null=True, db_index=True)
    renews = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
