"""What the database itself holds of results and batches (四(五)): what
was reported, frozen or signed stays."""

from cejc.lib.db.guards import Guard, changed, fixed, kept
from registry.training.guards import KEY, root

BATCH = "registry_completionbatch"


def _of_key(column: str, key: str) -> str:
    return f"(SELECT {column} FROM {KEY} WHERE id = NEW.{key})"  # noqa: S608


def _signs_wrongly(part: str) -> str:
    """A signature of `part` (a, b) with another base's or year's key, the other
    part, or by another than its custodian."""
    key, by = f"key_{part}_id", f"signed_{part}_by_id"
    return (
        f"(NEW.{by} IS NOT NULL AND ({_of_key('custodian_id', key)} {{differs}} NEW.{by} OR "
        f"{_of_key('base_id', key)} {{differs}} NEW.base_id OR {_of_key('year', key)} {{differs}} "
        f"NEW.year OR "
        f"{_of_key('part', key)} {{differs}} '{part.upper()}'))"
    )


_ONE_HAND = (
    f"({root('p.person_id')} = {root('q.person_id')} OR p.custodian_id = q.custodian_id OR "
    f"p.holder_id = q.holder_id)"
)
_BOTH = (
    f"EXISTS (SELECT 1 FROM {KEY} p, {KEY} q WHERE p.id = NEW.key_a_id AND q.id = NEW.key_b_id "  # noqa: S608
    f"AND {_ONE_HAND})"
)
_APART = f"{_signs_wrongly('a')} OR {_signs_wrongly('b')} OR (NEW.signed_b_by_id IS NOT NULL AND {_BOTH})"
_COMPROMISED = (
    f"EXISTS (SELECT 1 FROM {KEY} k WHERE k.id IN (OLD.key_a_id, OLD.key_b_id) AND "  # noqa: S608
    f"k.compromised_from IS NOT NULL)"
)
_STEPS = (
    "(OLD.state = 'open' AND NEW.state IN ('open', 'frozen', 'void')) OR "
    "(OLD.state = 'frozen' AND NEW.state IN ('frozen', 'signed_a', 'void')) OR "
    "(OLD.state = 'signed_a' AND NEW.state IN ('signed_a', 'signed', 'void')) OR "
    f"(OLD.state = 'signed' AND (NEW.state = 'signed' OR (NEW.state = 'void' AND {_COMPROMISED}))) OR "
    "(OLD.state = 'void' AND NEW.state = 'void')"
)
_LEAVES = "(SELECT state FROM registry_completionbatch WHERE id = OLD.batch_id) NOT IN ('open', 'void')"
_ENTERS = "(SELECT state FROM registry_completionbatch WHERE id = NEW.batch_id) <> 'open'"


def _signed(part: str) -> str:
    """What one key signed, and when, is not changed any more."""
    columns = changed(f"signature_{part}", f"signed_{part}_by_id", f"signed_{part}_at", f"key_{part}_id")
    return f"(OLD.signed_{part}_by_id IS NOT NULL AND {columns})"


GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_completion_frozen",
        "registry_completion",
        "a reported result is corrected by a new version",
        # It forgets whose number it bore once its person was erased: to a marker, never to a number.
        when=changed(
            "external_id",
            "version",
            "replaces_id",
            "base_id",
            "course_id",
            "session_id",
            "name",
            "identity_type",
            "subject",
            "lines",
            "hours",
            "minutes",
            "passed_on",
            "attributed_year",
            "certificate",
            "reported_at",
        )
        + f" OR ({changed('identity_index')} AND substr(NEW.identity_index, 1, 7) <> 'erased:')",
    ),
    kept("cejc_completion_no_delete", "registry_completion", "a reported result is withdrawn, not deleted"),
    Guard("cejc_batch_apart_new", BATCH, "INSERT", _APART, "key A and key B sign by their own custodians"),
    fixed("cejc_batch_apart", BATCH, "key A and key B sign by their own custodians", when=_APART),
    fixed(
        "cejc_batch_frozen",
        BATCH,
        "a frozen batch stands as it is",
        when="(OLD.state <> 'open' AND "
        + changed(
            "base_id",
            "year",
            "number",
            "manifest",
            "sha256",
            "count",
            "hours",
            "frozen_by_id",
            "frozen_at",
            "key_a_id",
            "key_b_id",
            "public_id",
        )
        + f") OR {_signed('a')} OR {_signed('b')}",
    ),
    fixed("cejc_batch_steps", BATCH, "a batch is frozen, signed with A, then with B", when=f"NOT ({_STEPS})"),
    kept("cejc_batch_no_delete", BATCH, "a batch is voided, not deleted"),
    fixed(
        "cejc_completion_batch_kept",
        "registry_completion",
        "what a frozen batch lists stays in it",
        when=f"{changed('batch_id')} AND ((OLD.batch_id IS NOT NULL AND {_LEAVES}) OR "
        f"(NEW.batch_id IS NOT NULL AND {_ENTERS}))",
    ),
)
