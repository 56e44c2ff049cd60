"""The worker's part of an import of past years: read row by row, weigh
person by person, then import or send back.

Every step is kept as it is done: a worker that is killed is taken up where it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import spreadsheet, storage
from cejc.lib.pieces import PIECE, pieces
from cejc.lib.spreadsheet import CellError
from cejc.lib.uploads import limited
from credits.engine.convert import Result, convert
from credits.engine.evidence import evidence_for
from credits.engine.facts import Record, parse_facts
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.queries import latest_policy
from registry.activities.above import closed_years
from registry.activities.models import HistoryImport, HistoryRow
from registry.activities.moves.history import HISTORY
from registry.activities.queries.date_faults import too_young
from registry.activities.queries.ledger import claims_of, read_records, settled_of
from registry.activities.queries.twin import plain
from registry.activities.services import past_records_apply
from registry.activities.services.past_records import link_of
from registry.activities.services.past_records_rows import SHEET, Line, headings, understand, unheaded
from registry.enums import EmploymentState, HistoryState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import beat, handles
from registry.people.models import Employment, Professional
from registry.people.services.message import tell

SHOWN_FAULTS = 200


@handles("history")
def work(job: Job) -> None:
    """Stage, weigh, then import or refuse. Safe to run again: what is done already is passed over."""
    history = HistoryImport.objects.select_related("organisation", "uploaded_by").get(
        public_id=job.payload["history"]
    )
    if history.state != HistoryState.CHECKING:
        return
    policy = latest_policy()
    # Once importing has begun, rows leave the list as they are imported: there is nothing to read again.
    if history.row_count or _found_right(job, history, policy):
        past_records_apply.apply(job, history, policy)


def _found_right(job: Job, history: HistoryImport, policy: Policy) -> bool:
    """Read and weigh everything; False when the workbook was sent back."""
    try:
        with storage.open_(history.stored_name) as source, limited.on_disk(cast(BinaryIO, source)) as path:
            _stage(job, history, policy, path)
            _weigh(job, history, policy)
            if not history.rows.exclude(faults=[]).exists():
                return True
            _send_back(history, path)
    except spreadsheet.SheetFault as fault:
        _refuse(history=history, faults=[{"place": "", "sentence": str(fault)}], count=1)
    return False


def _stage(job: Job, history: HistoryImport, policy: Policy, path: str) -> None:
    """Read the sheet and keep what each row says, from where an earlier worker stopped."""
    with spreadsheet.read_lines(path, sheet=SHEET) as lines:
        Job.objects.filter(pk=job.pk).update(total=3 * max(lines.height - 1, 0))
        heads = next(lines.rows, [])
        places, missing = headings(policy, heads, leave_out=bool(job.payload.get("leave_out")))
        history.sheet, history.places = lines.sheet[:60], places
        history.save(update_fields=["sheet", "places"])
        if missing:
            raise spreadsheet.SheetFault("".join(missing))
        if lines.merged:
            row, column = lines.merged[0]
            raise spreadsheet.SheetFault(
                _("工作表“%(sheet)s”有合并的单元格（%(place)s）。请取消合并，每行填全后再导入。")
                % {"sheet": lines.sheet, "place": spreadsheet.place(row, column)}
            )
        scans = set(history.scans.values_list("name", flat=True))
        done = history.rows.order_by("-number").values_list("number", flat=True).first() or 1
        numbered = ((number, cells) for number, cells in enumerate(lines.rows, start=2) if number > done)
        while piece := list(islice(numbered, PIECE)):
            filled = [
                (number, cells) for number, cells in piece if any(cell not in ("", None) for cell in cells)
            ]
            _keep_piece(history, policy, scans, filled, heads)
            beat(job, piece[-1][0] - 1)
    if not history.rows.exists():
        raise spreadsheet.SheetFault(_("表头下面没有记录。请从第2行开始填写，每行一项。"))


def _keep_piece(
    history: HistoryImport, policy: Policy, scans: set[str], piece: Sequence[Any], heads: Sequence[Any]
) -> None:
    read = [understand(policy, history.places, number, cells) for number, cells in piece]
    for line, (_number, cells) in zip(read, piece, strict=True):
        if lost := unheaded(history.places, heads, cells):
            line.fault(
                "name", _("%s列没有表头而本行有内容，不知道是什么。请补上表头，或删去。") % "、".join(lost)
            )
    people = _people(history, {line.values["index"] for line in read if "index" in line.values})
    HistoryRow.objects.bulk_create(
        _row(history, line, people.get(line.values.get("index", "")), scans) for line in read
    )


def _people(history: HistoryImport, indexes: set[str]) -> dict[str, Professional]:
    """Those of the unit, now or before, by blind index."""
    here = Employment.objects.filter(organisation=history.organisation, state=EmploymentState.CONFIRMED)
    rows = Professional.objects.filter(identity_index__in=indexes, employments__in=here).distinct()
    return {person.identity_index: person for person in rows}


def _row(history: HistoryImport, line: Line, person: Professional | None, scans: set[str]) -> HistoryRow:
    if "index" in line.values and person is None:
        line.fault("number", _("该人员不在本单位人员名单中。请先在“人员”中添加，或核对证件号码。"))
    elif person and line.values.get("name") not in (None, person.name):
        line.fault("name", _("该证件号码已登记，但姓名与此处不一致。请核对姓名和证件号码。"))
    for _kind, name in line.values["documents"]:
        if name not in scans:
            line.fault("documents", _("没有上传名为“%s”的扫描件。") % name[:60])
    values = line.values
    return HistoryRow(
        of=history,
        number=line.number,
        professional=person,
        kind=values.get("kind", ""),
        title=values["title"],
        note=values["note"],
        facts=values["facts"],
        documents=values["documents"],
        faults=[[name, sentence] for name, sentence in line.faults],
    )


def _weigh(job: Job, history: HistoryImport, policy: Policy) -> None:
    """Hours, conflicts and missing documents of each person's rows, beside what the person has already."""
    owners = _owners(history)
    waiting = history.rows.filter(weighed=False, professional__isnull=False)
    people = list(waiting.order_by("professional").values_list("professional", flat=True).distinct())
    done = history.rows.count()
    for keys in pieces(people, 50):
        rows = defaultdict(list)
        for row in history.rows.filter(professional__in=keys).order_by("number"):
            rows[row.professional_id].append(row)
        known = Professional.objects.in_bulk(keys)
        for key in keys:
            _weigh_person(policy, known[key], rows[key], owners)
        changed = [row for key in keys for row in rows[key]]
        HistoryRow.objects.bulk_update(changed, ["awards", "faults", "weighed"], batch_size=200)
        done += len(changed)
        beat(job, done)


