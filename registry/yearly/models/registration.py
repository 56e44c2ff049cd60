from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import RegistrationState, Role
from registry.people.models.organisation import covered_by_seats


class AnnualRegistrationQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those of the units at or under one's seats; all for the provincial office."""
        if user.has_role(Role.PROVINCE):
            return self
        own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        return self.filter(own | covered_by_seats(user, "organisation__"))

    def locked(self) -> Self:
        return self.filter(state=RegistrationState.LOCKED)


class AnnualRegistration(PublicRow):
    """年度登记: one year of a person, with the employer of that year and the confirmations of both offices.

    `summary` is what was declared or confirmed last: hours by subject, records, status, policy. A locked row
    is immutable until it is opened again with a reason (a database trigger refuses the rest).
    """

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="registrations"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who confirms after the employer; None: nobody
    state = state_field(RegistrationState, max_length=10, default=RegistrationState.OPEN)
    edit = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    declared_at = models.DateTimeField(null=True, blank=True)
    late_reason = models.CharField(_("补登理由"), max_length=300, blank=True)
    case = models.CharField(max_length=36, blank=True)  # public id of the application it was declared with
    exempt_reason = models.CharField(_("免于考核的理由"), max_length=300, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    employer_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    employer_person = models.ForeignKey(
        "registry.Professional", null=True, on_delete=models.PROTECT, related_name="+"
    )
    employer_at = models.DateTimeField(null=True, blank=True)
    office_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    office_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    # Why it came back to the person, or was opened again: holds a record's title and the whole reason why its
    # approval was taken back.
    note = models.CharField(max_length=1300, blank=True)
    reopen_reason = models.CharField(max_length=500, blank=True)  # asked for, not decided
    reopen_asked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = AnnualRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度登记")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["professional", "year"], name="registration_once"),
        ]
        indexes: ClassVar = [
            # What an employer has to confirm, and the list of a year.
            models.Index(fields=["organisation", "year", "state"], name="registration_of_unit"),
            # What an office has to confirm.
            models.Index(fields=["office", "state", "year"], name="registration_of_office"),
        ]

    def __str__(self) -> str:
        return _("%(professional)s · %(year)s年度登记") % {
            "professional": self.professional,
            "year": self.year,
        }

    @property
    def is_locked(self) -> bool:
        return self.state == RegistrationState.LOCKED

    @property
    def is_late(self) -> bool:
        return bool(self.late_reason)


class RegistrationArrangement(models.Model):
    """How an office arranges the registration of a year for the units under it: until when, and who confirms.

    The notice sets no date and leaves the cities their own arrangement (二); the nearest
    office above a unit that has set one counts.
    """

    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    closes_on = models.DateField(_("登记截止日期"), null=True, blank=True)
    office_confirms = models.BooleanField(_("单位确认后须由本机关确认"), default=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year"], name="registration_arrangement_once"),
        ]
