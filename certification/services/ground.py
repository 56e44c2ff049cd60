"""What rests on something follows it. Three ways, whatever it is that a case rests on:

- what the person could take back is held while a case past draft rests on it (`hold`);
- what an office takes back is heard from the audit log, in the same
transaction: every case that rested on it is
  counted again at once, and goes where it can be put right when it does not stand (`hear`);
- every later step asks again before it is made (`require_stands`, `require_all_stand`).
"""

from collections.abc import Iterable, Sequence

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from certification.enums import NoticeState, YearBasis
from certification.models import Case, CaseItem, CaseYear, Notice, NoticeEntry, PriorSlip, Transition
from certification.queries import ground as grounds
from certification.queries.case import RECOUNT
from certification.queries.ground import Ground, moved, why_not
from certification.queries.holder import holder_name, officers_now
from certification.queries.policy import policy_of, table_of
from certification.queries.slips.recheck import in_words
from certification.queries.yearly.subject_hours import parts_of
from certification.services import case as cases
from certification.services import ledger, years
from certification.services.slips import recheck
from certification.services.tell import tell_offices, tell_person
from certification.workflow import door
from certification.workflow.table import DRAFT, ENDED, RECORDED, RETURNED, state_label
from registry.machinery.actor import PORTAL_LABEL
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue, handles
from registry.models import Activity, AnnualRegistration, Professional
from registry.yearly.services.registration_case import declare_with_case

# What takes something away from under a case; and what else a draft, which
# follows everything, has to be counted for.
TAKES = (
    "activity.returned",
    "activity.withdrawn",
    "activity.discarded",
    "activity.taken_back",
    "activity.unbooked",
    "registration.reopened",
    "registration.returned",
    "prior_slip.checked",
    "prior_slip.taken_back",
    "slip.revoked",
    "slip.superseded",
    "employment.ended",
    "degree.refused",
    "professional.degree_changed",
)
GIVES = (
    "activity.submitted",
    "activity.booked",
    "activity.imported",
    "registration.locked",
    "slip.issued",
    "prior_slip.claimed",
    "prior_slip.dropped",
    "merge.done",
)


def hear(entries: Sequence[audit.About]) -> None:
    """Listens to the audit log (AppConfig.ready): count again whatever rested on what was just taken away."""
    taken = _people(entries, TAKES)
    _count_drafts(taken | _people(entries, GIVES))
    if taken:
        settle(grounds.resting_on(taken))
    for action, subject, _context in entries:
        if action == "registration.reopened" and isinstance(subject, AnnualRegistration):
            recheck.year_reopened(subject)
        elif action == "notice.annulled" and isinstance(subject, Notice):
            _announce_again(subject)


def _count_drafts(people: set[int]) -> None:
    """What is still with its person follows everything."""
    if not people:
        return
    of_drafts = Case.objects.filter(professional__in=people, state__in=[DRAFT, RETURNED])
    for case in of_drafts.select_for_update(skip_locked=True).order_by("pk"):
        cases.respan(case)
        ledger.attach(case)


def _announce_again(notice: Notice) -> None:
    """Whom an annulled notice had announced and who has no slip yet waits for a new one."""
    rows = Case.objects.filter(notice_entries__notice=notice, notice_entries__taken_out_at=None)
    rows = rows.exclude(state__in=[*grounds.WITH_PERSON, *ENDED]).distinct()
    for case in Case.objects.select_for_update().filter(pk__in=rows.values("pk")).order_by("pk"):
        stage = table_of(case).first_of_kind("notice")
        if stage is not None and grounds.announced(case) is None and case.stage != stage.id:
            _anew(
                case, _("公示“%(title)s”已被撤销：%(why)s") % {"title": notice, "why": notice.annulled_reason}
            )


def _people(entries: Iterable[audit.About], actions: tuple[str, ...]) -> set[int]:
    rows = [row for action, *both in entries if action in actions for row in both]
    people = {
        row.pk if isinstance(row, Professional) else getattr(row, "professional_id", None) for row in rows
    }
    return {person for person in people if person is not None}


