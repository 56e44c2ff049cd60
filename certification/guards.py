"""Triggers of the certification room: what was issued, published, decided or moved is never rewritten.

Made at the end of every `migrate` through cejc.lib.guards.
"""

from cejc.lib.guards import Guard, changed, fixed, kept
from registry.people.guards import leaves

PUBLISHED = "(SELECT state FROM certification_notice WHERE id = OLD.notice_id) <> 'draft'"

ALL = (
    Guard(
        "cejc_slip_frozen",
        "certification_slip",
        "UPDATE",
        # It may follow its person into the file that another one was merged into, and go nowhere else.
        changed(
            "content",
            "content_sha256",
            "number",
            "year",
            "sequence",
            "check_code",
            "case_id",
            "span_first",
            "span_last",
            "supersedes_id",
            "issued_by_id",
            "issued_at",
            "public_id",
            "certificate",
        )
        + f" OR {leaves('professional_id')}",
        "an issued slip is immutable",
    ),
    Guard(
        "cejc_slip_file_once",
        "certification_slip",
        "UPDATE",
        f"OLD.pdf_sha256 <> '' AND {changed('pdf_name', 'pdf_sha256', 'pdf_size', 'rendered_at')}",
        "the file of a slip is named once",
    ),
    Guard(
        "cejc_slip_state",
        "certification_slip",
        "UPDATE",
        # Valid once, then superseded or revoked for good, with its reason.
        f"{changed('state', 'state_reason', 'state_at')} AND "
        "NOT (OLD.state = 'valid' AND NEW.state IN ('superseded', 'revoked'))",
        "a slip that is superseded or revoked stays so",
    ),
    kept("cejc_slip_no_delete", "certification_slip", "a slip is never deleted"),
    Guard(
        "cejc_sequence_forward",
        "certification_slipsequence",
        "UPDATE",
        "NEW.last < OLD.last OR " + changed("year"),
        "numbers of slips are never given twice",
    ),
    kept("cejc_sequence_no_delete", "certification_slipsequence", "numbers of slips are kept"),
    Guard(
        "cejc_slipaction_decided",
        "certification_slipaction",
        "UPDATE",
        "OLD.state <> 'proposed' OR "
        + changed("slip_id", "kind", "reason", "changes", "proposed_by_id", "proposed_at", "public_id"),
        "a proposal stands as it was made, a decision as it was taken",
    ),
    kept("cejc_slipaction_no_delete", "certification_slipaction", "a proposal is never deleted"),
    Guard(
        "cejc_notice_frozen",
        "certification_notice",
        "UPDATE",
        "OLD.state <> 'draft' AND "
        + changed(
            "frozen",
            "frozen_sha256",
            "published_at",
            "published_by_id",
            "last_day",
            "ends_at",
            "working_days",
            "title",
            "text",
            "contact",
            "organisation_id",
            "application_year",
            "public_id",
        ),
        "a published notice is immutable",
    ),
    Guard(
        "cejc_notice_state",
        "certification_notice",
        "UPDATE",
        f"{changed('state')} AND OLD.state <> 'draft' AND "
        "NOT (OLD.state = 'open' AND NEW.state IN ('closed', 'withdrawn'))",
        "a notice that is closed or withdrawn stays so",
    ),
    Guard(
        "cejc_notice_no_delete",
        "certification_notice",
        "DELETE",
        "OLD.state <> 'draft'",
        "a published notice is kept",
    ),
    Guard(
        "cejc_entry_frozen",
        "certification_noticeentry",
        "UPDATE",
        f"{PUBLISHED} AND ({changed('snapshot', 'notice_id', 'case_id', 'position', 'public_id')} "
        f"OR (OLD.taken_out_at IS NOT NULL AND {changed('taken_out_at')}))",
        "an entry of a published notice is immutable",
    ),
    Guard(
        "cejc_entry_no_delete",
        "certification_noticeentry",
        "DELETE",
        PUBLISHED,
        "an entry of a published notice is kept",
    ),
    Guard(
        "cejc_objection_fixed",
        "certification_objection",
        "UPDATE",
        "OLD.state <> 'open' OR "
        + changed(
            "entry_id",
            "objector_name",
            "objector_contact",
            "text",
            "stored_name",
            "sha256",
            "receipt_hash",
            "created_at",
        ),
        "an objection stands as it was filed, an answer as it was given",
    ),
    kept("cejc_objection_no_delete", "certification_objection", "an objection is never deleted"),
    fixed("cejc_transition_no_update", "certification_transition", "the history of a case is append-only"),
    kept("cejc_transition_no_delete", "certification_transition", "the history of a case is append-only"),
    Guard(
        "cejc_review_no_update",
        "certification_review",
        "UPDATE",
        # The decisions of an officer follow their person as slips do.
        changed(
            "case_id", "round", "stage", "decision", "reasons", "text", "reviewer_id", "organisation_id", "at"
        )
        + f" OR {leaves('person_id')}",
        "a decision stands as it was taken",
    ),
    kept("cejc_review_no_delete", "certification_review", "a decision stands as it was taken"),
    Guard(
        "cejc_allotted_forward",
        "certification_allottednumber",
        "UPDATE",
        f"OLD.state <> 'stock' OR {changed('allotment_id', 'year', 'sequence')}",
        "a number that was used or voided stays so",
    ),
    kept("cejc_allotted_no_delete", "certification_allottednumber", "every number stays accounted for"),
)
# PostgreSQL can also empty a table at one stroke, past the triggers of its rows.
NO_TRUNCATE = (
    "certification_slip",
    "certification_slipsequence",
    "certification_slipaction",
    "certification_notice",
    "certification_noticeentry",
    "certification_objection",
    "certification_transition",
    "certification_review",
    "certification_allottednumber",
)
