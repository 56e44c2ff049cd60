"""The audit log as an auditor finds it: everything linked, and walked from its first entry."""

from registry.machinery.services import audit_linking, audit_whole


def log_faults() -> list[str]:
    audit_linking.link_all()
    return list(audit_whole.faults(audit_whole.Walk()))
