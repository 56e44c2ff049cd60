from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.choices import roles
from registry.enums import REMINDERS, LetterOutcome, RemindingState


class RemindingQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those of the offices that one sits in, by the same kind of seat: an outbox is the office's."""
        found = Q(pk__in=[])
        for seat in user.seats_as(*REMINDERS):
            found |= Q(organisation=seat.organisation_id, role=seat.role)
        return self.filter(found)


class Reminding(PublicRow):
    """A reminder from an office to many people: put into its outbox, looked through, released or given up.

    `topic` is a name among `registry.people.remindable.TOPICS`, `asked` the filter in words. Nobody is told
    before it is released; the letters say who gets it, and who does not and why.
    """

    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=roles)
    topic = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    asked = models.JSONField(default=list)  # [label, value]
    others = models.PositiveIntegerField(default=0)  # people of the filter whom it does not concern
    subject = models.CharField(_("标题"), max_length=100)
    text = models.TextField(_("正文"))
    state = state_field(RemindingState, max_length=10, default=RemindingState.OUTBOX)
    edit = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RemindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("提醒")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["organisation", "role", "-id"], name="reminding_of_office")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        """Whether it still lies in the outbox."""
        return self.state == RemindingState.OUTBOX


class Letter(PublicRow):
    """One person of a reminder: to be told, told, or left out and why. `lately`: reminded some days ago, and
    in it only when `named`."""

    of = models.ForeignKey(Reminding, on_delete=models.CASCADE, related_name="letters")
    place = models.ForeignKey("registry.Employment", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=LetterOutcome.choices, default=LetterOutcome.WAITING)
    why = models.CharField(max_length=200, blank=True)
    lately = models.BooleanField(default=False)
    named = models.BooleanField(default=False)
    message = models.ForeignKey("registry.Message", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "place"], name="letter_once")]
        indexes: ClassVar = [models.Index(fields=["of", "outcome", "id"], name="letter_outcome")]
