from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from certification.enums import SlipActionKind, SlipActionState, SlipState
from registry.enums import SUPERVISING, Role


class SlipSequence(models.Model):
    """The last number given in a year; locked while a slip is issued, so that there is no gap and no double.

    `certificate` is "" for the province-wide slip, else the id of a city's own document: a series of its own.
    """

    certificate = models.CharField(max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate", "year"], name="slip_sequence_once"),
        ]


class SlipQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those that one's unit or office carried; all for the provincial office."""
        if user.has_role(Role.PROVINCE):
            return self
        # Through the case, which the other half asks too: its two indexes answer the OR together.
        own = Q(case__professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        return self.filter(own | _by_seats(user))


def _by_seats(user) -> Q:
    """HR: its unit's; an office above: of the cases that were under it when they
    were settled, wherever the unit is now."""
    found = Q(pk__in=[])
    for seat in user.seats_as(Role.HR):
        found |= Q(case__organisation=seat.organisation_id)
    for seat in user.seats_as(*SUPERVISING):
        found |= Q(**{f"case__{seat.role}": seat.organisation_id})
    return found


class Slip(PublicRow):
    """《学时（分）认定单》: content frozen at issue (a database trigger
    refuses changes), PDF drawn by the worker.

    With a `certificate` (an id of the policy) it is a city's own document for titles below senior, and never
    stands for a slip: its years are not taken over (R20).
    """

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="slips")
    professional = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="slips")
    certificate = models.CharField(max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("编号"), max_length=40, unique=True)
    check_code = models.CharField(_("校验码"), max_length=16)
    span_first = models.PositiveSmallIntegerField()
    span_last = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    state = state_field(SlipState, max_length=12, default=SlipState.VALID)
    state_reason = models.CharField(max_length=500, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    issued_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    pdf_name = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pdf_size = models.PositiveIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("认定单")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "sequence", "certificate"], name="slip_number_once"),
            models.UniqueConstraint(
                fields=["professional", "certificate", "span_first", "span_last"],
                condition=Q(state="valid"),
                name="slip_one_live_per_span",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SlipAction(PublicRow):
    """A revocation or a reissue: proposed by one officer, carried out by another (never the same person)."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=10, choices=SlipActionKind.choices)
    reason = models.CharField(_("理由"), max_length=500)
    changes = models.JSONField(default=dict)  # corrected fields of a reissue: {"title_name": …, "unit": …}
    state = state_field(SlipActionState, max_length=10, default=SlipActionState.PROPOSED)
    proposed_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slip"], condition=Q(state="proposed"), name="slip_one_action_pending"
            )
        ]
