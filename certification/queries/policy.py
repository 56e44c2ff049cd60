"""The rules that bind a case: the policy of its application year (R21) and the table of its route."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from certification.models import Case
from certification.workflow.table import Table, table_for
from credits.engine import Certificate, Policy, Route, certificate_for
from credits.queries import policy_at

# What decides a case's table; cases that agree in all of it share one.
KEYS = ("policy", "policy_sha256", "route", "wanted", "notice_days")


def policy_of(case: Case) -> Policy:
    return policy_at(case.policy, case.policy_sha256)


def route_of(case: Case) -> Route:
    return policy_of(case).routes[case.route]


def table_of(case: Case) -> Table:
    return table_for(route_of(case), wanted_of(case.wanted), case.notice_days)


def certificate_of(case: Case) -> Certificate | None:
    """The document of its own that the city issues at the end of `case`; None where the province-wide slip is
    issued, and where the city issues none."""
    if case.bureau is None or table_of(case).first_of_kind("issue") is not None:
        return None
    return certificate_for(policy_of(case), case.bureau.region, case.title_level)


def wanted_of(text: str) -> tuple[str, ...]:
    """The optional stages of a case, as its column holds them: ids between commas."""
    return tuple(part for part in text.split(",") if part)


def tables_in(rows: QuerySet[Case]) -> Iterator[tuple[Q, Table]]:
    """Every table that cases of `rows` follow, with the filter that finds those cases. One query."""
    for values in rows.order_by().values_list(*KEYS).distinct():
        yield Q(**dict(zip(KEYS, values, strict=True))), table_by(*values)


def table_by(policy: str, sha256: str, route: str, wanted: str, notice_days: int) -> Table:
    """The table that the columns `KEYS` of a case name."""
    return table_for(policy_at(policy, sha256).routes[route], wanted_of(wanted), notice_days)
