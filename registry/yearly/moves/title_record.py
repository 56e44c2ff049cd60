"""The moves of a title of a person's history: HR of the person's unit
confirms or refuses, never for oneself (R23)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.enums import TitleRecordState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, apart, by
from registry.people.permissions import is_self
from registry.yearly.models import TitleRecord
from registry.yearly.permissions import is_their_hr

PENDING, CONFIRMED, REFUSED = TitleRecordState


def _not_hr(user: Any, row: TitleRecord) -> str:
    if not is_their_hr(user, row.professional):
        return gettext("职称经历由所在单位人事确认。")
    return gettext("这是您本人的职称经历，须由他人确认。") if is_self(user, row.professional) else ""


HR = apart(_("所在单位人事"), _not_hr)

TITLE_RECORD: Table[TitleRecord] = Table(
    noun="title_record",
    label=_("职称经历"),
    rows=under_lock(TitleRecord, "professional"),
    context=lambda row: row.professional,
    moved=_("这条职称经历已经办理，请刷新页面。"),
    moves=(
        Move(
            "confirm",
            _("确认职称经历"),
            (PENDING,),
            CONFIRMED,
            HR,
            "confirmed",
            said=_("已确认。"),
            again=by("decided_by"),
        ),
        Move(
            "refuse",
            _("不予确认职称经历"),
            (PENDING,),
            REFUSED,
            HR,
            "refused",
            said=_("未确认，本人会看到理由。"),
            follows=(_("本人更正后可以重新填写。"),),
            reason=_("请说明不予确认的理由，本人会看到。"),
            again=by("decided_by"),
            longest=300,
        ),
    ),
)
