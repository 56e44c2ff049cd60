"""The moves of a training session (四(四), R26): whoever organises it
opens, closes, corrects or calls it off."""

from cejc.site import gettext_lazy as _
from registry.enums import SessionState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody
from registry.training.models import TrainingSession
from registry.training.permissions_session import runs

PLANNED, OPEN, CLOSED, CANCELLED = SessionState
RUNNER = Who(_("举办单位经办人"), runs, _("由举办培训的单位经办人办理，您没有该单位的经办角色。"))

ENDED = _("这个班次已结班或已取消，不能再改动。已结班的，请先申请更正。")

OPEN_STATES = (PLANNED, OPEN)

SESSION: Table[TrainingSession] = Table(
    noun="session",
    label=_("培训班次"),
    rows=under_lock(TrainingSession, "base__organisation", "organiser", "filing", "course"),
    context=lambda row: row.base or row.organiser,
    moved=_("这个班次的状态已经变化，请刷新页面。"),
    edited=_("这个班次刚刚有改动，请重新核对。"),
    moves=(
        Move("save", _("修改班次"), OPEN_STATES, None, RUNNER, "saved", moved=ENDED),
        Move(
            "start",
            _("开班"),
            (PLANNED,),
            OPEN,
            RUNNER,
            "started",
            said=_("已开班。"),
            follows=(_("名单中的人员可以在各时段扫码签到。"), _("名单和日程仍可以修改。")),
            again=anybody,
        ),
        Move(
            "cancel",
            _("取消班次"),
            OPEN_STATES,
            CANCELLED,
            RUNNER,
            "cancelled",
            said=_("班次已取消。"),
            follows=(_("名单中有账号的人员会收到消息。"), _("取消后不能恢复。")),
            reason=_("请说明取消的原因。"),
            again=anybody,
            moved=ENDED,
        ),
        Move(
            "close",
            _("结班"),
            (OPEN,),
            CLOSED,
            RUNNER,
            "closed",
            said=_("已结班，学习结果正在记入个人记录。"),
            follows=(
                _("日程、签到和考核结果就此固定，每位完成培训的人员形成一条学习结果。"),
                _("{filed_subject}符合备案的，学时直接计入本人记录；{other_subject}由用人单位审核。"),
                _("结班后发现有误的，说明原因后更正，形成新的版本。"),
            ),
            again=anybody,
            moved=_("这个班次刚刚有改动，请重新核对。"),
            official=True,
        ),
        Move(
            "correct",
            _("更正结班结果"),
            (CLOSED,),
            OPEN,
            RUNNER,
            "reopened",
            said=_("可以更正名单、签到和考核结果，改好后请重新结班。"),
            follows=(_("更正期间，已报送的学习结果不变。"), _("改好后重新结班，有变化的结果由新版本代替。")),
            reason=_("请说明更正的原因，它会与新的结班结果一并保存。"),
            moved=_("只有已结班的班次才需要更正，请刷新页面。"),
        ),
    ),
)