def _owners(history: HistoryImport) -> dict[str, int]:
    """Name of a scan -> the person whose rows name it, of the rows that were weighed before."""
    rows = history.rows.filter(weighed=True).values_list("documents", "professional")
    return {name: person for documents, person in rows.iterator() for _kind, name in documents}


def _weigh_person(
    policy: Policy, person: Professional, rows: list[HistoryRow], owners: dict[str, int]
) -> None:
    sound = [row for row in rows if not row.faults]
    records = [record for row in sound if (record := _record(policy, row))]
    claims = claims_of(person)
    others, _unread = read_records(policy, claims)
    result = convert(
        policy, [*others, *records], settled=settled_of(claims), newcomers={record.id for record in records}
    )
    _tell_conflicts(rows, result, {str(one.public_id): one.title for one in claims})
    same = {(one.kind, plain(one.title), _frozen(one.facts)): "" for one in claims}
    awarded = defaultdict(list)
    for award in result.awards:
        awarded[award.record].append(award)
    closed = closed_years(person, {award.year for award in result.awards})
    for row in rows:
        row.weighed = True
        if row.faults:
            continue
        row.awards = [_award(one) for one in awarded[str(row.activity)]]
        row.faults += _more_faults(policy, row, same, closed, owners)
        row.faults += [
            [fault.fact.partition("[")[0], f"{fault.message}。"]
            for fault in too_young(policy, person, row.kind, row.facts)
        ]
        same[row.kind, plain(row.title), _frozen(row.facts)] = str(row.number)


