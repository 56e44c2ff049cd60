"""The tree of units and the roles at them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from registry.enums import OrganisationKind, Role
from registry.models import AuditEntry, Membership, Message, Organisation, User
from registry.people.services import membership, organisation, seat_request
from tests.factories import credit_code, employee_of, make_employer, make_user


def parents_equal_supervisors():
    for unit in Organisation.objects.all():
        parent = Organisation.objects.get_parent(unit)
        if (parent.pk if parent else None) != unit.supervisor_id:
            return False
    return True


def test_created_unit_stands_under_its_supervisor(admin, world):
    unit = organisation.create(
        actor=admin,
        name="湖南省水文局",
        credit_code=credit_code(900),
        supervisor=world.department,
        kind="employer",
    )

    assert Organisation.objects.get_parent(unit) == world.department
    assert parents_equal_supervisors()


def test_moved_unit_takes_those_under_it_along(admin, world):
    below = make_employer("水电院测量队", parent=Organisation.objects.get(pk=world.employer.pk))

    organisation.move(
        actor=admin, organisation=world.employer, supervisor=world.other_department, reason="机构改革"
    )

    moved = Organisation.objects.get(pk=below.pk)
    assert moved.path.startswith(Organisation.objects.get(pk=world.other_department.pk).path)
    assert parents_equal_supervisors()


def test_moved_unit_is_seen_by_the_new_department_only(admin, world, dora):
    organisation.move(
        actor=admin, organisation=world.employer, supervisor=world.other_department, reason="机构改革"
    )

    assert world.employer not in Organisation.objects.visible_to(User.objects.get(pk=dora.pk))


def test_move_to_the_root_and_back(admin, world):
    unit = organisation.move(actor=admin, organisation=world.employer, supervisor=None, reason="划转")
    assert unit.depth == 1
    assert parents_equal_supervisors()

    organisation.move(actor=admin, organisation=unit, supervisor=world.department, reason="划回")
    assert parents_equal_supervisors()


def test_move_refused_under_itself(admin, world):
    with pytest.raises(Refused, match="下属机构之下"):
        organisation.move(actor=admin, organisation=world.department, supervisor=world.employer, reason="试")
    assert parents_equal_supervisors()


def test_create_refused_for_a_wrong_credit_code(admin):
    with pytest.raises(Refused, match="校验位"):
        organisation.create(actor=admin, name="假单位", credit_code="124300000000000010", kind="employer")


def test_create_refused_for_a_code_in_use(admin, world):
    with pytest.raises(Refused, match="已登记在另一个机构"):
        organisation.create(
            actor=admin, name="同码单位", credit_code=world.employer.credit_code, kind="employer"
        )


def test_create_refused_to_anyone_but_an_administrator(petra):
    with pytest.raises(Refused):
        organisation.create(actor=petra, name="单位", credit_code=credit_code(901), kind="employer")


def test_department_sees_its_units_with_people_counts(login, dora, alice, bob, charlie):
    page = login(dora).get("/organisations/")

    rows = {unit.name: unit.people_count for unit in page.context["page"]}
    assert rows == {"湖南省水利厅": 0, "湖南省水利水电勘测设计院": 2}


def test_department_gets_404_for_another_departments_unit(login, dora, world):
    client = login(dora)

    for name in ("organisation", "organisation-people"):
        assert (
            client.get(reverse(f"registry:{name}", args=[world.other_employer.public_id])).status_code == 404
        )


def test_department_cannot_edit_its_units(login, dora, world):
    client = login(dora)

    for name in ("organisation-edit", "organisation-move"):
        assert client.get(reverse(f"registry:{name}", args=[world.employer.public_id])).status_code == 404


def test_editing_by_the_form(login, admin, world):
    client = login(admin)
    address = reverse("registry:organisation-edit", args=[world.employer.public_id])
    initial = client.get(address).context["form"].initial

    client.post(
        address, {key: value or "" for key, value in initial.items()} | {"contact": "人事处 0731-1234567"}
    )

    world.employer.refresh_from_db()
    assert world.employer.contact == "人事处 0731-1234567"
    entry = AuditEntry.objects.get(action="organisation.updated")
    assert set(entry.after) == {"contact"}


def test_granted_role_is_in_force_and_told(world, alice):
    membership.grant(user=alice, organisation=world.employer, role=Role.HR)

    assert User.objects.get(pk=alice.pk).has_role(Role.HR)
    assert Message.objects.filter(recipient=alice, kind="membership_granted").count() == 1


def test_grant_refused_to_oneself(admin, world):
    with pytest.raises(Refused, match="本人"):
        seat_request.ask(actor=admin, user=admin, organisation=world.province, role=Role.PROVINCE)


def test_grant_refused_to_another_login_of_the_same_person(admin, world):
    second = make_user("second", professional=admin.professional)

    with pytest.raises(Refused, match="本人"):
        seat_request.ask(actor=admin, user=second, organisation=world.province, role=Role.PROVINCE)


def test_grant_refused_to_a_login_without_a_person(admin, world):
    with pytest.raises(Refused, match="没有关联到本人"):
        seat_request.ask(actor=admin, user=make_user("robot"), organisation=world.employer, role=Role.HR)


def test_grant_refused_at_the_wrong_kind_of_place(admin, world, alice):
    with pytest.raises(Refused, match="只能设在"):
        seat_request.ask(actor=admin, user=alice, organisation=world.employer, role=Role.PROVINCE)


def test_grant_refused_twice(admin, world, alice):
    membership.grant(user=alice, organisation=world.employer, role=Role.HR)

    with pytest.raises(Refused, match="已有同样的角色"):
        seat_request.ask(actor=admin, user=alice, organisation=world.employer, role=Role.HR)


def test_ended_role_holds_no_more_and_stays_on_record(admin, bob):
    membership.end(actor=admin, membership=bob.memberships.get(), reason="调离")

    assert not User.objects.get(pk=bob.pk).has_role(Role.HR)
    assert Membership.objects.filter(user=bob).count() == 1


def test_role_of_tomorrow_is_not_in_force_today(world, alice):
    membership.grant(
        user=alice,
        organisation=world.employer,
        role=Role.HR,
        valid_from=clock.today() + timedelta(days=1),
    )

    assert not User.objects.get(pk=alice.pk).has_role(Role.HR)


def test_end_refused_for_the_last_administrator(admin):
    with pytest.raises(Refused, match="最后一位"):
        membership.end(actor=admin, membership=admin.memberships.get(), reason="试")


def test_staff_login_opened_by_the_administrator_is_a_person_and_must_change_its_password(login, admin):
    from tests.factories import resident_number

    page = login(admin).post(
        "/admin/accounts/add/",
        {
            "name": "秦观",
            "identity_type": "resident_card",
            "number": resident_number(640),
            "username": "qinguan",
        },
    )

    user = User.objects.get(username="qinguan")
    assert user.professional.name == "秦观"
    assert user.must_change_password
    assert user.check_password(page.context["password"])


def test_every_kind_of_place_has_its_role(world):
    assert world.department.kind == OrganisationKind.DEPARTMENT
    assert membership.PLACES[Role.PROVINCE] == (OrganisationKind.PROVINCE,)


def test_outsider_role_gets_404_on_every_administrator_page(login, bob, dora, petra, alice, admin, world):
    employee_of(world.employer)
    paths = [
        "/admin/accounts/",
        "/admin/accounts/add/",
        "/admin/memberships/",
        "/admin/audit/",
        f"/admin/accounts/{alice.public_id}/",
        f"/admin/memberships/{bob.memberships.get().public_id}/end/",
    ]

    for user in (alice, bob, dora, petra):
        client = login(user)
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    client = login(admin)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_lock_is_seen_and_lifted_by_the_administrator(login, client, admin, alice):
    from registry.people.services import account

    for _ in range(5):
        account.admit(identifier="alice", password="wrong")
    page = login(admin).get("/admin/accounts/")
    assert [user.username for user in page.context["locked"]] == ["alice"]

    client.post(f"/admin/accounts/{alice.public_id}/lift/")

    alice.refresh_from_db()
    assert (alice.failed_attempts, alice.locked_until) == (0, None)
    assert AuditEntry.objects.filter(action="account.lock_lifted", actor=str(admin.public_id)).exists()


def test_deactivate_refused_for_oneself(admin):
    from registry.people.services import account

    with pytest.raises(Refused, match="本人"):
        account.deactivate(actor=admin, user=admin, reason="试")


def test_dates_of_a_role_are_inclusive(world, alice):
    from tests.factories import make_membership

    make_membership(alice, world.employer, Role.HR, valid_until=clock.today())
    assert Membership.objects.in_force().filter(user=alice).count() == 1
    assert Membership.objects.in_force(clock.today() + timedelta(days=1)).filter(user=alice).count() == 0
    assert Membership.objects.in_force(date(2009, 12, 31)).filter(user=alice).count() == 0


def test_role_that_has_ended_cannot_be_ended_again(admin, bob):
    seat = bob.memberships.get()
    membership.end(actor=admin, membership=seat, reason="调离")

    with pytest.raises(Refused, match="该角色已经终止。"):
        membership.end(actor=admin, membership=seat, reason="再来一次")

    assert AuditEntry.objects.filter(action="membership.ended").count() == 1
    assert Message.objects.filter(recipient=bob, kind="membership_ended").count() == 1
