"""The two Hunan policies against the notice and the resolutions."""

from datetime import date

import pytest

from credits.engine import show, span_for
from tests.credits.build import policy

BASES = {
    "notice": "R1 R8 R9 R10 R11 R13 R15 R16 R17 R18 R19 R20 R26 R27",
    "resolution": "R2 R3 R4 R5 R6 R7 R12 R14 R21 R22 R23 R24 R25",
}


def test_head_of_the_notice():
    rules = policy()

    assert (rules.document_number, rules.document_date) == ("湘人社函〔2020〕11号", date(2020, 2, 11))
    assert rules.themes == ("专业技术人员在新时代国家治理体系和治理能力现代化建设中的担当作为",)
    assert rules.key_b_deadline == date(2020, 3, 10)


def test_yearly_minima():
    minima = {subject.id: (show(subject.minimum), subject.source.basis) for subject in policy().subjects}

    assert minima == {"public": ("30", "resolution"), "professional": ("60", "notice")}
    assert show(policy().total_minimum) == "90"


@pytest.mark.parametrize(("basis", "ids"), BASES.items())
def test_every_point_says_whether_notice_or_resolution_settles_it(basis, ids):
    found = [point.id for point in policy().points.values() if point.basis == basis]

    assert sorted(found) == sorted(ids.split())


def test_every_point_is_one_chinese_sentence_with_a_clause_and_a_parameter():
    for point in policy().points.values():
        assert point.text.endswith("。")
        assert point.text.count("。") == 1
        assert point.clause
        assert point.values


def test_parameters_of_points_agree_with_the_rules_that_use_them():
    rules = {rule.id: rule.method for rule in policy().rules}
    value = policy().point_value

    assert (rules["assignment"].least, rules["assignment"].single_up_to) == (
        value("R2", "least_months"),
        value("R2", "single_year_up_to_months"),
    )
    assert rules["online"].minutes_per_hour == value("R12", "minutes_per_hour")
    assert show(rules["online"].step) == value("R12", "round_down_to")
    assert policy().caps[0].hours == value("R6", "day_limit")
    assert policy().key_b_deadline.strftime("%m-%d") == value("R13", "key_b_by")
    notices = {stage.working_days for route in policy().routes.values() for stage in route.stages} - {0}
    assert notices == {value("R18", "working_days")}


def test_twelve_evidence_rows_and_nine_clauses_of_conversion():
    assert [row.source.clause for row in policy().evidence] == [f"附一{n}" for n in range(1, 13)]
    clauses = {rule.source.clause for rule in policy().rules} - {"附一3"}
    assert clauses == {f"附二{n}" for n in range(1, 10)}


def test_five_routes_for_senior_titles():
    senior = [route.id for route in policy().routes.values() if "senior_full" in route.levels]

    assert senior == ["provincial", "university", "city", "local", "central"]


def test_twenty_seven_series_of_which_one_is_medical():
    assert len(policy().series) == 27
    assert [series.id for series in policy().series.values() if "medical" in series.flags] == ["health"]


def test_2024_has_other_spans_slip_themes_and_basis():
    rules = policy("hunan-2024")

    span = span_for(rules, level="senior_associate", degree="bachelor", series="engineering")
    assert (span.first, span.last) == (2019, 2023)
    assert rules.slip.name == "学时认定单"
    assert len(rules.themes) == 3
    assert {subject.id: subject.source.basis for subject in rules.subjects} == {
        "public": "notice",
        "professional": "notice",
    }


def test_2024_window_is_june_and_july_of_its_year():
    filing = next(stage for stage in policy("hunan-2024").routes["provincial"].stages if stage.window)

    assert (filing.window.opens, filing.window.closes) == (date(2024, 6, 1), date(2024, 7, 31))
