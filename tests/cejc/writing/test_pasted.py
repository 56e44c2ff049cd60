"""Numbers and codes as people copy them."""

import pytest

from cejc.lib.writing.pasted import bare, code_in, number_in


@pytest.mark.parametrize(
    "text",
    [
        "湘继教认〔2020〕000001号",
        "湘继教认2020000001号",
        "湘继教认（2020）1号",
        "湘继教认〔2020〕第1号",
        "2020-1",
        "2020年第000001号",
        "2020000001",
        "编号：湘继教认〔2020〕000001号 校验码：A2B3C4D5",
        "https://x.example/verify/2020/1/A2B3C4D5。",
        "【2020】000001",
        "２０２０－１",
    ],
)
def test_number_is_read_however_it_was_copied(text):
    assert number_in(text) == (2020, 1)


@pytest.mark.parametrize("text", ["", "湘继教认号", "20201", "430102198003070018", "2020"])
def test_what_is_unclear_is_no_number(text):
    assert number_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "A2B3C4D5",
        "a2b3c4d5",
        "A2B3 C4D5",
        "A2B3-C4D5",
        "A2B3C4D5。",
        "A2B3C4D5，",
        "「校验码：A2B3C4D5」",
        "校验码:A2B3C4D5",
        "（A2B3C4D5）",
        "校验码 A2B3C4D5",
        "校验码为A2B3C4D5",
        "Check code: A2B3C4D5.",
        "https://x.example/verify/2020/1/A2B3C4D5，",
        "Ａ２Ｂ３Ｃ４Ｄ５",
        "湘继教认〔2020〕000001号，校验码：A2B3C4D5",
        "A2B3C4D5/",
        "“A2B3C4D5”",
    ],
)
def test_code_is_read_however_it_was_copied(text):
    assert code_in(text) == "A2B3C4D5"


def test_what_stands_within_a_code_stays_to_be_refused():
    assert code_in("A2B3中C4D5") == "A2B3中C4D5"


def test_bare_code_keeps_its_hyphen():
    assert bare("签到码：AB-CDEF。") == "AB-CDEF"
