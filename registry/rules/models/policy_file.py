from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import PolicyState, Role


class PolicyFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Everything for the provincial office; for a city bureau what it drafts itself, and what was ever in
        force."""
        if user.has_role(Role.PROVINCE):
            return self
        seats = [seat.organisation_id for seat in user.seats_as(Role.BUREAU)]
        return self.filter(Q(office__in=seats) | Q(version__isnull=False)) if seats else self.none()


class PolicyFile(PublicRow):
    """One edition of a notice as data, from its draft on. What it says of itself (name, year, number, title)
    is copied from the text at every save, as far as it can be read.

    `office` None: the site's own, put in force when the portal was set up. `version` is set when it is
    published: the text that awards and slips cite.
    """

    office = models.ForeignKey("registry.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    state = state_field(PolicyState, max_length=12, default=PolicyState.DRAFT)
    name = models.CharField(_("标识"), max_length=80, blank=True)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    application_year = models.PositiveSmallIntegerField(_("申报年度"), null=True)
    document_number = models.CharField(_("文号"), max_length=100, blank=True)
    title = models.CharField(_("标题"), max_length=200, blank=True)
    text = models.TextField(_("政策文件"))
    edit = models.PositiveIntegerField(default=0)
    checked_sha256 = models.CharField(max_length=64, blank=True)  # of the text that was found without fault
    reason = models.CharField(_("理由"), max_length=500, blank=True)  # of the last return or withdrawal
    version = models.OneToOneField(
        "credits.PolicyVersion", null=True, on_delete=models.PROTECT, related_name="file"
    )
    drafted_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = PolicyFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("政策文件")
        ordering = ("-application_year", "name", "-edition", "-pk")
        indexes: ClassVar = [models.Index(fields=["state", "-application_year"], name="policy_file_listed")]

    def __str__(self) -> str:
        return self.title or self.name or str(_("尚未命名的政策文件"))

    @property
    def is_editable(self) -> bool:
        return self.state in (PolicyState.DRAFT, PolicyState.CHECKED, PolicyState.TRIED)
