"""How a reported result stands: stable codes for platforms, sentences for people, and who can mend it.

The numbers and switches behind them are the policy's (R13, R14, R25–R27); the codes are part of the API.
"""

from dataclasses import dataclass
from typing import Any

from cejc.site import gettext_lazy as _
from cejc.site import of_site

# Which of the notice's clauses a standing rests on ([recognition] and [cited] of a policy).
FILED, KEYS, HOURS, TIMETABLE = "filed", "key", "hours", "timetable"
UNIT_TRAINING, SUSPENSION = "unit_training", "suspension"
REGISTRATION, EMPLOYER_REVIEW = "registration", "employer_review"
BASE, OFFICE, PROVINCE, PERSON, EMPLOYER, NOBODY = "base", "office", "province", "person", "employer", ""
MENDERS = {
    BASE: _("施教机构"),
    OFFICE: _("基地主管单位人事部门"),
    PROVINCE: _("{office_name}"),
    PERSON: _("本人"),
    EMPLOYER: _("用人单位"),
    NOBODY: "",
}


@dataclass(frozen=True)
class Standing:
    """`code` "" is recognised. `final`: nothing that somebody does later makes it count."""

    code: str
    sentence: str = ""
    clause: str = ""
    mender: str = NOBODY
    final: bool = False
    overrulable: bool = False  # the province may count it all the same, with a reason (R25)

    @property
    def ok(self) -> bool:
        return not self.code


RECOGNISED = Standing("")
# code: (sentence, clause, who can mend it, final, the province may overrule)
_ALL: dict[str, tuple[Any, str, str, bool, bool]] = {
    "unfiled": (
        _("该{filed_subject}面授培训未向{authority}备案，学时暂不计入。"),
        FILED,
        BASE,
        False,
        True,
    ),
    "outside_filing": (_("%(what)s不在备案的时间内，学时暂不计入。"), FILED, BASE, False, True),
    "outside_place": (_("培训地点“%(what)s”与备案地点不同，学时暂不计入。"), FILED, BASE, False, True),
    "over_headcount": (_("结业人数超出备案的%(what)s人，超出部分暂不计入。"), FILED, BASE, False, True),
    "needs_consent": (
        _("单位自行组织的{filed_subject}培训须经{authority}同意，学时暂不计入。"),
        UNIT_TRAINING,
        PROVINCE,
        False,
        True,
    ),
    "outside_timetable": (
        _("%(what)s不在该班次的日程内，学时暂不计入；请施教机构核对班次日程或报送的时段。"),
        TIMETABLE,
        BASE,
        False,
        True,
    ),
    "unfit_times": (_("该班次的日程有误，学时暂不计入：%(what)s"), TIMETABLE, BASE, False, True),
    "suspended": (_("%(what)s在停办聚集性培训期间，学时暂不计入。"), SUSPENSION, PROVINCE, False, True),
    "no_live_date": (
        _("课程没有登记上线日期，无法判断审定结论是否在上线前提交。"),
        FILED,
        BASE,
        False,
        False,
    ),
    "before_live": (_("课程于%(what)s上线，学习通过日期早于上线日期。"), FILED, BASE, False, False),
    "no_conclusion": (
        _("网络课程的审定结论尚未提交{authority}，培训结果不予认可。"),
        FILED,
        OFFICE,
        False,
        False,
    ),
    "conclusion_failed": (_("网络课程未通过专家审定，培训结果不予认可。"), FILED, OFFICE, False, False),
    "late_conclusion": (
        _("审定结论于%(what)s提交，未在课程上线前提交，培训结果不予认可。"),
        FILED,
        BASE,
        True,
        False,
    ),
    "cross_failed": (_("课程未通过交叉审查，自%(what)s起的培训结果不予认可。"), FILED, BASE, True, False),
    "key_b_awaited": (
        _("平台当年的秘钥B尚未交{authority}，交齐后计入；最迟%(what)s。"),
        KEYS,
        OFFICE,
        False,
        False,
    ),
    "key_b_late": (
        _("平台未在%(what)s前将秘钥B交{authority}，当年培训结果不予认可。"),
        KEYS,
        NOBODY,
        True,
        False,
    ),
    "unsigned": (_("证书批次尚待秘钥A、秘钥B双重签署，签署完毕后计入。"), KEYS, OFFICE, False, False),
    "key_compromised": (
        _("证书批次是在秘钥泄露之后签署的，须以新秘钥重新签署。"),
        KEYS,
        OFFICE,
        False,
        False,
    ),
    "batch_altered": (
        _("证书批次的内容与签署时不一致，已停止计入，请联系{office}核查。"),
        KEYS,
        PROVINCE,
        False,
        False,
    ),
    "no_person": (_("系统中还没有该证件号码的人员，本人建档后自动计入。"), "", PERSON, False, False),
    "name_mismatch": (_("姓名与该证件号码登记的姓名不一致，请施教机构核对后更正。"), "", BASE, False, False),
    "year_locked": (
        _("%(what)s年的年度登记已经完毕，请本人申请重新开启后补登。"),
        REGISTRATION,
        PERSON,
        False,
        False,
    ),
    "no_employer": (
        _("本人目前没有经单位确认的任职信息，{other_subject}学时须由用人单位审核。"),
        EMPLOYER_REVIEW,
        PERSON,
        False,
        False,
    ),
    "conflict": (_("%(what)s"), TIMETABLE, PERSON, False, False),
    "nothing": (_("按折算细则不产生学时：%(what)s"), HOURS, BASE, True, False),
    "employer_returned": (
        _("用人单位审核后退回，本人可补充材料后另行提交。"),
        EMPLOYER_REVIEW,
        EMPLOYER,
        True,
        False,
    ),
    "taken_back": (_("审核单位已撤销认可。"), "", EMPLOYER, True, False),
    "settling": (_("已接收，正在记入个人档案。"), "", NOBODY, False, False),
    "withdrawn": (_("施教机构已撤回该结果。"), "", BASE, True, False),
    "not_passed": (_("考核结果为不合格，不产生学时。"), "", BASE, True, False),
}
CODES = tuple(_ALL)


