"""Registering, confirming, entering, leaving."""

from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.enums import EmploymentState, IdentityType
from registry.models import Employment, Message, Professional, User
from registry.people.services import employment
from tests.factories import employee_of, hr_of, make_employment, make_professional, resident_number
from tests.many import confirm, listed
from tests.outcome import outcome

PASSWORD = "橘子洲头-2020-夏天"


def form(**changes):
    return {
        "name": "买买提·吐尔逊",
        "identity_type": "resident_card",
        "number": resident_number(501),
        "position": "设计处",
        "degree": "master",
        "phone": "13800001234",
        "email": "m@example.org",
        "username": "maimaiti",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | changes


def register(client, unit, **changes):
    return client.post(reverse("registry:register-at", args=[unit.public_id]), form(**changes))


def test_registration_waits_for_the_employer(client, bob, employer):
    register(client, employer)

    user = User.objects.get(username="maimaiti")
    place = user.professional.employments.get()
    assert (place.organisation, place.state) == (employer, EmploymentState.PENDING)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert set(Message.objects.values_list("recipient__username", "kind")) == {
        ("bob", "registration_received"),
        ("maimaiti", "registration_sent"),
    }


def test_registration_confirmed_by_hr(client, login, bob, employer):
    register(client, employer)
    place = Employment.objects.get(professional__users__username="maimaiti")

    login(bob).post(reverse("registry:employment-confirm", args=[place.public_id]))

    place.refresh_from_db()
    assert place.state == EmploymentState.CONFIRMED
    assert Message.objects.filter(recipient__username="maimaiti", kind="registration_confirmed").count() == 1


def test_registration_refused_needs_a_reason_that_the_person_reads(client, login, bob, employer):
    register(client, employer)
    place = Employment.objects.get(professional__users__username="maimaiti")
    address = reverse("registry:employment-refuse", args=[place.public_id])

    empty = login(bob).post(address, {"reason": "  "})
    assert empty.status_code == 422

    login(bob).post(address, {"reason": "不是本单位人员，请选择分公司。"})
    place.refresh_from_db()
    assert place.state == EmploymentState.REFUSED
    message = Message.objects.get(recipient__username="maimaiti", kind="registration_refused")
    assert "请选择分公司" in message.body


def test_refused_person_asks_another_employer(client, bob, hana, employer, world):
    register(client, employer)
    user = User.objects.get(username="maimaiti")
    employment.refuse(actor=bob, employment=user.professional.employments.get(), reason="不是本单位人员")

    employment.apply(actor=user, organisation=world.other_employer, position="门诊")
    employment.confirm(actor=hana, employment=user.professional.employments.get(state="pending"))

    assert user.professional.employments.current().get().organisation == world.other_employer


@pytest.mark.parametrize("with_account", [True, False])
def test_known_identity_gets_one_sentence_whether_it_has_an_account_or_not(client, world, with_account):
    if with_account:
        person = employee_of(world.other_employer).professional
    else:
        person = make_employment(make_professional(), world.other_employer).professional

    answer = register(client, world.employer, number=str(person.identity_number))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [str(employment.KNOWN)]
    assert not User.objects.filter(username="maimaiti").exists()


def test_one_number_is_one_person_whatever_type_is_chosen(client, employer):
    register(client, employer)
    number = resident_number(501)

    again = register(client, employer, identity_type="other", number=number, username="second")

    assert again.status_code == 422
    assert Professional.objects.filter(name="买买提·吐尔逊").count() == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("欧阳　晓𬱖", "欧阳晓𬱖"),
        ("ＺＨＡＮＧ Wei", "ZHANG Wei"),
        ("张\u200b三", "张三"),
        ("㛃䶮𠅤", "㛃䶮𠅤"),
        ("李" * 100, "李" * 100),
    ],
)
def test_names_of_every_kind_are_kept(client, employer, name, kept):
    register(client, employer, name=name)

    assert User.objects.get(username="maimaiti").professional.name == kept


@pytest.mark.parametrize(
    "name", ["", "张", "张三\0", "<b>张三</b>", "=SUM(A1)", "张3", "李" * 101, "张\ue000"]
)
def test_names_that_are_none_are_refused_and_nothing_is_kept(client, employer, name):
    answer = register(client, employer, name=name)

    if name == "张三\0":
        assert answer.status_code in (302, 422)
    else:
        assert answer.status_code == 422
        assert answer.context["form"].errors["name"]
        assert not Professional.objects.filter(users__username="maimaiti").exists()


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdentityType.HMT_RESIDENCE, "810000199408230021"),
        (IdentityType.PASSPORT, "E12345678"),
        (IdentityType.HMT_PERMIT, "H12345678"),
        (IdentityType.OTHER, "军字第0123-456"[3:]),
    ],
)
def test_other_identity_documents_are_types_of_their_own(client, employer, kind, number):
    register(client, employer, identity_type=kind, number=number)

    person = User.objects.get(username="maimaiti").professional
    assert person.identity_type == kind
    assert str(person.identity_number) not in person.identity_masked


