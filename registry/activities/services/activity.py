"""An activity from draft to submission, by its owner. What a reviewer does is in `activity_review`."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.db.locked import locked_of
from cejc.lib.paper import printing
from cejc.lib.uploads import limited
from credits.engine.convert import Preview
from credits.engine.facts import FactFault, missing
from credits.engine.policy import Policy
from registry.activities.above import booked, closed_years, entry_faults, facts_with
from registry.activities.models import Activity, ActivityVersion, SlotClaim
from registry.activities.moves.activity import ACTIVITY
from registry.activities.queries.date_faults import date_faults
from registry.activities.queries.evidence import current_evidence, unsorted_files, upheld_against
from registry.activities.queries.governing import policy_of_activity, policy_of_kind
from registry.activities.queries.ledger import claims_of, records_of
from registry.activities.queries.slots import days_of, parts_of
from registry.activities.queries.twin import lookalikes, twin_among
from registry.activities.services import flag
from registry.activities.services.ledger import assess, conflict_sentences, keep_awards, reweigh
from registry.enums import ActivityState
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting import forget_stored
from registry.machinery.services.holds import require_free
from registry.machinery.services.job import enqueue
from registry.people.models import Employment, Organisation, Professional, User

MAX_LINES = 60
MAX_DRAFTS = 200


class Incomplete(Refused):
    """A submission that lacks something. `faults` are of facts (shown beside their fields), the rest
    sentences. `alike` are records of the same kind, name and date that the person has not yet said to be
    other things. `targets` say which fact a sentence is about (`evidence`: the papers).
    """

    def __init__(
        self,
        sentences: list[str],
        faults: list[FactFault] | None = None,
        alike: list[Activity] | None = None,
        targets: dict[str, str] | None = None,
    ) -> None:
        super().__init__("；".join(sentences) or _("有内容需要更正，尚未提交。"), code="incomplete")
        self.sentences = sentences
        self.targets = targets or {}
        self.faults = faults or []
        self.alike = alike or []


def locked_person(professional_id: int) -> Professional:
    """Lock a person: whatever weighs their records against each other happens one at a time."""
    return locked_of(Professional, professional_id)


def editable(actor: User, activity: Activity) -> Activity:
    """The activity as it stands now, locked for its owner to change. Raises Refused. Inside a service."""
    return ACTIVITY.enter("save", activity, actor=actor).row


@service
def create_draft(*, actor: User, kind: str, key: UUID | None = None) -> Activity:
    """A new draft of `kind`. `key` is the public id that the page gave it: whoever posts one page twice has
    one draft. Without it an untouched draft of the same kind is taken up again (a double click makes one)."""
    if actor.professional_id is None:
        raise Refused(_("您的账号没有关联到专业技术人员，不能登记继续教育活动。"))
    person = locked_person(actor.professional_id)
    if kind not in policy_of_kind(person, kind).kinds:
        raise Refused(_("没有这一类继续教育形式，请重新选择。"))
    drafts = Activity.objects.filter(professional=person, state=ActivityState.DRAFT)
    again = Activity.objects.filter(professional=person, kind=kind)
    again = again.filter(public_id=key) if key else again.untouched().filter(edit=0)
    if found := again.first():
        return found
    if drafts.touched().count() >= MAX_DRAFTS:
        raise Refused(_("您已有%(count)s条草稿，请先提交或删除一部分。") % {"count": MAX_DRAFTS})
    if key is None or Activity.objects.filter(public_id=key).exists():
        key = uuid4()  # somebody else's: a number of its own
    activity = Activity.objects.create(professional=person, kind=kind, public_id=key)
    audit.record("activity.created", activity, actor=actor, after={"kind": kind}, context=person)
    return activity


@service
def save_draft(
    *, actor: User, activity: Activity, title: str, note: str, facts: dict[str, Any], edit: int
) -> Activity:
    """Keep what was typed, finished or not. Raises Stale when another page saved since `edit`."""
    activity = editable(actor, activity)
    same = (activity.title, activity.note, activity.facts) == (title, note, facts)
    if activity.edit != edit and not same:
        raise Stale(
            _(
                "这条记录已在另一个页面改动过，刚才的内容没有保存。您填写的内容仍在本页；再次保存会替换另一个页面保存的内容。"
            )
        )
    _store(activity, title, note, facts)
    return activity


def _store(activity: Activity, title: str, note: str, facts: dict[str, Any]) -> None:
    """Write a draft and what it earns; nothing is written when nothing changed."""
    facts = facts_with(activity.course, facts)
    if isinstance(facts.get("lines"), list) and len(facts["lines"]) > MAX_LINES:
        raise Refused(_("一条记录最多%(count)s行，请把超出的部分另行登记。") % {"count": MAX_LINES})
    if activity.edit and (activity.title, activity.note, activity.facts) == (title, note, facts):
        return
    activity.title, activity.note, activity.facts = title, note, facts
    activity.first_date = first_date_of(activity)
    activity.edit += 1
    activity.updated_at = clock.now()
    _weigh(activity, policy_of_activity(activity))


def keep_course(activity: Activity, course: Any) -> None:
    """Another course of the catalogue: its subject and hours are the
    record's, its title where none was typed."""
    activity.course, activity.course_answer = course, ""
    title = activity.title or (course.title[:200] if course else "")
    _store(activity, title, activity.note, dict(activity.facts))
    activity.save(update_fields=["course", "course_answer"])


