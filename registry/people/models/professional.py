from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.fields import EncryptedTextField
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import Degree, EmploymentState, IdentityType, Role, TitleLevel
from registry.people.models.organisation import covered_by_seats


class ProfessionalQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Oneself; the people of the units at or under one's seats; everyone for the provincial office.

        A file that was merged into another is nowhere: the other one is the person.
        """
        if user.has_role(Role.PROVINCE):
            return self.filter(merged_into=None)
        held = Employment.objects.filter(covered_by_seats(user, "organisation__")).exclude(
            state=EmploymentState.REFUSED
        )
        found = Q(pk=user.professional_id) | Q(pk__in=held.values("professional"))
        return self.filter(found, merged_into=None)


class Professional(PublicRow):
    """A person, 专业技术人员. The identity number is kept encrypted;
    equality is tested by the blind index."""

    name = models.CharField(_("姓名"), max_length=100)
    name_key = models.CharField(max_length=400, db_index=True, blank=True)  # pinyin, for sorting and search
    identity_type = models.CharField(_("证件类型"), max_length=24, choices=IdentityType.choices)
    identity_number = EncryptedTextField(_("证件号码"))
    identity_index = models.CharField(max_length=64)
    identity_masked = models.CharField(max_length=40)
    phone = EncryptedTextField(_("手机号码"), blank=True, default="")
    degree = models.CharField(_("最高学位"), max_length=12, choices=Degree.choices, default=Degree.OTHER)
    title_series = models.CharField(_("现职称系列"), max_length=40, blank=True)
    title_level = models.CharField(
        _("现职称级别"), max_length=20, choices=TitleLevel.choices, default=TitleLevel.NONE
    )
    created_at = models.DateTimeField(default=clock.now)
    # Set once two files of one person were found: this one is a tombstone, everything is with the other.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    died_on = models.DateField(_("去世日期"), null=True, blank=True)
    erased_at = models.DateTimeField(_("注销时间"), null=True, blank=True)

    objects = ProfessionalQuerySet.as_manager()

    class Meta:
        verbose_name = _("专业技术人员")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identity_index"], name="professional_one_identity"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_number(self) -> bool:
        """Whether the identity number stands here; a merged or erased
        file holds a marker in the index instead."""
        return ":" not in self.identity_index


class EmploymentQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Confirmed and not ended."""
        return self.filter(state=EmploymentState.CONFIRMED, valid_until=None)

    def confirmed(self) -> Self:
        """Confirmed by the employer, ended or not."""
        return self.filter(state=EmploymentState.CONFIRMED)

    def visible_to(self, user) -> Self:
        """One's own, and those at or under one's HR or department seats; all for the provincial office."""
        if user.has_role(Role.PROVINCE):
            return self
        own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        return self.filter(own | covered_by_seats(user, "organisation__"))


class Employment(PublicRow):
    """A person's dated place at an employer; a self-registered one waits for the employer's confirmation."""

    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="employments"
    )
    state = state_field(EmploymentState, max_length=12, default=EmploymentState.PENDING)
    position = models.CharField(_("所在部门和岗位"), max_length=100, blank=True)
    staff_number = models.CharField(_("工号"), max_length=40, blank=True)
    valid_from = models.DateField(_("入职日期"), default=clock.today)
    valid_until = models.DateField(_("离职日期"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["professional"],
                condition=Q(state="confirmed", valid_until=None),
                name="employment_one_current",
            )
        ]
        indexes: ClassVar = [
            # The unit's list of people.
            models.Index(fields=["organisation", "state", "valid_until"], name="employment_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.professional} · {self.organisation}"

    @property
    def shown_state(self) -> dict[str, Any] | None:
        """The tag of a confirmed place, which may have ended since."""
        if self.state != EmploymentState.CONFIRMED:
            return None
        gone = self.valid_until is not None
        return {"label": _("已离职"), "kind": "neutral"} if gone else {"label": _("在职"), "kind": "done"}
