"""The rules that bind a case: the policy of its application year (R21) and the table of its route."""

from certification.models import Case
from certification.workflow.table import Table, table_for
from credits.engine import Policy, Route
from credits.queries import policy_at


def policy_of(case: Case) -> Policy:
    return policy_at(case.policy, case.policy_sha256)


def route_of(case: Case) -> Route:
    return policy_of(case).routes[case.route]


def table_of(case: Case) -> Table:
    return table_for(route_of(case))
