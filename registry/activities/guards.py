"""What the database itself holds of activities: what was submitted stays, what was approved stands."""

from cejc.lib.db.guards import Guard, changed, fixed, kept
from registry.activities.counts import WAITING_RECORDS
from registry.people.guards import leaves

OF_APPROVED = "(SELECT state FROM registry_activity WHERE id = OLD.activity_id) = 'approved'"
SUBMITTED_ONCE = "(SELECT version FROM registry_activity WHERE id = OLD.activity_id) > 0"

GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_activity_approved",
        "registry_activity",
        "an approved activity is immutable",
        # The state alone may change (a later decision may take an approval back, with history), and the
        # person whom it follows into the file that another one was merged into.
        when=f"OLD.state = 'approved' AND ({changed('facts', 'kind', 'title', 'version')} "
        f"OR {leaves('professional_id')})",
    ),
    kept(
        "cejc_activity_no_delete",
        "registry_activity",
        "an activity that was submitted once is never deleted",
        when="OLD.version > 0",
    ),
    fixed("cejc_version_no_update", "registry_activityversion", "a submission is kept as it was"),
    kept("cejc_version_no_delete", "registry_activityversion", "a submission is kept as it was"),
    fixed(
        "cejc_award_no_update",
        "registry_award",
        "awards of an approved activity stand",
        when=f"{OF_APPROVED} AND ("
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
    ),
    kept("cejc_award_no_delete", "registry_award", "awards of an approved activity stand", when=OF_APPROVED),
    fixed(
        "cejc_evidence_fixed",
        "registry_evidence",
        "an evidence file is replaced by a new version, never changed",
        when=changed("sha256", "stored_name", "activity_id", "document_kind"),
    ),
    kept(
        "cejc_evidence_no_delete",
        "registry_evidence",
        "evidence of a submitted activity is never deleted",
        when=SUBMITTED_ONCE,
    ),
)

NO_TRUNCATE = ("registry_activityversion", "registry_evidence", "registry_award")
COUNT = WAITING_RECORDS
