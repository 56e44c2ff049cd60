"""What the database itself holds of the audit log: an entry is added, never changed or taken away, and no
entry is without a link or a note that it waits for one."""

from cejc.lib.db.guards import Follow, Guard, fixed, kept

GUARDS: tuple[Guard | Follow, ...] = (
    fixed("cejc_audit_no_update", "registry_auditentry", "audit entries are append-only"),
    kept("cejc_audit_no_delete", "registry_auditentry", "audit entries are append-only"),
    Follow("cejc_audit_waits", "registry_auditentry", "number", "registry_auditwaiting", "entry"),
    fixed("cejc_audit_link_no_update", "registry_auditlink", "links of the audit log are append-only"),
    kept("cejc_audit_link_no_delete", "registry_auditlink", "links of the audit log are append-only"),
    fixed("cejc_audit_point_no_update", "registry_auditcheckpoint", "checkpoints are append-only"),
    kept("cejc_audit_point_no_delete", "registry_auditcheckpoint", "checkpoints are append-only"),
)

# PostgreSQL can also empty a table at one stroke, past the triggers of its rows.
NO_TRUNCATE = ("registry_auditentry", "registry_auditlink", "registry_auditcheckpoint")
