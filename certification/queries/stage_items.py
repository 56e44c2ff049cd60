"""Which records of a case a stage reviews: by the subjects that the policy gives it."""

from certification.models import Case, CaseItem
from credits.engine import ALL_SUBJECTS, Stage


def is_of_stage(item: CaseItem, stage: Stage | None) -> bool:
    """Whether the record has hours in a subject of the stage's; what counts
    for every subject goes with professional."""
    subjects = set(stage.subjects) if stage else set()
    if "professional" in subjects:
        subjects.add(ALL_SUBJECTS)
    return bool(subjects & {award["subject"] for award in item.awards})


def items_of_stage(case: Case, stage: Stage | None) -> list[CaseItem]:
    """The activities of the case whose material `stage` reviews: with hours in one of its subjects."""
    items = case.items.select_related("activity__professional", "activity__organisation").order_by("pk")
    return [item for item in items if is_of_stage(item, stage)]
