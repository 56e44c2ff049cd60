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
    (
        "deputy.named",
        _("外出委托"),
        _("委托%(deputy)s代行%(office)s，自%(from)s至%(until)s"),
        "waiting",
    ),
    ("deputy.ended", _("结束外出委托"), _("结束外出委托：%(deputy)s，至%(until)s止"), "refused"),
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
    ("history.uploaded", _("上传历史记录"), _("上传了历史记录“%(file)s”"), "neutral"),
    ("history.scans_added", _("上传扫描件"), _("上传了扫描件“%(file)s”"), "neutral"),
    ("history.started", _("开始核对"), _("开始核对历史记录“%(file)s”"), "waiting"),
    ("history.refused", _("历史记录有误"), _("历史记录有%(faults)s处需要更正，没有导入任何记录"), "returned"),
    ("history.imported", _("导入历史记录"), _("导入历史记录%(created)s条，待审核"), "done"),
    (
        "activity.imported",
        _("导入活动"),
        _("由单位从“%(file)s”第%(row)s行导入了“%(subject)s”，待审核"),
        "waiting",
    ),
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
    ("handbook_claim.composed", _("编制领取表"), _("编制了登记手册领取表"), "neutral"),
    ("handbook_claim.taken_out", _("移出领取表"), _("从领取表移出%(count)s人：%(names)s"), "neutral"),
    ("handbook_claim.submitted", _("报送领取表"), _("报送登记手册领取表，%(count)s人"), "waiting"),
    ("handbook_claim.withdrawn", _("撤回领取表"), _("撤回了登记手册领取表"), "returned"),
    ("handbook_claim.returned", _("退回领取表"), _("退回了登记手册领取表"), "returned"),
    ("handbook_claim.discarded", _("作废领取表"), _("作废了登记手册领取表"), "refused"),
    ("handbook_claim.struck", _("不予核发"), _("从领取表划去%(name)s"), "refused"),
    ("handbook_claim.restored", _("恢复核发"), _("恢复了领取表中的%(name)s"), "neutral"),
    (
        "handbook_claim.granted",
        _("核发登记手册"),
        _("核发登记手册%(count)s本，编号%(first)s至%(last)s"),
        "official",
    ),
    ("handbook_claim.drawn", _("领取表制成"), _("领取表的PDF已制成"), "neutral"),
    ("handbook.granted", _("核发登记手册"), _("核发登记手册，编号%(number)s"), "official"),
    (
        "handbook.handed_out",
        _("发放登记手册"),
        _("登记手册%(number)s于%(on)s发放，%(received_by)s领取"),
        "done",
    ),
    ("handbook.lost", _("挂失登记手册"), _("登记手册%(number)s挂失"), "returned"),
    (
        "handbook.reissued",
        _("补发登记手册"),
        _("补发登记手册%(number)s，编号不变，第%(issue)s本"),
        "official",
    ),
    ("handbook.edition_asked", _("生成电子登记手册"), _("生成电子登记手册第%(edition)s版"), "neutral"),
    ("handbook.edition_drawn", _("电子登记手册制成"), _("电子登记手册第%(edition)s版已制成"), "done"),
    ("portrait.uploaded", _("上传照片"), _("上传了登记手册照片"), "neutral"),
    ("title_record.entered", _("填写职称经历"), _("填写了职称经历：%(subject)s，%(since)s取得"), "waiting"),
    ("title_record.confirmed", _("确认职称经历"), _("确认了职称经历：%(subject)s"), "done"),
    ("title_record.refused", _("不予确认职称经历"), _("不予确认职称经历：%(subject)s"), "refused"),
    ("activity.booked", _("学习结果计入"), _("由%(provider)s报送的“%(subject)s”记入继续教育记录"), "done"),
    ("activity.unbooked", _("停止计入"), _("“%(subject)s”不再计入继续教育记录"), "refused"),
    ("missing_hours.asked", _("查询学时"), _("向%(base)s查询“%(subject)s”的学时"), "waiting"),
    ("missing_hours.found", _("答复学时查询"), _("答复：已补报“%(subject)s”的学习结果"), "done"),
    ("missing_hours.refused", _("答复学时查询"), _("答复：没有“%(subject)s”的学习结果"), "refused"),
    ("missing_hours.withdrawn", _("撤回学时查询"), _("撤回了对“%(subject)s”的学时查询"), "neutral"),
    (
        "missing_hours.overdue",
        _("学时查询逾期"),
        _("对“%(subject)s”的学时查询逾期未答复，应于%(due)s前答复"),
        "waiting",
    ),
    ("completion.received", _("接收学习结果"), _("接收了%(count)s条学习结果"), "neutral"),
    ("completion.withdrawn", _("撤回学习结果"), _("施教机构撤回了%(subject)s的学习结果"), "refused"),
    ("completion.overruled", _("决定计入"), _("省人社厅决定计入%(subject)s的学习结果"), "official"),
    (
        "professional.merged",
        _("合并档案"),
        _("将%(subject)s的重复档案（%(identity)s）并入本档案"),
        "official",
    ),
    ("professional.returned", _("重新任职"), _("重新在单位任职，恢复使用档案"), "neutral"),
    ("account.erased", _("删除账号"), _("删除了账号的用户名、邮箱和登录方式"), "refused"),
    ("erasure.number_erased", _("保存期满"), _("保存期于%(until)s届满，证件号码已删除"), "refused"),
    ("job.retried", _("重新办理后台事项"), _("让系统重新办理一项后台事项"), "neutral"),
    ("demo_clock.set", _("调整演示时钟"), _("调整了演示时钟"), "neutral"),
)


# A change of a person's file by two officers: each kind reads alike (registry.services.person_request).
REQUESTS = (
    ("identity_change", _("改名或更正证件号码"), _("改名或更正证件号码：%(name)s %(identity)s")),
    ("merge", _("合并档案"), _("合并档案：%(duplicate)s并入%(kept)s")),
    ("death", _("去世登记"), _("去世登记：%(on)s")),
    ("erasure", _("注销申请"), _("注销申请")),
)
STEPS = (
    ("asked", _("提出：%s"), "waiting"),
    ("confirmed", _("已核对：%s"), "waiting"),
    ("done", _("已批准办理：%s"), "official"),
    ("refused", _("未予办理：%s"), "refused"),
    ("withdrawn", _("已撤回：%s"), "neutral"),
)


def _register_requests() -> None:
    for action, label, sentence in REQUESTS:
        for step, prefix, kind in STEPS:
            register(f"{action}.{step}", label, str(prefix).replace("%s", str(sentence)), kind)


def register_all() -> None:
    _register_requests()
    for action, label, sentence, kind in SENTENCES:
        register(action, label, sentence, kind)
