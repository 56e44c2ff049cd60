"""What the database itself holds of registrations and handbooks: locked years and numbers stand."""

from cejc.lib.guards import Guard, changed, kept
from registry.people.guards import leaves

GUARDS: tuple[Guard, ...] = (
    Guard(
        "cejc_registration_locked",
        "registry_annualregistration",
        "UPDATE",
        # Opening it again is a change of state, with a reason and history.
        (
            f"OLD.state = 'locked' AND NEW.state = 'locked' "
            f"AND {changed('summary', 'year', 'organisation_id', 'office_id')}"
        ),
        "a locked registration is immutable",
    ),
    Guard(
        "cejc_registration_no_delete",
        "registry_annualregistration",
        "DELETE",
        "OLD.locked_at IS NOT NULL",
        "a registration that was locked once is never deleted",
    ),
    Guard(
        "cejc_handbook_fixed",
        "registry_handbook",
        "UPDATE",
        f"{changed('number', 'year', 'sequence', 'claim_id')} OR NEW.issue < OLD.issue",
        "the number of a handbook stands",
    ),
    kept("cejc_handbook_no_delete", "registry_handbook", "a handbook is never deleted"),
    Guard(
        "cejc_handbook_event_no_update",
        "registry_handbookevent",
        "UPDATE",
        changed("handbook_id", "kind", "issue", '"on"', "received_by", "reason", "by_id", "at")
        + f" OR {leaves('person_id')}",
        "history is append-only",
    ),
    kept("cejc_handbook_event_no_delete", "registry_handbookevent", "history is append-only"),
    Guard(
        "cejc_handbook_edition_fixed",
        "registry_handbookedition",
        "UPDATE",
        f"{changed('content', 'content_sha256', 'check_code', 'handbook_id', 'edition')} OR "
        f"(OLD.pdf_sha256 <> '' AND {changed('pdf_name', 'pdf_sha256')})",
        "an edition of a handbook is frozen",
    ),
    kept(
        "cejc_handbook_edition_no_delete",
        "registry_handbookedition",
        "an edition of a handbook is never deleted",
    ),
)
