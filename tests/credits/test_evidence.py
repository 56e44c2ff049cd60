import pytest

from credits.engine import evidence_for
from tests.credits.build import policy

# kind, what is there, complete combination or None, what the nearest one still misses
CASES = [
    ("training", [], None, ["培训通知或培训签到表或培训课程表或培训日程安排", "结业证书"]),
    ("training", ["training_notice", "course_table", "sign_in"], "（1）", []),
    ("training", ["training_notice", "schedule", "other_sign_in"], "（1）", []),
    ("training", ["training_notice", "schedule"], None, ["培训签到表或其他签到形式"]),
    ("training", ["completion", "sign_in"], "（2）", []),
    ("training", ["completion"], None, ["培训通知或培训签到表或培训课程表或培训日程安排"]),
    ("training", ["completion", "other_sign_in"], None, ["培训通知或培训签到表或培训课程表或培训日程安排"]),
    ("practice", ["practice_notice", "dispatch_sealed"], "（1）", []),
    ("practice", ["practice_entry", "practice_log"], "（2）", []),
    ("practice", ["practice_entry", "dispatch_sealed"], None, ["实践活动通知"]),
    ("online", ["course_plan", "course_progress"], "（1）", []),
    ("online", ["course_content", "completion"], "（2）", []),
    ("online", ["course_length"], None, ["结业证书"]),
    ("conference", ["event_notice", "receipt_sealed", "study_notes"], "（1）", []),
    ("conference", ["expense_slip"], "（2）", []),
    ("conference", ["invitation"], None, ["会议通讯录或邮件回执或财务报账单或其他辅证材料"]),
    ("project", ["project_conclusion"], "（1）", []),
    ("book", ["book_cover", "copyright_page", "book_contents"], "著作", []),
    (
        "book",
        ["periodical_cover", "serial_number", "paper_contents", "book_cover"],
        None,
        ["版权页复印件", "著作目录复印件"],
    ),
    ("paper", ["periodical_cover", "serial_number", "paper_contents"], "论文", []),
    ("paper", ["periodical_cover"], None, ["刊号复印件", "含论文标题和作者姓名的目录复印件"]),
    ("patent", ["patent_certificate"], "（1）", []),
    ("award", ["award_certificate"], "（1）", []),
    ("computer_exam", ["exam_certificate"], "（1）", []),
    ("assignment", ["assignment_notice"], None, ["考核表等相关辅证材料"]),
    ("assignment", ["assignment_notice", "assessment"], "（1）", []),
    ("degree_course", ["course_transcript"], "学历（学位）教育", []),
    ("degree_course", ["exam_transcript"], None, ["学习课程成绩单"]),
    ("qualification_exam", ["exam_transcript"], "职业资格考试", []),
    ("exchange", ["invitation", "study_material"], "（1）", []),
    ("exchange", ["receipt"], None, ["邀请函"]),
]


@pytest.mark.parametrize(("kind", "present", "complete", "missing"), CASES)
def test_combination_is_complete_or_says_what_is_missing(kind, present, complete, missing):
    state = evidence_for(policy(), kind, present)

    assert (state.complete and state.complete.name) == complete
    assert [need.name for need in state.nearest.missing] == missing


def test_every_kind_stands_in_the_table():
    assert {kind for kind, *_ in CASES} == set(policy().kinds)


def test_documents_that_nobody_asks_for_are_told_apart():
    state = evidence_for(policy(), "patent", ["exam_certificate"])

    assert [document.name for document in state.extra] == ["合格证书"]
    assert state.nearest.sentence == "还缺：专利证书。"


def test_unknown_document_kind_is_an_error():
    with pytest.raises(KeyError):
        evidence_for(policy(), "patent", ["nonsense"])
