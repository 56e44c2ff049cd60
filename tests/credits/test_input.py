"""Input that cannot be read: one clear line that names the record and the fact."""

import json

import pytest

from credits.engine import InputFault, parse_facts
from credits.engine.document import run
from tests.credits.build import policy

PAPER = {"id": "p9", "kind": "paper", "author_rank": 1, "cn_serial": True, "date": "2018-09-01"}
LINE = {"date": "2019-05-06", "slot": "day", "subject": "public"}
TRAINING = {"id": "t9", "kind": "training", "lines": [LINE]}
ONLINE = {"id": "o9", "kind": "online", "date": "2019-01-01", "subject": "public", "minutes": 90}
POST = {
    "id": "a9",
    "kind": "assignment",
    "start": "2018-01-01",
    "end": "2018-12-31",
    "level": "provincial",
    "qualified": True,
    "assessed": "2019-01-05",
}


def without(record: dict, fact: str) -> dict:
    return {key: value for key, value in record.items() if key != fact}


def line(**change) -> dict:
    return {**TRAINING, "lines": [LINE, {**LINE, "date": "2019-05-07", **change}]}


def answer(*records: object, **more) -> str:
    return run(policy(), json.dumps({"records": list(records), **more}).encode())


BAD_RECORDS = [
    (without(PAPER, "author_rank"), "记录 p9 的 author_rank：缺少此项"),
    ({**PAPER, "date": None}, "记录 p9 的 date：缺少此项"),
    (without(PAPER, "kind"), "记录 p9 的 kind：缺少此项"),
    (without(PAPER, "id"), "第 1 条记录 的 id：缺少此项"),
    ({**PAPER, "kind": "poem"}, "记录 p9 的 kind：没有“poem”"),
    ({**PAPER, "author_rank": 0}, "记录 p9 的 author_rank：不能小于 1，实际为 0"),
    ({**PAPER, "author_rank": -1}, "记录 p9 的 author_rank：不能小于 1"),
    ({**PAPER, "author_rank": 10**30}, "记录 p9 的 author_rank：不能大于 9999，实际为 过大的整数"),
    ({**PAPER, "author_rank": True}, "记录 p9 的 author_rank：应为整数，实际为 true"),
    ({**PAPER, "author_rank": "1"}, "记录 p9 的 author_rank：应为整数，实际为 “1”"),
    ({**PAPER, "author_rank": 1.5}, "记录 p9 的 author_rank：应为整数"),
    ({**PAPER, "cn_serial": 1}, "记录 p9 的 cn_serial：只能是 true 或 false，实际为 1"),
    ({**PAPER, "cn_serial": "yes"}, "记录 p9 的 cn_serial：只能是 true 或 false"),
    ({**PAPER, "date": "2019-02-31"}, "记录 p9 的 date：日期 2019-02-31 不存在"),
    ({**PAPER, "date": "2019-2-3"}, "记录 p9 的 date：应为 YYYY-MM-DD"),
    ({**PAPER, "date": "20190203"}, "记录 p9 的 date：应为 YYYY-MM-DD"),
    ({**PAPER, "date": "2019-02-03\n"}, "记录 p9 的 date：应为 YYYY-MM-DD"),
    ({**PAPER, "date": "２０１９-02-03"}, "记录 p9 的 date：应为 YYYY-MM-DD"),
    ({**PAPER, "date": 20190203}, "记录 p9 的 date：应为 YYYY-MM-DD"),
    ({**PAPER, "date": "1066-10-14"}, "记录 p9 的 date：应在 1950 年至 2100 年之间"),
    ({**PAPER, "hours": 90}, "记录 p9 的 hours：不是该类活动的事实"),
    ({**PAPER, "a\nb": 90}, "记录 p9 的 a□b：不是该类活动的事实"),
    ({**PAPER, "work": ""}, "记录 p9 的 work：应为 1 至 200 个字符"),
    ({**PAPER, "work": 7}, "记录 p9 的 work：应为文字"),
    ({**PAPER, "id": "a\nb"}, "第 1 条记录 的 id：应为 1 至 200 个字符"),
    ({**PAPER, "id": "\ud800"}, "第 1 条记录 的 id：应为 1 至 200 个字符"),
    ({**PAPER, "id": 7}, "第 1 条记录 的 id：应为文字"),
    ("paper", "第 1 条记录：应为对象，实际为 “paper”"),
    ({**TRAINING, "lines": []}, "记录 t9 的 lines：应为至少一行的列表"),
    ({**TRAINING, "lines": {}}, "记录 t9 的 lines：应为至少一行的列表"),
    ({**TRAINING, "lines": ["day"]}, "记录 t9 的 lines[0]：应为含 date、slot、subject 的对象"),
    (line(slot="night"), "记录 t9 的 lines[1].slot：只能是 morning、afternoon、evening、day 之一"),
    (line(subject="both"), "记录 t9 的 lines[1].subject：只能是 public、professional 之一"),
    (line(date="2019-13-01"), "记录 t9 的 lines[1].date：日期 2019-13-01 不存在"),
    (line(date=None), "记录 t9 的 lines[1].date：缺少此项"),
    (line(hours=3), "记录 t9 的 lines[1].hours：不是该行的事实"),
    (without(ONLINE, "minutes"), "记录 o9 的 approved_hours 或 minutes：至少提供一项"),
    ({**ONLINE, "minutes": -1}, "记录 o9 的 minutes：应为不小于 0"),
    ({**ONLINE, "minutes": 10**9}, "记录 o9 的 minutes：应为不小于 0"),
    ({**ONLINE, "minutes": 100001}, "记录 o9 的 minutes：不能大于 100000"),
    ({**ONLINE, "minutes": False}, "记录 o9 的 minutes：应为数字，实际为 false"),
    ({**ONLINE, "approved_hours": "1e3"}, "记录 o9 的 approved_hours：应为数字"),
    ({**ONLINE, "approved_hours": "1.234"}, "记录 o9 的 approved_hours：应为不小于 0、至多 2 位小数"),
    ({**ONLINE, "approved_hours": "NaN"}, "记录 o9 的 approved_hours：应为数字"),
    ({**ONLINE, "attributed_year": 2020}, "记录 o9 的 attributed_year：不能晚于学习通过日期"),
    ({**ONLINE, "attributed_year": 1800}, "记录 o9 的 attributed_year：不能小于 2015，实际为 1800"),
    ({**ONLINE, "subject": "all"}, "记录 o9 的 subject：只能是 public、professional 之一"),
    ({**POST, "end": "2017-12-31"}, "记录 a9 的 end：不能早于起始日期（2018年1月1日）"),
    ({**POST, "assessed": "2017-12-31"}, "记录 a9 的 assessed：不能早于起始日期"),
    (
        {"id": "x", "kind": "computer_exam", "modules": 0, "date": "2019-01-01"},
        "记录 x 的 modules：不能小于 1",
    ),
]


