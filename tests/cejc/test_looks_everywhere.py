"""Every address × every office: who sees something of one person leaves a row that the person can read.

The rule: a page about one person, every file and every export leave a row for each person in it. Lists of several
people with masked numbers leave none, nor does what anybody may read. Each such address stands below with its
reason; any other that names one of our two people without a row is a fault.
"""

import pytest
from django.db import transaction

from registry.models import Look
from tests.cejc.test_urls import SENT, address, people, shared, table, things, visitor  # noqa: F401  (fixtures)

# Everybody but a stranger and the person whose most things are.
OFFICES = (
    "colleague",
    "hr",
    "department",
    "county",
    "bureau",
    "province",
    "admin",
    "auditor",
    "security",
    "outsider",
    "base",
)
PUBLIC = {
    "certification:public-notice",
    "certification:public-objection-new",
    "certification:verify-slip",
    "registry:handbook-verify-code",
}
# Several people in a row, their numbers masked or not there.
LISTS = {
    "certification:batch",
    "certification:batch-file",  # of the batch: its letter
    "certification:desk",
    "certification:notice",
    "certification:notice-publish",
    "certification:objection-list",
    "certification:recheck-list",
    "certification:slip-list",
    "certification:year-sheet",
    "registry:changes",
    "registry:completions",
    "registry:flags",
    "registry:handbook-claim",
    "registry:handbook-left-out",
    "registry:handbooks",
    "registry:missing-hours",
    "registry:organisation-people",
    "registry:oversight-flags",
    "registry:people",
    "registry:registrations",
    "registry:reminder",
    "registry:review-lane",
    "registry:session",
    "registry:session-results",
    "registry:titles-waiting",
}
# Those who hold an office (experts, deputies, who did what), not their records.
OFFICERS = {
    "registry:accounts",
    "registry:audit",
    "registry:base-home",
    "registry:course-convene",
    "registry:course-review",
    "registry:course-review-replace",
    "registry:cross-review",
    "registry:cross-sample",
    "registry:deputies",
    "registry:experts",
    "registry:export-request",
    "registry:export-request-act",
    "registry:export-requests",
    "registry:export-trace",
    "registry:exports",
    "registry:memberships",
    "registry:seat-request-act",
    "registry:seat-requests",
}
# A login that its owner wants opened again: whose, and nothing of the record.
LOGINS = {"registry:recoveries", "registry:recovery-act"}
# Whose records stay during a dispute, and why: a name, nothing of the record.
HOLDS = {"registry:holds", "registry:hold-lift"}
# The reader's own.
OWN = {"registry:home", "registry:messages"}
NO_RECORD = PUBLIC | LISTS | OFFICERS | LOGINS | HOLDS | OWN


def pages():
    return sorted(name for name, row in table().items() if any(row[role] == "200" for role in OFFICES))


def shown(answer):
    """The text of a page; "" of a file."""
    if answer.streaming:
        b"".join(answer.streaming_content)
        return ""
    return answer.content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""


def unseen(name, role, visitor, people):  # noqa: F811
    """The people named by the page for `role` of whom no look was kept; undone."""
    row = table()[name]
    subjects = (people.person.professional, people.colleague.professional)
    with transaction.atomic():
        ask = getattr(visitor(role), row["method"].lower())
        text = shown(ask(address(name, people.things), SENT.get(name, {})))
        kept = set(Look.objects.values_list("person", flat=True))
        transaction.set_rollback(True)
    own = getattr(people, role).professional_id
    return [one.name for one in subjects if one.name in text and one.pk not in {own, *kept}]


@pytest.mark.parametrize("name", sorted(set(pages()) - NO_RECORD))
def test_whoever_is_named_to_an_office_finds_the_look(name, visitor, things, people):  # noqa: F811
    people.things = things

    assert [
        who for role in OFFICES if table()[name][role] == "200" for who in unseen(name, role, visitor, people)
    ] == []


# What leaves as a file with people in it, and who takes it in this world.
TAKEN = {
    "certification:batch-export": "department",
    "certification:desk-export": "province",
    "certification:slip-file": "hr",
    "certification:year-sheet-export": "hr",
    "registry:changes-export": "hr",
    "registry:completion-export": "province",
    "registry:handbook-claim-xlsx": "department",
    "registry:handbook-pdf": "hr",
    "registry:handbooks-export": "hr",
    "registry:people-export": "hr",
    "registry:registration-export": "hr",
    "registry:registration-file": "hr",
}


@pytest.mark.parametrize(("name", "role"), sorted(TAKEN.items()))
def test_file_leaves_a_look_for_everybody_in_it(name, role, visitor, things):  # noqa: F811
    with transaction.atomic():
        answer = visitor(role).get(address(name, things), SENT.get(name, {}))
        shown(answer)
        kept = Look.objects.count()
        transaction.set_rollback(True)

    assert answer.status_code == 200
    assert kept > 0
