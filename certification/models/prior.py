from typing import ClassVar

from django.db import models

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from certification.enums import DegreeState, PriorSlipState
from registry.enums import Degree


class PriorSlip(PublicRow):
    """An earlier slip that a person relies on (R20): issued here, or on paper before the portal.

    A paper one carries a scan and is checked once by the receiving office.
    """

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="prior_slips"
    )
    slip = models.ForeignKey(
        "certification.Slip", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=60)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    state = state_field(PriorSlipState, max_length=12, default=PriorSlipState.CLAIMED)
    note = models.CharField(max_length=500, blank=True)
    checked_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["professional", "number"], name="prior_slip_once"),
        ]


class Exemption(PublicRow):
    """A year in which nothing is asked of a person (R22), with its
    reason; asked for, then approved at a stage."""

    case = models.ForeignKey("certification.Case", on_delete=models.CASCADE, related_name="exemptions")
    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    approved_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "year"], name="exemption_once")]


class DegreeProof(PublicRow):
    """A certificate for a degree that the register does not know yet and that changes the span (R17).

    The register's degree counts until a certificate is there; the employer then says whether it is right.
    """

    case = models.OneToOneField("certification.Case", on_delete=models.CASCADE, related_name="degree_proof")
    degree = models.CharField(max_length=12, choices=Degree.choices)
    file_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=100)
    state = state_field(DegreeState, max_length=12, default=DegreeState.CLAIMED)
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
