"""Closed lists of the registry: labels in Chinese, names of the table in the design document."""

from django.db.models import IntegerChoices, TextChoices

from cejc.lib.states import LAST, State
from cejc.site import gettext_lazy as _


class Role(TextChoices):
    """What a membership lets a person do at an organisation. Being a professional needs no membership."""

    HR = "hr", _("单位人事")
    DEPARTMENT = "department", _("主管部门经办")
    COUNTY = "county", _("县市区人社部门经办")
    BUREAU = "bureau", _("{cities}人社部门经办")
    PROVINCE = "province", _("{office_short}经办")
    ADMIN = "admin", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    AUDITOR = "auditor", _("审计员")
    BASE = "base", _("施教机构经办")


# Offices above a unit: each answers for every unit at or under it in the tree.
SUPERVISING = (Role.DEPARTMENT, Role.COUNTY, Role.BUREAU)
# Who may remind the people under them.
REMINDERS = (Role.HR, *SUPERVISING, Role.PROVINCE)
# Who takes lists of people away; of a large one, another of them has to agree.
EXPORTERS = (*REMINDERS, Role.BASE)


class Office(TextChoices):
    """Who holds a stage of a route; a policy file names them."""

    EMPLOYER = "employer", _("用人单位")
    DEPARTMENT = "department", _("主管部门")
    UNIVERSITY = "university", _("{universities}")
    AGENCY = "agency", _("人事档案托管机构")
    COUNTY = "county", _("县市区人社部门")
    BUREAU = "bureau", _("{cities}人社部门")
    PROVINCE = "province", _("{office_name}")


class OrganisationKind(TextChoices):
    EMPLOYER = "employer", _("用人单位")
    DEPARTMENT = "department", _("{departments}")
    UNIVERSITY = "university", _("{universities}")
    BUREAU = "bureau", _("{cities}人社部门")
    COUNTY = "county", _("县市区人社部门")
    CENTRAL = "central", _("{central_units}")
    AGENCY = "agency", _("人事档案托管机构")
    PROVINCE = "province", _("{office_name}")
    BASE = "base", _("继续教育基地")


class Route(TextChoices):
    PROVINCIAL = "provincial", _("{provincial_units}")
    UNIVERSITY = "university", _("{universities}")
    CITY = "city", _("{cities}")
    LOCAL = "local", _("非公有制、社会组织和自由职业")
    CENTRAL = "central", _("{central_units}")


class IdentityType(TextChoices):
    RESIDENT_CARD = "resident_card", _("居民身份证")
    HMT_RESIDENCE = "hmt_residence", _("港澳台居民居住证")
    HMT_PERMIT = "hmt_permit", _("港澳居民、台湾居民来往内地（大陆）通行证")
    FOREIGNER_PERMANENT = "foreigner_permanent", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    OTHER = "other", _("其他证件")


class Degree(TextChoices):
    DOCTOR = "doctor", _("博士")
    MASTER = "master", _("硕士")
    BACHELOR = "bachelor", _("学士")
    ASSOCIATE = "associate", _("大专")
    OTHER = "other", _("其他")


class TitleLevel(TextChoices):
    SENIOR_FULL = "senior_full", _("正高级")
    SENIOR_ASSOCIATE = "senior_associate", _("副高级")
    INTERMEDIATE = "intermediate", _("中级")
    JUNIOR = "junior", _("初级")
    NONE = "none", _("尚无职称")


class RecoveryState(State):
    """A login that two officers open again; the person uses it, or it lapses."""

    ASKED = "asked", "waiting", _("待确认")
    CONFIRMED = "confirmed", "active", _("已确认，待本人使用")
    USED = "used", "done", LAST, _("本人已设置新密码")
    REFUSED = "refused", "refused", LAST, _("已退回")
    LAPSED = "lapsed", "neutral", LAST, _("已重新申请")


class SeatRequestState(State):
    """A role that was asked for: decided by the security officer, or taken back."""

    ASKED = "asked", "waiting", _("待确认")
    GRANTED = "granted", "done", LAST, _("已授予")
    REFUSED = "refused", "refused", LAST, _("已退回")
    WITHDRAWN = "withdrawn", "neutral", LAST, _("已撤回")


class ExportRequestState(State):
    """A large export: asked for, granted by another, used once."""

    ASKED = "asked", "waiting", _("待同意")
    GRANTED = "granted", "active", _("已同意，待导出")
    USED = "used", "done", LAST, _("已导出")
    REFUSED = "refused", "refused", LAST, _("未同意")
    DROPPED = "dropped", "neutral", LAST, _("已放弃")


