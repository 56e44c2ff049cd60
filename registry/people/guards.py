"""What the database itself holds of people: what belongs to a person
follows a merge and goes nowhere else."""

from cejc.lib.db.guards import Guard, changed, fixed


def leaves(column: str) -> str:
    """The condition that `column` is to name another person than the one into whom its person was merged."""
    kept = f"(SELECT merged_into_id FROM registry_professional WHERE id = OLD.{column})"  # noqa: S608 (a name of ours)
    return f"({changed(column)} AND COALESCE({kept}, 0) {{differs}} NEW.{column})"


def resealed(column: str) -> str:
    """The condition that a sealed `column` is to change otherwise than by a new key (whose
    name its head holds) or by being emptied."""
    same_key = f"(OLD.{column} = '' OR substr(NEW.{column}, 1, 18) = substr(OLD.{column}, 1, 18))"
    return f"(NEW.{column} <> OLD.{column} AND NEW.{column} <> '' AND {same_key})"


# Of a look only its number and its last moment grow, and its address is erased in time; old rows are pruned.
GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_look_fixed",
        "registry_look",
        "who looked at whom stands as it was written",
        when=changed(
            "viewer_id",
            "viewer_label",
            "seat",
            "seat_label",
            "person_id",
            "way",
            "kind",
            "matter_kind",
            "matter",
            "matter_label",
            "reason",
            "at",
            "slot",
        )
        + f" OR NEW.count < OLD.count OR (NEW.address <> '' AND {changed('address')})",
    ),
)
