"""A notice beside its data: nothing of it is lost, nothing stands twice, each where its clause is."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from credits.engine import bundled_names, differences, load_bytes
from credits.engine.checks.walk import leaves
from credits.engine.data import Beside, Datum, Stand, beside
from credits.engine.loader import base_of
from credits.engine.yearly_values import values_of
from tests.credits.build import HERE, policy

EVERY = sorted({*bundled_names(), *(path.stem for path in HERE.glob("*.toml"))})
# Told elsewhere on the page, or nothing of the notice.
APART = ("format", "name", "examples", "clauses")
HEAD = 'format = 1\nextends = "hunan-2020"\nname = "mine"\n'


RANKED = "档次“…获…奖项，排名第 …，属前五名完成人”"
TOLD = "｛证书日期｝获｛奖项级别｝奖项，排名第 ｛获奖排名｝，属前五名完成人"


def stands(found: Beside) -> list[Stand]:
    return [*found.stands, *found.wordless]


def data(found: Beside) -> list[Datum]:
    apart = [one for rows in found.uncited.values() for one in rows]
    return [one for stand in stands(found) for one in stand.data] + apart


def stand(found: Beside, clause: str) -> Stand:
    (one,) = [one for one in stands(found) if one.id == clause]
    return one


def datum(found: Beside, where: str) -> Datum:
    (one,) = [one for one in data(found) if one.where == where]
    return one


def extended(text: str) -> Beside:
    return beside(load_bytes((HEAD + text).encode(), "mine.toml"))


def written(name: str) -> Iterator[str]:
    """The path of every value in the file that a reader is to be told of in a row."""
    tree = {key: value for key, value in policy(name).written.tree.items() if key not in APART}
    for path, keys, _value in leaves(tree):
        last = re.sub(r"\[\d+\]$", "", path).rsplit(".", 1)[-1]
        if last not in ("id", "basis", "clause", "points", "name", "title") or keys[:-1] in ((), ("slip",)):
            yield path


@pytest.mark.parametrize("name", EVERY)
def test_every_clause_stands_once_in_the_order_of_the_notice(name):
    found = beside(policy(name))

    assert [(one.id, one.text) for one in found.stands] == [
        (one.id, one.text) for one in policy(name).clauses
    ]
    assert not {one.id for one in found.stands} & {one.id for one in found.wordless}


@pytest.mark.parametrize("name", EVERY)
def test_every_value_of_the_file_stands_in_exactly_one_row(name):
    rows = Counter(row.path for one in data(beside(policy(name))) for row in one.rows)

    lies_in = [
        sum(count for row, count in rows.items() if path == row or path.startswith((f"{row}.", f"{row}[")))
        for path in written(name)
    ]

    assert len(lies_in) > 50
    assert set(lies_in) == {1}


@pytest.mark.parametrize("name", EVERY)
def test_every_example_stands_once_beside_its_clause(name):
    found = beside(policy(name))

    told = Counter(one.id for at in stands(found) for one in at.examples)

    assert told == Counter(one.id for one in policy(name).examples)
    assert all(one.clause == at.id for at in stands(found) for one in at.examples if at in found.wordless)


@pytest.mark.parametrize("name", EVERY)
def test_every_value_of_the_form_says_once_where_it_acts(name):
    told = Counter(act.name for one in data(beside(policy(name))) for row in one.rows for act in row.acts)

    assert told == Counter(one.name for one in values_of(policy(name).written.tree) if one.now is not None)


@pytest.mark.parametrize("name", [one for one in EVERY if one.startswith("hunan")])
def test_no_row_shows_a_code_of_the_file(name):
    rows = [row for one in data(beside(policy(name))) for row in one.rows]

    assert not [(row.path, row.label) for row in rows if re.search("[a-z_]{2,}", row.label)]
    assert not [(row.path, row.value) for row in rows if re.search("[a-z_]{2,}", row.value)]


def test_clause_that_asks_for_nothing_is_bare():
    found = beside(policy())

    assert [one.id for one in found.stands if one.bare] == ["前言", "一", "四", "结尾", "附", "附一", "附二"]


@pytest.mark.parametrize(
    ("clause", "where", "row"),
    [
        ("四(五)", "通知本身", ("秘钥 B 交存期限", "3月10日")),
        ("一(二)", "科目“公需科目”", ("每年最少学时", "30")),
        ("三", "认定跨度“博士参评副高”", ("学位", "博士")),
        ("三(一)", "办理流程“省直单位” › 环节“公示”", ("环节种类", "公示")),
        ("三(一)", "办理流程“省直单位”", ("职称级别", "正高级、副高级")),
        (
            "附一2",
            "认定所需材料“继续教育实践活动”",
            ("材料组合“（2）”", "实践活动通知或实践报名表、实践活动日志"),
        ),
        ("附二4", "学时折算“获得专利”", ("计入年度所依的日期", "授权公告日期")),
        (
            "附二5",
            "学时折算“课题获奖”",
            (RANKED, f"适用条件 奖项级别 地厅级，获奖排名 不大于5，学时 60，名称 {TOLD}"),
        ),
        (
            "附二5",
            "通知未写明的事项“获奖排名”",
            ("同一数字还写在", f"学时折算“课题获奖” › {RANKED} › 适用条件 › 获奖排名 › 最大值"),
        ),
    ],
)
def test_datum_stands_beside_its_clause_in_plain_words(clause, where, row):
    (found,) = [one for one in stand(beside(policy()), clause).data if one.where == where]

    assert row in [(one.label, one.value) for one in found.rows]


def test_datum_that_cites_several_clauses_stands_with_the_first_and_the_others_lead_there():
    found = beside(policy())

    assert "通知未写明的事项“5 个工作日”" in [one.where for one in stand(found, "三(一)").data]
    assert stand(found, "三(二)").also_at == [("三(一)", "clause-三(一)")]


def test_clause_without_words_stands_apart_with_those_of_the_notice_before():
    found = beside(policy("hunan-2021"))

    assert found.stands == []
    assert stand(found, "三(一)").below.startswith("（一）省直单位高级职称申报人员")
    assert stand(found, "2021年通知").below == ""


def test_what_cites_nothing_stands_by_part_of_the_file():
    found = beside(policy())

    assert list(found.uncited) == ["通知本身", "提到某事的条款", "活动类别", "材料名称", "职称系列"]
    assert len(found.uncited["材料名称"]) == len(policy().documents)


def test_row_that_differs_from_the_base_says_what_it_was():
    row = datum(extended('spans = [{ id = "general", first = 2016 }]'), "认定跨度“一般人员”").rows[0]

    assert [(one.was, one.now) for one in row.changes] == [("2015", "2016")]


def test_what_is_new_is_marked_and_what_was_taken_out_stands_with_its_clause():
    text = (
        'routes = [{ id = "city", stages = [{ id = "county_review", remove = true }] }]\n'
        'caps = [{ id = "books", per = "year", hours = 180, over = "clamp", text = "著作每年最多 180", '
        'kinds = ["book"], basis = "notice", clause = "附二3" }]'
    )

    found = extended(text)

    assert [one.where for one in data(found) if one.added] == ["上限“出版著作、译作、教材”"]
    assert [one.where for one in stand(found, "三(三)").gone] == ["办理流程“市州” › 环节“县级人社部门审核”"]


@pytest.mark.parametrize("name", [one for one in EVERY if one.startswith("hunan") and one != "hunan-2020"])
def test_every_difference_from_the_base_stands_once(name):
    found = beside(policy(name))

    told = Counter()
    for one in data(found):
        told.update(change.path for change in (*one.changes, *(c for row in one.rows for c in row.changes)))
        told.update([one.path] if one.added else [])
        told.update(row.path for row in one.rows if row.added)
    told.update(one.path for at in stands(found) for one in at.gone)
    told.update(one.path for one in found.lost)
    assert told == Counter(one.path for one in differences(base_of(policy(name)), policy(name)))


EDITION = """format = 1
extends = "hunan-2020"
name = "hunan-2020"
clauses = [
  { id = "四(一)", text = "（一）另行通知。" },
  { id = "结尾", remove = true },
  { id = "四(六)", text = "（六）新的一条。", plain = true },
]
[amendment]
edition = 2
document_number = "湘人社函〔2020〕99号"
document_date = 2020-09-01
reasons = "更正"
reweigh = false
"""


def test_next_edition_says_which_words_are_otherwise():
    found = beside(load_bytes(EDITION.encode(), "hunan-2020.toml"))

    assert stand(found, "四(一)").was.startswith("（一）疫情防控期")
    assert [one.id for one in found.stands if one.new] == ["四(六)"]
    assert [one.id for one in found.dropped] == ["结尾"]
    assert not stand(found, "四(二)").was
