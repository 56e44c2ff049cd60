"""The moves of a workbook that was sent: the worker reads it, its sender decides, the worker writes it."""

from django.utils.translation import gettext_lazy as _

from registry.enums import SheetState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody, read
from registry.people.models import SheetImport
from registry.people.sheets import kind_of

PREPARING, READING, ASKING, READY, UNREAD, DROPPED, WRITING, DONE, UNDOING, UNDONE = SheetState
SENDER = Who(
    _("导入单位的办理人员"),
    lambda user, row: kind_of(row).may(user, row),
    lambda user, row: read(kind_of(row).refusal, user, row),
)


def _can_be_undone(row: SheetImport) -> bool:
    written = bool(row.counts.get("done")) and not row.is_forgotten
    return written and kind_of(row).undo is not None


SHEET: Table[SheetImport] = Table(
    noun="sheet",
    label=_("导入的工作簿"),
    rows=under_lock(SheetImport, "organisation", "uploaded_by"),
    context=lambda row: row.organisation,
    moved=_("这次导入已经往下办理，请刷新页面，查看最新情况。"),
    facts=lambda row: {"file": row.file_name, "list": str(kind_of(row).label)},
    moves=(
        Move("replace", _("更换工作簿"), (PREPARING,), None, SENDER, "replaced"),
        Move("add", _("添加扫描件"), (PREPARING,), None, SENDER, "scans_added"),
        Move(
            "start",
            _("开始核对"),
            (PREPARING,),
            READING,
            SENDER,
            "started",
            said=_("已开始核对。"),
            again=anybody,
        ),
        Move("refuse", _("未能读取"), (READING,), UNREAD, PORTAL, "unread"),
        Move("ask", _("提问"), (READING,), ASKING, PORTAL, "asked"),
        Move("answer", _("回答"), (ASKING,), READING, SENDER, "answered"),
        Move("find", _("核对完毕"), (READING,), READY, PORTAL, "read"),
        Move(
            "reopen",
            _("更换工作簿或补充扫描件"),
            (ASKING, READY, UNREAD),
            PREPARING,
            SENDER,
            "reopened",
            said=_("可以更换工作簿、补充扫描件，然后重新核对。"),
            when=lambda row: kind_of(row).prepares and not row.is_forgotten,
        ),
        Move("take", _("导入"), (READY,), WRITING, SENDER, "taken", again=anybody, official=True),
        Move(
            "drop",
            _("放弃这次导入"),
            (PREPARING, ASKING, READY),
            DROPPED,
            SENDER,
            "dropped",
            said=_("已放弃这次导入，没有写入任何内容。"),
        ),
        Move("lapse", _("逾期未确认，视为放弃"), (PREPARING, ASKING, READY), DROPPED, PORTAL, "lapsed"),
        Move("finish", _("导入完毕"), (WRITING,), DONE, PORTAL, "imported"),
        Move(
            "undo",
            _("撤销这次导入"),
            (DONE,),
            UNDOING,
            SENDER,
            "undo_begun",
            again=anybody,
            when=_can_be_undone,
            said=_("已开始撤销，完成后给您发消息。"),
            follows=(lambda user, row: kind_of(row).undoing,),
        ),
        Move("keep", _("不能撤销"), (UNDOING,), DONE, PORTAL, "undo_refused"),
        Move("undone", _("撤销完毕"), (UNDOING,), UNDONE, PORTAL, "undone"),
    ),
)