def test_register_refused_for_a_wrong_check_digit(client, employer):
    number = resident_number(501)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")

    answer = register(client, employer, number=wrong)

    assert "校验位" in str(answer.context["form"].errors["number"])


def test_identity_number_is_unreadable_in_the_database(client, employer):
    from django.db import connection

    register(client, employer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_number, phone, identity_index FROM registry_professional WHERE name_key "
            "LIKE 'mai%%'"
        )
        row = cursor.fetchone()

    assert resident_number(501) not in str(row)
    assert "13800001234" not in str(row)


def test_confirm_refused_twice(bob, employer):
    place = Employment.objects.create(professional=make_professional(), organisation=employer)
    employment.confirm(actor=bob, employment=place)

    with pytest.raises(Refused, match="已经办理过"):
        employment.confirm(actor=bob, employment=place)


def test_apply_refused_while_the_person_works_at_another_unit(alice, world):
    with pytest.raises(Refused, match="您目前已有在职单位。调动时，请先由原单位办理离职。"):
        employment.apply(actor=alice, organisation=world.other_employer, position="门诊")

    assert not Employment.objects.filter(organisation=world.other_employer).exists()
    assert not Message.objects.filter(kind="registration_sent").exists()


def test_confirm_refused_for_ones_own_person(employer):
    clerk = hr_of(employer)
    clerk.professional.employments.all().delete()
    place = employment.apply(actor=clerk, organisation=employer, position="人事")

    with pytest.raises(Refused, match="本人"):
        employment.confirm(actor=clerk, employment=place)


def test_bulk_confirm_lists_who_is_left_out_and_confirms_the_rest(login, bob, employer):
    waiting = [
        Employment.objects.create(professional=make_professional(), organisation=employer) for _ in range(2)
    ]
    working = make_employment(make_professional(), employer)
    chosen = [str(place.public_id) for place in (*waiting, working)]
    client = login(bob)

    page = listed(client, "/people/bulk/", {"decision": "confirm", "chosen": chosen})
    assert len(page.context["included"]) == 2
    assert [one["reason"] for one in page.context["excluded"]] == ["不在待确认状态（已确认）"]

    answer = confirm(client, page)
    keys = [place.pk for place in waiting]
    after = outcome(
        answer, "已确认2人", lambda: Employment.objects.filter(pk__in=keys, state="confirmed").count() == 2
    )
    assert [row["label"] for row in after.context["left"]] == [working.professional.name]


def test_add_person_refused_for_known_number_with_another_name(bob, world):
    other = make_employment(make_professional("李四"), world.other_employer).professional

    with pytest.raises(Refused, match="姓名与您填写的不一致"):
        employment.add_person(
            actor=bob,
            organisation=world.employer,
            name="李五",
            identity_type=other.identity_type,
            number=str(other.identity_number),
        )


def test_add_person_refused_while_employed_elsewhere(bob, world):
    other = make_employment(make_professional("李四"), world.other_employer).professional

    with pytest.raises(Refused, match="登记在其他单位"):
        employment.add_person(
            actor=bob,
            organisation=world.employer,
            name="李四",
            identity_type=other.identity_type,
            number=str(other.identity_number),
        )
    assert not Employment.objects.filter(organisation=world.employer, professional=other).exists()


def test_leaving_lets_the_next_unit_enter_the_person(bob, hana, world, alice):
    employment.end(actor=bob, employment=alice.professional.employments.get(), last_day=date(2020, 5, 31))

    place = employment.add_person(
        actor=hana,
        organisation=world.other_employer,
        name=alice.professional.name,
        identity_type=alice.professional.identity_type,
        number=str(alice.professional.identity_number),
    )

    assert alice.professional.employments.current().get() == place


def test_leaving_refused_before_the_first_day(bob, alice):
    with pytest.raises(Refused, match="不能早于入职日期"):
        employment.end(actor=bob, employment=alice.professional.employments.get(), last_day=date(2009, 1, 1))


@pytest.mark.parametrize(
    "name", ["employment-confirm", "employment-end", "employment-refuse", "activation-code"]
)
def test_another_units_place_is_404(login, hana, alice, name):
    place = alice.professional.employments.get()

    assert login(hana).post(reverse(f"registry:{name}", args=[place.public_id])).status_code == 404
