"""What the database itself holds of the dual key (四(五)): keys stand, custodians are apart, what is signed stays."""

from registry.guard import Guard, changed

KEY, BATCH = "registry_platformkey", "registry_completionbatch"


def _root(column: str) -> str:
    """The file into which the person of `column` was merged, else that person."""
    return f"COALESCE((SELECT merged_into_id FROM registry_professional WHERE id = {column}), {column})"  # noqa: S608


# Another part of the same base and year in the hands of the same person, account or organisation, or the same key.
_TOGETHER = (
    f"EXISTS (SELECT 1 FROM {KEY} o WHERE o.base_id = NEW.base_id AND o.year = NEW.year AND o.part <> NEW.part AND "  # noqa: S608
    f"({_root('o.person_id')} = {_root('NEW.person_id')} OR o.custodian_id = NEW.custodian_id OR "
    "o.holder_id = NEW.holder_id OR o.public_key = NEW.public_key))"
)
_STRANGER = "(SELECT professional_id FROM registry_user WHERE id = NEW.custodian_id) {differs} NEW.person_id"


def _of_key(column: str, key: str) -> str:
    return f"(SELECT {column} FROM {KEY} WHERE id = NEW.{key})"  # noqa: S608


def _signs_wrongly(part: str) -> str:
    """A signature of `part` (a, b) with another base's or year's key, the other part, or by another than its custodian."""
    key, by = f"key_{part}_id", f"signed_{part}_by_id"
    return (
        f"(NEW.{by} IS NOT NULL AND ({_of_key('custodian_id', key)} {{differs}} NEW.{by} OR "
        f"{_of_key('base_id', key)} {{differs}} NEW.base_id OR {_of_key('year', key)} {{differs}} NEW.year OR "
        f"{_of_key('part', key)} {{differs}} '{part.upper()}'))"
    )


_ONE_HAND = f"({_root('p.person_id')} = {_root('q.person_id')} OR p.custodian_id = q.custodian_id OR p.holder_id = q.holder_id)"
_BOTH = f"EXISTS (SELECT 1 FROM {KEY} p, {KEY} q WHERE p.id = NEW.key_a_id AND q.id = NEW.key_b_id AND {_ONE_HAND})"  # noqa: S608
_APART = f"{_signs_wrongly('a')} OR {_signs_wrongly('b')} OR (NEW.signed_b_by_id IS NOT NULL AND {_BOTH})"
_COMPROMISED = f"EXISTS (SELECT 1 FROM {KEY} k WHERE k.id IN (OLD.key_a_id, OLD.key_b_id) AND k.compromised_from IS NOT NULL)"  # noqa: S608
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


DUAL_KEY = (
    Guard(
        "cejc_platform_key_apart",
        KEY,
        "INSERT",
        f"{_TOGETHER} OR {_STRANGER}",
        "key A and key B of a platform are never in one hand",
    ),
    Guard(
        "cejc_platform_key_fixed",
        KEY,
        "UPDATE",
        changed(
            "base_id",
            "year",
            "part",
            "serial",
            "algorithm",
            "public_key",
            "fingerprint",
            "custodian_id",
            "person_id",
            "holder_id",
            "deposited_at",
            "public_id",
        )
        + " OR (OLD.state <> 'active' AND NEW.state NOT IN (OLD.state, 'compromised'))"
        + " OR (OLD.compromised_from IS NOT NULL AND "
        "(NEW.compromised_from IS NULL OR NEW.compromised_from > OLD.compromised_from))"
        + " OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at > OLD.ended_at))",
        "a key stands as it was deposited",
    ),
    Guard("cejc_platform_key_no_delete", KEY, "DELETE", None, "a key is never deleted"),
    Guard("cejc_batch_apart_new", BATCH, "INSERT", _APART, "key A and key B sign by their own custodians"),
    Guard("cejc_batch_apart", BATCH, "UPDATE", _APART, "key A and key B sign by their own custodians"),
    Guard(
        "cejc_batch_frozen",
        BATCH,
        "UPDATE",
        "(OLD.state <> 'open' AND "
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
        "a frozen batch stands as it is",
    ),
    Guard(
        "cejc_batch_steps",
        BATCH,
        "UPDATE",
        f"NOT ({_STEPS})",
        "a batch is frozen, signed with A, then with B",
    ),
    Guard("cejc_batch_no_delete", BATCH, "DELETE", None, "a batch is voided, not deleted"),
    Guard(
        "cejc_completion_batch_kept",
        "registry_completion",
        "UPDATE",
        f"{changed('batch_id')} AND ((OLD.batch_id IS NOT NULL AND {_LEAVES}) OR "
        f"(NEW.batch_id IS NOT NULL AND {_ENTERS}))",
        "what a frozen batch lists stays in it",
    ),
)
