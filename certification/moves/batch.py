"""The moves of a batch (R19): the office that gathered it changes it until it is filed with the province."""

from django.utils.translation import gettext_lazy as _

from cejc.errors import STALE
from certification.enums import BatchState
from certification.models import Batch
from registry.enums import Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, by
from registry.models import User

DRAFT, FILED = BatchState


def _gathers(user: User, row: Batch) -> bool:
    seats = user.seats_as(Role.HR, Role.DEPARTMENT)
    return any(seat.organisation_id == row.organisation_id for seat in seats)


COMPOSER = Who(_("整理该批次的单位"), _gathers, _("只有整理该批次的单位可以办理。"))

BATCH: Table[Batch] = Table(
    noun="batch",
    label=_("报送批次"),
    rows=under_lock(Batch, "organisation"),
    context=lambda row: row.organisation,
    moved=_("该批次已经报送，不能再改动。"),
    edited=STALE,
    moves=(
        Move("extend", _("加入人员"), (DRAFT,), None, COMPOSER, "extended"),
        Move("reduce", _("移出人员"), (DRAFT,), None, COMPOSER, "reduced"),
        Move("describe", _("修改名称和说明"), (DRAFT,), None, COMPOSER, "described"),
        Move("attach", _("上传报送材料"), (DRAFT,), None, COMPOSER, "material_attached"),
        Move("discard", _("解散批次"), (DRAFT,), None, COMPOSER, "discarded"),
        Move("file", _("报送"), (DRAFT,), FILED, COMPOSER, "filed", again=by("filed_by"), official=True),
    ),
)
