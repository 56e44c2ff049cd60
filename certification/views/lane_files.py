"""What a case's page in the lane shows of its files: pictures, tables, and what stands under two records."""

from typing import Any

from django.urls import reverse

from cejc.lib.uploads.preview import can_preview
from certification.models import Case
from certification.queries.policy import policy_of
from certification.queries.stage_items import items_of_stage
from registry.activities.queries.evidence import by_file, with_records
from registry.activities.services.evidence_table import table_of as sheet_of
from registry.activities.views.activity_context import file_card, kinds_words
from registry.models import Evidence, EvidenceFlag
from registry.results.queries.activity_course import unanswered


def with_files(case: Case, items: list[dict[str, Any]], stage: Any) -> list[dict[str, Any]]:
    """Each activity with its files and their page pictures; those this stage reviews come first."""
    mine = {item.pk for item in items_of_stage(case, stage)}
    asked = unanswered(one["activity"] for one in items if one["item"].pk in mine)
    files: dict[int, list[Evidence]] = {}
    wanted = Evidence.objects.current().filter(activity__in=[one["activity"].pk for one in items])
    for evidence in wanted.order_by("pk"):
        files.setdefault(evidence.activity_id, []).append(evidence)
    for one in items:
        groups = by_file(files.get(one["activity"].pk, []))
        one["files"], one["mine"] = [_card(case, group) for group in groups], one["item"].pk in mine
        if one["activity"].pk in asked:
            one["course_url"] = reverse(
                "certification:case-course", args=[case.public_id, one["activity"].public_id]
            )
    return sorted(items, key=lambda one: not one["mine"])


def _card(case: Case, rows: list[Evidence]) -> dict[str, Any]:
    """One file with every document that it stands for."""
    evidence, policy = rows[0], policy_of(case)
    seen = can_preview(evidence.mime)
    pages = range(1, evidence.pages + 1) if seen else ()
    return file_card(policy, evidence, kind=kinds_words(policy, rows)) | {
        "url": reverse("certification:case-evidence", args=[case.public_id, evidence.public_id]),
        "preview_url": _picture(case, evidence, 1, "small") if seen else None,
        "table": sheet_of(evidence),
        "page_urls": [_picture(case, evidence, number, "wide") for number in pages],
    }


def _picture(case: Case, evidence: Evidence, number: int, size: str) -> str:
    return reverse(
        "certification:case-evidence-preview", args=[case.public_id, evidence.public_id, number, size]
    )


def open_flags(case: Case) -> list[EvidenceFlag]:
    of_case = {"activity__case_items__case": case}
    found = EvidenceFlag.objects.filter(state="open")
    keys = set(
        found.filter(**{f"first__{key}": value for key, value in of_case.items()}).values_list(
            "pk", flat=True
        )
    )
    keys |= set(
        found.filter(**{f"second__{key}": value for key, value in of_case.items()}).values_list(
            "pk", flat=True
        )
    )
    return list(with_records(found.filter(pk__in=keys)))