class EmploymentState(State):
    PENDING = "pending", "waiting", _("待单位确认")
    CONFIRMED = "confirmed", "done", _("已确认")
    REFUSED = "refused", "refused", LAST, _("单位未确认")


class ActivityState(State):
    """draft → submitted → (begun) → approved, or returned to the person with reasons; an approval taken back
    is revoked and stays so.

    A record that was submitted once is never deleted: its owner discards it.
    """

    DRAFT = "draft", "draft", _("草稿")
    SUBMITTED = "submitted", "waiting", _("待审核")
    BEGUN = "begun", "active", _("审核中")
    RETURNED = "returned", "returned", _("已退回")
    APPROVED = "approved", "done", _("已认可")
    REVOKED = "revoked", "refused", LAST, _("已撤销认可")
    DISCARDED = "discarded", "neutral", LAST, _("已作废")


class RegistrationState(State):
    """One year of a person (二): open → declared → confirmed by the employer → locked by the office above it.

    Where no office is above the unit, or the city asks for none, the employer's confirmation locks.
    """

    OPEN = "open", "neutral", _("填报中")
    DECLARED = "declared", "waiting", _("待单位确认")
    CONFIRMED = "confirmed", "waiting", _("待主管部门确认")
    LOCKED = "locked", "done", _("已登记")


class SheetState(State):
    """A workbook that was sent: its scans are being added, it is read, its sender is asked, sees what will
    be, and decides; what was written can be undone."""

    PREPARING = "preparing", "draft", _("准备中")
    READING = "reading", "waiting", _("核对中")
    ASKING = "asking", "returned", _("待回答")
    READY = "ready", "active", _("待确认")
    UNREAD = "unread", "refused", _("未能读取")
    DROPPED = "dropped", "neutral", LAST, _("已放弃")
    WRITING = "writing", "waiting", _("导入中")
    DONE = "done", "done", _("已导入")
    UNDOING = "undoing", "waiting", _("撤销中")
    UNDONE = "undone", "neutral", LAST, _("已撤销")


