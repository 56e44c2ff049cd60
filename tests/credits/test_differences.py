"""What a notice says otherwise than its base, clause by clause, as an officer reads it."""

import pytest

from credits.engine import clause_rank, differences, load_bytes
from tests.credits.build import policy

HEAD = 'format = 1\nextends = "hunan-2020"\nname = "mine"\n'


def told(text: str) -> list[tuple[str, ...]]:
    found = differences(policy(), load_bytes((HEAD + text).encode(), "mine.toml"))
    return [(one.clause, one.where, one.was, one.now, one.kind) for one in found]


def test_a_policy_does_not_differ_from_itself():
    assert differences(policy(), policy()) == []


def test_what_2022_changed_of_2021_is_told_with_clause_place_and_both_values():
    found = differences(policy("hunan-2021"), policy("hunan-2022"))

    (first,) = [one for one in found if one.path == "spans[2].first"]
    assert (first.clause, first.where) == ("2022年通知", "认定跨度“硕士参评医学类副高” › 起年")
    assert (first.was, first.now, first.kind) == ("2017", "2019", "changed")
    assert ("发文日期", "2021年3月1日", "2022年3月1日") in [(one.where, one.was, one.now) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'key_b_deadline = "03-20"\npoints = [{ id = "R13", values = { key_b_by = "03-20" } }]',
            ("", "秘钥 B 交存期限", "3月10日", "3月20日", "changed"),
        ),
        (
            'subjects = [{ id = "public", yearly_min = 20 }]',
            ("一(二)", "科目“公需科目” › 每年最少学时", "30", "20", "changed"),
        ),
        (
            'routes = [{ id = "central", stages = [{ id = "filing", window = { closes = "09-15" } }] }]',
            (
                "三(四)",
                "办理流程“中央驻湘单位” › 环节“汇总报送” › 受理时间 › 截止日期",
                "8月31日",
                "9月15日",
                "changed",
            ),
        ),
        (
            'routes = [{ id = "city", stages = [{ id = "county_review", remove = true }] }]',
            (
                "三(三)",
                "办理流程“市州” › 环节“县级人社部门审核”",
                "环节种类 审核，办理机关 县级人社部门，代为办理的机关 市州人社部门，可以省略 是",
                "",
                "removed",
            ),
        ),
        (
            'caps = [{ id = "books", per = "year", hours = 180, over = "clamp", text = "著作每年最多 180", kinds = ["book"], basis = "notice", clause = "附二3" }]',
            (
                "附二3",
                "上限“出版著作、译作、教材”",
                "",
                "按什么计 每年，学时 180，超出时 超出部分不计，文字 著作每年最多 180，活动类别 出版著作、译作、教材",
                "added",
            ),
        ),
        (
            'conversion = [{ id = "computer_exam", hours = 10 }]',
            ("附二6", "学时折算“计算机应用能力考试” › 学时", "20", "10", "changed"),
        ),
    ],
)
def test_a_change_is_told_in_words(text, expected):
    assert expected in told(text)


def test_cases_of_a_rule_are_told_one_by_one():
    found = told(
        'conversion = [{ id = "book", cases = ['
        '{ when = { joint_first = true }, hours = 50, label = "共同第一作者" }, { hours = 60, label = "其他作者" }] }]'
    )

    assert (
        "附二3",
        "学时折算“出版著作、译作、教材” › 档次“共同第一作者” › 学时",
        "60",
        "50",
        "changed",
    ) in found
    gone = "学时折算“出版著作、译作、教材” › 档次“…出版，第 … 作者，按其他作者计”"
    assert [one[1] for one in found if one[4] == "removed" and one[1].endswith("”")] == [gone]


def test_differences_stand_in_the_order_of_the_clauses():
    found = differences(policy(), policy("hunan-2024"))
    ranks = [clause_rank(one.clause) for one in found]

    assert ranks == sorted(ranks)
    order = [
        "",
        "一(二)",
        "二",
        "三",
        "三(一)",
        "三(四)",
        "四(二)",
        "附一2",
        "附一10",
        "附二3、附二4",
        "2024年通知",
    ]
    shuffled = sorted(order, key=lambda clause: clause[::-1])
    assert sorted(shuffled, key=clause_rank) == order
