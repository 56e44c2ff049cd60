"""What the database itself holds of requests about a person's file: one that has ended stands as it ended."""

from collections.abc import Iterator, Sequence

from cejc.lib.db.guards import Guard, changed, fixed, kept
from registry.people.guards import leaves, resealed


def _ended(
    table: str, *columns: str, sealed: Sequence[str] = (), people: Sequence[str] = ()
) -> Iterator[Guard]:
    listed = changed(
        "state",
        "organisation_id",
        "reason",
        "sha256",
        "asked_by_id",
        "asked_at",
        "first_by_id",
        "first_at",
        "second_by_id",
        "second_at",
        "note",
        "public_id",
        *columns,
    )
    named = [leaves(name) for name in ("professional_id", "first_person_id", "second_person_id", *people)]
    # The file can be taken away (a deletion by law), never exchanged.
    file = f"({changed('stored_name')} AND NEW.stored_name <> '')"
    rest = " OR ".join([listed, file, *named, *(resealed(name) for name in sealed)])
    yield fixed(
        f"cejc_{table}_ended",
        f"registry_{table}",
        "a request that has ended is immutable",
        when=f"OLD.state IN ('done', 'refused', 'withdrawn') AND ({rest})",
    )
    yield kept(f"cejc_{table}_no_delete", f"registry_{table}", "a request is never deleted")


GUARDS: tuple[Guard, ...] = (
    *_ended(
        "identitychange",
        "new_name",
        "new_identity_type",
        "new_identity_masked",
        "old_name",
        "old_identity_type",
        "old_identity_masked",
        sealed=("new_identity_number", "old_identity_number"),
    ),
    *_ended("merge", "moved", people=("duplicate_id",)),
    *_ended("death", "died_on"),
    *_ended("erasure", "erased", "kept", "keep_until"),
)
