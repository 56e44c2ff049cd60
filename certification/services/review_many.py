"""Pass many cases at once: in one transaction and a constant number of statements those that nothing stands
against and whose count stays as it is, one by one (`review.pass_case`) all others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from cejc.outcome import Outcome, each
from certification.enums import YearBasis
from certification.models import Case, CaseItem, CaseYear, Exemption
from certification.queries.ground import moved
from certification.queries.ledger import certified_of, persons_of_cases
from certification.queries.policy import policy_of, table_of
from certification.queries.stage_items import is_of_stage
from certification.queries.standing import why_not_moved
from certification.services import ledger, years
from certification.services.review import pass_case
from certification.services.tell import tell_people
from certification.workflow import door
from registry.activities.permissions import WAITING
from registry.activities.services import approving
from registry.machinery.service import service
from registry.models import Activity, AnnualRegistration, User
from registry.people.services.many import Shown

Pairs = Sequence[tuple[Case, Shown]]
Items = Mapping[int, list[CaseItem]]


def pass_many(actor: User, pairs: Pairs) -> Outcome[Case]:
    """Pass each case as it was shown (its edit, and its stage as the note); safe to run again."""
    done, shown = pass_plain(actor=actor, pairs=pairs), {case.pk: one for case, one in pairs}

    def act(case: Case) -> None:
        if case.pk not in done:
            one = shown[case.pk]
            pass_case(actor=actor, case=case, edit=one.edit, stage=one.note)

    return each((case for case, _one in pairs), act)


@service
def pass_plain(*, actor: User, pairs: Pairs) -> set[int]:
    """Pass those of `pairs` that can be passed together; their keys. Nothing of the others is touched."""
    cases = _fit(actor, pairs)
    items = _items(cases)
    waiting = {case.pk: _waiting(case, items[case.pk]) for case in cases}
    records = {row.pk: row for row in approving.locked([row.pk for of in waiting.values() for row in of])}
    cases = _together(actor, cases, waiting, records)
    then = approving.approved([records[row.pk] for case in cases for row in waiting[case.pk]])
    cases = _as_counted(cases, items, then)
    for stage in sorted({case.stage for case in cases}):
        rows = [records[row.pk] for case in cases if case.stage == stage for row in waiting[case.pk]]
        approving.approve_all(actor=actor, rows=rows, stage=stage)
    _move(actor, cases, {case.pk: [str(row.public_id) for row in waiting[case.pk]] for case in cases})
    return {case.pk for case in cases}


def _fit(actor: User, pairs: Pairs) -> list[Case]:
    """The cases under lock, of one person each, that nothing keeps from being passed and under which nothing
    moved."""
    shown = {case.pk: one for case, one in pairs}
    rows = door.all_locked(Case.objects.filter(pk__in=shown))
    why = why_not_moved(actor, [(case, shown[case.pk].edit) for case in rows], "review")
    rows = [case for case in rows if case.pk not in why and shown[case.pk].note in ("", case.stage)]
    rows = list({case.professional_id: case for case in rows}.values())
    apart = set(moved(rows)) | _exempt(rows)
    return [case for case in rows if case.pk not in apart]


def _exempt(cases: Sequence[Case]) -> set[int]:
    """Cases with a year in which nothing is asked, or of a person who has one: their count asks more."""
    keys = {case.professional_id: case.pk for case in cases}
    asked = Exemption.objects.filter(case__in=keys.values()).values_list("case", flat=True)
    free = CaseYear.objects.filter(case__in=keys.values(), basis=YearBasis.EXEMPT)
    counted = free.values_list("case", flat=True)
    registered = AnnualRegistration.objects.filter(professional__in=keys).exclude(exempt_reason="")
    return {*asked, *counted, *(keys[key] for key in registered.values_list("professional", flat=True))}


def _items(cases: Sequence[Case]) -> Items:
    found: dict[int, list[CaseItem]] = {case.pk: [] for case in cases}
    for item in CaseItem.objects.filter(case__in=found).select_related("activity").order_by("pk"):
        found[item.case_id].append(item)
    return found


def _waiting(case: Case, items: Sequence[CaseItem]) -> list[Activity]:
    """The records that the pass approves: waiting ones with hours in a subject of the stage."""
    stage = table_of(case).stage(case.stage)
    rows = [item.activity for item in items if is_of_stage(item, stage, policy_of(case))]
    return [row for row in rows if row.state in WAITING]


def _together(
    actor: User,
    cases: Sequence[Case],
    waiting: Mapping[int, Sequence[Activity]],
    records: Mapping[int, Activity],
) -> list[Case]:
    """Those all of whose records can be approved at once."""
    of_stage: dict[str, list[Activity]] = defaultdict(list)
    for case in cases:
        of_stage[case.stage] += [records[row.pk] for row in waiting[case.pk]]
    alone = {key for stage, rows in of_stage.items() for key in approving.alone(actor, rows, stage)}
    return [case for case in cases if not alone & {row.pk for row in waiting[case.pk]}]


def _as_counted(cases: Sequence[Case], items: Items, then: Mapping[int, Activity]) -> list[Case]:
    """Those that would be counted as they are kept, once their records are approved."""
    slips = certified_of({case.professional_id for case in cases})
    persons = persons_of_cases(cases)
    kept: dict[int, list[CaseYear]] = defaultdict(list)
    for row in CaseYear.objects.filter(case__in=[case.pk for case in cases]).order_by("year"):
        kept[row.case_id].append(row)
    for case in cases:
        for item in items[case.pk]:
            item.activity = then.get(item.activity_id, item.activity)
    return [
        case
        for case in cases
        if ledger.is_as_kept(
            case, items[case.pk], kept[case.pk], slips[case.professional_id], persons[case.pk]
        )
    ]


def _move(actor: User, cases: Sequence[Case], approved: Mapping[int, list[str]]) -> None:
    moves = door.pass_all([(case, f"{case.stage}.pass") for case in cases], actor=actor, items=approved)
    years.follow_passed(cases, actor)
    tell_people(zip(cases, moves, strict=True))
