"""What the database itself holds of people: what belongs to a person
follows a merge and goes nowhere else."""

from cejc.lib.db.guards import Guard, changed, fixed, kept


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
    # The registers of what was taken away, with whose consent, of what went and of what is held.
    fixed(
        "cejc_export_fixed",
        "registry_export",
        "an export stands as it was registered",
        when=changed("code", "made_by_id", "made_label", "seat_label", "title", "made_at", "request_id")
        + " OR NEW.rows < OLD.rows",
    ),
    kept("cejc_export_kept", "registry_export", "an export stays registered"),
    fixed(
        "cejc_export_request_fixed",
        "registry_exportrequest",
        "what was asked for and decided stands",
        when=changed(
            "owner_id",
            "organisation_id",
            "title",
            "rows",
            "address",
            "kind",
            "file",
            "reason",
            "asked_at",
        )
        + f" OR (OLD.decided_at IS NOT NULL AND {changed('decided_by_id', 'decided_at', 'refusal')})"
        + f" OR (OLD.state IN ('used', 'refused', 'dropped') AND {changed('state')})",
    ),
    kept("cejc_export_request_kept", "registry_exportrequest", "a request stays"),
    fixed(
        "cejc_forgotten_fixed",
        "registry_forgotten",
        "the report of what went only grows",
        when=changed("day", "kind") + " OR NEW.gone < OLD.gone OR (OLD.told AND NOT NEW.told)",
    ),
    kept("cejc_forgotten_kept", "registry_forgotten", "the report of what went stays"),
    fixed(
        "cejc_hold_fixed",
        "registry_hold",
        "a hold stands as it was placed, and is lifted once",
        when=changed("matter_kind", "matter", "matter_label", "reason", "until", "placed_by_id", "placed_at")
        + f" OR {leaves('person_id')}"
        + f" OR (OLD.lifted_at IS NOT NULL AND {changed('lifted_by_id', 'lifted_at', 'lifted_reason')})",
    ),
    kept("cejc_hold_kept", "registry_hold", "a hold stays"),
)
