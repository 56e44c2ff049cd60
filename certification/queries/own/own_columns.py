"""What stands in each part of the copy of one's own data: headings, and what the column says of a row."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from certification.models import Case, CaseYear, Slip, Transition
from certification.queries.policy import policy_of, table_of
from certification.queries.yearly.subject_hours import parts_of
from certification.workflow.table import state_label
from credits.engine.kinds import Fact
from credits.queries import kind_names, policies_today, subject_names
from registry.machinery.audit_sentences import actor_of, sentence
from registry.models import Activity, Award
from registry.people.queries.look import place_of

Says = str | Callable[[Any], Any]
Columns = Sequence[tuple[Any, Says]]


def kind_of(activity: Activity) -> str:
    return kind_names().get(activity.kind, activity.kind)


def facts_of(activity: Activity) -> str:
    """What was filled in, by the names that the form has for it."""
    knowing = (one.kinds[activity.kind] for one in policies_today() if activity.kind in one.kinds)
    kind = next(knowing, None)
    known = {fact.id: fact for fact in kind.facts} if kind else {}
    return "；".join(_fact(known.get(key), key, value) for key, value in activity.facts.items())


def _fact(fact: Fact | None, key: str, value: Any) -> str:
    if fact is None:
        return f"{key}：{value}"
    chosen = {one.id: one.name for one in fact.choices}
    return f"{fact.label}：{chosen.get(value, value) if isinstance(value, str) else value}"


def subject_of(award: Award) -> str:
    return subject_names().get(award.subject, award.subject)


def span_of(row: Case | Slip) -> str:
    return f"{row.span_first}—{row.span_last}"


def case_state(case: Case) -> str:
    return str(state_label(table_of(case), case.state))


def move_of(row: Transition) -> str:
    return str(state_label(table_of(row.case), row.to_state))


# The identity number is masked: the copy lies on a disk, and whoever it belongs to knows it.
PERSON: Columns = [
    (_("姓名"), "name"),
    (_("证件类型"), "get_identity_type_display"),
    (_("证件号码"), "identity_masked"),
    (_("手机号码"), "phone"),
    (_("最高学位"), "get_degree_display"),
    (_("现职称系列"), "title_series"),
    (_("现职称级别"), "get_title_level_display"),
    (_("登记时间"), "created_at"),
]
LOGIN: Columns = [
    (_("用户名"), "username"),
    (_("电子邮箱"), "email"),
    (_("开通时间"), "created_at"),
    (_("使用中"), "is_active"),
]
PLACE: Columns = [
    (_("单位"), "organisation.name"),
    (_("所在部门和岗位"), "position"),
    (_("工号"), "staff_number"),
    (_("入职日期"), "valid_from"),
    (_("离职日期"), "valid_until"),
    (_("状态"), "get_state_display"),
    (_("理由"), "reason"),
]
TITLE: Columns = [
    (_("职称系列"), "series"),
    (_("职称级别"), "get_level_display"),
    (_("职称名称"), "name"),
    (_("取得日期"), "since"),
    (_("取得时所在单位"), "unit"),
    (_("证明材料"), "evidence"),
    (_("状态"), "get_state_display"),
    (_("理由"), "reason"),
]
ACTIVITY: Columns = [
    (_("形式"), kind_of),
    (_("名称"), "title"),
    (_("日期"), "first_date"),
    (_("填报内容"), facts_of),
    (_("说明"), "note"),
    (_("单位"), "organisation.name"),
    (_("状态"), "get_state_display"),
    (_("提交时间"), "submitted_at"),
    (_("决定时间"), "decided_at"),
]
AWARD: Columns = [
    (_("年度"), "year"),
    (_("记录"), "activity.title"),
    (_("科目"), subject_of),
    (_("学时"), "hours"),
    (_("依据"), "clause"),
    (_("理由"), "why"),
]
SESSION: Columns = [
    (_("班次"), "session.title"),
    (_("考核合格"), "passed"),
    (_("列入时间"), "added_at"),
]
RESULT: Columns = [
    (_("施教机构"), "base.organisation.name"),
    (_("课程"), "course.title"),
    (_("班次"), "session.title"),
    (_("科目"), "subject"),
    (_("学时"), "hours"),
    (_("学习通过日期"), "passed_on"),
    (_("证书编号"), "certificate"),
    (_("状态"), "get_state_display"),
    (_("说明"), "sentence"),
]
MISSING: Columns = [
    (_("课程或班次名称"), "title"),
    (_("学习通过日期"), "passed_on"),
    (_("说明"), "note"),
    (_("状态"), "get_state_display"),
    (_("答复"), "answer"),
    (_("提出时间"), "asked_at"),
]
YEAR: Columns = [
    (_("年度"), "year"),
    (_("单位"), "organisation.name"),
    (_("状态"), "get_state_display"),
    (_("申报时间"), "declared_at"),
    (_("登记时间"), "locked_at"),
    (_("补登理由"), "late_reason"),
    (_("免于考核的理由"), "exempt_reason"),
    (_("说明"), "note"),
]
BOOK: Columns = [
    (_("手册编号"), "number"),
    (_("状态"), "get_state_display"),
    (_("核发时间"), "granted_at"),
    (_("发放日期"), "handed_on"),
    (_("领取人"), "received_by"),
    (_("遗失日期"), "lost_on"),
]
CASE: Columns = [
    (_("申报年度"), "application_year"),
    (_("单位"), "organisation.name"),
    (_("申报职称级别"), "get_title_level_display"),
    (_("申报职称名称"), "title_name"),
    (_("认定跨度"), span_of),
    (_("状态"), case_state),
    (_("提交时间"), "submitted_at"),
    (_("建立时间"), "created_at"),
]


def case_year(rows: Iterable[CaseYear]) -> Columns:
    """Of the years of applications, with the subjects of the notices that these went by."""
    subjects = dict.fromkeys(one.name for row in rows for one in policy_of(row.case).subjects)
    return [
        (_("申报年度"), "case.application_year"),
        (_("年度"), "year"),
        (_("依据"), "get_basis_display"),
        *((format_lazy(_("{subject}学时"), subject=name), partial(_of_subject, name)) for name in subjects),
        (_("结果"), "get_result_display"),
    ]


def _of_subject(name: str, row: CaseYear) -> Any:
    """The hours of the subject of that name; None where the notice of the application has none such."""
    return next((one.hours for one in parts_of(row, policy_of(row.case)) if one.name == name), None)


MOVE: Columns = [
    (_("申报年度"), "case.application_year"),
    (_("时间"), "at"),
    (_("机关"), "office_label"),
    (_("办理"), move_of),
    (_("理由"), "reason"),
]
PRIOR: Columns = [
    (_("编号"), "number"),
    (_("起始年度"), "first_year"),
    (_("截止年度"), "last_year"),
    (_("状态"), "get_state_display"),
    (_("说明"), "note"),
    (_("登记时间"), "created_at"),
]
EXEMPTION: Columns = [
    (_("年度"), "year"),
    (_("理由"), "reason"),
    (_("核定时间"), "approved_at"),
]
SLIP: Columns = [
    (_("编号"), "number"),
    (_("认定跨度"), span_of),
    (_("状态"), "get_state_display"),
    (_("签发时间"), "issued_at"),
    (_("理由"), "state_reason"),
]
REQUEST: Columns = [
    (_("状态"), "get_state_display"),
    (_("理由"), "reason"),
    (_("提出时间"), "asked_at"),
    (_("核对时间"), "first_at"),
    (_("审批时间"), "second_at"),
    (_("未予办理的理由"), "note"),
]
MESSAGE: Columns = [
    (_("时间"), "created_at"),
    (_("标题"), "subject"),
    (_("正文"), "body"),
    (_("阅读时间"), "read_at"),
]
ENTRY: Columns = [
    (_("时间"), "at"),
    (_("办理人"), actor_of),
    (_("操作"), sentence),
    (_("理由"), "reason"),
]

LOOK: Columns = [
    (_("时间"), "at"),
    (_("次数"), "count"),
    (_("查看人"), "viewer_label"),
    (_("岗位"), "seat_label"),
    (_("方式"), "get_way_display"),
    (
        _("看了什么"),
        lambda one: f"{one.shown_name} {one.label}".strip() if one.has_matter else one.shown_name,
    ),
    (
        _("为了什么"),
        lambda one: one.reason or (f"{one.matter_name} {one.matter_label}" if one.has_matter else ""),
    ),
    (_("从哪里"), lambda one: place_of(one.address)),
]
