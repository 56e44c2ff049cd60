"""Worked examples stand in the policy's file, and each comes to what it says."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from credits.engine import (
    BUNDLED,
    PolicyInvalid,
    all_worked,
    bundled_names,
    clauses_without,
    load_bytes,
    named_records,
    worked,
)
from credits.engine.example_words import REFUSALS, refused_said
from credits.engine.rules import CAP_PER
from tests.credits.build import policy

SOURCE = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")
# What the notice leaves open and the engine alone can show; the others are settled by the portal's rooms.
SHOWN = {f"R{number}" for number in (*range(1, 13), 14, 15, 16, 17, 19, 20, 22)}


def changed(old: str, new: str):
    assert SOURCE.count(old) == 1
    return SOURCE.replace(old, new)


@pytest.mark.parametrize("name", bundled_names())
def test_every_example_comes_to_what_it_says(name):
    found = all_worked(policy(name))

    assert len(found) > 80
    assert [str(one) for one in found if not one.right] == []


@pytest.mark.parametrize("name", bundled_names())
def test_every_clause_with_a_figure_has_one_just_inside_and_one_just_outside(name):
    assert clauses_without(policy(name)) == []


def test_every_row_of_the_notice_and_each_resolution_that_counts_is_shown():
    clauses = {example.clause for example in policy().examples}

    assert clauses >= {f"附一{n}" for n in range(1, 13)} | {f"附二{n}" for n in range(1, 10)} | {
        "三",
        "一(二)",
    }
    assert {point for example in policy().examples for point in example.points} == SHOWN


@pytest.mark.parametrize(
    ("name", "came"),
    [
        ("paper_second", "计入2019年专业科目 10 学时（分）"),
        ("day_across_years", "计入2018年专业科目 10 学时（分）、计入2019年专业科目 10 学时（分）"),
        ("day_halves_of_two", "第1项计入2019年专业科目 4 学时（分）；第2项计入2019年专业科目 4 学时（分）"),
        ("paper_twice", "第2项不予认定，同一成果只计一次"),
        ("task_six_months", "计入2019年全部科目 90 学时（分）；2019年视同完成，合计 90 学时（分）"),
        (
            "year_short_public",
            "2019年未达标，合计 124 学时（分），公需科目还缺 6 学时（分）",
        ),
        ("span_doctor", "认定跨度 2018—2019 年"),
        ("window_provincial_early", "尚未开始受理"),
        ("form_paper_less", "材料不齐"),
    ],
)
def test_what_came_is_said_in_words(name, came):
    (example,) = [one for one in policy().examples if one.id == name]

    assert worked(policy(), example).came == came


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'hours = 30\nlabel = "{date}发表，独立或第一作者"',
            'hours = 40\nlabel = "{date}发表，独立或第一作者"',
            "附二3的算例“有国内统一刊号的论文，独立或第一作者”（paper_first）：得到 计入2019年专业科目 40 学时（分），应为 计入2019年专业科目 30 学时（分）",
        ),
        (
            "first = 2018\nlast = 2019\n",
            "first = 2017\nlast = 2019\n",
            "三的算例“博士申报副高”（span_doctor）：得到 认定跨度 2017—2019 年，应为 认定跨度 2018—2019 年",
        ),
        (
            'window = { opens = "06-01", closes = "07-31" }',
            'window = { opens = "06-01", closes = "07-30" }',
            "三(一)的算例“省直主管部门7月31日报送”（window_provincial_last）：得到 已经截止，应为 正在受理",
        ),
        (
            'needs = [["patent_certificate"]]',
            'needs = [["patent_certificate"], ["award_certificate"]]',
            "附一7的算例“专利：专利证书”（form_patent）：得到 材料不齐，应为 材料齐全",
        ),
    ],
)
def test_check_policies_fails_with_clause_what_came_and_what_was_expected(tmp_path, old, new, told):
    path = tmp_path / "mine.toml"
    path.write_text(changed(old, new).replace('"hunan-2020"', '"mine"', 1), encoding="utf-8")

    with pytest.raises(CommandError) as error:
        call_command("check_policies", str(path), stdout=StringIO())

    assert f"mine.toml：{told}" in str(error.value).splitlines()


def test_check_policies_names_the_clauses_that_want_examples(tmp_path):
    path, out = tmp_path / "mine.toml", StringIO()
    text = changed('id = "patent_second"\nclause = "附二4"', 'id = "patent_second"\nclause = "附二3"')
    path.write_text(text.replace('"hunan-2020"', '"mine"', 1), encoding="utf-8")

    call_command("check_policies", str(path), stdout=out)

    assert out.getvalue().splitlines()[-1] == "mine\t还没有界内、界外各一个算例的条款：附二4"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'id = "form_exchange"\nclause = "附一12"',
            'id = "form_exchange"\nclause = "附一13"',
            "clause：通知正文中没有“附一13”这一条",
        ),
        ('id = "form_exchange"\n', 'id = "form_patent"\n', "id：标识 form_patent 重复"),
        (
            'expect = { window = "before" }\n\n[[examples]]\nid = "window_provincial_last"',
            'expect = { window = "early" }\n\n[[examples]]\nid = "window_provincial_last"',
            "expect.window：写法有误",
        ),
        (
            'title = "合格一个模块"\ninside = true\nrecords = [{ kind = "computer_exam", modules = 1',
            'title = "合格一个模块"\ninside = true\nrecords = [{ kind = "computer_exam", modules = 0',
            "records：算例“合格一个模块”：记录 r1 的 modules：不能小于 1，实际为 0",
        ),
        (
            'route = "central"\nday = "08-01"',
            'route = "centrall"\nday = "08-01"',
            "route：算例“中央驻湘单位8月1日报送”：没有 centrall 这一项",
        ),
        (
            'documents = ["patent_certificate"] }',
            'documents = ["patent_paper"] }',
            "materials.documents：算例“专利：专利证书”：没有 patent_paper 这一项",
        ),
        (
            '{ level = "senior_full", degree = "doctor", series = "engineering" }',
            '{ level = "senior_full", degree = "doctor", series = "magic" }',
            "person：算例“博士申报正高，按一般跨度”：person.series：只能是 ",
        ),
        (
            'expect = { refused = { r2 = "slot_taken" } }',
            'expect = { refussed = { r2 = "slot_taken" } }',
            "expect.refussed：没有名为 refussed 的键",
        ),
        (
            'expect = { refused = { r2 = "slot_taken" } }',
            "expect = { span = [2015, 2019] }",
            "person：缺少此项",
        ),
        ('expect = { refused = { r2 = "slot_taken" } }', "expect = {}", "expect：缺少此项"),
        (
            'expect = { refused = { r2 = "slot_taken" } }',
            'expect = { awards = { r1 = [2019, "professional", 4] } }',
            "expect.awards：写法有误",
        ),
        (
            'expect = { refused = { r2 = "slot_taken" } }',
            'expect = { years = { 2019 = { state = "met" } } }',
            "expect.years：写法有误",
        ),
    ],
)
def test_an_example_of_wrong_form_is_a_fault_of_the_file(old, new, fault):
    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes(changed(old, new).encode(), "x.toml")

    assert [one for one in map(str, invalid.value.faults) if one.startswith("examples[") and fault in one]


def test_records_without_an_id_are_named_by_their_place():
    (example,) = [one for one in policy().examples if one.id == "paper_twice"]

    assert [one["id"] for one in named_records(example)] == ["r1", "r2"]
    assert named_records(example)[0]["date"] == "2019-03-01"


def test_every_refusal_is_said_in_words_whatever_the_cap_counts_together():
    assert {f"{per}_limit" for per in CAP_PER} <= set(REFUSALS)

    said = [refused_said(policy(), {"r1": f"{per}_limit"}) for per in CAP_PER]

    assert len(set(said)) == len(CAP_PER)
    assert all(re.fullmatch(r"第1项不予认定，[^a-z]+", one) for one in said)


def test_example_may_say_whom_it_is_about_and_what_was_approved():
    nurses = policy("nordland-nurses-2026")

    found = {one.example.id: one for one in all_worked(nurses)}

    assert [str(one) for one in found.values() if not one.right] == []
    assert found["half_time"].came == "2025年已达标，合计 5 小时"
    assert found["full_time"].came == "2025年未达标，合计还缺 5 小时"
    assert found["prescriber"].came == "2025年未达标，用药安全还缺 4 小时"
    assert found["confirmed"].came != found["unconfirmed"].came


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'part_time = "0.5"',
            'part_time = "1.5"',
            "examples[0].person：算例“半日工作的护士，每年5小时”：person.part_time：应大于 0、不大于 1",
        ),
        (
            "traits = { prescriber = true }",
            "traits = { rich = true }",
            "examples[2].person：算例“有处方权而没有用药安全课程”：person.traits 没有名为 “rich” 的项",
        ),
        (
            'approved = ["r1"]',
            'approved = ["r2"]',
            "examples[3].approved：算例“医院确认过的自主学习”：没有 r2 这一项",
        ),
    ],
)
def test_example_about_somebody_who_cannot_be_is_refused(old, new, fault):
    text = policy("nordland-nurses-2026").source_text
    assert text.count(old) == 1

    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes(text.replace(old, new).encode(), "x.toml")

    assert [str(one).startswith(fault) for one in invalid.value.faults] == [True]
