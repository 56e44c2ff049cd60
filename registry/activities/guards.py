"""What the database itself holds of activities: what was submitted stays, what was approved stands."""

from cejc.lib.guards import Guard, changed, fixed, kept
from registry.people.guards import leaves

APPROVED = "OLD.state = 'approved'"
OF_APPROVED = "(SELECT state FROM registry_activity WHERE id = OLD.activity_id) = 'approved'"
SUBMITTED_ONCE = "(SELECT version FROM registry_activity WHERE id = OLD.activity_id) > 0"

GUARDS: tuple[Guard, ...] = (
    Guard(
        "cejc_activity_approved",
        "registry_activity",
        "UPDATE",
        # The state alone may change (a later decision may take an approval back, with history), and the
        # person whom it follows into the file that another one was merged into.
        f"{APPROVED} AND ({changed('facts', 'kind', 'title', 'version')} OR {leaves('professional_id')})",
        "an approved activity is immutable",
    ),
    Guard(
        "cejc_activity_no_delete",
        "registry_activity",
        "DELETE",
        "OLD.version > 0",
        "an activity that was submitted once is never deleted",
    ),
    fixed("cejc_version_no_update", "registry_activityversion", "a submission is kept as it was"),
    kept("cejc_version_no_delete", "registry_activityversion", "a submission is kept as it was"),
    Guard(
        "cejc_award_no_update",
        "registry_award",
        "UPDATE",
        f"{OF_APPROVED} AND ("
        + changed(
            "activity_id",
            "year",
            "subject",
            "hours",
            "deemed",
            "clause",
            "rule",
            "why",
            "policy",
            "policy_sha256",
        )
        + f" OR {leaves('professional_id')})",
        "awards of an approved activity stand",
    ),
    Guard(
        "cejc_award_no_delete",
        "registry_award",
        "DELETE",
        OF_APPROVED,
        "awards of an approved activity stand",
    ),
    Guard(
        "cejc_evidence_fixed",
        "registry_evidence",
        "UPDATE",
        changed("sha256", "stored_name", "activity_id", "document_kind"),
        "an evidence file is replaced by a new version, never changed",
    ),
    Guard(
        "cejc_evidence_no_delete",
        "registry_evidence",
        "DELETE",
        SUBMITTED_ONCE,
        "evidence of a submitted activity is never deleted",
    ),
)

NO_TRUNCATE = ("registry_activityversion", "registry_evidence", "registry_award")
