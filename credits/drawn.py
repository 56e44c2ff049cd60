"""What a notice says stands on paper one day: a character that no font at hand draws is found beforehand."""

from cejc.lib.paper import fonts, printing
from credits.engine import Policy
from credits.engine.checks.walk import leaves
from credits.engine.reader import Fault

UNPRINTED = ("examples",)  # on pages alone, where the reader's own fonts draw


def undrawn(policy: Policy) -> tuple[Fault, ...]:
    """Each text of the file with a character that cannot be printed, by its path; none while no fonts were
    made (`can_tell`)."""
    texts = [
        (path, value)
        for path, keys, value in leaves(policy.written.tree)
        if isinstance(value, str) and keys[0] not in UNPRINTED
    ]
    if not printing.fault_of("".join(value for _path, value in texts)):
        return ()
    faults = [Fault(path, said) for path, value in texts if (said := printing.fault_of(value))]
    return tuple(policy.written.places.told(faults))


def can_tell() -> bool:
    """Whether fonts were made, so that it is known what they draw."""
    try:
        fonts.not_covered("")
    except fonts.FontsMissing:
        return False
    return True