def settle(rows: Sequence[Case]) -> None:
    """Count again those of `rows` under which something moved, and send
    on what does not stand. In a service."""
    ground = moved(rows)
    for case in rows:
        if case.pk not in ground:
            continue
        # Whoever works on the case now locked it before its person: we,
        # who hold the person, must not wait for it.
        row = _free(case.pk)
        if row is None:
            key = f"{case.public_id}:{clock.now():%Y%m%d%H%M%S%f}"
            enqueue("case.settle", key, {"case": str(case.public_id)})
        else:
            _settle(row, ground[case.pk])


def _free(key: int) -> Case | None:
    """The case under lock; None while somebody else has it."""
    return Case.objects.select_for_update(skip_locked=True).filter(pk=key).first()


@handles("case.settle")
def settle_later(job: Job) -> None:
    """A case that somebody was working on when its ground moved."""
    service(_settle_again)(job.payload["case"])


def _settle_again(public_id: str) -> None:
    case = Case.objects.select_for_update(of=("self",)).get(public_id=public_id)
    if case in grounds.resting_on([case.professional_id]) and (ground := moved([case]).get(case.pk)):
        _settle(case, ground)


def _settle(case: Case, ground: Ground) -> None:
    before = _words(case)
    cases.respan(case)
    result = ledger.recount(case)
    lost = grounds.short_of(case, result)
    if lost or (ground.barred and not _declared_again(case)):
        _fall(case, grounds.sentence(ground, lost))
    elif case.state.endswith(".open") and grounds.differs(case):
        _anew(case, grounds.sentence(ground, _changes(before, _words(case))))
    else:
        _note(case, grounds.sentence(ground, [*_changes(before, _words(case)), _("各年度仍符合要求")]))


def _words(case: Case) -> dict[int, str]:
    rows, policy = case.years.order_by("year"), policy_of(case)
    return {row.year: in_words(row.get_basis_display(), parts_of(row, policy)) for row in rows}


def _changes(before: dict[int, str], after: dict[int, str]) -> list[str]:
    return [
        _("%(year)s年由“%(old)s”变为“%(new)s”") % {"year": year, "old": before.get(year, ""), "new": words}
        for year, words in after.items()
        if before.get(year) != words
    ]


def _declared_again(case: Case) -> bool:
    """Years that were declared with the application and opened because a record fell: they
    still hold enough, so they are declared again with it, for the office that has the
    case. False where the person has to do it.
    """
    rows = AnnualRegistration.objects.filter(professional=case.professional_id, case=f"{case.public_id}")
    if policy_of(case).registration != years.WITH_CASE or not rows.filter(state="open").exists():
        return False
    declare_with_case(None, case.professional, years.examined_years(case), f"{case.public_id}")
    return not moved([case]).get(case.pk, Ground()).barred


def _fall(case: Case, why: str) -> None:
    """Back to the person, who puts it right and submits anew; off notices and batches."""
    officers, office, before = officers_now(case), holder_name(case), case.state
    _leave_lists(case)
    move = door.pass_through(case, "fall", actor=None, text=why)
    years.follow(case, move, None)
    label = state_label(table_of(case), before)
    tell_person(case, move, text=why, before=label, office=office)
    tell_offices(case, officers, text=why, before=label)


def _anew(case: Case, why: str) -> None:
    """What is on the wall is not what the case holds any more: off it,
    and announced again from day 0 (R18)."""
    _leave_lists(case)
    before, officers = state_label(table_of(case), case.state), officers_now(case)
    stage = table_of(case).first_of_kind("notice")
    move = door.pass_through(case, f"{stage.id if stage else ''}.anew", actor=None, text=why)
    tell_person(case, move, text=why)
    tell_offices(case, officers, text=why, before=before, again=True)