def _weigh(activity: Activity, policy: Policy) -> Preview:
    """Compute and keep the awards, and save the row."""
    found = assess(activity, policy)
    # A date that cannot be earns nothing, in a draft neither.
    if wrong := date_faults(policy, activity.professional, activity.kind, activity.facts):
        found = replace(found, awards=(), faults=(*found.faults, *wrong))
    keep_awards(activity, found, policy)
    activity.save()
    return found


def first_date_of(activity: Activity) -> date | None:
    """The earliest date among the facts, as far as they can be read."""
    return min(days_of(policy_of_activity(activity), activity.kind, activity.facts), default=None)


@service
def submit(*, actor: User, activity: Activity, edit: int, distinct: bool = False) -> Activity:
    """Submit for review: complete, permitted, beside no other claim of the same time or work.

    `distinct`: the person says that a record of the same kind, name and date is another thing; reviewers read
    that. Raises Incomplete (with the faults of facts), Refused or Stale. Submitting twice is submitting once.
    """
    step = ACTIVITY.enter("submit", activity, actor=actor, edit=edit)
    activity, policy = step.row, policy_of_activity(step.row)
    if step.repeated:
        return activity
    activity.organisation = _employer_of(activity.professional)
    found = _weigh(activity, policy)
    alike = lookalikes(policy, activity, claims_of(activity.professional))
    _require_complete(activity, found, [] if distinct else alike)
    _claim_slots(activity, policy)
    _send(step, policy, [str(one.public_id) for one in alike])
    reweigh(activity)
    flag.raise_flags(activity)
    # Of two submissions made at once neither sees the other's file; the job
    # that runs after the later commit sees both.
    told = {"activity": str(activity.public_id), "drawn": limited.is_here()}
    enqueue("evidence.flags", f"{activity.public_id}:{activity.version}", told)
    return activity


def _employer_of(professional: Professional) -> Organisation:
    employment = (
        Employment.objects.current().filter(professional=professional).select_related("organisation").first()
    )
    if employment is None:
        raise Refused(
            _("您目前没有经单位确认的任职信息，暂不能提交。请先在“个人信息”中填写单位，由单位人事确认。")
        )
    return employment.organisation


def _require_complete(activity: Activity, found: Preview, alike: list[Activity]) -> None:
    """Everything that keeps a record from being submitted, told at once."""
    faults = list(found.faults)
    if not activity.title:
        faults.insert(0, missing("title"))
    elif unprintable := printing.fault_of(activity.title):
        faults.insert(0, FactFault("title", unprintable.rstrip("。")))
    sentences = conflict_sentences(activity, found)
    targets = {
        sentence: "work" if refusal.code == "duplicate_work" else "lines"
        for sentence, refusal in zip(sentences, found.refused, strict=True)
    }
    closed = closed_years(activity.professional, {award.year for award in found.awards})
    sentences += [
        _("%(year)s年的年度登记已经完毕。需要补登的，请在“年度登记”中申请重新开启。") % {"year": year}
        for year in sorted(closed)
    ]
    sentences += _reported_already(activity)
    sentences += [twice] if (twice := upheld_against(activity)) else []
    if found.evidence.complete is None:
        sentences.append(_("证明材料未齐，%(what)s") % {"what": found.evidence.nearest.sentence})
        targets[sentences[-1]] = "evidence"
        for name in unsorted_files(activity):
            sentences.append(_("“%s”还没有勾选是哪种材料。如果它就是所缺的材料，请在该文件旁勾选。") % name)
            targets[sentences[-1]] = "evidence"
    unrecognised, typed = entry_faults(activity, policy_of_activity(activity))
    sentences += unrecognised
    faults = [*faults, *typed]
    if sentences or faults or alike:
        raise Incomplete(sentences, faults, alike, targets)


