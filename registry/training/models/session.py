from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.fields import EncryptedTextField
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import Role, SessionState
from registry.people.models.organisation import covered_by_seats
from registry.training.models.training_base import of_own_bases


class TrainingSessionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those of one's base, or organised by one's unit or department; all for the province."""
        if user.has_role(Role.PROVINCE):
            return self
        return self.filter(of_own_bases(user, "base__") | covered_by_seats(user, "organiser__"))


class TrainingSession(PublicRow):
    """One run of face-to-face training: of a base (under a filing when it holds public-subject hours,
    四(四)), or organised by a department or an employer itself (四(二), R26: `base` is None).

    Closing makes completions. A correction after that is a new version with a reason; nothing is edited.
    """

    base = models.ForeignKey(
        "registry.TrainingBase", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    organiser = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(
        "registry.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    filing = models.ForeignKey(
        "registry.Filing", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    code = models.CharField(
        _("班次编号"), max_length=40
    )  # the organiser's own; the API names a session by it
    title = models.CharField(_("班次名称"), max_length=200)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    headcount = models.PositiveIntegerField(_("人数上限"), null=True, blank=True)
    assessed = models.BooleanField(_("结业考核"), default=False)  # only who passed completes it
    state = state_field(SessionState, max_length=10, default=SessionState.PLANNED)
    version = models.PositiveSmallIntegerField(default=0)  # of the last closing; 0: never closed
    reason = models.CharField(max_length=500, blank=True)  # of the last correction
    edit = models.PositiveIntegerField(default=0)
    # None: the base's platform registered it by the API.
    created_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训班次")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organiser", "code"], name="session_code_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SessionSlot(PublicRow):
    """A part of a day of the timetable, in which one signs in. `slot` and `subject` are ids of the policy."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="slots")
    date = models.DateField()
    slot = models.CharField(max_length=10)
    begins = models.TimeField(_("开始时间"))  # the organiser's; one signs in between them
    ends = models.TimeField(_("结束时间"))
    subject = models.CharField(max_length=20)
    topic = models.CharField(max_length=200, blank=True)
    teacher = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=200, blank=True)
    secret = models.CharField(max_length=64)  # what the rotating code is derived from; never shown

    class Meta:
        ordering: ClassVar = ["date", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "date", "slot"], name="session_slot_once"),
        ]


class Attendee(PublicRow):
    """Somebody on the list of a session: known here, or still only a name with an identity number."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="attendees")
    professional = models.ForeignKey(
        "registry.Professional", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=100)
    identity_type = models.CharField(max_length=24)
    identity_number = EncryptedTextField()
    identity_index = models.CharField(max_length=64)
    identity_masked = models.CharField(max_length=40)
    passed = models.BooleanField(null=True)  # the assessment; None: not assessed
    note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "identity_index"], name="attendee_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """An attendee was there in one slot. Sent twice, from a queue on a phone, it is one row."""

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="sign_ins")
    slot = models.ForeignKey(SessionSlot, on_delete=models.CASCADE, related_name="sign_ins")
    way = models.CharField(max_length=8)  # qr, list, sheet
    scanned_at = models.DateTimeField()  # by the code that was shown, not by the phone's clock
    received_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendee", "slot"], name="sign_in_once"),
        ]


class SessionVersion(models.Model):
    """What a closing found: timetable, attendance and results, frozen."""

    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    closed_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="session_version_once"),
        ]
