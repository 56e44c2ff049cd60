"""What an activity earns by itself beside the person's other claims: computed, told, kept as Award rows."""

import re
from collections.abc import Iterable, Sequence

from credits.engine.convert import Award as Earned
from credits.engine.convert import Preview, preview
from credits.engine.numbers import show_date
from credits.engine.policy import ALL_SUBJECTS, Policy
from credits.queries import latest_policy
from registry.models import Activity, Award
from registry.queries.evidence import documents_of
from registry.queries.ledger import claims_of, read_records

# The engine names a record by its id, which is the public id of an activity.
_NAMED = re.compile(r"记录 ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ?")
PUBLIC = "public"


def assess(
    activity: Activity,
    policy: Policy | None = None,
    documents: Iterable[str] | None = None,
    others: Iterable[Activity] | None = None,
) -> Preview:
    """Hours, conflicts, faults and evidence of one activity beside the person's other claiming ones (or `others`).

    The sentences of refusals name both records by title and date. Works for a row that is not saved.
    """
    policy = policy or latest_policy()
    rows = claims_of(activity.professional) if others is None else others
    others = [row for row in rows if row.public_id != activity.public_id]
    records, _unread = read_records(policy, others)
    facts = {key: value for key, value in activity.facts.items() if key != "work"}
    present = documents_of(activity) if documents is None else documents
    known = [document for document in present if document in policy.documents]
    work = str(activity.facts.get("work") or "")
    return preview(policy, activity.kind, facts, known, records, str(activity.public_id), work)


def conflict_sentences(
    activity: Activity, found: Preview, others: Sequence[Activity] | None = None
) -> list[str]:
    """Why the activity cannot stand beside others, each record named by its title and date."""
    if not found.refused:
        return []
    rows = [activity, *(claims_of(activity.professional) if others is None else others)]
    names = {str(row.public_id): name_of(row) for row in rows}
    return [_NAMED.sub(lambda match: names.get(match[1], match[0]), refusal.why) for refusal in found.refused]


def name_of(activity: Activity) -> str:
    """“名称”（2019年5月6日）, as sentences name a record."""
    title = activity.title or "未命名的记录"
    return f"“{title}”（{show_date(activity.first_date)}）" if activity.first_date else f"“{title}”"


def keep_awards(activity: Activity, found: Preview, policy: Policy) -> None:
    """Replace the Award rows of `activity` and set its subject marks (not saved here)."""
    activity.awards.all().delete()
    Award.objects.bulk_create(award_rows(activity, found.awards, policy))
    mark_subjects(activity, found.awards)


def award_rows(activity: Activity, awards: Iterable[Earned], policy: Policy) -> list[Award]:
    """What the engine found for `activity`, as rows that are not saved."""
    return [
        Award(
            activity=activity, professional_id=activity.professional_id, year=award.year, subject=award.subject,
            hours=award.hours, deemed=award.deemed, clause=award.clause, rule=award.rule, why=award.why,
            policy=policy.name, policy_sha256=policy.sha256,
        )
        for award in awards
    ]  # fmt: skip


def mark_subjects(activity: Activity, awards: Iterable[Earned]) -> None:
    """Which subjects `activity` earns for. Nothing earned (yet) is for the employer to look at, as every
    professional-subject record is."""
    subjects = {award.subject for award in awards}
    activity.is_public_subject = bool(subjects & {PUBLIC, ALL_SUBJECTS})
    activity.is_professional_subject = subjects != {PUBLIC}
