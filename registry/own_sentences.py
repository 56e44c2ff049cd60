"""How the registry's own actions read in the audit log."""

from django.utils.translation import gettext_lazy as _

from registry.audit_sentences import register

SENTENCES = (
    ("account.opened", _("开通账号"), _("为%(subject)s开通账号，用户名%(username)s"), "done"),
    ("account.activated", _("凭激活码开通"), _("%(subject)s凭激活码开通了账号"), "done"),
    ("account.locked", _("账号锁定"), _("%(subject)s的账号因连续5次密码或验证码不符被锁定15分钟"), "refused"),
    ("account.lock_lifted", _("解除锁定"), _("解除了%(subject)s账号的锁定"), "done"),
    ("account.password_changed", _("修改密码"), _("%(subject)s修改了密码"), "neutral"),
    ("account.deactivated", _("停用账号"), _("停用了%(subject)s的账号"), "refused"),
    ("account.reactivated", _("恢复账号"), _("恢复了%(subject)s的账号"), "done"),
    ("account.second_factor_reset", _("重置二次验证"), _("重置了%(subject)s的二次验证"), "returned"),
    ("activation.issued", _("发放激活码"), _("为%(subject)s发放激活码，有效期至%(expires)s"), "neutral"),
    ("professional.entered", _("登记人员"), _("登记了%(name)s（证件号码%(identity)s）"), "neutral"),
    ("professional.updated", _("修改个人信息"), _("修改了%(subject)s的个人信息"), "neutral"),
    ("identity.revealed", _("查看证件号码"), _("查看了%(subject)s的完整证件号码"), "waiting"),
    ("employment.entered", _("加入单位"), _("将%(subject)s列入人员名单"), "neutral"),
    ("employment.requested", _("申请加入单位"), _("申请加入%(organisation)s"), "waiting"),
    ("employment.confirmed", _("确认人员"), _("确认%(subject)s"), "done"),
    ("employment.refused", _("不予确认"), _("不予确认：%(subject)s"), "refused"),
    ("employment.ended", _("办理离职"), _("为%(subject)s办理离职，离职日期%(until)s"), "neutral"),
    ("roster.uploaded", _("上传名单"), _("上传了人员名单“%(file)s”"), "neutral"),
    ("roster.imported", _("导入名单"), _("导入人员名单：新增%(created)s人，已在名单中%(known)s人"), "done"),
    ("roster.refused", _("名单有误"), _("人员名单有%(faults)s处需要更正，没有导入任何人员"), "returned"),
    ("organisation.created", _("新建机构"), _("新建机构%(name)s"), "neutral"),
    ("organisation.updated", _("修改机构"), _("修改了%(subject)s的机构信息"), "neutral"),
    (
        "organisation.moved",
        _("调整主管部门"),
        _("将%(subject)s的主管部门由“%(before_supervisor)s”改为“%(supervisor)s”"),
        "neutral",
    ),
    ("membership.granted", _("授予角色"), _("授予角色：%(subject)s，自%(from)s起"), "done"),
    ("membership.ended", _("终止角色"), _("终止角色：%(subject)s，至%(until)s止"), "refused"),
    ("registration.declared", _("申报年度登记"), _("申报了%(year)s年度登记"), "waiting"),
    ("registration.withdrawn", _("撤回申报"), _("撤回了%(year)s年度登记的申报"), "returned"),
    ("registration.confirmed", _("单位确认"), _("代表用人单位确认了%(year)s年度登记"), "done"),
    ("registration.locked", _("登记完毕"), _("确认了%(year)s年度登记，登记完毕"), "done"),
    ("registration.returned", _("退回登记"), _("退回了%(year)s年度登记"), "returned"),
    ("registration.reopen_asked", _("申请重新开启"), _("申请重新开启%(year)s年度登记"), "waiting"),
    ("registration.reopened", _("重新开启"), _("重新开启了%(year)s年度登记"), "returned"),
    ("registration.reopen_refused", _("不予重新开启"), _("不予重新开启%(year)s年度登记"), "refused"),
    ("registration.arranged", _("登记安排"), _("设定%(year)s年度登记的截止日期：%(closes)s"), "neutral"),
    ("registration.reminded", _("提醒申报"), _("提醒%(count)s人申报%(year)s年度登记"), "neutral"),
    ("activity.created", _("新建活动"), _("新建了继续教育活动“%(subject)s”"), "neutral"),
    ("activity.submitted", _("提交活动"), _("提交了继续教育活动“%(subject)s”"), "waiting"),
    ("activity.withdrawn", _("撤回活动"), _("撤回了继续教育活动“%(subject)s”"), "returned"),
    ("activity.review_begun", _("开始审核"), _("开始审核继续教育活动“%(subject)s”"), "waiting"),
    ("activity.taken_back", _("撤销认可"), _("撤销了对继续教育活动“%(subject)s”的认可"), "returned"),
    ("activity.approved", _("认可活动"), _("认可了继续教育活动“%(subject)s”"), "done"),
    ("activity.returned", _("退回活动"), _("退回了继续教育活动“%(subject)s”"), "returned"),
    ("activity.discarded", _("作废活动"), _("作废了继续教育活动“%(subject)s”"), "refused"),
    ("activity.deleted", _("删除草稿"), _("删除了从未提交的草稿“%(subject)s”"), "neutral"),
    ("evidence.added", _("上传材料"), _("上传了证明材料“%(subject)s”"), "neutral"),
    ("evidence.replaced", _("更换材料"), _("用“%(subject)s”更换了证明材料"), "neutral"),
    ("evidence.removed", _("撤下材料"), _("撤下了证明材料“%(subject)s”"), "neutral"),
    (
        "evidence.flagged",
        _("材料重复"),
        _("发现“%(subject)s”与另一份材料内容完全相同，已提示审核人核对"),
        "waiting",
    ),
    ("evidence_flag.cleared", _("核对重复材料"), _("对重复使用的材料作了说明"), "done"),
    ("evidence_flag.upheld", _("核对重复材料"), _("核对重复使用的材料，情况属实"), "refused"),
    ("suspension.declared", _("登记停办期"), _("登记了停办期，依据“%(subject)s”"), "waiting"),
    ("suspension.ended", _("结束停办期"), _("登记了停办期的结束日期，依据“%(subject)s”"), "done"),
    ("job.retried", _("重新办理后台事项"), _("让系统重新办理一项后台事项"), "neutral"),
    ("demo_clock.set", _("调整演示时钟"), _("调整了演示时钟"), "neutral"),
)


def register_all() -> None:
    for action, label, sentence, kind in SENTENCES:
        register(action, label, sentence, kind)
