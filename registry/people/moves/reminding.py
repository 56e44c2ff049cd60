"""The moves of a reminder to many: looked through and changed in the outbox, then released or given up."""

from django.utils.translation import gettext_lazy as _

from registry.enums import RemindingState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody
from registry.people.models import Reminding, User
from registry.people.remindable import topic_of

OUTBOX, SENDING, SENT, DROPPED = RemindingState


def sits_there(user: User, row: Reminding) -> bool:
    """Has the kind of seat from which it was put together, at the same office."""
    return any(seat.organisation_id == row.organisation_id for seat in user.seats_as(row.role))


OFFICE = Who(_("编制提醒的机关"), sits_there, _("只有编制这份提醒的机关可以办理。"))

REMINDING: Table[Reminding] = Table(
    noun="reminding",
    label=_("提醒"),
    rows=under_lock(Reminding, "organisation", "made_by", "released_by"),
    context=lambda row: row.organisation,
    moved=_("这份提醒已经发出或放弃，不能再改动。请刷新页面，查看最新情况。"),
    edited=_("这份提醒刚刚由同事改动过。请刷新页面，核对后再办理。"),
    facts=lambda row: {"subject": row.subject, "topic": str(topic_of(row).label)},
    moves=(
        Move("write", _("修改文字"), (OUTBOX,), None, OFFICE, "written", said=_("文字已修改。")),
        Move("choose", _("增减收件人"), (OUTBOX,), None, OFFICE, "chosen"),
        Move(
            "release",
            _("发出"),
            (OUTBOX,),
            SENDING,
            OFFICE,
            "released",
            said=_("已开始发送，完成后给您发消息。"),
            again=anybody,
            beyond=(SENT,),
            follows=(
                _("收件人在“消息”中看到，并按各自选择的方式收到邮件。"),
                _("发出后不能收回。发送时已经办理或不再符合条件的人员不发送，并逐一说明。"),
            ),
        ),
        Move(
            "drop",
            _("放弃这份提醒"),
            (OUTBOX,),
            DROPPED,
            OFFICE,
            "dropped",
            said=_("已放弃，没有通知任何人。"),
        ),
        Move("finish", _("发送完毕"), (SENDING,), SENT, PORTAL, "sent"),
    ),
)
