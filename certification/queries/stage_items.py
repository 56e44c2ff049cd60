"""Which records of a case a stage reviews: by the subjects that the policy gives it."""

from certification.models import Case, CaseItem
from certification.queries.policy import policy_of
from credits.engine import ALL_SUBJECTS, Policy, Stage


def is_of_stage(item: CaseItem, stage: Stage | None, policy: Policy) -> bool:
    """Whether the record has hours in a subject of the stage's; what counts for every subject goes with one
    of them."""
    subjects = set(stage.subjects) if stage else set()
    if _whole(policy) in subjects:
        subjects.add(ALL_SUBJECTS)
    return bool(subjects & {award["subject"] for award in item.awards})


def _whole(policy: Policy) -> str:
    """The subject whose reviewer sees what counts for all: of many the one of most hours, never the filed
    one where there is another."""
    others = [one for one in policy.subjects if one.id != policy.parted] or policy.subjects
    return max(others, key=lambda one: one.minimum).id


def items_of_stage(case: Case, stage: Stage | None) -> list[CaseItem]:
    """The activities of the case whose material `stage` reviews: with hours in one of its subjects."""
    items = case.items.select_related("activity__professional", "activity__organisation").order_by("pk")
    return [item for item in items if is_of_stage(item, stage, policy_of(case))]
