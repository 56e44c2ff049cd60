from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.choices import review_states
from registry.enums import CrossReviewState, ReviewState, Verdict


class CourseReview(PublicRow):
    """The review of an online course (四(四)): experts' opinions, a
    conclusion, and the day the province got it.

    Frozen from `submitted` on. A course has one live review; a new round supersedes a failed one.
    """

    course = models.ForeignKey("registry.Course", on_delete=models.PROTECT, related_name="course_reviews")
    round = models.PositiveSmallIntegerField(default=1)
    office = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    state = state_field(ReviewState, choices=review_states, max_length=10, default=ReviewState.CONVENED)
    materials = models.JSONField(default=list)  # frozen at convening: [{"id", "title", "sha256", "url"}]
    conclusion = models.CharField(_("审定结论"), max_length=4, choices=Verdict.choices, blank=True)
    hours = models.DecimalField(_("核定学时"), max_digits=6, decimal_places=2, null=True, blank=True)
    text = models.TextField(_("结论意见"), blank=True)
    stored_name = models.CharField(max_length=200, blank=True)  # the stamped conclusion document
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    convened_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(default=clock.now)
    concluded_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)  # what R13 compares with the go-live date

    class Meta:
        verbose_name = _("网络课程审定")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "round"], name="course_review_round"),
        ]

    def __str__(self) -> str:
        return str(self.course)


class ExpertOpinion(PublicRow):
    """What one expert says of one course."""

    review = models.ForeignKey(CourseReview, on_delete=models.PROTECT, related_name="opinions")
    expert = models.ForeignKey("registry.Expert", on_delete=models.PROTECT, related_name="opinions")
    verdict = models.CharField(_("意见"), max_length=4, choices=Verdict.choices, blank=True)
    text = models.TextField(_("说明"), blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "expert"], name="expert_opinion_once"),
        ]


class CrossReviewSample(PublicRow):
    """A random sample of recognised online courses that anybody can draw
    again: seed and list are kept (四(四))."""

    year = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    size = models.PositiveSmallIntegerField()
    population = models.JSONField(default=list)  # public ids of the courses drawn from, sorted
    drawn_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("交叉审查抽样")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "seed"], name="cross_sample_seed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.seed}"


class CrossReview(PublicRow):
    """One sampled course before one expert of another base. A failed
    course stops counting from `fails_from`."""

    sample = models.ForeignKey(CrossReviewSample, on_delete=models.PROTECT, related_name="cross_reviews")
    course = models.ForeignKey("registry.Course", on_delete=models.PROTECT, related_name="cross_reviews")
    expert = models.ForeignKey(  # None: drawn, nobody asked yet
        "registry.Expert", null=True, blank=True, on_delete=models.PROTECT, related_name="cross_reviews"
    )
    verdict = models.CharField(max_length=4, choices=Verdict.choices, blank=True)
    text = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    # The province's decision upon a bad opinion.
    decision = models.CharField(max_length=4, choices=Verdict.choices, blank=True)
    fails_from = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    states = CrossReviewState

    class Meta:
        verbose_name = _("交叉审查")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "course"], name="cross_review_once"),
            models.CheckConstraint(
                condition=~Q(decision="fail") | Q(fails_from__isnull=False), name="cross_review_fails_from"
            ),
        ]

    def __str__(self) -> str:
        return str(self.course)

    @property
    def state(self) -> CrossReviewState:
        if self.decision:
            return CrossReviewState.FAILED if self.decision == Verdict.FAIL else CrossReviewState.PASSED
        if self.given_at:
            return CrossReviewState.ANSWERED
        return CrossReviewState.ASKED if self.expert_id else CrossReviewState.DRAWN
