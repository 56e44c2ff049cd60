"""A faulty policy file is refused with every fault named by its path."""

import pytest

from credits.engine import (
    BUNDLED,
    PolicyInvalid,
    bundled_names,
    convert,
    load_bytes,
    load_file,
    parse_records,
)
from tests.credits.build import HERE, policy

SOURCE = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")


def faults(*changes: tuple[str, str]) -> list[str]:
    text = SOURCE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes(text.encode(), "x.toml")
    assert all(line.startswith("x.toml：") for line in str(invalid.value).splitlines())
    return [str(fault) for fault in invalid.value.faults]


@pytest.mark.parametrize(
    "path", [*sorted(BUNDLED.glob("*.toml")), *sorted(HERE.glob("*.toml"))], ids=lambda p: p.stem
)
def test_every_policy_file_is_valid_and_named_like_its_file(path):
    assert load_file(path).name == path.stem


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "hunan-2020"', 'name = "Hunan 2020"', "name：名称只能由小写字母"),
        ("format = 1", "format = 3", "format：只支持格式 1、2"),
        ("format = 1\n", "", "format：缺少此项"),
        ("format = 1\n", "format = 1\nfromat = 1\n", "fromat：没有名为 fromat 的键"),
        ("document_date = 2020-02-11", 'document_date = "2020-02-11"', "document_date：应为不带引号的日期"),
        ('key_b_deadline = "03-10"', 'key_b_deadline = "02-30"', "key_b_deadline：应为 2020 年存在的"),
        ("yearly_min = 30", "yearly_min = 30.0", "subjects[0].yearly_min：应为不小于 0 的数"),
        ("yearly_min = 60", "yearly_min = -60", "subjects[1].yearly_min：应为不小于 0 的数"),
        ('id = "public"', 'id = "total"', "subjects[0].id：标识 total 另有用途"),
        (
            'basis = "notice"\nclause = "一(二)"',
            'basis = "rumour"',
            "yearly_total.basis：只能是 notice、resolution",
        ),
        ("last = 2019", "last = 2014", "spans[0].last：止年 2014 早于起年 2015"),
        ('degrees = ["doctor"]', 'degrees = ["dr"]', "spans[1].degrees[0]：没有 dr 这一项"),
        ('series_flags = ["medical"]', 'series_flags = ["x"]', "spans[2].series_flags[0]：没有 x 这一项"),
        ("working_days = 5", "working_days = 0", "routes[0].stages[1].working_days：公示环节须有"),
        (', closes = "07-31"', "", "routes[0].stages[3].window.closes：缺少此项"),
        (
            "working_days = 5\n",
            'working_days = 5\nstands_in = ["province"]\n',
            "routes[0].stages[1].stands_in：只有审核和登记环节可以由上级机关代为办理",
        ),
        (
            "working_days = 5\n",
            'working_days = 5\nmaterial = "材料"\n',
            "routes[0].stages[1].material：只有报送环节可以要求随同报送的材料",
        ),
        ('closes = "07-31"', 'closes = "05-31"', "routes[0].stages[3].window.closes：截止日期早于开始日期"),
        ('office = "department"', 'office = "nobody"', "routes[0].stages[2].office：只能是"),
        ('points = ["R18"]', 'points = ["R99"]', "routes[0].stages[1].points[0]：没有 R99 这一项"),
        ('made_of = ["morning", "afternoon"]', 'made_of = ["dawn"]', "slots[3].made_of[0]：没有 dawn 这一项"),
        (
            'when = { role = "lead" }',
            'when = { role = "boss" }',
            "cases[0].when.role：'boss' 不是事实 role 可能的值",
        ),
        (
            "when = { joint_first = true }",
            'when = { joint_first = "yes" }',
            "cases[0].when.joint_first：'yes' 不是事实 joint_first 可能的值",
        ),
        (
            "when = { author_rank = 1 }",
            'when = { author_rank = "first" }',
            "cases[1].when.author_rank：'first' 不是事实 author_rank 可能的值",
        ),
        ('when = { role = "lead" }', "when = { rank = 1 }", "cases[0].when.rank：rank 不是该类活动的事实"),
        (
            "{organiser}课题（项目）主持",
            "{organizer}课题（项目）主持",
            "cases[0].label：花括号中的 organizer 不是",
        ),
        ("{organiser}课题（项目）主持", "{organiser课题（项目）主持", "cases[0].label：花括号不成对"),
        ('method = "per_unit"', 'method = "magic"', "method：只能是 slots、table"),
        ('fact = "modules"', 'fact = "date"', "fact：事实 date 的类型应为 integer、decimal"),
        ("minutes_per_hour = 45", "minutes_per_hour = 0", "minutes_per_hour：应为大于 0 的数"),
        ('needs = [["patent_certificate"]]', "needs = [[]]", "needs：应为非空列表的列表"),
        ('needs = [["patent_certificate"]]', 'needs = [["x"]]', "needs[0][0]：没有 x 这一项"),
        (
            'kinds = ["exchange"]',
            'kinds = ["practice"]',
            "evidence：活动类别 exchange 应有且只有一条材料要求，实际有 0 条",
        ),
        ('kinds = ["patent"]', 'kinds = ["award"]', "conversion：活动类别 patent 缺少无条件适用的折算规则"),
    ],
)
def test_fault_is_named_by_its_path(old, new, fault):
    assert any(fault in found for found in faults((old, new)))


