"""A fault is named as an officer calls the place, in a whole file and in one that extends another."""

import pytest

from credits.engine import BUNDLED
from credits.engine.bases import bundled_base, written
from credits.engine.fault_words import in_words
from credits.engine.reader import Fault

EXTENDING = """format = 1
extends = "hunan-2020"
name = "mine"
conversion = [{ id = "computer_exam", hours = 10 }]

[[spans]]
id = "general"
last = 2010

[yearly_total]
min = 5
"""


def said(path, text=EXTENDING, *, inherited=False):
    fault = Fault(path, "…", inherited)
    return in_words(fault, text, written(text.encode(), bundled_base, []).tree)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("spans[0].last", "认定跨度“一般人员” › 止年"),
        ("yearly_total.min", "每年合计 › 每年合计最少学时"),
        ("conversion[0].hours", "学时折算“计算机应用能力考试” › 学时"),
        ("conversion[7].hours", "学时折算[8] › 学时"),  # a place that is not there keeps its number
        ("nothing.known", "nothing › known"),
        ("第 7 行第 20 列", ""),
        ("", ""),
    ],
)
def test_a_place_is_said_in_words(path, words):
    assert said(path) == words


def test_a_place_that_the_base_said_is_called_as_there():
    assert said("conversion[0].hours", inherited=True).startswith("学时折算“培训班、研修班")


def test_a_place_of_a_whole_file_is_said_in_words():
    text = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")

    assert said("conversion[3].cases[2].when", text) == "学时折算“课题研究与项目开发” › 档次[3] › 适用条件"