class SheetVerdict(TextChoices):
    """What a row of a workbook comes to."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("变更")
    SAME = "same", _("不变")
    WRONG = "wrong", _("有误")


SHEET_WRITTEN = (SheetVerdict.NEW, SheetVerdict.CHANGED)


class SheetOutcome(TextChoices):
    """What became of a row that was to be written."""

    DONE = "done", _("已导入")
    LEFT = "left", _("没有导入")
    UNDONE = "undone", _("已撤销")
    KEPT = "kept", _("没有撤销")


class ClaimState(State):
    """A handbook claim list: composed, submitted, and granted (whole or
    in part); returned ones are drafts again."""

    DRAFT = "draft", "draft", _("编制中")
    SUBMITTED = "submitted", "waiting", _("待核发")
    GRANTED = "granted", "done", LAST, _("已核发")
    DISCARDED = "discarded", "neutral", LAST, _("已作废")


class HandbookState(State):
    """The paper booklet of a number: granted, handed out to the person,
    reported lost and then issued again."""

    GRANTED = "granted", "waiting", _("待发放")
    HANDED_OUT = "handed_out", "done", _("已发放")
    LOST = "lost", "returned", _("已挂失")


class TitleRecordState(State):
    PENDING = "pending", "waiting", _("待单位确认")
    CONFIRMED = "confirmed", "done", LAST, _("已确认")
    REFUSED = "refused", "refused", LAST, _("单位未确认")


class RequestState(State):
    """A change of a person's file by two officers: asked for, confirmed by
    the unit, carried out by the office above."""

    ASKED = "asked", "waiting", _("待核对")
    CONFIRMED = "confirmed", "waiting", _("待审批")
    DONE = "done", "done", LAST, _("已办结")
    REFUSED = "refused", "refused", LAST, _("未予办理")
    WITHDRAWN = "withdrawn", "neutral", LAST, _("已撤回")


class FlagState(State):
    OPEN = "open", "waiting", _("待核对")
    CLEARED = "cleared", "done", LAST, _("已说明")
    UPHELD = "upheld", "refused", LAST, _("属实")
    DISTINCT = "distinct", "done", LAST, _("不是同一份")


class FlagKind(TextChoices):
    """How two records came to be put side by side."""

    SAME = "same", _("同一文件")
    ALIKE = "alike", _("疑似同一份材料")


class JobState(TextChoices):
    PREPARED = "prepared", _("待确认")
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("办理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未能完成")


class Turn(IntegerChoices):
    """Who waits for a job: what somebody waits for goes before what nobody waits for."""

    WAITED = 0, _("有人在等")
    SOON = 1, _("尽快")
    HEAP = 2, _("成批")


class MailTopic(TextChoices):
    """What a message is about, as far as its reader chooses how it comes by mail."""

    DECISION = "decision", _("正式决定和须由您办理的退回、更正")
    ACCOUNT = "account", _("账号、证件和任职变动")
    PROGRESS = "progress", _("办理进展")
    TASK = "task", _("待您办理的事项")
    REMINDER = "reminder", _("催办和期限提醒")


# Whoever waits for an official act must be reached: these come at once, whatever was chosen.
ALWAYS_AT_ONCE = (MailTopic.DECISION, MailTopic.ACCOUNT)


class MailWay(TextChoices):
    AT_ONCE = "at_once", _("即时发送")
    DAILY = "daily", _("每日汇总一封")
    WEEKLY = "weekly", _("每周一汇总一封")
    NEVER = "never", _("不发邮件，只在消息中查看")


IN_DIGEST = (MailWay.DAILY, MailWay.WEEKLY)


class RemindingState(State):
    """A reminder to many: it lies in the outbox, is sent by the worker, or is given up before it goes."""

    OUTBOX = "outbox", "draft", _("待发出")
    SENDING = "sending", "waiting", _("发送中")
    SENT = "sent", "done", LAST, _("已发出")
    DROPPED = "dropped", "neutral", LAST, _("已放弃")


class LetterOutcome(TextChoices):
    """What becomes of one person of a reminder."""

    WAITING = "waiting", _("将收到")
    TOLD = "told", _("已发出")
    OUT = "out", _("不发送")


class TakenKind(TextChoices):
    """What is made of the rows that were chosen from a list."""

    SHEET = "sheet", _("Excel表格")
    PAPER = "paper", _("打印稿（PDF）")
    BOUND = "bound", _("合订本（PDF）")
    LETTER = "letter", _("发消息")


class CourseForm(TextChoices):
    FACE_TO_FACE = "face_to_face", _("面授")
    ONLINE = "online", _("网络")


class CourseState(State):
    """A draft is seen by its base alone; a published course stands in
    the public catalogue until withdrawn."""

    DRAFT = "draft", "draft", _("编制中")
    PUBLISHED = "published", "done", _("已发布")
    WITHDRAWN = "withdrawn", "neutral", _("已停开")


class FilingState(State):
    """A filing of face-to-face public-subject training (四(四)); a
    change of an accepted one is a new version."""

    DRAFT = "draft", "draft", _("编制中")
    SUBMITTED = "submitted", "waiting", _("待受理")
    RETURNED = "returned", "returned", _("已退回")
    ACCEPTED = "accepted", "done", _("已备案")
    REPLACED = "replaced", "neutral", LAST, _("已变更")
    WITHDRAWN = "withdrawn", "refused", LAST, _("已撤销")


class SessionState(State):
    PLANNED = "planned", "draft", _("未开班")
    OPEN = "open", "active", _("开班中")
    CLOSED = "closed", "done", _("已结班")
    CANCELLED = "cancelled", "refused", LAST, _("已取消")


class ReviewState(State):
    """The review of an online course: experts are asked, the office
    concludes, the province has it on file."""

    CONVENED = "convened", "waiting", _("专家审定中")
    CONCLUDED = "concluded", "waiting", _("已有结论，待提交")
    SUBMITTED = "submitted", "done", LAST, _("已提交{authority}")


class CrossReviewState(State):
    """How far one sampled course is: follows from who was asked, what was answered, what was decided."""

    DRAWN = "drawn", "waiting", _("待指定专家")
    ASKED = "asked", "waiting", _("专家审查中")
    ANSWERED = "answered", "waiting", _("待决定")
    PASSED = "passed", "done", LAST, _("通过")
    FAILED = "failed", "refused", LAST, _("不通过")


class PolicyState(State):
    """How far a policy file is. Checked and tried are of the text as it stands."""

    DRAFT = "draft", "neutral", _("起草中")
    CHECKED = "checked", "neutral", _("已检查")
    TRIED = "tried", "neutral", _("已试算")
    PROPOSED = "proposed", "waiting", _("待签发")
    PUBLISHED = "published", "done", _("已发布")
    WITHDRAWING = "withdrawing", "waiting", _("待决定撤回")
    AMENDED = "amended", "neutral", LAST, _("已修订")
    WITHDRAWN = "withdrawn", "refused", LAST, _("已撤回")
    DROPPED = "dropped", "neutral", LAST, _("已作废")


class Verdict(TextChoices):
    PASS = "pass", _("通过")
    FAIL = "fail", _("不通过")


class KeyPart(TextChoices):
    A = "A", _("秘钥A")
    B = "B", _("秘钥B")


class KeyState(State):
    ACTIVE = "active", "done", _("使用中")
    REPLACED = "replaced", "neutral", _("已更换")
    LOST = "lost", "returned", _("已遗失")
    COMPROMISED = "compromised", "refused", LAST, _("已泄露")


class SigningState(State):
    """A certificate that signs papers: it does, it did, or it may not have."""

    ACTIVE = "active", "done", _("使用中")
    RETIRED = "retired", "neutral", _("已停用")
    REVOKED = "revoked", "refused", LAST, _("已吊销")


class PaperKind(TextChoices):
    """What is signed, each by the certificates that are named for it; STAMP: what others sign a time with;
    CODE: the record in the QR code of a slip, which is Ed25519 alone."""

    SLIP = "slip", _("认定单")
    CERTIFICATE = "certificate", _("{cities}证书")
    HANDBOOK = "handbook", _("电子登记手册")
    NOTICE = "notice", _("公示名单")
    FILING = "filing", _("培训备案表")
    STAMP = "stamp", _("时间戳")
    CODE = "code", _("认定单二维码")

    @classmethod
    def files(cls) -> list[str]:
        """Those that are files: PDFs with a signature in them."""
        return [kind for kind in cls.values if kind not in (cls.STAMP, cls.CODE)]


class KeyPlace(TextChoices):
    """Where the private half is."""

    FILE = "file", _("口令保护的文件")
    DEVICE = "device", _("密码设备")
    ELSEWHERE = "elsewhere", _("由时间戳服务方保管")


class ManifestState(State):
    """A batch of certificates: collected, frozen as a manifest, signed
    with A, then with B over the same bytes."""

    OPEN = "open", "neutral", _("收集中")
    FROZEN = "frozen", "waiting", _("待秘钥A签署")
    SIGNED_A = "signed_a", "waiting", _("待秘钥B签署")
    SIGNED = "signed", "done", _("双重签署完毕")
    VOID = "void", "refused", LAST, _("已作废")


class CompletionState(State):
    """What became of one reported completion. `code` of the row says
    why, `registry.recognition` in which words."""

    WAITING = "waiting", "waiting", _("待本人建档")  # nobody here has this identity number yet
    HELD = "held", "waiting", _("暂不计入")  # something is missing that somebody can mend
    REVIEW = "review", "waiting", _("待单位审核")
    COUNTED = "counted", "done", _("已计入")
    REFUSED = "refused", "refused", _("不予认可")
    REPLACED = "replaced", "neutral", LAST, _("已由新版本代替")
    WITHDRAWN = "withdrawn", "neutral", LAST, _("施教机构已撤回")

    @classmethod
    def live(cls) -> tuple["CompletionState", ...]:
        """Those of a result that stands as its provider's word, whether it counts or not."""
        return (cls.WAITING, cls.HELD, cls.REVIEW, cls.COUNTED, cls.REFUSED)


