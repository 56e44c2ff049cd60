"""The public page of the rules shows worked examples beside their clauses; the calculator begins with one."""

import re
from html import unescape

import pytest
from django.urls import reverse

from credits.engine import load_bytes
from credits.kept import bundled
from credits.services import load_policy
from registry.rules.queries.example_person import of_person
from registry.rules.queries.worked_examples import Examples
from tests.credits.build import policy as named

pytestmark = pytest.mark.django_db
RULES = "certification:rules"


@pytest.fixture
def policy():
    found = bundled("hunan-2020")
    load_policy(policy=found, publish=True)
    return found


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def section(html: str, heading: str) -> str:
    """From the heading with this id to the end of its card."""
    return html.split(f'id="{heading}"', 1)[1].split("</section>", 1)[0]


def test_a_rule_shows_what_stands_on_either_side_of_it_with_hours(policy, client):
    html = section(client.get(reverse(RULES)).content.decode(), "conversion")
    row = next(row for row in html.split("</tr>") if "独立或第一作者的每篇折算专业科目 30学时" in row)

    assert "算例（6）" in text(row)
    first, second = (
        row.index("有国内统一刊号的论文，独立或第一作者"),
        row.index("有国内统一刊号的论文，第二作者"),
    )
    assert first < second
    assert "发表论文：作者排名 1，有国内统一刊号（CN） 是，发表日期 2019年3月1日" in text(row)
    assert "计入2019年专业科目 30 学时（分）" in text(row)
    assert "第2项不予认定，同一成果只计一次" in text(row)
    assert "著作，第二作者" not in row


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("need", "2019年5月6日至2019年5月13日共6天 全天 专业科目"),
        ("spans", "副高级、博士、工程技术"),
        ("spans", "认定跨度 2018—2019 年"),
        ("routes", "省直主管部门8月1日报送"),
        ("materials", "培训班、研修班、进修班：培训通知、结业证书"),
        ("materials", "没有列为省级以上特定任务的防控一线工作，不自动折算"),
        ("points", "以前的认定单：2018年，湘继教认〔2019〕000001号"),
    ],
)
def test_every_part_of_the_page_shows_its_examples(policy, client, heading, said):
    assert said in text(section(client.get(reverse(RULES)).content.decode(), heading))


def test_no_example_is_left_off_the_page(policy, client):
    html = client.get(reverse(RULES)).content.decode()

    assert [example.id for example in policy.examples if example.title not in html] == []


def test_the_calculator_begins_with_the_example_and_comes_to_the_same(policy, client):
    """Each that can be one form: filled in, counted, and the same hours."""
    single = {example.title for example in policy.examples if len(example.records) == 1}
    shown = {one.title: one for one in Examples(policy)._shown.values() if one.start}
    assert set(shown) == single

    for one in shown.values():
        html = client.get(one.start).content.decode()
        assert "还不能计算" not in html, one.title
        for year, subject, hours in re.findall(r"计入(\d+)年(\S+) (\S+)", one.result):
            assert f"计入{year}年 {subject} {hours}学时（分）" in text(html), one.title


def test_the_form_is_filled_in_with_the_facts_of_the_example(policy, client):
    (one,) = [one for one in Examples(policy).of_point("R15") if "跨年度" in one.title]
    html = client.get(one.start).content.decode()

    assert 'value="2018-12-31"' in html
    assert 'value="2019-01-01"' in html
    assert html.count('<option value="professional" selected>') == 2


def test_a_policy_without_examples_shows_none(client):
    source = bundled("hunan-2020").source_text.split("\n# 算例")[0]
    load_policy(policy=load_bytes(source.encode(), "hunan-2020.toml"), publish=True)

    assert "算例" not in client.get(reverse(RULES)).content.decode()


def test_strangers_read_the_fold_in_english(policy, client):
    client.cookies["django_language"] = "en"
    html = client.get(reverse(RULES), headers={"accept-language": "en"}).content.decode()

    assert "Worked examples (" in html
    assert "Try this in the calculator" in html


def test_examples_are_worked_without_asking_the_database(policy, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(Examples(policy).of_spans()) == 5


def test_examples_of_who_needs_less_stand_with_the_need_and_say_whom_they_are_about():
    nurses = named("nordland-nurses-2026")

    shown = {one.title: one.brings for one in Examples(nurses).of_need()}

    assert shown["半日工作的护士，每年5小时"][1] == "2010年取得资格、工作时间为全日制的0.5"
    assert shown["有处方权而没有用药安全课程"][1] == "2010年取得资格、有处方权"
    assert Examples(nurses).of_spans() == []


def test_whatever_may_be_said_of_a_person_is_shown():
    person = {
        "level": "junior",
        "series": "nursing",
        "born": "1990-06-15",
        "term": 2024,
        "employed": [{"first": "2024-01-01"}, {"first": "2020-01-01", "last": "2021-12-31"}],
        "leave": [{"year": 2025, "days": 73}],
        "traits": {"prescriber": False},
    }

    assert list(of_person(named("nordland-nurses-2026"), person)) == [
        "初级",
        "护理",
        "1990年6月15日出生",
        "任期自2024年起",
        "2024年1月1日至今在岗",
        "2020年1月1日至2021年12月31日在岗",
        "2025年请假73天",
        "没有：有处方权",
    ]
