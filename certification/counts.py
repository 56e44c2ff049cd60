"""How the desks' counters follow the cases: by the database, in the statement that changes a case.

A case stands on the desk of its unit, of each office above it and, once it has reached it, of the
province: as certification.queries.desk shows it to the seats there.
"""

from cejc.lib.db.guards import Count
from certification.queries.policy import KEYS
from registry.enums import SUPERVISING, Role

PROVINCE = 0  # where there is one office for all
SUBMITTED = "{row}.submitted_at IS NOT NULL"
# An office sees what is below it: a unit that was moved elsewhere has taken its cases along.
BELOW = (
    "EXISTS (SELECT 1 FROM registry_organisation above, registry_organisation below "
    "WHERE above.id = {row}.{office}_id AND below.id = {row}.organisation_id "
    "AND substr(below.path, 1, length(above.path)) = above.path)"
)


def _share(role: str, office: str, condition: str) -> tuple[tuple[str, ...], str]:
    kept = tuple(f"{{row}}.{name}" for name in (*KEYS, "state"))
    return (f"'{role}'", office, *kept), f"{SUBMITTED} AND {condition}"


CASES = Count(
    "cejc_case_counted",
    "certification_case",
    "certification_casecount",
    ("role", "office", *KEYS, "state"),
    (
        _share(Role.HR, "{row}.organisation_id", "{row}.organisation_id IS NOT NULL"),
        *(_share(role, f"{{row}}.{role}_id", BELOW.replace("{office}", role)) for role in SUPERVISING),
        _share(Role.PROVINCE, str(PROVINCE), "{row}.reached_province"),
    ),
)
OF_CASE = "(SELECT {column} FROM certification_case WHERE id = {{row}}.case_id)"


def _slip_share(role: str, column: str) -> tuple[tuple[str, ...], str]:
    """As Slip.objects.visible_to shows them: of the cases that the office carried."""
    office = OF_CASE.format(column=column)
    return (f"'{role}'", office), f"{office} IS NOT NULL"


SLIPS = Count(
    "cejc_slip_counted",
    "certification_slip",
    "certification_slipcount",
    ("role", "office"),
    (
        _slip_share(Role.HR, "organisation_id"),
        *(_slip_share(role, f"{role}_id") for role in SUPERVISING),
        ((f"'{Role.PROVINCE}'", str(PROVINCE)), "{row}.case_id IS NOT NULL"),
    ),
)
