"""Which policy a record is read by: of those that count its person's hours, the first that knows its kind."""

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
    """Whether `policy` gives hours, or says why none, for records of `kind`."""
    return kind in policy.kinds


def knowing(found: Governing, kind: str) -> Policy:
    return next((policy for policy in found.policies if kind in policy.kinds), found.policy)
