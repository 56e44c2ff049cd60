"""A large export that its maker may not take alone."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from cejc.lib.states import state_field, state_of
from registry.enums import EXPORTERS, SUPERVISING, ExportRequestState, Role
from registry.people.models.account import User
from registry.people.models.export import Export
from registry.people.models.organisation import Organisation, covered_by_seats

LASTS = timedelta(days=3)  # that it was granted
AGAIN = timedelta(minutes=10)  # after it was used: a click too many, a download that broke off


class ExportRequestQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, those of the offices where one sits, and of the offices under one's own."""
        if user.has_role(Role.PROVINCE):
            return self
        here = [seat.organisation_id for seat in user.seats_as(*EXPORTERS)]
        found = Q(owner=user) | Q(organisation__in=here)
        if user.has_role(*SUPERVISING):
            found |= covered_by_seats(user, "organisation__")
        return self.filter(found)

    def open(self) -> Self:
        """Asked and not decided, or granted and not too old to be used."""
        granted = Q(state=ExportRequestState.GRANTED, decided_at__gt=clock.now() - LASTS)
        return self.filter(Q(state=ExportRequestState.ASKED) | granted)

    def just_used(self) -> Self:
        """Used for a file of the last minutes, that may be fetched once more."""
        late = Export.objects.filter(request=OuterRef("pk"), made_at__gt=clock.now() - AGAIN)
        return self.filter(Exists(late), state=ExportRequestState.USED, file=None)


class ExportRequest(PublicRow):
    """Asked by whoever wants to take `rows` rows of `title`, decided by another; used once, by its owner.

    `address` is where the file is made or fetched. Where the worker makes it (`HeldFile`): its `kind`, and
    the public id of its row.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("内容"), max_length=200)
    rows = models.PositiveIntegerField(_("行数"))
    address = models.CharField(max_length=2000)
    kind = models.CharField(max_length=20, blank=True)
    file = models.UUIDField(null=True, db_index=True)
    state = state_field(ExportRequestState, max_length=12, default=ExportRequestState.ASKED)
    reason = models.CharField(_("用途"), max_length=500)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, blank=True)

    objects = ExportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("大批量导出")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "address"],
                condition=Q(state=ExportRequestState.ASKED),
                name="export_request_one_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def until(self) -> datetime | None:
        """Until when it may be used, once it is granted."""
        return self.decided_at + LASTS if self.decided_at else None

    @property
    def is_over(self) -> bool:
        """Granted, and not used in time."""
        until = self.until
        if self.file or self.state != ExportRequestState.GRANTED:
            return False  # a file that the worker makes is under way
        return until is not None and until <= clock.now()

    @property
    def shown_state(self) -> dict[str, Any]:
        if self.file and self.state == ExportRequestState.USED:
            return {"label": _("文件已做好"), "kind": "done"}
        return {"label": _("已过期"), "kind": "neutral"} if self.is_over else state_of(self).tag
