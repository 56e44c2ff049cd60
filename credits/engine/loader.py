"""From a policy file to a `Policy`: every fault of the file is found and named by its path."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from credits.engine.also import read_also
from credits.engine.bases import BaseOf, Unreadable, Written, bundled_base, kept_base, written
from credits.engine.checks import check
from credits.engine.cited import read_cited
from credits.engine.examples import read_examples
from credits.engine.notice_text import read_clauses
from credits.engine.policy import Policy, Subject
from credits.engine.reach import read_reach
from credits.engine.read_across import read_caps, read_groups
from credits.engine.read_kinds import keep, read_kinds, read_slots, read_source
from credits.engine.read_materials import read_documents, read_evidence
from credits.engine.read_needs import read_carries, read_last_month, read_needs
from credits.engine.read_people import people_facts, read_reductions, read_traits
from credits.engine.read_recognition import read_recognition
from credits.engine.read_rules import RuleReader
from credits.engine.read_ways import read_certificates, read_offices, read_routes, read_series, read_spans
from credits.engine.reader import Fault, Reader
from credits.engine.rules import Rule
from credits.engine.sources import BASES, Point
from credits.engine.ways import Slip
from credits.engine.words import _

FORMATS = (1, 2)  # which mean the same
_RESERVED = ("all", "total")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PolicyInvalid(ValueError):
    """A policy file with faults; `str()` gives one line a fault, each with the file's name."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        super().__init__("\n".join(f"{file}：{fault}" for fault in faults))
        self.file, self.faults = file, tuple(faults)


def load_file(path: Path, base_of: BaseOf = bundled_base) -> Policy:
    """The policy of a file. PolicyInvalid also when the file cannot be read."""
    try:
        content = path.read_bytes()
    except OSError:
        raise PolicyInvalid(str(path), [Fault("", _("文件不存在或无法读取"))]) from None
    return load_bytes(content, path.name, base_of)


def load_bytes(content: bytes, file: str, base_of: BaseOf = bundled_base) -> Policy:
    """A policy that is to be used from now on: what `read_bytes` reads, and nothing of it makes no sense."""
    policy = read_bytes(content, file, base_of)
    if faults := check(policy):
        raise PolicyInvalid(file, policy.written.places.told(faults))
    return policy


def read_bytes(content: bytes, file: str, base_of: BaseOf = bundled_base) -> Policy:
    """The policy written in `content`, by its form alone: what a published one passes for ever. `file`
    names it in faults; `base_of` gives text and identity of what it extends."""
    faults: list[Fault] = []
    try:
        whole = written(content, base_of, faults)
    except Unreadable as error:
        raise PolicyInvalid(file, [Fault(error.path, str(error))]) from None
    of_whole: list[Fault] = []
    policy = _policy(Reader(whole.tree, "", of_whole), whole)
    if faults or of_whole:
        raise PolicyInvalid(file, [*faults, *whole.places.told(of_whole)])
    return policy


@lru_cache(maxsize=16)
def base_of(policy: Policy) -> Policy | None:
    """What `policy` extends, as it was read with it; None where it stands alone."""
    found = policy.written
    if not found.base:
        return None
    return read_bytes(found.texts[found.base].encode(), found.base, kept_base(found.texts))


def _policy(root: Reader, whole: Written) -> Policy:
    if root.integer("format") not in FORMATS:
        root.fault("format", _("只支持格式 {formats}", formats="、".join(map(str, FORMATS))))
    year = root.integer("application_year", least=1990, most=2100)
    points = _points(root)
    subjects, total, total_source = _year(root, points)
    subject_ids = [subject.id for subject in subjects]
    slots = read_slots(root)
    kinds = read_kinds(root, slots)
    clauses = read_clauses(root)
    documents, series, traits = read_documents(root), read_series(root), read_traits(root)
    people = people_facts(series, traits)
    needs = read_needs(root, kinds, subject_ids, points, people)
    rules = RuleReader(kinds, subject_ids, points)
    head = _head(root, year)
    policy = Policy(
        **head,
        reach=read_reach(root, head["name"], head["document_date"]),
        sha256=whole.sha256,
        total_minimum=total,
        total_source=total_source,
        subjects=tuple(subjects),
        points=MappingProxyType(points),
        kinds=MappingProxyType(kinds),
        slots=MappingProxyType(slots),
        rules=tuple(_rules(root, rules)),
        caps=tuple(read_caps(root, kinds, subject_ids, points)),
        groups=tuple(read_groups(root, kinds, points)),
        documents=MappingProxyType(documents),
        evidence=tuple(read_evidence(root, kinds, documents, points)),
        series=MappingProxyType(series),
        spans=tuple(read_spans(root, year, series, points)),
        routes=MappingProxyType(read_routes(root, year, subject_ids, points)),
        certificates=MappingProxyType(read_certificates(root, points)),
        recognition=read_recognition(root, subject_ids, points, year),
        source_text=whole.text,
        written=whole,
        clauses=clauses,
        examples=read_examples(root, year, [clause.id for clause in clauses], points),
        last_month=read_last_month(root),
        needs=tuple(needs),
        carries=tuple(read_carries(root, subject_ids, points)),
        reductions=tuple(read_reductions(root, [*subject_ids, *(need.id for need in needs)], points, people)),
        traits=MappingProxyType(traits),
        offices=MappingProxyType(read_offices(root)),
        also=read_also(root, kinds),
        cited=read_cited(root),
    )
    _check_kinds(root, policy)
    root.done()
    return policy


