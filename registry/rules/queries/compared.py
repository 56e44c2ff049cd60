"""What a policy file is held against on its page."""

from cejc.errors import Refused
from credits.engine.bases import Unreadable, written
from credits.engine.loader import PolicyInvalid, read_bytes
from credits.engine.policy import Policy
from credits.kept import stored_base
from registry.rules.models import PolicyFile


def compared_with(row: PolicyFile) -> Policy | None:
    """What the file extends; None where it stands alone or its base cannot be read."""
    try:
        found = written(row.text.encode("utf-8"), stored_base, [])
        if not found.base:
            return None
        text = found.texts[found.base]
        return read_bytes(text.encode("utf-8"), found.base, stored_base)
    except (Unreadable, PolicyInvalid, Refused):
        return None
