"""Why a record goes back: code -> the sentence that the person reads. Reviewers choose from this list."""

from cejc.site import gettext_lazy as _

RETURN_REASONS = {
    "evidence_missing": _("证明材料不全，请按所选组合补齐。"),
    "evidence_unreadable": _("材料看不清或缺页，请重新扫描后上传。"),
    "evidence_mismatch": _("材料与所填内容不一致，请核对名称、时间和姓名。"),
    "evidence_wrong_kind": _("材料种类选错，请按实际种类重新上传。"),
    "not_named": _("材料上没有您的姓名，请补充能证明本人参加的材料。"),
    "dates_wrong": _("日期或时段填写有误，请按通知或签到表更正。"),
    "subject_wrong": _("科目填写有误，请按培训内容区分{filed_subject}和{other_subject}。"),
    "rank_wrong": _("作者或完成人排名与材料不符，请更正。"),
    "kind_wrong": _("继续教育形式选错，请按实际形式另行登记。"),
    "duplicate": _("与另一条记录重复，同一内容只计一次。"),
    "organiser_unclear": _("主办单位不明确，请说明主办单位并附通知。"),
    "not_continuing_education": _("所报内容不属于继续教育认定范围。"),
}


def reason_sentences(codes: list[str]) -> list[str]:
    """The sentences of `codes`, in the order of the list; codes that no longer exist are left out."""
    return [str(sentence) for code, sentence in RETURN_REASONS.items() if code in codes]
