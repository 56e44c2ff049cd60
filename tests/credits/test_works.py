"""One work, however its number is written (R5)."""

import pytest

from credits.engine.works import fold_work

SAME = [
    [
        "10.1234/ABC.5",
        "10.1234/abc.5",
        "doi:10.1234/abc.5",
        "DOI： 10.1234/ABC.5",
        "https://doi.org/10.1234/abc.5",
        "http://dx.doi.org/10.1234/Abc.5",
        "doi.org/10.1234/abc.5",
        "１０.１２３４/ＡＢＣ.５",
        "10.1234 / abc.5",
        "https://doi.org/10.1234%2Fabc.5",
        "10.1234/abc.5。",
        "DOI 10.1234/abc.5",
        "(10.1234/abc.5)",
        "10.1234/\u200babc.5",
        "https://link.springer.com/article/10.1234/abc.5",
    ],
    [
        "10.1016/S0140-6736(20)30183-5",
        "https://doi.org/10.1016/s0140-6736(20)30183-5",
        "10.1016/S0140–6736(20)30183–5",
    ],
    [
        "CN 43-1234/G4",
        "cn43-1234/g4",
        "43-1234/G4",
        "ＣＮ４３－１２３４／Ｇ４",
        "国内统一刊号：CN 43—1234/G4",
    ],
    [
        "978-7-111-54742-6",
        "9787111547426",
        "ISBN 978 7 111 54742 6",
        "ISBN：978-7-111-54742-6",
        "ISBN-13: 9787111547426",
    ],
    ["7-111-54742-x", "ISBN 711154742x", "978-7-111-54742-6"],
    [
        "ZL 2018 1 0123456.7",
        "ZL201810123456.7",
        "201810123456.7",
        "zl2018 10123456.7",
        "专利号：ZL201810123456.7",
        "2018101234567",
        "ZL201810123456",
    ],
    ["2018JJ1001", "2018 JJ 1001", "〔2018〕JJ-1001", "[2018]jj1001", "项目编号：2018JJ1001"],
    ["湘科奖证字2019-J-2-033", "湘科奖证字 2019 J 2 033", "证书编号：湘科奖证字2019-J-2-033"],
]
OTHERS = [
    ("10.1234/abc.5", "10.1234/abc.6"),
    ("10.1234/abc", "10.12345/abc"),
    ("43-1234/G4", "43-1235/G4"),
    ("ZL201810123456.7", "ZL201810123457.5"),
    ("9787111547426", "9787115146557"),
    ("cnki", "ki"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda group: group[0])
def test_one_number_in_every_spelling_is_one_work(spellings):
    assert {fold_work(one) for one in spellings} == {fold_work(spellings[0])}
    assert fold_work(spellings[0])


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_different_numbers_stay_different(one, other):
    assert fold_work(one) != fold_work(other)


@pytest.mark.parametrize("empty", ["", "   ", "\u3000", "\u200b"])
def test_nothing_is_no_work(empty):
    assert fold_work(empty) == ""
