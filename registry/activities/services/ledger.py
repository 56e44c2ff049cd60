"""What an activity earns by itself beside the person's other claims: computed, told, kept as Award rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from credits.engine.also import own_kinds
from credits.engine.awards import Award as Earned
from credits.engine.convert import Preview, preview
from credits.engine.person import Person
from credits.engine.policy import ALL_SUBJECTS, Policy
from credits.governing import Governing
from registry.activities.models import Activity, Award
from registry.activities.queries.evidence import documents_of
from registry.activities.queries.governing import awaits_approval, counts, knowing, policy_of_activity
from registry.activities.queries.ledger import (
    claims_of,
    ledger_of,
    named,
    named_awards,
    read_records,
    settled_of,
)
from registry.enums import ActivityState
from registry.people.models import Professional
from registry.people.queries.governing import governing_of
from registry.people.queries.persons import person_of


def assess(
    activity: Activity,
    policy: Policy | None = None,
    documents: Iterable[str] | None = None,
    others: Iterable[Activity] | None = None,
    person: Person | None = None,
) -> Preview:
    """Hours, conflicts, faults and evidence of one activity beside the
    person's other claiming ones (or `others`); `person` saves looking for what the policy asks of people.

    The sentences of refusals name both records by title and date. Works for a row that is not saved.
    """
    policy = policy or policy_of_activity(activity)
    rows = claims_of(activity.professional) if others is None else others
    others = [row for row in rows if row.public_id != activity.public_id]
    records, _unread = read_records(policy, others)
    facts = {key: value for key, value in activity.facts.items() if key != "work"}
    present = documents_of(activity) if documents is None else documents
    known = [document for document in present if document in policy.documents]
    work = str(activity.facts.get("work") or "")
    key, settled = str(activity.public_id), settled_of(others)
    found = preview(
        policy,
        activity.kind,
        facts,
        known,
        records,
        key,
        work,
        settled,
        person=person or person_of(activity.professional, policy),
        approved={*settled, *([key] if activity.state == ActivityState.APPROVED else [])},
    )
    return replace(found, awards=named_awards(found.awards, others))


def conflict_sentences(
    activity: Activity, found: Preview, others: Sequence[Activity] | None = None
) -> list[str]:
    """Why the activity cannot stand beside others, each record named by its title and date."""
    if not found.refused:
        return []
    rows = [activity, *(claims_of(activity.professional) if others is None else others)]
    return [named(refusal.why, rows) for refusal in found.refused]


def keep_awards(activity: Activity, found: Preview, policy: Policy) -> None:
    """Replace the Award rows of `activity`, under `policy`, which it is read by, and under every other one
    that counts it; set its subject marks (not saved here)."""
    activity.awards.all().delete()
    rows = award_rows(activity, found.awards, policy)
    rows += _rows_beside(activity, governing_of(activity.professional), policy)
    Award.objects.bulk_create(rows)
    mark_subjects(activity, found.awards, policy)


def keep_beside(activities: Iterable[Activity], governing: Mapping[int, Governing]) -> None:
    """The Award rows of saved records that a policy counts beside the one they are read by; `governing` by
    the key of a person. No query where nothing counts beside."""
    rows = [
        row
        for activity in activities
        for row in _rows_beside(
            activity,
            governing[activity.professional_id],
            knowing(governing[activity.professional_id], activity.kind),
        )
    ]
    if rows:
        Award.objects.bulk_create(rows)


def _rows_beside(activity: Activity, found: Governing, policy: Policy) -> list[Award]:
    others = [one for one in found.policies if one != policy and counts(one, activity.kind)]
    return [row for one in others for row in award_rows(activity, assess(activity, one, ()).awards, one)]


def award_rows(activity: Activity, awards: Iterable[Earned], policy: Policy) -> list[Award]:
    """What the engine found for `activity`, as rows that are not saved."""
    return [
        Award(
            activity=activity,
            professional_id=activity.professional_id,
            year=award.year,
            subject=award.subject,
            hours=award.hours,
            deemed=award.deemed,
            clause=award.clause,
            rule=award.rule,
            why=award.why,
            policy=policy.name,
            policy_sha256=policy.sha256,
            ledger=ledger_key(policy),
            again=award.again,
            held=award.held,
        )
        for award in awards
    ]


def mark_subjects(activity: Activity, awards: Iterable[Earned], policy: Policy) -> None:
    """Which subjects `activity` earns for. Nothing earned (yet) is for the employer to look at, as every
    professional-subject record is."""
    subjects, filed = {award.subject for award in awards}, policy.recognition.filed_subject
    activity.is_public_subject = bool(subjects & {filed, ALL_SUBJECTS})
    activity.is_professional_subject = subjects != {filed}


def reweigh(activity: Activity) -> None:
    """Bring the awards of the person's waiting records to what all the claims are worth
    together, after `activity` became or ceased to be one of them. Approved ones stand; records
    that no cap or group reaches are left alone.
    """
    for policy in governing_of(activity.professional).policies:
        if reaches_others(policy, activity.kind):
            _reweigh_under(policy, activity.professional)


def release(activity: Activity) -> None:
    """What waited for somebody to approve it counts from now on. Inside the service that approves `activity`,
    before it does."""
    policies = [
        one for one in governing_of(activity.professional).policies if awaits_approval(one, activity.kind)
    ]
    rows = claims_of(activity.professional) if policies else []
    for policy in policies:
        ledger = ledger_of(
            activity.professional, (), policy, activities=rows, approved={str(activity.public_id)}
        )
        _restore(activity, named_awards(ledger.awards_of(activity), rows), policy)


def hold_again(activity: Activity) -> None:
    """The approval of `activity` was taken back in time: what waited for it waits again."""
    for policy in governing_of(activity.professional).policies:
        if awaits_approval(policy, activity.kind):
            rows = claims_of(activity.professional)
            earned = ledger_of(activity.professional, (), policy, activities=rows).awards_of(activity)
            _restore(activity, named_awards(earned, rows), policy)


def reweigh_all_of(person: Professional) -> None:
    """The same for every waiting record of a person, after other rules began. Inside a service, the person
    locked."""
    for policy in governing_of(person).policies:
        _reweigh_under(policy, person, counts)


def _reweigh_under(
    policy: Policy, person: Professional, reached: Callable[[Policy, str], bool] | None = None
) -> None:
    rows, reached = claims_of(person), reached or reaches_others
    ledger = ledger_of(person, (), policy, activities=rows)
    for row in rows:
        if row.state != ActivityState.APPROVED and reached(policy, row.kind):
            _restore(row, named_awards(ledger.awards_of(row), rows), policy)


def reaches_others(policy: Policy, kind: str) -> bool:
    """Whether a record of `kind` can lower what another one counts."""
    if not counts(policy, kind):
        return False
    kinds = [cap.kinds for cap in policy.caps] + [group.kinds for group in policy.groups]
    own = own_kinds(policy, kind)
    return any(not members or any(one in members for one in own) for members in kinds)


def _restore(row: Activity, earned: Sequence[Earned], policy: Policy) -> None:
    kept = row.awards.filter(ledger=ledger_key(policy))
    columns = ("year", "subject", "hours", "why", "policy_sha256")
    was = list(kept.order_by("year", "subject").values_list(*columns))
    if was == sorted((one.year, one.subject, one.hours, one.why, policy.sha256) for one in earned):
        return
    kept.delete()
    Award.objects.bulk_create(award_rows(row, earned, policy))
    if policy_of_activity(row) == policy:
        mark_subjects(row, earned, policy)
        row.save(update_fields=["is_professional_subject", "is_public_subject"])


def ledger_key(policy: Policy) -> str:
    """What `Award.ledger` says of hours under `policy`."""
    return policy.reach.rule_set if policy.reach.beside else ""