def _head(root: Reader, year: int) -> dict[str, Any]:
    """The plain values at the top of the file."""
    return {
        "name": _name(root),
        "application_year": year,
        "document_number": root.text("document_number"),
        "document_date": root.day("document_date"),
        "title": root.text("title"),
        "issuer": root.text("issuer"),
        "themes": root.names("themes"),
        "unit": root.text("unit"),
        "slip": _slip(root),
        "key_b_deadline": root.month_day("key_b_deadline", year),
        "registration": root.one_of("registration", ("with_case", "before_case"), "with_case"),
        "same_work": root.one_of("same_work", ("refuse", "count")),
    }


def _name(root: Reader) -> str:
    name = root.text("name")
    if name and not _NAME.fullmatch(name):
        root.fault("name", _("名称只能由小写字母、数字和连字符组成，实际为 {name}", name=name))
    return name


def _slip(root: Reader) -> Slip:
    table = root.section("slip")
    slip = Slip(table.text("title"), table.text("name"), table.text("number"))
    table.done()
    return slip


def _points(root: Reader) -> dict[str, Point]:
    points: dict[str, Point] = {}
    for table in root.tables("points", required=False):
        values = table.section("values")
        point = Point(
            id=table.identifier(),
            title=table.text("title"),
            text=table.text("text"),
            basis=table.one_of("basis", BASES),
            clause=table.text("clause", ""),
            values=MappingProxyType(values.table),
            same_as=_same_as(table),
        )
        keep(table, points, point.id, point)
    return points


def _same_as(point: Reader) -> dict[str, tuple[str, ...]]:
    """Parameter -> the places of the file where the same figure stands."""
    table = point.section("same_as")
    return {key: table.names(key) for key in table.table}


def _year(root: Reader, points: Collection[str]) -> tuple[list[Subject], Any, Any]:
    """Subjects and the yearly total."""
    subjects: dict[str, Subject] = {}
    for table in root.tables("subjects"):
        subject = Subject(
            table.identifier(), table.text("name"), table.decimal("yearly_min"), read_source(table, points)
        )
        if subject.id in _RESERVED:
            table.fault("id", _("标识 {id} 另有用途", id=subject.id))
        keep(table, subjects, subject.id, subject)
    total = root.section("yearly_total")
    minimum, source = total.decimal("min"), read_source(total, points)
    total.done()
    return list(subjects.values()), minimum, source


def _rules(root: Reader, reader: RuleReader) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for table in root.tables("conversion"):
        rule = reader.read(table)
        keep(table, rules, rule.id, rule)
    return list(rules.values())


def _check_kinds(root: Reader, policy: Policy) -> None:
    """Every kind has a rule without conditions at its end, and one evidence row with an option for it."""
    for kind in policy.kinds:
        rules = policy.rules_by_kind[kind]
        if not rules or rules[-1].when:
            root.fault(
                "conversion", _("活动类别 {kind} 缺少无条件适用的折算规则（放在该类别的最后）", kind=kind)
            )
        if any(not rule.when for rule in rules[:-1]):
            root.fault("conversion", _("活动类别 {kind} 有多条无条件适用的折算规则", kind=kind))
        rows = [row for row in policy.evidence if kind in row.kinds]
        if len(rows) != 1:
            root.fault(
                "evidence",
                _("活动类别 {kind} 应有且只有一条材料要求，实际有 {count} 条", kind=kind, count=len(rows)),
            )
        elif not any(kind in (option.kinds or (kind,)) for option in rows[0].options):
            root.fault("evidence", _("活动类别 {kind} 的材料要求没有可用的组合", kind=kind))