# What a platform is told of a result that was not taken in; the rest of the batch is unharmed.
REFUSALS: dict[str, Any] = {
    "bad_external_id": _("结果编号须为1至64个字母、数字或 - _ . : 组成的文字。"),
    "bad_name": _("姓名不正确：%(what)s"),
    "bad_identity": _("证件号码不正确：%(what)s"),
    "unknown_course": _("没有编号为“%(what)s”的课程，请先登记课程。"),
    "unknown_session": _("没有编号为“%(what)s”的班次，请先登记班次。"),
    "not_online": _("课程“%(what)s”不是网络课程，请按班次报送。"),
    "bad_date": _("学习通过日期%(what)s不正确：不能晚于今天，也不能早于1950年。"),
    "bad_hours": _("学时不正确：%(what)s"),
    "bad_lines": _("时段不正确：%(what)s"),
    "bad_year": _("补学年度不正确：%(what)s"),
    "twice": _("同一批中有两条编号为“%(what)s”而内容不同的结果，请核对后另行报送。"),
    "duplicate": _("该人员的这门课程（班次）已按结果编号“%(what)s”报送，不重复计入。"),
    "changed": _("结果编号“%(what)s”已报送过，内容不同。确需更正的，请按更正报送。"),
    "nothing_to_replace": _("没有结果编号为“%(what)s”的结果可以更正。"),
    "not_passed": _("考核结果为不合格，不产生学时。"),
    "unused": _("这类结果不填%(what)s，请删去后再报送。"),
    "cannot_read": _("该条内容无法识别：%(what)s"),
}
ACCEPTED = {
    "accepted": _("已接收。"),
    "repeated": _("此前已接收，内容相同，不重复计入。"),
    "replaced": _("更正已接收，原结果由新版本代替。"),
    "matched": _("姓名与证件号码相符。"),
}


def standing(code: str, what: object = "") -> Standing:
    """The standing of `code`, its sentence filled in."""
    sentence, clause, mender, final, overrulable = _ALL[code]
    return Standing(code, str(sentence) % {"what": what}, clause_of(clause), mender, final, overrulable)


def clause_of(clause: str) -> str:
    """Where the notice in force speaks of it; "" where it does not."""
    return of_site(f"{clause}_place") if clause else ""


def refusal(code: str, what: object = "") -> str:
    """The sentence of a refused record."""
    return str(REFUSALS[code]) % {"what": what}
