"""Closed lists of the certification room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cejc.lib.states import LAST, State


class YearBasis(TextChoices):
    """Why a year of the span stands as it does on a case and on the slip."""

    EXAMINED = "examined", _("本次认定")
    CERTIFIED = "certified", _("以往认定单")
    EXEMPT = "exempt", _("免于考核")
    DEEMED = "deemed", _("视同完成")


class YearResult(TextChoices):
    MET = "met", _("合格")
    SHORT = "short", _("不足")


class PriorSlipState(State):
    CLAIMED = "claimed", "waiting", _("待核对")
    CHECKED = "checked", "done", _("已核对")
    REFUSED = "refused", "refused", LAST, _("核对不符")


class DegreeState(State):
    """Another certificate takes the place of each: none is the last."""

    CLAIMED = "claimed", "waiting", _("待核对")
    CHECKED = "checked", "done", _("已核对")
    REFUSED = "refused", "refused", _("核对不符")


class NoticeState(State):
    DRAFT = "draft", "draft", _("拟稿")
    OPEN = "open", "active", _("公示中")
    CLOSED = "closed", "done", _("公示期满")
    WITHDRAWN = "withdrawn", "returned", LAST, _("已撤回")


class ObjectionState(State):
    OPEN = "open", "waiting", _("待答复")
    UPHELD = "upheld", "done", LAST, _("异议成立")
    DISMISSED = "dismissed", "neutral", LAST, _("异议不成立")


class BatchState(State):
    DRAFT = "draft", "draft", _("整理中")
    FILED = "filed", "done", LAST, _("已报送")


class ReminderKind(TextChoices):
    NUDGE = "nudge", _("催办")
    OVERDUE = "overdue", _("逾期提醒")


class RecheckCause(TextChoices):
    """What was taken back from under a slip."""

    ACTIVITY = "activity", _("活动记录撤销认可")
    PRIOR = "prior", _("以往认定单核对不符")
    SLIP = "slip", _("以往认定单被撤销")
    NOTICE = "notice", _("公示被撤销")
    YEAR = "year", _("年度登记重新开启")


class RecheckState(State):
    OPEN = "open", "waiting", _("待重核")
    KEPT = "kept", "done", LAST, _("维持有效")
    REVOKED = "revoked", "refused", LAST, _("认定单已撤销")


class AllotmentState(State):
    CLAIMED = "claimed", "waiting", _("待核发")
    GRANTED = "granted", "done", LAST, _("已核发")
    REFUSED = "refused", "refused", LAST, _("未予核发")


class NumberState(State):
    STOCK = "stock", "active", _("库存")
    USED = "used", "done", LAST, _("已使用")
    VOID = "void", "refused", LAST, _("已作废")


class SlipState(State):
    VALID = "valid", "done", _("有效")
    SUPERSEDED = "superseded", "returned", LAST, _("已换发")
    REVOKED = "revoked", "refused", LAST, _("已撤销")


class ParcelKind(TextChoices):
    """How slips are taken home together."""

    FILES = "files", _("逐份文件打包（ZIP，附目录）")
    PRINT = "print", _("合并为PDF，双面打印")
    LIST = "list", _("领取签收表")


class SlipActionKind(TextChoices):
    REVOKE = "revoke", _("撤销")
    REISSUE = "reissue", _("换发")


class SlipActionState(State):
    PROPOSED = "proposed", "waiting", _("待复核")
    APPROVED = "approved", "done", LAST, _("已执行")
    REFUSED = "refused", "refused", LAST, _("未予同意")


class YearState(TextChoices):
    """How a person's year stands; the order is that of the ledger (credits.engine.ledger)."""

    CERTIFIED = "certified", _("以往认定单")
    EXEMPT = "exempt", _("免于考核")
    DEEMED = "deemed", _("视同完成")
    MET = "met", _("合格")
    SHORT = "short", _("不足")


class FigureName(TextChoices):
    """The counters of a unit and year; what their `part` holds."""

    YEARS = "years", _("人数")  # part: YearState
    REGISTERED = "registered", _("年度登记")
    SHORT = "short", _("不足人数")  # part: subject
    MISSING = "missing", _("差额学时")  # part: subject
    CASES = "cases", _("申请")  # part: stage or resting state
    SLIPS = "slips", _("认定单")  # part: SlipState
    DAYS = "days", _("办理天数")  # part: stage; days: how many