@pytest.mark.parametrize(("record", "message"), BAD_RECORDS, ids=[message for _, message in BAD_RECORDS])
def test_bad_record_is_named_with_its_fact_on_one_line(record, message):
    with pytest.raises(InputFault) as fault:
        answer(record)

    assert str(fault.value).startswith(message)
    assert len(str(fault.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是有效的 JSON"),
        (b"{", "不是有效的 JSON"),
        (b"[]", "应为一个 JSON 对象"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b"[" * 100_000, "不是有效的 JSON"),
        (b'{"records": [], "years": [' + b"9" * 5000 + b"]}", "不是有效的 JSON"),
        (b'{"years": []}', "缺少 records"),
        (b'{"records": {}}', "records：应为列表"),
        (b'{"records": [], "year": []}', "没有名为 “year” 的键"),
        (b'{"records": [], "years": 2019}', "years：应为列表"),
        (b'{"records": [], "years": [2019.0]}', "years[0]：应为 1950 至 2100 之间的年份"),
        (b'{"records": [], "years": [true]}', "years[0]：应为 1950 至 2100 之间的年份"),
        (b'{"records": [], "years": [99999]}', "years[0]：应为 1950 至 2100 之间的年份"),
        (b'{"records": [], "certified": [{"year": 2017}]}', "certified[0] 的 slip：缺少此项"),
        (
            b'{"records": [], "exempt": [{"year": 2017, "slip": "x"}]}',
            "exempt[0]：应为只含 year 和 reason 的对象",
        ),
        (b'{"records": [{"id": "n1", "kind": "online", "minutes": NaN}]}', "NaN"),
        (b'{"records": [{"id": "n1", "kind": "online", "minutes": Infinity}]}', "Infinity"),
        (b'{"records": [{"id": "n1", "date": 1, "date": 2}]}', "“n1” 的键 “date” 出现了两次"),
        (b'{"records": [{"id": "n1", "kind": "online", "minutes": 1e99999999999999999999}]}', "JSON"),
    ],
)
def test_unreadable_document_is_said_on_one_line(content, message):
    with pytest.raises(InputFault) as fault:
        run(policy(), content)

    assert message in str(fault.value)
    assert len(str(fault.value).splitlines()) == 1


def test_two_records_with_one_id_are_refused():
    with pytest.raises(InputFault, match="记录 p9 的 id：与前面的记录重复"):
        answer(PAPER, PAPER)


def test_numbers_with_a_point_stay_exact():
    written = run(
        policy(),
        b'{"records": [{"id": "o", "kind": "online", "date": "2019-01-01", '
        b'"subject": "public", "approved_hours": 0.10}]}',
    )

    assert json.loads(written)["awards"][0]["hours"] == "0.1"


def test_form_gets_every_fault_of_a_record_at_once():
    _, faults = parse_facts(policy(), "paper", {"author_rank": 0, "date": "x", "extra": 1})

    assert [fault.fact for fault in faults] == ["extra", "author_rank", "cn_serial", "date"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"author_rank": None}, "missing"),
        ({"author_rank": "1"}, "number"),
        ({"date": "2019-2-3"}, "date"),
        ({"date": "2019-02-31"}, ""),
    ],
)
def test_fault_tells_programs_its_kind_without_words(change, code):
    raw = {key: value for key, value in {**PAPER, **change}.items() if key not in ("id", "kind")}

    (fault,) = parse_facts(policy(), "paper", raw)[1]

    assert (fault.code, fault.is_absence) == (code, code == "missing")
