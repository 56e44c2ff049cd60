"""The hours of a year by subject, under notices that have one subject, two or more."""

from dataclasses import replace
from decimal import Decimal

import pytest

from certification.models import CaseYear
from certification.queries.yearly import figure_columns, subject_hours, year_words
from certification.services.notices import notice_pdf
from credits.engine import BUNDLED, Subject, load_file
from credits.engine.recognition import Recognition
from credits.engine.sources import Source

HUNAN = load_file(BUNDLED / "hunan-2020.toml")


def policy(*names, filed="a"):
    found = tuple(
        Subject(key, name, Decimal(0), Source("notice")) for key, name in zip("abcde", names, strict=False)
    )
    return replace(HUNAN, subjects=found, recognition=Recognition(filed_subject=filed))


ONE = policy("继续教育", filed="")
THREE = policy("公共课", "专业课", "职业道德")
HOURS = {"a": Decimal(24), "b": Decimal(30), "c": Decimal("6.5")}


def row(of, hours=HOURS):
    known = {one.id: hours[one.id] for one in of.subjects}
    front, others = of.in_two(known)
    return CaseYear(
        year=2019,
        public_hours=front,
        professional_hours=others,
        total_hours=front + others,
        details=subject_hours.kept(of, known),
    )


@pytest.mark.parametrize(
    ("of", "kept", "words"),
    [
        (policy("公需科目", "专业科目"), {}, "公需24、专业30"),
        (policy("公需科目", "专业科目", filed="b"), {"hours": {"a": "24", "b": "30"}}, "公需24、专业30"),
        (ONE, {"hours": {"a": "24"}}, "继续教育24"),
        (THREE, {"hours": {"a": "24", "b": "30", "c": "6.5"}}, "公共课24、专业课30、职业道德6.5"),
    ],
)
def test_a_year_says_the_hours_of_each_subject_in_the_order_of_the_notice(of, kept, words):
    found = row(of)

    assert found.details == kept
    assert subject_hours.in_words(subject_hours.parts_of(found, of)) == words


def test_a_year_kept_with_two_sums_alone_says_what_these_tell():
    old = CaseYear(public_hours=Decimal(24), professional_hours=Decimal("36.5"))

    assert subject_hours.in_words(subject_hours.parts_of(old, ONE)) == "继续教育60.5"
    assert subject_hours.in_words(subject_hours.parts_of(old, THREE)) == "公共课24、专业课—、职业道德—"


def test_a_paper_freezes_names_only_where_they_are_not_the_usual_ones():
    usual = policy("公需科目", "专业科目")

    assert subject_hours.frozen_names(usual) == {}
    assert subject_hours.frozen_year(row(usual), usual) == {"public": "24", "professional": "30"}
    assert subject_hours.names_in({}) == ["公需科目", "专业科目"]
    assert subject_hours.frozen_names(ONE) == {"subjects": ["继续教育"]}
    assert subject_hours.frozen_year(row(THREE), THREE)["hours"] == ["24", "30", "6.5"]


def entry(of):
    year = {"year": 2019, "total": "60.5", "basis": year_words.EXAMINED, "result": "合格"}
    years = [{**year, **subject_hours.frozen_year(row(of), of)}]
    return {**subject_hours.frozen_names(of), "years": years}


def test_a_list_of_one_notice_says_its_subjects_once_and_one_of_several_with_each_year():
    usual, three = entry(policy("公需科目", "专业科目")), entry(THREE)

    assert subject_hours.common([usual, usual]) == ["公需科目", "专业科目"]
    assert subject_hours.common([usual, three]) == []
    assert year_words.words_of(three["years"][0]) == "24＋30＋6.5 · 合格"
    assert year_words.words_of(three["years"][0], three) == "公共课24、专业课30、职业道德6.5 · 合格"
    frozen = {"published_at": "2020-06-01T08:00:00", "last_day": "2020-06-08", "working_days": 5}
    assert notice_pdf._period(frozen, ["公共课", "专业课"]).endswith("各年度数字为公共课＋专业课。")
    assert notice_pdf._period(frozen, []).endswith("发布当日不计入。")


def test_a_slip_of_one_subject_has_one_column_of_hours():
    (year,) = entry(ONE)["years"]

    assert year_words.printed(year)["hours"] == ["60.5"]
    assert year_words.printed({**year, "basis": "免于考核"})["hours"] == ["—"]


@pytest.mark.parametrize(
    ("of", "names"),
    [
        (policy("公需科目", "专业科目"), ["公需", "专业"]),
        (THREE, ["公共课", "其他科目"]),
        (ONE, ["继续教育"]),
    ],
)
def test_figures_are_headed_by_the_subjects_that_govern_there(of, names):
    labels = [one.label for one in figure_columns.hour_columns(of)]

    assert subject_hours.two_names(of) == names
    assert labels[4:] == [f"{name}{word}" for name in names for word in ("不足", "差额")]
