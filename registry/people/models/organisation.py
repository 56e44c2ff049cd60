from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.choices import kinds, regions, roles, routes, whole_place
from registry.enums import SUPERVISING, OrganisationKind, Role, Route


class OrganisationQuerySet(MP_NodeQuerySet):
    def visible_to(self, user) -> Self:
        """Everything for the province and administrators; else what lies at or under one's seats."""
        if user.has_role(Role.PROVINCE, Role.ADMIN, Role.AUDITOR):
            return self
        return self.filter(covered_by_seats(user, ""))

    def employers(self) -> Self:
        """Organisations that a person can work at: no offices of the province, no bases."""
        neither = [OrganisationKind.PROVINCE, OrganisationKind.BASE]
        return self.exclude(kind__in=neither).filter(closed_on=None)


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(PublicRow, MP_Node):
    """A node of the tree of units. The parent is who supervises it; `supervisor` says the same as a key.

    Both are set by `registry.people.services.organisation` and by nothing else; a test holds them equal.
    """

    name = models.CharField(_("名称"), max_length=200)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=kinds)
    region = models.CharField(_("所在地"), max_length=6, choices=regions, default=whole_place)
    route = models.CharField(_("认定渠道"), max_length=20, choices=routes, default=Route.PROVINCIAL)
    supervisor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supervised"
    )
    contact = models.CharField(_("公示联系方式"), max_length=200, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    node_order_by: ClassVar[list[str]] = []
    objects = OrganisationManager()

    class Meta:
        verbose_name = _("机构")

    def __str__(self) -> str:
        return self.name


def covered_by_seats(user, prefix: str) -> Q:
    """A filter for rows whose organisation (by lookup `prefix`, "" or "organisation__") a login answers for.

    HR answers for its own unit; a competent department, a city bureau or a county office for every unit at or
    under it. HR's unit is named by its key, which every table holds itself: beside an OR, only that can be
    answered from an index.
    """
    found = Q(pk__in=[])
    for seat in user.seats_as(Role.HR):
        found |= Q(**{f"{prefix}pk": seat.organisation_id})
    for seat in user.seats_as(*SUPERVISING):
        found |= Q(**{f"{prefix}path__startswith": seat.organisation.path})
    return found


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None) -> Self:
        day = on or clock.today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Membership(PublicRow):
    """A dated role of a login at an organisation; never deleted, only ended."""

    user = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=roles)
    valid_from = models.DateField(_("起"), default=clock.today)
    valid_until = models.DateField(_("止"), null=True, blank=True)
    # The name of the absent holder whom this seat stands in for ("": a seat in one's own right), kept as text
    # so that every act done from it says so without a query.
    stands_for = models.CharField(_("代"), max_length=100, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(valid_until=None),
                name="membership_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name} · {self.get_role_display()}{self.for_whom}"

    @property
    def for_whom(self) -> str:
        """「（代某某）」 on the seat of a deputy, "" on every other."""
        return str(_("（代%s）") % self.stands_for) if self.stands_for else ""

    @property
    def shown_state(self) -> dict[str, Any]:
        today = clock.today()
        if self.valid_until and self.valid_until < today:
            return {"label": _("已终止"), "kind": "neutral"}
        begun = self.valid_from <= today
        return {"label": _("现任"), "kind": "done"} if begun else {"label": _("尚未开始"), "kind": "waiting"}

    @property
    def office_label(self) -> str:
        """The office as history names it."""
        return f"{self.organisation}{self.for_whom}"

    @property
    def place(self) -> tuple[Any, ...]:
        """What of a seat decides what its holder sees and may do."""
        organisation = self.organisation
        return self.pk, self.role, self.organisation_id, organisation.path, organisation.kind
