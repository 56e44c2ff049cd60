from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from cejc.lib.writing import identity


def whole(seventeen):
    return seventeen + ric.calc_check_digit(seventeen + "0")


GOOD = [
    ("resident_card", whole("43010219900101123")),
    ("resident_card", whole("43012119491001001")),
    ("resident_card", whole("65900919960229002")),  # a region younger than the birth
    ("hmt_residence", whole("81000019990101001")),
    ("hmt_residence", whole("83000019880808003")),
    ("hmt_permit", "H12345678"),
    ("hmt_permit", "M1234567800"),
    ("hmt_permit", "12345678"),
    ("foreigner_permanent", "USA430080010101"),
    ("foreigner_permanent", whole("94384019810101001")),
    ("passport", "E12345678"),
    ("passport", "EA1234567"),
    ("other", "军字第1234号".replace("军字第", "A-").replace("号", "")),
]


@pytest.mark.parametrize(("kind", "number"), GOOD)
def test_check_accepts_real_numbers(kind, number):
    assert identity.check(kind, number) is None


@pytest.mark.parametrize(
    ("kind", "number", "part"),
    [
        ("resident_card", "", "没有填写"),
        ("resident_card", "430102900101123", "15位旧号码"),
        ("resident_card", "4301021990010112", "应为18位，现在是16位"),
        ("resident_card", "43010219900101123X3", "应为18位，现在是19位"),
        ("resident_card", "43010219900101A234", "第15位不能是“A”"),
        ("resident_card", "4301021990010112٣4", "第17位不能是“٣”"),
        ("resident_card", whole("43010219900230123"), "“19900230”不是真实的出生日期"),
        ("resident_card", whole("43010220990101123"), "还没有到的日期"),
        ("resident_card", whole("43010218991231123"), "早于1900年"),
        ("resident_card", whole("81000019990101001"), "港澳台居民居住证"),
        ("resident_card", whole("94384019810101001"), "外国人永久居留身份证"),
        ("resident_card", whole("03010219900101123"), "行政区划代码"),
        ("hmt_residence", whole("43010219900101123"), "810000"),
        ("hmt_residence", whole("81000120000101001"), "810000"),
        ("hmt_permit", "X12345678", "格式不对"),
        ("foreigner_permanent", whole("43010219900101123"), "以9开头"),
        ("foreigner_permanent", "USA430080023001", "第8至13位“800230”"),
        ("passport", "E1", "5至20位"),
        ("passport", "ABCDEFGH", "5至20位"),
        ("other", "<b>1</b>", "4至30位"),
        ("unknown", "1234", "证件类型"),
    ],
)
def test_check_refused_with_sentence(kind, number, part):
    with pytest.raises(identity.IdentityFault, match=part):
        identity.check(kind, number)


@given(place=st.integers(0, 16), step=st.integers(1, 9))
def test_check_refused_when_one_digit_is_wrong(place, step):
    right = whole("43010219900101123")
    digit = str((int(right[place]) + step) % 10)

    with pytest.raises(identity.IdentityFault):
        identity.check("resident_card", right[:place] + digit + right[place + 1 :])


def test_check_takes_today_from_the_clock_of_shanghai():
    number = whole("43010220260301123")

    with time_machine.travel("2026-02-28T16:00:00Z", tick=False):
        identity.check("resident_card", number)
    with time_machine.travel("2026-02-28T15:59:00Z", tick=False), pytest.raises(identity.IdentityFault):
        identity.check("resident_card", number)


@pytest.mark.parametrize(
    ("kind", "raw", "number"),
    [
        ("resident_card", " ４３０102\u200b 19900101\u3000123x\n", "43010219900101123X"),
        ("resident_card", "430102-19900101-123x\x00", "43010219900101123X"),
        ("hmt_permit", "h1234567（8）", "H12345678"),
        ("other", "a-1234", "A-1234"),
    ],
)
def test_normalise(kind, raw, number):
    assert identity.normalise(kind, raw) == number


def test_birth_date_of_every_type():
    found = [
        identity.birth_date(kind, number)
        for kind, number in (
            ("resident_card", whole("43010219900101123")),
            ("resident_card", whole("43010219900101124")),
            ("foreigner_permanent", whole("94384019810203001")),
            ("foreigner_permanent", "USA430080010101"),
            ("passport", "E12345678"),
        )
    ]

    assert found == [
        date(1990, 1, 1),
        date(1990, 1, 1),
        date(1981, 2, 3),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("43010219900101123X", "430**************X"),
        ("E12345678", "E12*****8"),
        ("12345678", "123****8"),
        ("1234567", "1******"),
        ("12", "1*"),
        ("", ""),
    ],
)
def test_mask(number, masked):
    assert identity.mask(number) == masked
