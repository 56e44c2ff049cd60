"""Rows of past years beside what their people have: hours, conflicts, missing proof, closed years.

Every step is kept as it is done: a worker that is killed is taken up where it was.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.pieces import pieces
from cejc.lib.sheets.reading import Line
from credits.engine.convert import Result, convert
from credits.engine.evidence import evidence_for
from credits.engine.facts import Record as Fact
from credits.engine.facts import parse_facts
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.queries import kind_names
from registry.activities.above import closed_years
from registry.activities.queries.date_faults import too_young
from registry.activities.queries.ledger import claims_of, read_records, settled_of
from registry.activities.queries.twin import plain
from registry.activities.services.past_records_apply import record_of
from registry.activities.services.past_records_rows import understand
from registry.enums import EmploymentState, SheetVerdict
from registry.machinery.models.job import Job
from registry.machinery.services.job import beat
from registry.people.models import Employment, Professional, SheetImport, SheetRow
from registry.people.queries.governing import policy_of_unit
from registry.people.queries.persons import person_of
from registry.people.services.sheet_rows import contents, identify, row_of, save_rows
from registry.people.sheets import Seen


def plan(history: SheetImport, lines: Sequence[Line], seen: Seen) -> list[SheetRow]:
    """Each line with its kind, facts and documents, and its person, who is one of the unit's."""
    policy = policy_of_unit(history.organisation)
    scans = seen.setdefault("scans", set(history.scans.values_list("name", flat=True)))
    for line in lines:
        identify(line)
        understand(policy, line)
    people = _people(history, {line.values["index"] for line in lines if "index" in line.values})
    return [_row(history, line, people.get(line.values.get("index", "")), scans) for line in lines]


def _people(history: SheetImport, indexes: set[str]) -> dict[str, Professional]:
    """Those of the unit, now or before, by blind index."""
    here = Employment.objects.filter(organisation=history.organisation, state=EmploymentState.CONFIRMED)
    rows = Professional.objects.filter(identity_index__in=indexes, employments__in=here).distinct()
    return {person.identity_index: person for person in rows}


def _row(history: SheetImport, line: Line, person: Professional | None, scans: set[str]) -> SheetRow:
    values = line.values
    if "index" in values and person is None:
        line.fault("number", _("该人员不在本单位人员名单中。请先在“人员”中添加，或核对证件号码。"))
    elif person and values.get("name") not in (None, person.name):
        line.fault("name", _("该证件号码已登记，但姓名与此处不一致。请核对姓名和证件号码。"))
    for _kind, name in values["documents"]:
        if name not in scans:
            line.fault("documents", _("没有上传名为“%s”的扫描件。") % name[:60])
    values |= {"activity": str(uuid.uuid4()), "awards": []}
    label = values.get("name", "")
    return row_of(history, line, verdict=SheetVerdict.NEW, label=label, person=person)


def shown() -> Callable[[str, Any], str]:
    """How the value of a column is shown on a page."""
    kinds = kind_names()

    def say(name: str, value: Any) -> str:
        if name == "kind":
            return kinds.get(value, "")
        return "；".join("=".join(one) for one in value) if name == "documents" else str(value)

    return say


def weigh(history: SheetImport, job: Job) -> None:
    """Hours, conflicts and missing documents of each person's rows, beside what the person has already."""
    policy, owners = policy_of_unit(history.organisation), _owners(history.rows.filter(weighed=True))
    waiting = history.rows.filter(weighed=False, person__isnull=False)
    people = list(waiting.order_by("person").values_list("person", flat=True).distinct())
    for keys in pieces(people, 50):
        rows = defaultdict(list)
        for row in history.rows.filter(person__in=keys).order_by("sheet", "number"):
            rows[row.person_id].append(row)
        known = Professional.objects.in_bulk(keys)
        for key in keys:
            _weigh_person(policy, known[key], rows[key], owners)
        changed = [row for key in keys for row in rows[key]]
        save_rows(changed)
        beat(job)


def _owners(rows: Iterable[SheetRow]) -> dict[str, int]:
    """Name of a scan -> the person whose rows name it, of the rows that were weighed before."""
    return {name: row.person_id or 0 for row in rows for _kind, name in contents(row)["values"]["documents"]}


def _weigh_person(policy: Policy, person: Professional, rows: list[SheetRow], owners: dict[str, int]) -> None:
    for row in rows:
        row.weighed = True
    sound = [row for row in rows if not row.faults]
    claims = claims_of(person)
    same = {(one.kind, plain(one.title), _frozen(one.facts)): "" for one in claims}
    fresh = [row for row in sound if _key(row) not in same]
    for row in sound:
        if row not in fresh:
            row.verdict, row.notes = SheetVerdict.SAME, [_("本人已登记过相同的记录。")]
    _weigh_fresh(policy, person, fresh, claims, owners)


