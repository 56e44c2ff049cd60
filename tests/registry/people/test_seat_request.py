"""Roles are asked for by one and confirmed by another: no one of administrator, security officer and auditor can
raise a right and use it."""

from itertools import product

import pytest
from django.urls import reverse

from cejc.errors import Refused, Stale
from registry.enums import Role
from registry.models import AuditEntry, Membership, Message, SeatRequest, User
from registry.people.services import membership, seat_request
from tests import factories
from tests.outcome import outcome

THREE = ("admin", "sam", "audrey")


@pytest.fixture
def three(admin, sam, audrey):
    return {"admin": admin, "sam": sam, "audrey": audrey}


@pytest.fixture
def asked(admin, sam, audrey, alice, employer):
    return seat_request.ask(actor=admin, user=alice, organisation=employer, role=Role.HR)


def page(login, user):
    return login(user).get(reverse("registry:seat-requests"))


def act(login, user, row, action, **data):
    return login(user).post(reverse("registry:seat-request-act", args=[row.public_id, action]), data)


def holds(user, role):
    return User.objects.get(pk=user.pk).has_role(role)


@pytest.mark.parametrize(("asks", "confirms"), list(product(THREE, THREE)))
def test_every_pair_of_the_three(three, alice, employer, asks, confirms):
    def raised():
        row = seat_request.ask(actor=three[asks], user=alice, organisation=employer, role=Role.HR)
        seat_request.grant(actor=three[confirms], row=row)

    if (asks, confirms) == ("admin", "sam"):
        raised()
    else:
        with pytest.raises(Refused):
            raised()

    assert holds(alice, Role.HR) is ((asks, confirms) == ("admin", "sam"))


@pytest.mark.parametrize(("one", "role"), list(product(THREE, (Role.ADMIN, Role.SECURITY, Role.AUDITOR))))
def test_none_of_the_three_gets_a_second_of_their_roles(three, admin, world, one, role):
    factories.admin_of(world.province, "adele", "安德")
    asker = User.objects.get(username="adele")
    before = Membership.objects.count()

    with pytest.raises(Refused):
        seat_request.ask(actor=asker, user=three[one], organisation=world.province, role=role)

    assert Membership.objects.count() == before


@pytest.mark.parametrize("one", THREE)
def test_nobody_of_the_three_gets_a_role_by_own_act(three, world, one):
    """Whatever part the one plays: asking for oneself, or confirming what was asked for oneself."""
    person, second = three[one], factories.admin_of(world.province, "adele", "安德")
    with pytest.raises(Refused):
        seat_request.ask(actor=person, user=person, organisation=world.province, role=Role.PROVINCE)
    row = seat_request.ask(actor=second, user=person, organisation=world.province, role=Role.PROVINCE)

    with pytest.raises(Refused):
        seat_request.grant(actor=person, row=row)

    assert not holds(person, Role.PROVINCE)


def test_second_login_of_the_asker_does_not_confirm(admin, sam, alice, employer, world):
    second = factories.make_user("second", professional=admin.professional)
    factories.make_membership(second, world.province, Role.SECURITY)
    row = seat_request.ask(actor=admin, user=alice, organisation=employer, role=Role.HR)

    with pytest.raises(Refused, match="本人提出的申请"):
        seat_request.grant(actor=second, row=row)

    assert not holds(alice, Role.HR)


def test_login_that_nobody_has_entered_yet_is_not_confirmed(admin, sam, employer):
    fresh = factories.employee_of(employer, "fresh", must_change_password=True)
    row = seat_request.ask(actor=admin, user=fresh, organisation=employer, role=Role.HR)

    with pytest.raises(Refused, match="初始密码"):
        seat_request.grant(actor=sam, row=row)

    assert not holds(fresh, Role.HR)


def test_first_security_officer_is_confirmed_by_an_auditor(admin, audrey, alice, world):
    row = seat_request.ask(actor=admin, user=alice, organisation=world.province, role=Role.SECURITY)
    assert Message.objects.filter(recipient=audrey, kind="seat_asked").exists()

    seat_request.grant(actor=audrey, row=row)

    assert holds(alice, Role.SECURITY)


def test_auditor_confirms_no_second_security_officer(admin, sam, audrey, alice, world):
    row = seat_request.ask(actor=admin, user=alice, organisation=world.province, role=Role.SECURITY)

    with pytest.raises(Refused, match="安全管理员"):
        seat_request.grant(actor=audrey, row=row)

    assert not holds(alice, Role.SECURITY)


