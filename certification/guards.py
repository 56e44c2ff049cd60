"""Triggers of the certification room: what was issued, published, decided or moved is never rewritten.

Made at the end of every `migrate` through cejc.lib.db.guards.
"""

from cejc.lib.db.counting import Count
from cejc.lib.db.guards import Guard, changed, fixed, kept
from certification.counts import CASES, SLIPS
from registry.people.guards import leaves

PUBLISHED = "(SELECT state FROM certification_notice WHERE id = OLD.notice_id) <> 'draft'"

GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_slip_frozen",
        "certification_slip",
        "an issued slip is immutable",
        # It may follow its person into the file that another one was merged into, and go nowhere else.
        when=changed(
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
    ),
    fixed(
        "cejc_slip_file_once",
        "certification_slip",
        "the file of a slip is named once",
        when=f"OLD.pdf_sha256 <> '' AND {changed('pdf_name', 'pdf_sha256', 'pdf_size', 'rendered_at')}",
    ),
    fixed(
        "cejc_slip_state",
        "certification_slip",
        "a slip that is superseded or revoked stays so",
        # Valid once, then superseded or revoked for good, with its reason.
        when=f"{changed('state', 'state_reason', 'state_at')} AND "
        "NOT (OLD.state = 'valid' AND NEW.state IN ('superseded', 'revoked'))",
    ),
    kept("cejc_slip_no_delete", "certification_slip", "a slip is never deleted"),
    fixed(
        "cejc_sequence_forward",
        "certification_slipsequence",
        "numbers of slips are never given twice",
        when="NEW.last < OLD.last OR " + changed("year"),
    ),
    kept("cejc_sequence_no_delete", "certification_slipsequence", "numbers of slips are kept"),
    fixed(
        "cejc_slipaction_decided",
        "certification_slipaction",
        "a proposal stands as it was made, a decision as it was taken",
        when="OLD.state <> 'proposed' OR "
        + changed("slip_id", "kind", "reason", "changes", "proposed_by_id", "proposed_at", "public_id"),
    ),
    kept("cejc_slipaction_no_delete", "certification_slipaction", "a proposal is never deleted"),
    fixed(
        "cejc_notice_frozen",
        "certification_notice",
        "a published notice is immutable",
        when="OLD.state <> 'draft' AND "
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
    ),
    fixed(
        "cejc_notice_state",
        "certification_notice",
        "a notice that is closed or withdrawn stays so",
        when=f"{changed('state')} AND OLD.state <> 'draft' AND "
        "NOT (OLD.state = 'open' AND NEW.state IN ('closed', 'withdrawn'))",
    ),
    kept(
        "cejc_notice_no_delete",
        "certification_notice",
        "a published notice is kept",
        when="OLD.state <> 'draft'",
    ),
    fixed(
        "cejc_entry_frozen",
        "certification_noticeentry",
        "an entry of a published notice is immutable",
        when=f"{PUBLISHED} AND ({changed('snapshot', 'notice_id', 'case_id', 'position', 'public_id')} "
        f"OR (OLD.taken_out_at IS NOT NULL AND {changed('taken_out_at', 'taken_out_reason')}))",
    ),
    kept(
        "cejc_entry_no_delete",
        "certification_noticeentry",
        "an entry of a published notice is kept",
        when=PUBLISHED,
    ),
    fixed(
        "cejc_objection_fixed",
        "certification_objection",
        "an objection stands as it was filed, an answer as it was given",
        when="OLD.state <> 'open' OR "
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
    ),
    kept("cejc_objection_no_delete", "certification_objection", "an objection is never deleted"),
    fixed("cejc_transition_no_update", "certification_transition", "the history of a case is append-only"),
    kept("cejc_transition_no_delete", "certification_transition", "the history of a case is append-only"),
    fixed(
        "cejc_review_no_update",
        "certification_review",
        "a decision stands as it was taken",
        # The decisions of an officer follow their person as slips do.
        when=changed(
            "case_id", "round", "stage", "decision", "reasons", "text", "reviewer_id", "organisation_id", "at"
        )
        + f" OR {leaves('person_id')}",
    ),
    kept("cejc_review_no_delete", "certification_review", "a decision stands as it was taken"),
    fixed(
        "cejc_allotted_forward",
        "certification_allottednumber",
        "a number that was used or voided stays so",
        when=f"OLD.state <> 'stock' OR {changed('allotment_id', 'year', 'sequence')}",
    ),
    kept("cejc_allotted_no_delete", "certification_allottednumber", "every number stays accounted for"),
)
# PostgreSQL can also empty a table at one stroke, past the triggers of its rows.
NO_TRUNCATE = tuple(dict.fromkeys(guard.table for guard in GUARDS))
ALL: tuple[Guard | Count, ...] = (*GUARDS, CASES, SLIPS)
