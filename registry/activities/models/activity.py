from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import ActivityState
from registry.people.models.organisation import covered_by_seats
from registry.people.models.professional import Employment

_NOTHING = Q(title="", note="") & (Q(facts={}) | Q(facts={"lines": []}))


def _lodged(user) -> Q:
    own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
    return own | covered_by_seats(user, "organisation__") & ~Q(state=ActivityState.DRAFT)


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; once submitted, those lodged with the units at or under one's seats; and what another
        unit has approved of the people who work there now. Drafts and refused things stay where they were.
        """
        staff = Employment.objects.current().filter(covered_by_seats(user, "organisation__"))
        confirmed = Q(state=ActivityState.APPROVED, professional__in=staff.values("professional"))
        return self.filter(_lodged(user) | confirmed)

    def lodged_with(self, user) -> Self:
        """Those that one may have to decide on: one's own, and those lodged
        with the units at or under one's seats."""
        return self.filter(_lodged(user))

    def untouched(self) -> Self:
        """Drafts into which nobody has put anything: neither a word nor a file."""
        return self.filter(_NOTHING, state=ActivityState.DRAFT, version=0, evidence=None)

    def touched(self) -> Self:
        """Everything but drafts without content."""
        return self.exclude(pk__in=self.untouched().values("pk"))


class Activity(PublicRow):
    """One record of continuing education: its kind and the facts that the conversion rule of the kind needs.

    `facts` has the shape of a record of the `convert` contract without `id` and `kind`.
    Approved rows are immutable (a database trigger refuses); every submission is kept as an ActivityVersion.
    """

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="activities"
    )
    organisation = models.ForeignKey(
        "registry.Organisation", null=True, on_delete=models.PROTECT, related_name="activities"
    )  # the employer it was lodged with
    kind = models.CharField(_("继续教育形式"), max_length=24)
    title = models.CharField(_("名称"), max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    note = models.TextField(_("说明"), blank=True)
    course = models.ForeignKey(
        "registry.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # of the catalogue, which an online course was (R13); None: in none, or not said
    course_answer = models.CharField(max_length=500, blank=True)  # what a reviewer found about one in none
    state = state_field(ActivityState, max_length=12, default=ActivityState.DRAFT)
    version = models.PositiveSmallIntegerField(default=0)  # of the last submission; 0 = never submitted
    edit = models.PositiveIntegerField(
        default=0
    )  # raised at every save; a form that carries an old one is stale
    first_date = models.DateField(null=True, blank=True, db_index=True)
    is_professional_subject = models.BooleanField(default=True)  # some award is for the professional subject
    is_public_subject = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("继续教育活动")
        indexes: ClassVar = [
            # A person's own list, newest first.
            models.Index(fields=["professional", "-first_date"], name="activity_of_person"),
            # The reviewer's queue of a unit, oldest first.
            models.Index(fields=["organisation", "state", "submitted_at"], name="activity_queue"),
            # A page of it: read off in its order.
            models.Index(
                fields=["organisation", "submitted_at", "id"],
                condition=Q(state__in=["submitted", "begun"]),
                name="activity_waiting_page",
            ),
            # How much waits there, for the employer's desk or the department's: counted from the index alone.
            models.Index(
                fields=["organisation", "is_professional_subject", "is_public_subject"],
                condition=Q(state__in=["submitted", "begun"]),
                name="activity_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("尚未填写名称"))

    @property
    def is_editable(self) -> bool:
        return self.state in (ActivityState.DRAFT, ActivityState.RETURNED)


class ActivityVersion(models.Model):
    """What was submitted, frozen: facts, evidence and awards of one submission."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "number"], name="activity_version_once"),
        ]


class ActivityReview(models.Model):
    """A reviewer's decision on one version of an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reviews")
    version = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=40)  # the stage of the route: initial_review, confirmation
    decision = models.CharField(max_length=12)  # approve, return
    reasons = models.JSONField(default=list)  # codes of the list that the person reads
    text = models.CharField(max_length=1000, blank=True)
    reviewer = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)  # taken back by its own officer, minutes later

    class Meta:
        constraints: ClassVar = [
            # Two reviewers pressing at once: one decision a version and stage.
            models.UniqueConstraint(
                fields=["activity", "version", "stage"],
                condition=Q(undone_at=None),
                name="activity_review_once",
            ),
        ]
        indexes: ClassVar = [
            # What an officer decided at other stages than the one at hand (R23): a few of his many.
            models.Index(
                fields=["person", "stage"], condition=Q(undone_at=None), name="activity_review_standing"
            ),
        ]


class AwardQuerySet(models.QuerySet):
    def governing(self) -> Self:
        """What counts under the policies that govern people; without what others count beside."""
        return self.filter(ledger="")


class Award(models.Model):
    """Hours that an activity earns in one year and subject, with the clause and the sentence why."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="awards")
    professional = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="awards")
    year = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=20)
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    deemed = models.BooleanField(default=False)
    clause = models.CharField(max_length=40)
    rule = models.TextField()
    why = models.TextField()
    policy = models.CharField(max_length=60)
    policy_sha256 = models.CharField(max_length=64)
    # "" of the policy that governs the person; the row of notices of one that counts beside, whose hours are
    # in no sum of the person's years but its own.
    ledger = models.CharField(max_length=80, default="", blank=True)
    again = models.BooleanField(default=False)  # the same hours stand in an earlier year, too
    held = models.BooleanField(default=False)  # they count once somebody has approved them

    objects = AwardQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # The yearly ledger of a person and of a page of people.
            models.Index(fields=["professional", "year"], name="award_of_person_year"),
        ]


class SlotClaim(models.Model):
    """Morning, afternoon or evening of one date, held by one record of a person: never twice (R6)."""

    professional = models.ForeignKey("registry.Professional", on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    slot = models.CharField(max_length=10)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="slot_claims")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["professional", "date", "slot"], name="slot_claimed_once"),
        ]
