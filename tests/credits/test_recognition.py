"""When results of training count: [recognition], and what files said before there was one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from credits.engine import BUNDLED, PolicyInvalid, Subject, load_bytes
from credits.engine.policy import short_name
from credits.engine.recognition import Recognition
from credits.engine.sources import Source

TEXT = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")
TABLE = """
[recognition]
filed_subject = "professional"
unfiled = "count"
own_training = "ask"
review_before_launch = true
courses_since = 2021-03-04
key_b_by = "05-31"
"""


def loaded(text):
    return load_bytes(text.encode("utf-8"), "rules.toml")


def test_a_file_without_the_table_says_it_by_its_points():
    assert loaded(TEXT).recognition == Recognition(
        filed_subject="public",
        unfiled="hold",
        own_training="count",
        review_before_launch=True,
        courses_since=date(2020, 2, 11),
        clause="四(四)",
        key_clause="四(五)",
        key_b_by="03-10",
    )


def test_the_table_says_it_alone():
    assert loaded(TEXT.replace("[slip]", f"{TABLE}\n[slip]", 1)).recognition == Recognition(
        filed_subject="professional",
        unfiled="count",
        own_training="ask",
        review_before_launch=True,
        courses_since=date(2021, 3, 4),
        key_b_by="05-31",
    )


def test_a_table_with_nothing_in_it_asks_for_nothing():
    assert loaded(TEXT.replace("[slip]", "[recognition]\n\n[slip]", 1)).recognition == Recognition()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("counts_directly = true", "counts_directly = false"),
        ("review_before_launch = true", "review_before_launch = false"),
        ('unfiled_face_to_face = "hold"', 'unfiled_face_to_face = "other"'),
    ],
)
def test_a_point_that_says_otherwise_is_followed(old, new):
    said, usual = loaded(TEXT.replace(old, new, 1)).recognition, loaded(TEXT).recognition

    assert said != usual


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('filed_subject = "professional"', 'filed_subject = "other"', "recognition.filed_subject："),
        ('unfiled = "count"', 'unfiled = "never"', "recognition.unfiled："),
        ('own_training = "ask"', "own_training = true", "recognition.own_training："),
        ("courses_since = 2021-03-04", 'courses_since = "2021"', "recognition.courses_since："),
        ('key_b_by = "05-31"', 'key_b_by = "02-29"', "recognition.key_b_by：不是每年都有这一天"),
        ('key_b_by = "05-31"', 'key_by = "05-31"', "recognition.key_by：没有名为 key_by 的键"),
    ],
)
def test_a_fault_of_the_table_is_named(old, new, fault):
    with pytest.raises(PolicyInvalid) as caught:
        loaded(TEXT.replace("[slip]", f"{TABLE.replace(old, new)}\n[slip]", 1))

    assert fault in str(caught.value)


def test_a_key_is_due_on_its_day_of_each_year_or_never():
    assert Recognition(key_b_by="05-31").key_b_due(2023) == date(2023, 5, 31)
    assert Recognition().key_b_due(2023) is None


def with_subjects(filed, *names):
    found = tuple(Subject(name, f"{name}科目", Decimal(0), Source("notice")) for name in names)
    return replace(loaded(TEXT), subjects=found, recognition=Recognition(filed_subject=filed))


@pytest.mark.parametrize(
    ("filed", "names", "in_two", "says_all"),
    [
        ("common", ("common", "field"), (24, 30), True),
        ("", ("common", "field"), (24, 30), True),
        ("field", ("common", "field"), (30, 24), False),  # the notice has them the other way round
        ("common", ("common", "field", "third"), (24, Decimal("36.5")), False),
        ("", ("common",), (24, 0), False),
    ],
)
def test_hours_stand_in_two_columns_whatever_the_subjects_are_called(filed, names, in_two, says_all):
    given = {"common": Decimal(24), "field": Decimal(30), "third": Decimal("6.5")}
    policy = with_subjects(filed, *names)

    assert policy.in_two({name: given[name] for name in names}) == in_two
    assert policy.is_in_two is says_all


def test_a_subject_is_called_short_by_what_is_its_own():
    policy = with_subjects("common", "common", "field")

    assert [one.short for one in policy.subjects] == ["common", "field"]
    assert short_name("职业道德") == "职业道德"
    assert short_name("科目") == "科目"
    assert (policy.filed_name, with_subjects("", "common").filed_name) == ("common科目", "")