def _reported_already(activity: Activity) -> list[str]:
    """A course that its provider has reported is in the record already: never counted twice."""
    rows = claims_of(activity.professional)
    reported = booked([one.pk for one in rows])
    twin = twin_among(
        policy_of_activity(activity),
        activity,
        [one for one in rows if one.pk in reported and one.pk != activity.pk],
    )
    return [_("“%s”已由施教机构报送并记入您的记录，无需重复登记。") % twin.title] if twin else []


def _claim_slots(activity: Activity, policy: Policy) -> None:
    """Hold the parts of days. The database has the last word where two submissions meet."""
    rows = [
        SlotClaim(professional_id=activity.professional_id, date=day, slot=part, activity=activity)
        for day, part in parts_of(policy, activity.kind, activity.facts)
    ]
    try:
        with audit.savepoint():
            SlotClaim.objects.bulk_create(rows)
    except IntegrityError:
        raise Refused(
            _("所填时段刚刚被您的另一条记录占用，尚未提交。请刷新页面核对后再提交。"), code="slot_taken"
        ) from None


def _send(step: Step[Activity], policy: Policy, alike: list[str]) -> None:
    activity = step.row
    activity.version += 1
    activity.submitted_at = clock.now()
    step.leave(version=activity.version, organisation=str(activity.organisation), distinct_from=alike)
    content = snapshot(activity, policy) | {"distinct_from": alike}
    ActivityVersion.objects.create(
        activity=activity, number=activity.version, content=content, submitted_at=activity.submitted_at
    )


def snapshot(activity: Activity, policy: Policy) -> dict[str, Any]:
    """Facts, evidence and awards of one submission, fit for JSON."""
    return {
        "record": records_of([activity])[0],
        "title": activity.title,
        "note": activity.note,
        "organisation": str(activity.organisation),
        "policy": {"name": policy.name, "sha256": policy.sha256},
        "awards": [
            {
                "year": row.year,
                "subject": row.subject,
                "hours": str(row.hours),
                "deemed": row.deemed,
                "clause": row.clause,
                "rule": row.rule,
                "why": row.why,
            }
            for row in activity.awards.order_by("pk")
        ],
        "evidence": [
            {
                "id": str(row.public_id),
                "document_kind": row.document_kind,
                "version": row.version,
                "file_name": row.file_name,
                "sha256": row.sha256,
                "size": row.size,
            }
            for row in current_evidence(activity)
        ],
    }


@service
def withdraw(*, actor: User, activity: Activity) -> Activity:
    """Take a submission back while nobody has begun to look at it."""
    step = ACTIVITY.enter("withdraw", activity, actor=actor)
    if step.repeated:
        return step.row
    require_free(step.row)
    activity = step.leave()
    release_slots(activity)
    reweigh(activity)
    return activity


def release_slots(activity: Activity) -> None:
    SlotClaim.objects.filter(activity=activity).delete()


@service
def discard(*, actor: User, activity: Activity) -> bool:
    """Remove a draft: gone with its files when it was never submitted
    (True), else kept as discarded (False)."""
    step = ACTIVITY.enter("discard" if activity.version else "delete", activity, actor=actor)
    if step.move.action == "delete":
        delete(actor, step.row)
        return True
    if not step.repeated:
        step.leave()
    return False


def delete(actor: User | None, activity: Activity) -> None:
    """A draft that was never submitted goes with its files. Inside a service."""
    before = {"kind": activity.kind}
    audit.record("activity.deleted", activity, actor=actor, before=before, context=activity.professional)
    forget_stored(activity.evidence.all())
    activity.evidence.all().delete()
    activity.delete()


def drop(actor: User | None, activity: Activity, reason: str = "") -> Activity:
    """What was submitted and not approved is discarded for what was found elsewhere. Inside a service."""
    dropped = ACTIVITY.enter("drop", activity, actor=actor, reason=reason, checked=True).leave()
    release_slots(dropped)
    return dropped