def _leave_lists(case: Case) -> None:
    entries = NoticeEntry.objects.filter(case=case, taken_out_at=None)
    entries.filter(notice__state=NoticeState.DRAFT).delete()
    entries.exclude(notice__state=NoticeState.DRAFT).update(taken_out_at=clock.now())
    if case.batch is not None:
        case.batch = None
        case.save(update_fields=["batch"])


def _note(case: Case, why: str) -> None:
    """It stands all the same: the history says what changed, for everybody who decides after this."""
    Transition.objects.create(
        case=case,
        action=RECOUNT,
        from_state=case.state,
        to_state=case.state,
        actor_label=PORTAL_LABEL,
        reason=why,
        at=clock.now(),
    )
    audit.record("case.recounted", case, reason=why, context=case.professional)


def require_stands(case: Case) -> None:
    """Raises Refused with what moved under a locked `case`, unless what is
    left is enough; then it is counted anew."""
    require_all_stand([case])


def require_all_stand(rows: Sequence[Case]) -> None:
    """`require_stands` of many locked cases, naming each that does not
    stand; a constant number of queries."""
    fallen = why_not(rows)
    if fallen:
        names = "；".join(
            _("%(name)s：%(why)s") % {"name": case.professional.name, "why": fallen[case.pk]}
            for case in rows
            if case.pk in fallen
        )
        raise Refused(
            _("所依据的情况有变动，不能继续办理。%s。请退回本人补正后重新提交。") % names, code="ground"
        )
    for key in moved(rows):
        ledger.recount(next(case for case in rows if case.pk == key))


def hold(row: Model) -> str:
    """Why `row` may not be taken back by whoever owns it: the case that
    rests on it, and the way out; or ""."""
    if isinstance(row, Activity):
        return _held_by(_cases_of(row.professional_id).filter(items__activity=row).exclude(state=RECORDED))
    if isinstance(row, AnnualRegistration):
        return _held_by(_cases_with_year(row))
    if isinstance(row, PriorSlip):
        used = CaseYear.objects.filter(basis=YearBasis.CERTIFIED, basis_note=row.number)
        return _held_by(_cases_of(row.professional_id).filter(pk__in=used.values("case")))
    return ""


def hold_among(rows: Sequence[Model]) -> dict[int, str]:
    """The same of many activities, by key; who has the case in hand is not asked."""
    mine = {row.pk: row.professional_id for row in rows if isinstance(row, Activity)}
    cases = {case.pk: case for case in grounds.resting_on(set(mine.values())) if case.state != RECORDED}
    items = CaseItem.objects.filter(case__in=cases, activity__in=mine).order_by("-case")
    told = _("这是%(name)s%(year)s年度认定申请的依据，申请目前“%(state)s”，须先撤回或退回申请。")
    return {item.activity_id: told % _facts_of(cases[item.case_id]) for item in items}


def _facts_of(case: Case) -> dict[str, object]:
    return {
        "name": case.professional.name,
        "year": case.application_year,
        "state": state_label(table_of(case), case.state),
    }


def _cases_of(person: int) -> QuerySet[Case]:
    resting = [case.pk for case in grounds.resting_on([person])]
    return Case.objects.filter(pk__in=resting).select_related("professional", "organisation")


def _cases_with_year(row: AnnualRegistration) -> QuerySet[Case]:
    used = CaseYear.objects.filter(year=row.year).exclude(basis=YearBasis.CERTIFIED)
    return _cases_of(row.professional_id).exclude(state=RECORDED).filter(pk__in=used.values("case"))


def _held_by(cases: QuerySet[Case]) -> str:
    case = cases.first()
    if case is None:
        return ""
    told = _(
        "这是%(name)s%(year)s年度认定申请的依据，申请目前“%(state)s”，不能改动。确需更正的，请先在“我的认定”中撤回申请；"
        "已经开始办理的，请联系%(office)s退回申请。"
    )
    return told % {**_facts_of(case), "office": holder_name(case) or case.organisation.name}