def _key(row: SheetRow) -> tuple[str, str, str]:
    record = record_of(row)
    return record.kind, plain(record.title), _frozen(record.facts)


def _weigh_fresh(
    policy: Policy, person: Professional, rows: list[SheetRow], claims: Any, owners: dict[str, int]
) -> None:
    """Rows that say something new: their hours, and what stands against them."""
    known = [record for row in rows if (record := _fact(policy, row))]
    others, _unread = read_records(policy, claims)
    newcomers = {record.id for record in known}
    settled, known_of = settled_of(claims), person_of(person, policy)
    result = convert(
        policy,
        [*others, *known],
        settled=settled,
        newcomers=newcomers,
        person=known_of,
        approved=settled,
    )
    _tell_conflicts(rows, result, {str(one.public_id): one.title for one in claims})
    awarded = defaultdict(list)
    for award in result.awards:
        awarded[award.record].append(_award(award))
    subjects = {one.id: one.name for one in policy.subjects}
    closed, seen = closed_years(person, {award.year for award in result.awards}), dict[Any, int]()
    for row in rows:
        if row.faults:
            continue
        _give_awards(row, awarded[record_of(row).activity], subjects)
        row.faults = _more_faults(policy, person, row, seen, closed, owners)
        seen.setdefault(_key(row), row.number)
    for row in rows:
        row.verdict = SheetVerdict.WRONG if row.faults else SheetVerdict.NEW


def _give_awards(row: SheetRow, awards: list[dict[str, Any]], subjects: dict[str, str]) -> None:
    """What a row counts for, in the row and in words for its page."""
    held = contents(row)
    held["values"]["awards"] = awards
    words = _("%(year)d年%(subject)s%(hours)s学时")
    row.notes = [words % {**one, "subject": subjects.get(one["subject"], "")} for one in awards]
    row.content = json.dumps(held, ensure_ascii=False)


def _frozen(facts: dict[str, Any]) -> str:
    return repr(sorted(facts.items()))


def _fact(policy: Policy, row: SheetRow) -> Fact | None:
    record = record_of(row)
    told = {key: value for key, value in record.facts.items() if key != "work"}
    values, faults = parse_facts(policy, record.kind, told)
    return None if faults else Fact(record.activity, record.kind, values, str(record.facts.get("work") or ""))


def _award(award: Any) -> dict[str, Any]:
    return {
        "year": award.year,
        "subject": award.subject,
        "hours": show(award.hours),
        "deemed": award.deemed,
        "clause": award.clause,
        "rule": award.rule,
        "why": award.why,
    }


def _tell_conflicts(rows: list[SheetRow], result: Result, titles: dict[str, str]) -> None:
    """Each row that cannot stand beside another record: the sentence, both named."""
    by_id = {record_of(row).activity: row for row in rows}
    words = _("第%(number)d行“%(title)s”")
    names = titles | {
        key: words % {"number": row.number, "title": record_of(row).title} for key, row in by_id.items()
    }
    for refusal in result.refused:
        if row := by_id.get(refusal.record):
            why = refusal.why
            for key, name in names.items():
                why = why.replace(f"记录 {key}", name)
            row.faults = [*row.faults, ["title", why]]


def _more_faults(
    policy: Policy,
    person: Professional,
    row: SheetRow,
    seen: dict[Any, int],
    closed: set[int],
    owners: dict[str, int],
) -> list[list[Any]]:
    """What stands against a row whose cells are right by themselves."""
    found: list[list[Any]] = []
    record = record_of(row)
    if (twin := seen.get(_key(row))) is not None:
        found.append(["title", _("与第%s行相同。") % twin])
    evidence = evidence_for(policy, record.kind, {kind for kind, _name in record.documents})
    if evidence.complete is None:
        found.append(["documents", _("证明材料未齐，%s") % evidence.nearest.sentence])
    years = sorted(closed & {award["year"] for award in record.awards})
    found += [["title", _("%d年的年度登记已经完毕，请先重新开启。") % year] for year in years]
    for _kind, name in record.documents:
        if owners.setdefault(name, record.person) != record.person:
            found.append(["documents", _("扫描件“%s”已用于另一人。") % name[:60]])
    young = too_young(policy, person, record.kind, record.facts)
    return found + [[fault.fact.partition("[")[0], f"{fault.message}。"] for fault in young]
