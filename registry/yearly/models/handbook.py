from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import ClaimState, HandbookState, Role
from registry.people.models.organisation import covered_by_seats
from registry.people.models.professional import Employment


class HandbookSequence(models.Model):
    """The last number given in a year; locked while numbers are
    granted, so that there is no gap and no double."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class HandbookClaimQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those of the offices at or under one's seats; for the provincial office all that were submitted."""
        own = covered_by_seats(user, "organisation__")
        if user.has_role(Role.PROVINCE):
            own |= ~Q(submitted_at=None)
        return self.filter(own)


class HandbookClaim(PublicRow):
    """《登记手册实名制领取表》 (二): whom a department, university,
    central unit or bureau claims handbooks for."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="handbook_claims"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    contact = models.CharField(_("经办人和联系电话"), max_length=100, blank=True)
    state = state_field(ClaimState, max_length=10, default=ClaimState.DRAFT)
    edit = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)  # why the province sent it back
    composed_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True, blank=True)
    pdf_name = models.CharField(max_length=200, blank=True)
    pdf_edit = models.PositiveIntegerField(null=True, blank=True)  # the edit that the drawn list shows

    objects = HandbookClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("登记手册领取表")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="draft"), name="handbook_claim_one_draft"
            )
        ]

    def __str__(self) -> str:
        return _("%(organisation)s%(year)s年登记手册领取表") % {
            "organisation": self.organisation,
            "year": self.year,
        }

    @property
    def is_draft(self) -> bool:
        return self.state == ClaimState.DRAFT


class HandbookClaimEntry(PublicRow):
    """One person of a claim list, as printed; `struck_reason` is the province's word why not."""

    claim = models.ForeignKey(HandbookClaim, on_delete=models.PROTECT, related_name="entries")
    professional = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=100)
    identity = models.CharField(max_length=40)  # masked
    unit = models.CharField(max_length=200)
    title_level = models.CharField(max_length=20)
    title_series = models.CharField(max_length=40, blank=True)
    struck_reason = models.CharField(_("不予核发的理由"), max_length=300, blank=True)
    is_open = models.BooleanField(default=True)  # the claim is neither granted nor discarded

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["professional"], condition=Q(is_open=True), name="handbook_claimed_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["claim", "professional"], name="handbook_claim_names_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["claim", "position"], name="handbook_claim_in_order")]

    def __str__(self) -> str:
        return self.name


class HandbookQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; of people present at the units at or under one's
        seats; what one's office claimed; all."""
        if user.has_role(Role.PROVINCE):
            return self
        own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        present = Employment.objects.current().filter(covered_by_seats(user, "organisation__"))
        claimed = HandbookClaim.objects.filter(covered_by_seats(user, "organisation__"))
        return self.filter(
            own | Q(professional__in=present.values("professional")) | Q(claim__in=claimed.values("pk"))
        )


class Handbook(PublicRow):
    """《登记手册》: one person's number for good; the paper booklet of
    it is handed out, lost, issued again."""

    professional = models.OneToOneField(
        "registry.Professional", on_delete=models.PROTECT, related_name="handbook"
    )
    claim = models.ForeignKey(HandbookClaim, on_delete=models.PROTECT, related_name="handbooks")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("手册编号"), max_length=40, unique=True)
    state = state_field(HandbookState, max_length=12, default=HandbookState.GRANTED)
    issue = models.PositiveSmallIntegerField(default=1)  # how many paper booklets this number has had
    granted_at = models.DateTimeField(default=clock.now)
    handed_on = models.DateField(_("发放日期"), null=True, blank=True)
    received_by = models.CharField(_("领取人"), max_length=100, blank=True)
    lost_on = models.DateField(_("遗失日期"), null=True, blank=True)

    objects = HandbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("登记手册")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "sequence"], name="handbook_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class HandbookEvent(models.Model):
    """What happened to the booklet; never changed (a database trigger refuses)."""

    handbook = models.ForeignKey(Handbook, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12)  # granted, handed_out, lost, reissued
    issue = models.PositiveSmallIntegerField()
    on = models.DateField()
    received_by = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Professional", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)


class HandbookEditionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(handbook__in=Handbook.objects.visible_to(user))


class HandbookEdition(PublicRow):
    """The digital handbook as it stood on one day: content frozen, PDF drawn by the worker, verifiable."""

    handbook = models.ForeignKey(Handbook, on_delete=models.PROTECT, related_name="editions")
    edition = models.PositiveIntegerField()
    check_code = models.CharField(_("校验码"), max_length=16)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    photo_name = models.CharField(max_length=200, blank=True)  # the stored portrait that it shows
    asked_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    pdf_name = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pdf_size = models.PositiveIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = HandbookEditionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handbook", "edition"], name="handbook_edition_once")
        ]

    def __str__(self) -> str:
        return _("%(number)s 第%(edition)s版") % {"number": self.handbook.number, "edition": self.edition}

    @property
    def looked_at_id(self) -> int:
        """Whose it is, for `registry.people.looking`."""
        return self.handbook.professional_id
