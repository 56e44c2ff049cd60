from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.changes.models.person_request import PersonRequest, PersonRequestQuerySet
from registry.enums import Role


class MergeQuerySet(PersonRequestQuerySet):
    def visible_to(self, user) -> Self:
        """The two files' own person; the provincial office and the administrators, who propose and decide."""
        if user.has_role(Role.PROVINCE, Role.ADMIN):
            return self
        if not user.professional_id:
            return self.none()
        return self.filter(Q(professional=user.professional_id) | Q(duplicate=user.professional_id))


class Merge(PersonRequest):
    """Two files of one person: everything of `duplicate` moves to
    `professional`, `duplicate` stays as a tombstone.

    `moved` is the way back: table name -> column -> primary keys of what moved.
    """

    duplicate = models.ForeignKey(
        "registry.Professional", on_delete=models.PROTECT, related_name="merges_away"
    )
    moved = models.JSONField(default=dict)

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta(PersonRequest.Meta):
        verbose_name = _("合并档案")
        constraints: ClassVar = [
            *PersonRequest.Meta.constraints,
            models.UniqueConstraint(
                fields=["duplicate"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="merge_one_open_duplicate",
            ),
        ]
