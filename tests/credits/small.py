"""A small rule set of two subjects, to which a test adds the table it is about."""

from decimal import Decimal
from functools import cache

from credits.engine import Policy, PolicyInvalid, Result, convert, parse_records, read_bytes, show

HEAD = """
format = 2
name = "small"
application_year = 2025
document_number = "小〔2025〕1号"
document_date = 2025-01-01
title = "小通知"
issuer = "某厅"
themes = []
unit = "学时"
same_work = "count"
"""
BODY = """
[slip]
title = "证明"
name = "证明"
number = "S{year}-{serial:06}"

[[spans]]
id = "general"
name = "一般"
first = 2020
last = 2024
basis = "resolution"

[[spans]]
id = "short"
name = "短"
first = 2023
last = 2024
levels = ["junior"]
basis = "resolution"

[[kinds]]
id = "work"
name = "学习"
facts = [
    { id = "amount", type = "decimal", label = "数量", places = 2 },
    { id = "subject", type = "subject", label = "科目" },
    { id = "date", type = "date", label = "日期" },
]

[[kinds]]
id = "project"
name = "课题"
facts = [
    { id = "start", type = "date", label = "起" },
    { id = "end", type = "date", label = "止", not_before = "start" },
]

[[kinds]]
id = "online"
name = "网络"
one_of = [["approved", "minutes"]]
facts = [
    { id = "approved", type = "decimal", label = "审定学时", optional = true, places = 1 },
    { id = "minutes", type = "decimal", label = "分钟", optional = true },
    { id = "date", type = "date", label = "日期" },
]

[[routes]]
id = "direct"
name = "登记"
reaches_province = false
levels = ["senior_full", "senior_associate", "intermediate", "junior"]
stages = [
    { id = "review", kind = "review", office = "employer", name = "审核", subjects = ["a", "b"], basis = "resolution" },
    { id = "record", kind = "record", office = "bureau", name = "登记", basis = "resolution" },
]

[[series]]
id = "all_series"
name = "全部"

[[documents]]
id = "proof"
name = "证明材料"

[[evidence]]
id = "any"
kinds = ["work", "project", "online"]
text = "提供证明材料。"
basis = "resolution"
options = [{ name = "（1）", needs = [["proof"]] }]
"""
WORK = """
[[conversion]]
id = "work"
kinds = ["work"]
rule = "按数量计"
basis = "resolution"
subject_fact = "subject"
year_of = "date"
label = "{date}学习"
"""
PROJECT = """
[[conversion]]
id = "project"
kinds = ["project"]
rule = "每项 10"
basis = "resolution"
method = "table"
subject = "b"
year_of = "end"
cases = [{ hours = 10, label = "{end}结题" }]
"""
ONLINE = """
[[conversion]]
id = "online"
kinds = ["online"]
rule = "按审定学时或时长计"
basis = "resolution"
method = "approved_or_minutes"
approved = "approved"
minutes = "minutes"
minutes_per_hour = 45
step = "0.5"
subject = "a"
year_of = "date"
label = "{date}学习"
"""
BY_AMOUNT = 'method = "per_unit"\nfact = "amount"\nhours = 1\nstep = "0.01"\n'


def text_of(*tables: str, minima=("0", "0", "0"), work=BY_AMOUNT, project="", online="") -> str:
    """`minima`: of subject a (甲), of b (乙), in all. `work`, `project` and `online` are added to their conversion rows."""
    subjects = "".join(
        f'[[subjects]]\nid = "{one}"\nname = "{name}"\nyearly_min = "{least}"\nbasis = "resolution"\n'
        for one, name, least in zip("ab", "甲乙", minima, strict=False)
    )
    total = f'[yearly_total]\nmin = "{minima[2]}"\nbasis = "resolution"\n'
    return "\n".join([HEAD, total, subjects, BODY, WORK + work, PROJECT + project, ONLINE + online, *tables])


@cache
def small(*tables: str, **more) -> Policy:
    return read_bytes(text_of(*tables, **more).encode(), "small.toml")


def faults(*tables: str, **more) -> list[str]:
    try:
        small(*tables, **more)
    except PolicyInvalid as invalid:
        return [str(fault) for fault in invalid.faults]
    return []


def work(amount, day: str, subject="a", **more) -> dict:
    return {"kind": "work", "amount": str(amount), "subject": subject, "date": day, **more}


def project(start: str, end: str, **more) -> dict:
    return {"kind": "project", "start": start, "end": end, **more}


def weigh(policy: Policy, *records: dict, years=(), **more) -> Result:
    named = [{"id": f"r{index}", **record} for index, record in enumerate(records, start=1)]
    return convert(policy, parse_records(policy, named), years, **more)


def hours(result: Result) -> list[str]:
    """The hours of each award, in its order."""
    return [show(award.hours) for award in result.awards]


def by_year(result: Result) -> list[tuple[int, str]]:
    return [(award.year, show(award.hours)) for award in result.awards]


def total(result: Result) -> Decimal:
    return sum((award.hours for award in result.awards), Decimal(0))
