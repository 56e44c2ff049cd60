from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from certification.enums import NoticeState, ObjectionState
from registry.enums import SUPERVISING, Role
from registry.models import Membership
from registry.people.models.organisation import covered_by_seats


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Of the units at or under one's seats; drafts for the
        publishing unit itself and its supervisors alike."""
        return self.filter(covered_by_seats(user, "organisation__")).defer("frozen")

    def public(self) -> Self:
        """On the wall at this moment; nothing else is reachable without a login (R24)."""
        now = clock.now()
        return self.filter(state=NoticeState.OPEN, published_at__lte=now, ends_at__gt=now).defer("frozen")


class Notice(PublicRow):
    """A 公示 of qualified people. Frozen when published; `ends_at` is
    the first moment after its last day (R18)."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="notices"
    )
    application_year = models.PositiveSmallIntegerField(_("申报年度"))
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"), blank=True)
    contact = models.CharField(_("受理异议的联系方式"), max_length=200)
    working_days = models.PositiveSmallIntegerField(default=5)
    state = state_field(NoticeState, max_length=12, default=NoticeState.DRAFT)
    edit = models.PositiveIntegerField(default=0)
    frozen = models.JSONField(
        default=dict
    )  # what the page and the paper show, from the moment of publication
    frozen_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_reason = models.CharField(max_length=500, blank=True, default="")
    # The paper for the wall, and how many of its people were struck when it was drawn.
    pdf_name = models.CharField(max_length=200, blank=True, default="")
    pdf_sha256 = models.CharField(max_length=64, blank=True, default="")
    pdf_struck = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示")
        indexes: ClassVar = [
            # What is on the wall; and what the worker has to close.
            models.Index(fields=["state", "ends_at", "id"], name="notice_on_wall"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_ended(self) -> bool:
        """The midnight after the last day has come (R18)."""
        return self.ends_at is not None and clock.now() >= self.ends_at

    @property
    def standing(self) -> str:
        """How it stands now, an ended one that was annulled since included."""
        return str(_("已撤销")) if self.annulled_at else str(self.get_state_display())


class NoticeEntry(PublicRow):
    """One person on a notice; `snapshot` holds what the public sees (R24)."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="notice_entries")
    position = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_reason = models.CharField(max_length=500, blank=True, default="")  # what everybody reads

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "case"], name="notice_entry_once")]
        indexes: ClassVar = [
            # How many were taken out: asked each time that a stranger opens the notice.
            models.Index(fields=["notice"], condition=Q(taken_out_at__isnull=False), name="notice_entry_out"),
            # A page of a long one, in its order.
            models.Index(fields=["notice", "position"], name="notice_entry_place"),
        ]


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """At once visible to the publishing unit's HR and to the offices above it; to the province where
        nobody sits above the unit; never to the person. Who objected is asked of permissions_objection."""
        seen = covered_by_seats(user, "entry__notice__organisation__")
        if user.has_role(Role.PROVINCE):
            seen |= Q(~Exists(_seats_above()))
        return self.filter(seen).exclude(entry__case__professional=user.professional_id)


def _seats_above() -> models.QuerySet[Membership]:
    """Seats in force at an office above the unit of the objection's case."""
    above = Q(pk__in=[])
    for office in ("department", "county", "bureau"):
        above |= Q(organisation=OuterRef(f"entry__case__{office}"))
    rows = Membership.objects.in_force().filter(above, role__in=SUPERVISING, user__is_active=True)
    return rows.exclude(organisation=OuterRef("entry__case__organisation"))


class Objection(PublicRow):
    """An objection by anyone against one entry; the receipt code (kept
    as a hash) lets the objector follow it."""

    entry = models.ForeignKey(NoticeEntry, on_delete=models.PROTECT, related_name="objections")
    objector_name = models.CharField(_("姓名"), max_length=100)
    objector_contact = models.CharField(_("联系方式"), max_length=100)
    text = models.TextField(_("异议内容"))
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    submission_key = models.CharField(max_length=40, unique=True)  # twice is once
    state = state_field(ObjectionState, max_length=12, default=ObjectionState.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_for = models.CharField(max_length=200, blank=True)  # the unit or office that answered
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("异议")

    @property
    def looked_at_id(self) -> int:
        """Whose it is, for `registry.people.looking`."""
        return self.entry.case.professional_id
