"""What the rules page says of each table, in the words of people."""

import pytest

from credits.engine.said import also_said, carries_said, limits_said, needs_said, people_said, reductions_said
from tests.credits import beside
from tests.credits.build import policy
from tests.credits.small import small

BASIS = '\nbasis = "resolution"\n'


def texts(rows):
    return [row.text for row in rows]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("hours = 120\nyears = 3", "任意连续3年合计，各科目不少于120学时"),
        (
            'hours = 60\nyears = 5\ncycle = "block"\nfirst_year = 2018',
            "自2018年起每5年一个周期，各科目不少于60学时",
        ),
        ('hours = 60\nyears = 4\ncycle = "term"', "本人任期内每4年，各科目不少于60学时"),
        ('share = "2/3"\nsubjects = ["b"]', "每年乙不少于总量的2/3"),
        ('share = "1/2"\nof = "minimum"\nsubjects = ["a", "b"]', "需：每年甲、乙不少于每年最低要求的1/2"),
        (
            'hours = 10\nkinds = ["online"]\nwhen = { level = ["junior"], age = { min = 50 } }',
            "需：每年各科目（限网络）不少于10学时（适用于：职称级别为初级，年龄不小于50）",
        ),
    ],
)
def test_need_is_a_sentence(keys, said):
    assert texts(needs_said(small(f'[[needs]]\nid = "n"\nname = "需"\n{keys}{BASIS}'))) == [said]


def test_carry_says_how_much_and_for_how_long():
    row = f'[[carries]]\nid = "c"\nsubject = "a"\ntext = "可结转"\nhours = 8\nyears = 2{BASIS}'

    assert texts(carries_said(small(row))) == ["可结转（每年最多8学时，2年内有效）"]


def test_reductions_and_traits_of_other_professions():
    assert texts(reductions_said(beside.of_text(beside.accounting_text()))) == [
        "取得资格的次年起参加继续教育"
    ]
    cme = beside.of_text(beside.cme_text())
    assert people_said(cme) == ["本通知还看是否属于：省级医疗卫生单位"]
    assert "适用于：省级医疗卫生单位" in texts(needs_said(cme))[0]
    assert also_said(cme) == ["其他政策的记录符合条件的，按“论文”同时计入，不必重复登记"]


def test_limits_are_those_that_reach_the_kind():
    whole, of_one = texts(limits_said(policy())), texts(limits_said(policy(), ["training"]))

    assert set(of_one) <= set(whole)
    assert whole == [row.text for row in (*policy().caps, *policy().groups)]


def test_notice_without_these_tables_says_nothing():
    bare = small()

    assert not [
        *needs_said(bare),
        *carries_said(bare),
        *reductions_said(bare),
        *also_said(bare),
        *people_said(bare),
    ]
