"""What the database itself holds of the audit log: an entry is added, never changed or taken away."""

from cejc.lib.db.guards import Guard, fixed, kept

GUARDS: tuple[Guard, ...] = (
    fixed("cejc_audit_no_update", "registry_auditentry", "audit entries are append-only"),
    kept("cejc_audit_no_delete", "registry_auditentry", "audit entries are append-only"),
)

# PostgreSQL can also empty a table at one stroke, past the triggers of its rows.
NO_TRUNCATE = ("registry_auditentry",)