def _frozen(facts: dict[str, Any]) -> str:
    return repr(sorted(facts.items()))


def _record(policy: Policy, row: HistoryRow) -> Record | None:
    values, faults = parse_facts(
        policy, row.kind, {key: value for key, value in row.facts.items() if key != "work"}
    )
    if faults:
        return None
    return Record(str(row.activity), row.kind, values, str(row.facts.get("work") or ""))


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


def _tell_conflicts(rows: list[HistoryRow], result: Result, titles: dict[str, str]) -> None:
    """Each row that cannot stand beside another record: the sentence, both named."""
    by_id = {str(row.activity): row for row in rows}
    names = titles | {
        key: _("第%(number)d行“%(title)s”") % {"number": row.number, "title": row.title}
        for key, row in by_id.items()
    }
    for refusal in result.refused:
        if row := by_id.get(refusal.record):
            why = refusal.why
            for key, name in names.items():
                why = why.replace(f"记录 {key}", name)
            row.faults.append(["title", why])


def _more_faults(
    policy: Policy, row: HistoryRow, same: dict[Any, str], closed: set[int], owners: dict[str, int]
) -> list[list[Any]]:
    """What stands against a row whose cells are right by themselves."""
    found: list[list[Any]] = []
    twin = same.get((row.kind, plain(row.title), _frozen(row.facts)))
    if twin is not None:
        found.append(["title", _("与第%s行相同。") % twin if twin else _("本人已登记过相同的记录。")])
    evidence = evidence_for(policy, row.kind, {kind for kind, _name in row.documents})
    if evidence.complete is None:
        found.append(["documents", _("证明材料未齐，%s") % evidence.nearest.sentence])
    years = sorted(closed & {award["year"] for award in row.awards})
    found += [["title", _("%d年的年度登记已经完毕，请先重新开启。") % year] for year in years]
    for _kind, name in row.documents:
        if owners.setdefault(name, row.professional_id or 0) != row.professional_id:
            found.append(["documents", _("扫描件“%s”已用于另一人。") % name[:60]])
    return found


def _faults(history: HistoryImport) -> Iterator[CellError]:
    rows = history.rows.exclude(faults=[]).order_by("number").values_list("number", "faults")
    for number, faults in rows.iterator():
        for name, sentence in faults:
            yield CellError(history.sheet, number, history.places.get(name, 1), sentence)


def _send_back(history: HistoryImport, path: str) -> None:
    """The same workbook with every wrong cell marked; nothing is imported."""
    faults = list(_faults(history))
    with spreadsheet.annotated_lines(path, history.sheet, faults) as copy:
        annotated = storage.save(copy, ".xlsx")
    shown = [
        {
            "sheet": one.sheet,
            "row": one.row,
            "place": spreadsheet.place(one.row, one.column),
            "sentence": one.sentence,
        }
        for one in faults[:SHOWN_FAULTS]
    ]
    _refuse(history=history, faults=shown, count=len(faults), annotated=annotated)


@service
def _refuse(*, history: HistoryImport, faults: list[dict[str, Any]], count: int, annotated: str = "") -> None:
    step = HISTORY.enter("refuse", history, actor=history.uploaded_by, checked=True)
    row = step.row
    row.faults, row.fault_count = faults, count
    row.annotated_name, row.finished_at = annotated, clock.now()
    step.leave(faults=count)
    row.rows.all().delete()
    tell([history.uploaded_by], "history_done", {"history": row}, link=link_of(row))
