from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field
from registry.enums import RequestState, Role
from registry.people.models.organisation import covered_by_seats

OPEN = (RequestState.ASKED, RequestState.CONFIRMED)


class PersonRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those of the units at or under one's seats; all for the provincial office."""
        if user.has_role(Role.PROVINCE):
            return self
        own = Q(professional=user.professional_id) if user.professional_id else Q(pk__in=[])
        return self.filter(own | covered_by_seats(user, "organisation__"))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


class PersonRequest(PublicRow):
    """What two officers change in a person's file: asked for with a reason and a proof, then decided.

    `organisation` is the unit of the person when it was asked; None: nobody's unit, the province decides
    alone in both steps. A row that has ended is immutable (a database trigger refuses).
    """

    professional = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    organisation = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = state_field(RequestState, max_length=10, default=RequestState.ASKED)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    asked_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    first_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    first_person = models.ForeignKey(
        "registry.Professional", null=True, on_delete=models.PROTECT, related_name="+"
    )
    first_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey("registry.User", null=True, on_delete=models.PROTECT, related_name="+")
    second_person = models.ForeignKey(
        "registry.Professional", null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("未予办理的理由"), max_length=500, blank=True)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["professional"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="%(class)s_one_open",
            )
        ]
        indexes: ClassVar[list[Any]] = [
            # What waits at an office.
            models.Index(fields=["state", "organisation"], name="%(class)s_waits"),
        ]

    def __str__(self) -> str:
        return str(self.professional)
