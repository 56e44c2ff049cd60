from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from certification.enums import YearBasis, YearResult
from registry.enums import Degree, Role, TitleLevel
from registry.people.models.organisation import covered_by_seats

ENDED = ("cancelled", "issued", "recorded", "revoked")


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; once submitted, one's unit's and its supervisor's; the province's once filed with it."""
        found = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        found |= covered_by_seats(user, "organisation__") & ~Q(submitted_at=None)
        if user.has_role(Role.PROVINCE):
            found |= Q(reached_province=True)
        return self.filter(found)

    def live(self) -> Self:
        return self.exclude(state="cancelled")


class Case(PublicRow):
    """The certification of one person for one title applied for in one application year.

    `state` is "draft", "returned", "cancelled", "issued", "recorded", "revoked", or the
    stage of the route that has the case in hand, with ".begun" or ".open" where work there
    has started (certification.workflow.table).
    """

    professional = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="cases")
    department = models.ForeignKey(
        "registry.Organisation", null=True, on_delete=models.PROTECT, related_name="department_cases"
    )
    county = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="county_cases"
    )
    bureau = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="bureau_cases"
    )
    application_year = models.PositiveSmallIntegerField(_("申报年度"))
    title_series = models.CharField(_("申报职称系列"), max_length=40)
    title_level = models.CharField(_("申报职称级别"), max_length=20, choices=TitleLevel.choices)
    title_name = models.CharField(_("申报职称名称"), max_length=60, blank=True)
    degree = models.CharField(_("学位"), max_length=12, choices=Degree.choices)
    route = models.CharField(_("认定渠道"), max_length=40)  # id of a route of the policy
    # What the bureau had settled when the case was submitted: optional
    # stages, and days of notice (0: the policy's).
    wanted = models.CharField(max_length=120, blank=True)
    notice_days = models.PositiveSmallIntegerField(default=0)
    span_first = models.PositiveSmallIntegerField()
    span_last = models.PositiveSmallIntegerField()
    span_why = models.CharField(max_length=300)
    policy = models.CharField(max_length=60)
    policy_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=40, default="draft")
    round = models.PositiveSmallIntegerField(default=0)  # raised at every submission
    edit = models.PositiveIntegerField(
        default=0
    )  # raised at every change; a form that carries an old one is stale
    reached_province = models.BooleanField(default=False)
    batch = models.ForeignKey(
        "certification.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    state_since = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)

    # Who decided on it and at which stage, where that was looked up for many (queries/who_may.py).
    deciders: "set[tuple[str, int]] | None" = None

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("认定申请")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["professional", "application_year"],
                condition=~Q(state="cancelled"),
                name="case_one_live_per_year",
            )
        ]
        indexes: ClassVar = [
            # An employer's queue.
            models.Index(fields=["organisation", "state", "state_since"], name="case_queue_employer"),
            # A department's queue.
            models.Index(fields=["department", "state", "state_since"], name="case_queue_department"),
            # The province's queue.
            models.Index(fields=["state", "state_since", "id"], name="case_queue_province"),
            # What is open there, the longest wait first: a page of the queue is read off, nothing is sorted.
            models.Index(
                fields=["department", "state_since", "id"],
                condition=~Q(state__in=ENDED),
                name="case_wait_department",
            ),
            models.Index(
                fields=["state_since", "id"],
                condition=Q(reached_province=True) & ~Q(state__in=ENDED),
                name="case_wait_province",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional} · {self.application_year}"

    @property
    def span(self) -> range:
        return range(self.span_first, self.span_last + 1)

    @property
    def stage(self) -> str:
        """The stage that has the case, or the resting state."""
        return self.state.partition(".")[0]

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


class CaseYear(models.Model):
    """One year of a case's span: what was counted, on which basis, with which result."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=12, choices=YearBasis.choices, default=YearBasis.EXAMINED)
    basis_note = models.CharField(
        max_length=300, blank=True
    )  # number of the earlier slip, reason of exemption
    public_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    professional_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    total_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    result = models.CharField(max_length=8, choices=YearResult.choices, default=YearResult.SHORT)
    # What is missing, how further needs of the policy stand, what was carried over.
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "year"], name="case_year_once")]


class CaseItem(models.Model):
    """An activity that a case relies on, and the hours it earned under the case's policy."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    activity = models.ForeignKey("registry.Activity", on_delete=models.PROTECT, related_name="case_items")
    awards = models.JSONField(default=list)  # as in the convert contract, frozen with the case

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "activity"], name="case_item_once")]


class ReviewQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Decisions that stand: one that was taken back is none, and
        keeps nobody from another stage (R23)."""
        return self.filter(undone_at=None)


class Review(models.Model):
    """A decision of one office at one stage and round of a case. The person is what R23 compares."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=40)
    decision = models.CharField(max_length=12)  # pass, return
    reasons = models.JSONField(default=list)
    text = models.TextField(blank=True)  # with what is wrong with each record: as long as that is
    items = models.JSONField(default=list)  # public ids of the records approved with a pass
    reviewer = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)  # taken back by its own officer, minutes later

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["case", "person"], name="review_of_person"),
            # What an officer decided at other stages than the one at hand (R23): a few of his many.
            models.Index(
                fields=["person", "stage"], condition=Q(undone_at=None), name="review_standing_of_person"
            ),
        ]


class Transition(models.Model):
    """One move of a case through the door."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    action = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor = models.CharField(max_length=36, blank=True)  # public id of the login, as the audit log has it
    actor_label = models.CharField(max_length=200)
    office_label = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
