"""What the database itself holds of the public log: a leaf gets its place once, and nothing is taken away."""

from cejc.lib.db.guards import Guard, changed, fixed, kept

_SAID = changed("key", "act", "day", "noun", "subject", "salt", "facts", "digest")

GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_log_leaf_fixed",
        "registry_logleaf",
        "a leaf of the public log is immutable, and is placed once",
        when=f"{_SAID} OR (OLD.place IS NOT NULL AND {changed('place', 'placed_at')})",
    ),
    kept("cejc_log_leaf_no_delete", "registry_logleaf", "the public log only grows"),
    fixed(
        "cejc_log_head_forward",
        "registry_loghead",
        "the public log only grows",
        when="NEW.size < OLD.size OR " + changed("folder"),
    ),
    kept("cejc_log_head_no_delete", "registry_loghead", "the public log only grows"),
    fixed("cejc_log_point_no_update", "registry_logcheckpoint", "checkpoints are append-only"),
    kept("cejc_log_point_no_delete", "registry_logcheckpoint", "checkpoints are append-only"),
    fixed("cejc_log_cosigned_no_update", "registry_logcosignature", "co-signatures are append-only"),
    kept("cejc_log_cosigned_no_delete", "registry_logcosignature", "co-signatures are append-only"),
)
NO_TRUNCATE = ("registry_logleaf", "registry_logcheckpoint", "registry_logcosignature")
