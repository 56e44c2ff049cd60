"""The columns of a workbook of past years: who, what, its proof, and every fact of the policy's kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib.sheets.book import Cell
from cejc.lib.sheets.columns import Column, Listing
from cejc.lib.sheets.readers import How, Reader, day, line, plain
from credits.engine.policy import Policy
from registry.people.services.roster_columns import who_columns

SHEET = "历史记录"
FORMS = ("形式", "继续教育形式名称", "活动形式", "学习形式", "类别", "项目类别", "培训形式")
TITLES = ("活动名称", "项目名称", "题目", "成果名称", "内容", "培训名称", "课程名称", "论文题目")
PROOFS = ("证明文件", "扫描件", "附件", "证明")
NUMBERS = ("证书编号", "文号", "成果编号", "项目编号", "DOI", "论文编号", "刊号")
NOTES = ("备注", "附注", "其他说明")


@dataclass(frozen=True)
class FactColumn:
    """A column of facts: its heading, and for each kind of activity that has such a fact which one it is."""

    title: str
    facts: Mapping[str, str]


@lru_cache(maxsize=4)
def fact_columns(policy: Policy) -> tuple[FactColumn, ...]:
    """The columns of facts that the kinds of `policy` need, in the policy's order; one for each heading."""
    found: dict[str, dict[str, str]] = {}
    for kind in policy.kinds.values():
        for fact in kind.facts:
            found.setdefault(str(fact.label), {})[kind.id] = fact.id
    return tuple(FactColumn(title, facts) for title, facts in found.items())


def listing(policy: Policy) -> Listing:
    """The list as `policy` wants it; a fact is called by its heading."""
    kinds = "、".join(kind.name for kind in policy.kinds.values())
    work = _("论文的DOI或编号、专利号、ISBN、项目编号；同一成果只计一次。")
    columns = [
        *who_columns(),
        Column("kind", "继续教育形式", plain, 24, "cell", FORMS, kinds),
        Column("title", "名称", line(200), 36, "cell", TITLES),
        Column("documents", "证明材料", plain, 40, "", PROOFS, _documents(policy), joined=True),
        Column("work", "编号", line(100), 20, "", NUMBERS, work),
        Column("note", "说明", line(1000), 20, "", NOTES),
        *(_fact_column(policy, one) for one in fact_columns(policy)),
    ]
    return Listing(SHEET, columns, "number", most_rows=60_000)


def _documents(policy: Policy) -> str:
    words = _lazy(
        "材料种类=扫描件文件名，多份用分号隔开，例如“培训通知=通知.pdf；结业证书=证书.jpg”。材料种类：%s。"
    )
    return str(words) % "、".join(one.name for one in policy.documents.values())


def _fact_column(policy: Policy, column: FactColumn) -> Column:
    kinds = "、".join(policy.kinds[kind].name for kind in column.facts)
    note = _("%(kinds)s填写。%(choices)s") % {"kinds": kinds, "choices": _choices(policy, column)}
    return Column(column.title, column.title, _reader(policy, column), 22, "", (), note)


def _reader(policy: Policy, column: FactColumn) -> Reader:
    """A day where every kind has a day there; else the text, in which a day of Excel is written out."""
    types = {policy.kinds[kind].fact(fact).type for kind, fact in column.facts.items()}
    return day() if types == {"date"} else _text


def _text(cell: Cell, how: How) -> str:
    return plain(cell, how).strip()


def _choices(policy: Policy, column: FactColumn) -> str:
    kind, fact_id = next(iter(column.facts.items()))
    fact = policy.kinds[kind].fact(fact_id)
    options = {one.name for k, f in column.facts.items() for one in policy.kinds[k].fact(f).choices or ()}
    if fact.type == "boolean":
        return _("可填：是、否。")
    if fact.type == "lines":
        slots = "、".join(one.name for one in policy.slots.values())
        words = _(
            "日期 时段 科目，多段用分号隔开，例如“2018-05-06 全天 %(usual)s；2018-05-07至2018-05-09 "
            "上午 %(other)s”。时段：%(slots)s。"
        )
        usual, *others = sorted(
            (one.name for one in policy.subjects), key=lambda one: one == policy.filed_name
        )
        return words % {"usual": usual, "other": (others or [usual])[-1], "slots": slots}
    return _("可填：%s。") % "、".join(sorted(options)) if options else ""