class MissingHoursState(State):
    """A person asks a base where the hours of a course are; the base has a date to answer by."""

    ASKED = "asked", "waiting", _("待施教机构答复")
    FOUND = "found", "done", LAST, _("已补报")
    REFUSED = "refused", "refused", LAST, _("施教机构答复：没有该结果")
    WITHDRAWN = "withdrawn", "neutral", LAST, _("本人已撤回")


class ApiEnvironment(TextChoices):
    STAGING = "staging", _("联调")
    REAL = "real", _("正式")


class AccessState(State):
    ACTIVE = "active", "done", _("使用中")
    REVOKED = "revoked", "refused", LAST, _("已停用")


class ApiScope(TextChoices):
    """What a client of the API may do."""

    COURSES = "courses", _("课程")
    SESSIONS = "sessions", _("班次")
    COMPLETIONS = "completions", _("学习结果")


class WebhookState(State):
    """A message to a platform: tried until it is taken, or given up."""

    WAITING = "waiting", "neutral", _("发送中")
    SENT = "sent", "done", LAST, _("已送达")
    FAILED = "failed", "refused", LAST, _("未能送达")
    DROPPED = "dropped", "neutral", LAST, _("已取消")


class LookWay(TextChoices):
    """How an office came to see something of a person."""

    SHOWN = "shown", _("查看")
    NUMBER = "number", _("查看完整证件号码")
    TAKEN = "taken", _("导出")


class LookSignKind(TextChoices):
    """What makes a day's reading of one login unusual; the thresholds are settings (CEJC_LOOK_…)."""

    MANY = "many", _("一天内查看多人而没有对应的办理事项")
    NIGHT = "night", _("夜间查看多人")
    COLLEAGUE = "colleague", _("查看本人所在单位的同事")
    NAMESAKE = "namesake", _("查看与本人同名或彼此同名的多人")
