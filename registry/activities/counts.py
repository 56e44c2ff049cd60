"""How many records wait at each desk: kept by the database, in the statement that changes a record."""

from cejc.lib.db.counting import Count
from registry.enums import Role

UNIT = "(SELECT {column} FROM registry_organisation WHERE id = {{row}}.organisation_id)"
WAITS = "{row}.state IN ('submitted', 'begun') AND {row}.organisation_id IS NOT NULL"
SUPERVISOR = UNIT.format(column="supervisor_id")
PUBLIC_ONLY = "{row}.is_public_subject AND NOT {row}.is_professional_subject"


def _share(role: str, office: str, condition: str) -> tuple[tuple[str, ...], str]:
    of_unit = (UNIT.format(column="route"), f"({SUPERVISOR} IS NOT NULL)", f"({PUBLIC_ONLY})")
    return (f"'{role}'", office, *of_unit), condition


WAITING_RECORDS = Count(
    "cejc_activity_counted",
    "registry_activity",
    "registry_activitycount",
    ("role", "office", "route", "supervised", "public_only"),
    (
        _share(Role.HR, "{row}.organisation_id", WAITS),
        _share(Role.DEPARTMENT, SUPERVISOR, f"{WAITS} AND {PUBLIC_ONLY} AND {SUPERVISOR} IS NOT NULL"),
    ),
)
