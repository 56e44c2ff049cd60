"""How the certification room's audit entries read."""

from cejc.site import gettext_lazy as _
from certification.enums import PriorSlipState
from certification.workflow.table import Move, kind_of, table_for
from credits.engine import bundled_names
from credits.queries import bundled
from registry.machinery.audit_sentences import register, register_words

ENTRIES = (
    ("case.opened", _("建立申请"), _("建立了认定申请"), "neutral"),
    ("case.changed", _("修改申请"), _("修改了申报信息"), "neutral"),
    ("case.recounted", _("通知修订后重新计算"), _("按%(notice)s重新计算"), "neutral"),
    ("own_copy.asked", _("下载个人数据"), _("让系统整理个人数据供下载"), "neutral"),
    ("calendar.renewed", _("订阅日程"), _("生成了日程的订阅地址，以前的地址失效"), "neutral"),
    ("calendar.ended", _("停止订阅日程"), _("停止了日程的订阅"), "neutral"),
    ("case.nudged", _("催办"), _("向%(office)s催办"), "waiting"),
    ("case.overdue", _("逾期提醒"), _("在%(office)s等待%(waited)s个工作日，系统已提醒"), "waiting"),
    ("case.assigned", _("指派"), _("指派给%(to)s办理"), "neutral"),
    ("case.unassigned", _("取消指派"), _("取消了指派"), "neutral"),
    ("case_note.written", _("给同事留言"), _("给同事留了一条话"), "neutral"),
    ("return_phrase.added", _("增加退回理由"), _("增加了本机构的退回理由“%(label)s”"), "neutral"),
    ("return_phrase.dropped", _("停用退回理由"), _("停用了本机构的退回理由“%(label)s”"), "neutral"),
    ("parcel.asked", _("打包认定单"), _("打包了%(slips)s份认定单"), "neutral"),
    ("exemption.asked", _("申请免考"), _("申请%(year)s年免于考核"), "neutral"),
    ("exemption.dropped", _("撤回免考"), _("撤回了%(before_year)s年免于考核的申请"), "neutral"),
    ("exemption.approved", _("核定免考"), _("核定%(year)s年免于考核"), "done"),
    ("prior_slip.claimed", _("登记以往认定单"), _("登记了以往认定单%(number)s"), "neutral"),
    ("prior_slip.dropped", _("删除以往认定单"), _("删除了以往认定单%(before_number)s"), "neutral"),
    ("prior_slip.checked", _("核对以往认定单"), _("核对了以往认定单，结果为%(state)s"), "done"),
    ("notice.composed", _("拟公示"), _("拟定了公示“%(subject)s”，共%(cases)s人"), "neutral"),
    ("notice.changed", _("改公示"), _("修改了公示拟稿“%(subject)s”"), "neutral"),
    ("notice.extended", _("列入公示"), _("向公示拟稿“%(subject)s”列入了人员"), "neutral"),
    ("notice.reduced", _("移出拟稿"), _("从公示拟稿“%(subject)s”移出了人员"), "neutral"),
    ("notice.struck", _("移出公示"), _("从公示“%(subject)s”移出了第%(position)s号"), "returned"),
    ("notice.drawn", _("生成名单"), _("生成了公示“%(subject)s”张贴的名单"), "neutral"),
    ("notice.discarded", _("弃公示"), _("删除了公示拟稿“%(subject)s”"), "neutral"),
    (
        "notice.published",
        _("发布公示"),
        _("发布了公示“%(subject)s”，共%(entries)s人，公示至%(last_day)s"),
        "official",
    ),
    ("notice.withdrawn", _("撤回公示"), _("撤回了公示“%(subject)s”"), "returned"),
    ("notice.closed", _("公示期满"), _("公示“%(subject)s”期满"), "done"),
    ("objection.filed", _("收到异议"), _("收到一件异议"), "waiting"),
    ("objection.objector_seen", _("查看异议人"), _("查看了提出异议的人的姓名和联系方式"), "waiting"),
    ("objection.file_read", _("查看异议材料"), _("查看了异议所附的材料"), "neutral"),
    ("degree.claimed", _("提交学位证书"), _("提交了学位证书：%(degree)s（登记为%(registered)s）"), "waiting"),
    ("degree.confirmed", _("核对学位证书"), _("核对学位证书相符：%(degree)s"), "done"),
    ("degree.refused", _("核对学位证书"), _("核对学位证书不符：%(degree)s"), "refused"),
    ("case.recounted", _("重新计算"), _("所依据的情况有变动，重新计算后仍符合要求"), "neutral"),
    ("objection.upheld", _("异议成立"), _("认定异议成立"), "returned"),
    ("objection.dismissed", _("异议不成立"), _("认定异议不成立"), "done"),
    ("batch.made", _("建批次"), _("建立了报送批次“%(subject)s”，共%(cases)s人"), "neutral"),
    ("batch.described", _("修改批次名称和说明"), _("修改了报送批次“%(subject)s”的名称或说明"), "neutral"),
    ("batch.extended", _("加入批次"), _("向报送批次“%(subject)s”加入了人员"), "neutral"),
    ("batch.reduced", _("移出批次"), _("从报送批次“%(subject)s”移出了人员"), "neutral"),
    ("batch.discarded", _("解散批次"), _("解散了报送批次“%(subject)s”"), "neutral"),
    ("batch.filed", _("报送"), _("报送了批次“%(subject)s”，共%(cases)s人"), "official"),
    ("window.granted", _("批准例外"), _("批准了受理时间例外：%(opens)s至%(closes)s"), "official"),
    ("batch.material_attached", _("上传报送材料"), _("上传了报送材料“%(file)s”"), "neutral"),
    ("bureau.settled", _("办理设定"), _("修改了本{cities}的办理设定"), "neutral"),
    ("allotment.claimed", _("申领编号"), _("申领认定单编号%(count)s个"), "waiting"),
    ("allotment.granted", _("核发编号"), _("核发认定单编号%(granted)s个：%(first)s至%(last)s"), "official"),
    ("allotment.refused", _("不予核发"), _("没有核发认定单编号"), "refused"),
    ("allotment.voided", _("作废编号"), _("作废%(year)s年度认定单编号%(first)s至%(last)s"), "refused"),
    ("slip.in_question", _("待重核"), _("认定单%(subject)s待重核：%(cause)s“%(label)s”"), "waiting"),
    ("recheck.kept", _("维持有效"), _("重核后维持认定单%(subject)s有效"), "done"),
    ("recheck.revoked", _("重核办结"), _("重核办结：认定单%(subject)s已撤销"), "refused"),
    ("prior_slip.taken_back", _("撤销以往认定单"), _("以往认定单%(number)s改为核对不符"), "returned"),
    ("notice.annulled", _("撤销公示"), _("撤销了期满的公示“%(subject)s”"), "returned"),
    ("slip.issued", _("签发认定单"), _("签发了认定单%(number)s"), "official"),
    ("slip.drawn", _("生成认定单文件"), _("生成了认定单文件"), "neutral"),
    ("slip.revoke_proposed", _("提出撤销"), _("提出撤销认定单%(subject)s"), "waiting"),
    ("slip.reissue_proposed", _("提出换发"), _("提出换发认定单%(subject)s"), "waiting"),
    ("slip.revoke_refused", _("未同意撤销"), _("未同意撤销认定单%(subject)s"), "refused"),
    ("slip.reissue_refused", _("未同意换发"), _("未同意换发认定单%(subject)s"), "refused"),
    ("slip.revoked", _("撤销认定单"), _("撤销了认定单%(subject)s"), "refused"),
    ("slip.superseded", _("换发认定单"), _("认定单%(subject)s已由新的认定单替换"), "returned"),
)


def register_all() -> None:
    register_words("prior_slip", "state", dict(PriorSlipState.choices))
    for action, label, sentence, kind in ENTRIES:
        register(action, label, sentence, kind)
    for action, move in _moves().items():
        register(action, move.label, "%(move)s", kind_of(move.action))


def _moves() -> dict[str, Move]:
    """Every action of the bundled policies with its move, as the first
    route names it; an entry keeps its own name."""
    found: dict[str, Move] = {}
    for name in bundled_names():
        for route in bundled(name).routes.values():
            for move in table_for(route, tuple(stage.id for stage in route.stages)).moves:
                found.setdefault(f"case.{move.done}", move)
    return found
