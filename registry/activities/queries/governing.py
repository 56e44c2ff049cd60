"""Which policy a record is read by: of those that count its person's hours, the first that knows its kind."""

from credits.engine.also import own_kinds
from credits.engine.policy import Policy
from credits.governing import Governing
from registry.activities.models import Activity
from registry.people.models import Professional
from registry.people.queries.governing import governing_of


def policy_of_activity(activity: Activity) -> Policy:
    """The policy whose form, papers and rule a record has. Its hours may count under others too."""
    return policy_of_kind(activity.professional, activity.kind)


def policy_of_kind(person: Professional, kind: str) -> Policy:
    """Of the policies that count a person's hours the first that knows `kind`; where none does, the one that
    governs."""
    return knowing(governing_of(person), kind)


def counts(policy: Policy, kind: str) -> bool:
    """Whether `policy` gives hours, or says why none, for records of `kind`: its own, or one that it takes up
    from another policy."""
    return bool(own_kinds(policy, kind))


def awaits_approval(policy: Policy, kind: str) -> bool:
    """Whether hours of some records of `kind` count under `policy` only once somebody has approved them."""
    own = own_kinds(policy, kind)
    return any(rule.approval for one in own for rule in policy.rules_by_kind[one])


def knowing(found: Governing, kind: str) -> Policy:
    return next((policy for policy in found.policies if kind in policy.kinds), found.policy)
