"""Every move that the table allows has its button: for each state × acting role of every route, the page that
the desk leads to holds the form of each allowed move, or a link to the page that holds it."""

import re
from html import unescape

import pytest
from django.urls import resolve, reverse

from certification.models import Case, Objection, Transition
from certification.permissions import may
from certification.permissions_objection import why_not_answer
from certification.queries.policy import table_of
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.workflow.table import ENDED, PORTAL
from registry.enums import Route
from registry.models import User
from tests.certification import ways
from tests.certification.rows import object_to, on
from tests.certification.stages import open_case

pytestmark = pytest.mark.django_db
# The address that a move is posted to, by the verb. Acts on many are made on
# their own pages: one person is one of a list.
ADDRESSES = {
    "submit": ("case-submit",),
    "resume": ("case-resume",),
    "withdraw": ("case-withdraw",),
    "cancel": ("case-cancel",),
    "begin": ("case-begin",),
    "pass": ("case-pass",),
    "return": ("case-return",),
    "undo": ("case-undo",),
    "publish": ("notice-publish", "notice-new"),
    "retract": ("notice-withdraw",),
    "uphold": ("objection-answer",),
    "strike": ("notice-strike",),
    "file": ("batch-file", "batch-new"),
    "issue": ("issue",),
    "record": ("record",),
}
SENIOR, BASIC = "senior_associate", "intermediate"
ROUTES = [
    (Route.PROVINCIAL, SENIOR),
    (Route.UNIVERSITY, SENIOR),
    (Route.CITY, SENIOR),
    (Route.LOCAL, SENIOR),
    (Route.CENTRAL, SENIOR),
    (Route.PROVINCIAL, BASIC),
    (Route.UNIVERSITY, BASIC),
    (Route.CITY, BASIC),
    (Route.LOCAL, BASIC),
]
MOMENT = "2020-08-20 09:00"


@pytest.mark.parametrize(("route", "level"), ROUTES)
def test_each_allowed_move_is_found_from_the_desk(client, route, level):
    with on(MOMENT):
        people = ways.cast(route)
        ways.settle(people, county_review=True, notice=True)
        case = open_case(people.person, title_level=level)
        lacking = []
        for state in table_of(case).states:
            # The basic routes share all their pages with the senior ones, but for the record of the result.
            if state not in ENDED and (level == SENIOR or state.startswith("record")):
                case = _at(case, state, people)
                lacking += _lacking(client, case, people)

    assert not lacking


def _at(case: Case, state: str, people) -> Case:
    """The case put at `state`, with the notice on the wall where the
    state says so, and an objection to it."""
    submitted = None if state == "draft" else case.created_at
    values = {
        "submitted_at": submitted,
        "round": 1,
        "reached_province": True,
        "state": state.removesuffix(".open"),
    }
    Case.objects.filter(pk=case.pk).update(**values)
    case = Case.objects.get(pk=case.pk)
    if state.endswith(".open"):
        hr = people.officers["employer"][0]
        made = drafts.compose_notice(
            actor=hr, organisation=people.home, cases=[case], title="公示", contact="组织人事部"
        )
        notices.publish_notice(actor=hr, notice=made)
        object_to(made.entries.get())
        case.refresh_from_db()
    return case


def _lacking(client, case: Case, people) -> list[str]:
    """The moves whose form nobody finds: state, login, action."""
    found = []
    officers = {user.pk: user for of_office in people.officers.values() for user in of_office[:1]}
    for user in (people.person, *officers.values()):
        fresh = User.objects.get(pk=user.pk)
        moves = [one for one in table_of(case).legal(case.state) if one.office != PORTAL]
        passed = next((one for one in moves if one.own_within), None)
        if passed and may_seat(fresh, case, passed):
            _note_pass(case, fresh, passed)
        wanted = [move for move in moves if may(fresh, case, move) and _now(fresh, case, move)]
        if wanted:
            client.force_login(fresh)
            forms = _forms(client, case, own=user == people.person)
            found += [
                f"{case.state} {user}: {m.action}" for m in wanted if not set(ADDRESSES[m.verb]) & forms
            ]
    return found


def _now(user: User, case: Case, move) -> bool:
    """An objection is upheld by whoever may answer it, which is narrower than the table (C9)."""
    if move.verb != "uphold":
        return True
    row = Objection.objects.visible_to(user).filter(entry__case=case).first()
    return row is not None and not why_not_answer(user, row)


def may_seat(user: User, case: Case, move) -> bool:
    """Does the user hold the stage's office, so that the pass can have been his?"""
    return may(user, case, table_of(case).move(f"{move.stage}.pass"))


def _note_pass(case: Case, user: User, move) -> None:
    Transition.objects.create(
        case=case,
        action=f"{move.stage}.pass",
        from_state=f"{move.stage}.begun",
        to_state=case.state,
        actor=str(user.public_id),
        actor_label=str(user),
    )


def _forms(client, case: Case, *, own: bool) -> set[str]:
    """Names of the addresses that forms post to: on the page that desk
    or list leads to, and one link further."""
    first = _page(client, case, own)
    found = _posts(client.get(first).content.decode(), first)
    for address in sorted(_links(client.get(first).content.decode(), case)):
        found |= _posts(client.get(address).content.decode(), address)
    return found


def _page(client, case: Case, own: bool) -> str:
    """The address by which the case is listed for the reader."""
    ours = (
        reverse("certification:case", args=[case.public_id]),
        reverse("certification:lane-item", args=[case.public_id]),
    )
    lists = (
        [reverse("certification:case-list")]
        if own
        else [f"{reverse('certification:desk')}?part={part}" for part in ("mine", "going")]
    )
    for address in lists:
        listed = client.get(address).content.decode()
        for one in ours:
            if f'href="{one}"' in listed:
                return one
    raise AssertionError(f"{case.state}: not listed")


WAYS = ("/lane/", "/office/", "/batches/", "/records/", "/slips/issue/", "/cases/")


def _links(page: str, case: Case) -> set[str]:
    """What the main part of the page links to, among the pages on which moves are made."""
    main = page.partition("<main")[2].partition("</main>")[0]
    found = {unescape(one).partition("?")[0] for one in re.findall(r'href="(/[^"]*)"', main)}
    skipped = ("/evidence/", "/exemption/", "/prior/", "/file/")
    return {one for one in found if one.startswith(WAYS) and not any(part in one for part in skipped)}


def _posts(page: str, address: str) -> set[str]:
    found = set()
    for attributes in re.findall(r"<form([^>]*)>", page):
        if 'method="post"' in attributes:
            action = re.search(r'action="([^"]*)"', attributes)
            target = unescape(action.group(1)) if action and action.group(1) else address
            found.add(resolve(target.partition("?")[0]).url_name or "")
    return found
