"""What the database itself holds of registrations and handbooks: locked years and numbers stand."""

from cejc.lib.db.guards import Guard, changed, fixed, kept
from registry.people.guards import leaves

GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_registration_locked",
        "registry_annualregistration",
        "a locked registration is immutable",
        # Opening it again is a change of state, with a reason and history.
        when=(
            f"OLD.state = 'locked' AND NEW.state = 'locked' "
            f"AND {changed('summary', 'year', 'organisation_id', 'office_id')}"
        ),
    ),
    kept(
        "cejc_registration_no_delete",
        "registry_annualregistration",
        "a registration that was locked once is never deleted",
        when="OLD.locked_at IS NOT NULL",
    ),
    fixed(
        "cejc_handbook_fixed",
        "registry_handbook",
        "the number of a handbook stands",
        when=f"{changed('number', 'year', 'sequence', 'claim_id')} OR NEW.issue < OLD.issue",
    ),
    kept("cejc_handbook_no_delete", "registry_handbook", "a handbook is never deleted"),
    fixed(
        "cejc_handbook_event_no_update",
        "registry_handbookevent",
        "history is append-only",
        when=changed("handbook_id", "kind", "issue", '"on"', "received_by", "reason", "by_id", "at")
        + f" OR {leaves('person_id')}",
    ),
    kept("cejc_handbook_event_no_delete", "registry_handbookevent", "history is append-only"),
    fixed(
        "cejc_handbook_edition_fixed",
        "registry_handbookedition",
        "an edition of a handbook is frozen",
        when=f"{changed('content', 'content_sha256', 'check_code', 'handbook_id', 'edition')} OR "
        f"(OLD.pdf_sha256 <> '' AND {changed('pdf_name', 'pdf_sha256')})",
    ),
    kept(
        "cejc_handbook_edition_no_delete",
        "registry_handbookedition",
        "an edition of a handbook is never deleted",
    ),
)
