from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from registry.enums import LookSignKind, LookWay, Role


class LookQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those at oneself, also at a file of before that was merged into one's own; all for the auditor."""
        return self if user.has_role(Role.AUDITOR) else self.of(user.professional_id or 0)

    def of(self, person) -> Self:
        """Those at a person (or its key), also at files that were merged into the person's."""
        return self.filter(Q(person=person) | Q(person__merged_into=person))


class Look(models.Model):
    """An office looked at a person's record: who, from which seat, when, from where, and for what.

    `kind` and `label` are what was shown (a file), `matter_kind`, `matter` and `matter_label` what it belongs
    to (a case; the person's own file where it was nothing but that). Within one `slot` it is one row with
    a `count`. Written by `services/look.py` alone; only address and count ever change.
    """

    viewer = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    viewer_label = models.CharField(_("查看人"), max_length=200)
    seat = models.CharField(max_length=36, blank=True)
    seat_label = models.CharField(_("岗位"), max_length=200, blank=True)
    person = models.ForeignKey("registry.Professional", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("方式"), max_length=8, choices=LookWay.choices, default=LookWay.SHOWN)
    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=300, blank=True)
    matter_kind = models.CharField(max_length=60)
    matter = models.CharField(max_length=36)
    matter_label = models.CharField(max_length=300, blank=True)
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    count = models.PositiveIntegerField(default=1)
    slot = models.BigIntegerField()

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("查看记录")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["viewer", "person", "slot", "matter", "kind", "way", "seat"], name="look_once_a_slot"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="look_of_person"),
            models.Index(fields=["at"], name="look_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_label} · {self.shown_name}"

    @property
    def shown_name(self) -> Any:
        """What was shown, in a word: 证明材料."""
        return _name_of(self.kind)

    @property
    def matter_name(self) -> Any:
        return _name_of(self.matter_kind)

    @property
    def has_matter(self) -> bool:
        """Whether it was looked at for a case, a record, a year; not just as somebody's file."""
        return self.matter_kind not in WITHOUT_MATTER


# What is somebody's file and nothing that an office has to decide on.
WITHOUT_MATTER = (
    "registry.professional",
    "registry.employment",
    "registry.handbook",
    "registry.titlerecord",
    "registry.portrait",
    "registry.user",
)


_UNNAMED = _("个人资料")


def _name_of(kind: str) -> Any:
    try:
        name = str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):  # a table of an earlier version
        return _UNNAMED
    # A table without a name of its own is called by its class; to people it is a part of somebody's file.
    return _UNNAMED if name.isascii() else name


class LookSignQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The auditor's."""
        return self if user.has_role(Role.AUDITOR) else self.none()


class LookSign(models.Model):
    """Unusual reading: one login on one day, `count` people where `threshold` would have been enough."""

    viewer = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    kind = models.CharField(_("情形"), max_length=10, choices=LookSignKind.choices)
    count = models.PositiveIntegerField()
    threshold = models.PositiveIntegerField()

    objects = LookSignQuerySet.as_manager()

    class Meta:
        verbose_name = _("异常查看")
        ordering: ClassVar = ["-day", "-count", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["viewer", "day", "kind"], name="look_sign_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