def test_without_security_officer_other_roles_wait(admin, audrey, alice, employer):
    row = seat_request.ask(actor=admin, user=alice, organisation=employer, role=Role.HR)

    with pytest.raises(Refused, match="安全管理员"):
        seat_request.grant(actor=audrey, row=row)


def test_asked_twice_is_refused(asked, admin, alice, employer):
    with pytest.raises(Refused, match="正在等待安全管理员确认"):
        seat_request.ask(actor=admin, user=alice, organisation=employer, role=Role.HR)


def test_confirmed_by_the_page_is_told_and_on_record(login, asked, sam, alice):
    assert Message.objects.get(recipient=sam, kind="seat_asked").link == reverse("registry:seat-requests")

    outcome(
        act(login, sam, asked, "grant"),
        "已授予欧阳晓𬱖角色，已通知本人。",
        lambda: (
            holds(alice, Role.HR)
            and Message.objects.filter(recipient=alice, kind="membership_granted").exists()
        ),
    )
    assert AuditEntry.objects.get(action="membership.granted").actor_label.startswith("石安")
    assert AuditEntry.objects.filter(action="seat_request.granted").count() == 1


def test_refused_by_the_page_is_told_to_the_asker(login, asked, sam, admin, alice):
    outcome(
        act(login, sam, asked, "refuse", reason="岗位不符"),
        "已退回角色申请，已通知申请人。",
        lambda: SeatRequest.objects.get().state == "refused" and not holds(alice, Role.HR),
    )
    assert "岗位不符" in Message.objects.get(recipient=admin, kind="seat_refused").body


def test_withdrawn_by_the_page(login, asked, admin):
    outcome(
        act(login, admin, asked, "withdraw"),
        "已撤回角色申请。",
        lambda: SeatRequest.objects.get().state == "withdrawn",
    )


def test_decided_once(asked, sam, alice):
    seat_request.grant(actor=sam, row=asked)

    with pytest.raises(Stale):
        seat_request.grant(actor=sam, row=asked)

    assert Membership.objects.filter(user=alice, role=Role.HR).count() == 1


@pytest.mark.parametrize(
    ("who", "action"), [("admin", "grant"), ("audrey", "grant"), ("audrey", "refuse"), ("sam", "withdraw")]
)
def test_decision_of_another_does_not_exist(login, asked, three, who, action):
    assert act(login, three[who], asked, action, reason="x").status_code == 404
    assert SeatRequest.objects.get().state == "asked"


@pytest.mark.parametrize("who", ["alice", "bob", "petra", "dora"])
def test_page_is_for_the_three_alone(request, login, asked, who):
    assert page(login, request.getfixturevalue(who)).status_code == 404


OPEN = {"registry:seat-requests", "registry:account", "registry:devices", "registry:messages"}
SHUT = (
    "accounts",
    "memberships",
    "organisations",
    "audit",
    "jobs",
    "people",
    "account-add",
    "completions",
    "bases",
)


@pytest.mark.parametrize("name", [*sorted(OPEN), *(f"registry:{name}" for name in SHUT)])
def test_security_officer_sees_requests_and_nothing_of_others(login, sam, name):
    answer = login(sam).get(reverse(name))

    assert answer.status_code == (200 if name in OPEN else 404)


def test_security_officer_begins_with_the_requests(login, sam):
    assert login(sam).get("/").url == reverse("registry:seat-requests")


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_however_many_wait(login, admin, sam, employer, rows, django_assert_num_queries):
    for number in range(rows):
        user = factories.employee_of(employer, f"clerk{number}")
        seat_request.ask(actor=admin, user=user, organisation=employer, role=Role.HR)
        other = factories.employee_of(employer, f"done{number}")
        seat_request.grant(
            actor=sam, row=seat_request.ask(actor=admin, user=other, organisation=employer, role=Role.HR)
        )
    client = login(sam)
    client.get(reverse("registry:seat-requests"))

    with django_assert_num_queries(9):
        client.get(reverse("registry:seat-requests"))


def test_ended_role_needs_one_officer_alone(admin, bob):
    membership.end(actor=admin, membership=bob.memberships.get(), reason="调离")

    assert not holds(bob, Role.HR)