def test_all_faults_are_collected_in_one_pass():
    found = faults(
        ("format = 1", "format = 3"),
        ("working_days = 5", "working_days = 0"),
        ('same_work = "refuse"', 'same_work = "x"'),
    )

    assert len(found) == 3


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"# a\n\xff", "不是 UTF-8 文本（第 2 行起无法读出）"),
        ("format = 1".encode("utf-16"), "文件是 UTF-16"),
        (b"\xef\xbb\xbfformat = 1", "文件以字节顺序标记（BOM）开头"),
        (b"#" * 1_000_001, "文件超过"),
        (b"a = ", "不是有效的 TOML：文件末尾：此处的值无效"),
        (b"format = 1\na = = 2", "第 2 行第 5 列：此处的值无效"),
        (b'a = 1\nunit = "x"\nunit = "y"\n', "第 3 行第 11 列：键 unit 重复"),
        (b"a = { b = 1, b = 2 }", "键 b 重复"),
        (b"[a]\n[b]\n[a]\n", "第 3 行第 3 列：表 a 重复"),
        (b"a = [1, 2", "方括号没有成对"),
        (b'a = "x\nb = 1', "第 1 行第 7 列：此处有不允许的字符，常见的是引号没有成对"),
        (b"a 1", "第 1 行第 3 列：键的后面缺少等号"),
        (b"a = 1 b = 2", "第 1 行第 7 列：这一项写完后应换行"),
        (b"a = 2020-02-31", "没有这个日期或时刻"),
        (b"a = " + b"9" * 5000, "文件中有过大的数"),
        (b"a = " + b"[" * 5000, "括号嵌套过深"),
        ("名 = 1".encode(), "这一行不是"),
    ],
)
def test_unreadable_file_is_refused(content, fault):
    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes(content, "x.toml")
    assert fault in str(invalid.value)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(PolicyInvalid, match="文件不存在"):
        load_file(tmp_path / "none.toml")


def test_policies_with_the_same_text_are_equal_and_hash_alike():
    again = load_bytes(SOURCE.encode(), "other-name.toml")

    assert again == policy()
    assert len({again, policy()}) == 1
    assert again != policy("hunan-2024")


def test_five_years_come_with_the_product():
    assert bundled_names() == ("hunan-2020", "hunan-2021", "hunan-2022", "hunan-2024", "hunan-2025")


def test_format_2_means_the_same():
    assert (
        load_bytes(SOURCE.replace("format = 1", "format = 2", 1).encode(), "x.toml").rules == policy().rules
    )


@pytest.mark.parametrize(("year", "hours"), [(2018, 2), (2017, 0)])
def test_a_rule_may_ask_for_a_year(year, hours):
    label = 'label = "{date}学习通过"\n'
    rule = '\n[[conversion.requires]]\nwhen = { attributed_year = 2018 }\nwhy = "只计 2018 年度补学"\n'
    only_2018 = load_bytes(SOURCE.replace(label, label + rule, 1).encode(), "hunan-2020.toml")
    record = {"id": "o", "kind": "online", "date": "2019-03-01", "subject": "public", "minutes": 90}

    found = convert(only_2018, parse_records(only_2018, [{**record, "attributed_year": year}]))

    assert [award.hours for award in found.awards] == [hours]


def test_a_wrong_figure_between_others_is_one_fault_named_by_its_path():
    path = next(
        path for path in sorted(HERE.glob("*.toml")) if "[[conversion.tiers]]\nmin = 1\n" in path.read_text()
    )
    text = path.read_text(encoding="utf-8").replace(
        "[[conversion.tiers]]\nmin = 1\n", "[[conversion.tiers]]\nmin = -1\n", 1
    )

    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes(text.encode(), "x.toml")

    (fault,) = map(str, invalid.value.faults)
    assert "tiers[0].min：应为不小于 0 的数" in fault
