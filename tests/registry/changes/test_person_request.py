"""Changes of a person's file: two officers, neither of them the person, each step once; and the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from registry.changes.procedure import procedure_of
from registry.changes.queries.person_request import waiting_count, waiting_rows
from registry.changes.services import person_request as requests
from registry.models import IdentityChange, Message, Professional
from tests import factories
from tests.certification.rows import on
from tests.registry.activities.activity_factories import png
from tests.registry.changes.change_factories import NEW_NAME, actions_of, ask, decide

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def asked(alice):
    return ask(alice)


@pytest.fixture
def confirmed(asked, bob):
    return requests.confirm(actor=bob, request=asked)


def second_login(user, organisation, role, username):
    """Another account of the same person, with another office."""
    other = factories.make_user(username, professional=user.professional)
    factories.make_membership(other, organisation, role)
    return other


def name_of(user):
    return Professional.objects.get(pk=user.professional_id).name


# Two officers


def test_unit_confirms_and_office_above_approves(alice, bob, dora, asked):
    row = decide(asked, bob, dora)

    assert (row.state, name_of(alice)) == ("done", NEW_NAME)
    assert (row.first_person, row.second_person) == (bob.professional, dora.professional)
    assert actions_of(row) == [f"identity_change.{step}" for step in ("asked", "confirmed", "done")]
    told = Message.objects.filter(kind__startswith="person_request").values_list(
        "kind", "recipient__username"
    )
    assert set(told) == {
        ("person_request_asked", "bob"),
        ("person_request_asked", "dora"),
        ("person_request_done", "alice"),
    }


def test_each_step_has_its_door_on_the_desk_of_whoever_has_it(bob, dora, asked, login):
    def doors(user):
        tasks = login(user).get(reverse("certification:desk")).context["tasks"]
        return [(task["label"], task["count"]) for task in tasks]

    before = doors(bob), doors(dora)
    requests.confirm(actor=bob, request=asked)

    assert before == ([("办理变更事项", 1)], [])
    assert (doors(bob), doors(dora)) == ([], [("办理变更事项", 1)])


def test_first_step_is_refused_to_everybody_but_hr_of_the_unit(alice, dora, charlie, world, asked):
    strangers = (alice, dora, charlie, factories.hr_of(world.other_employer, "hana"))

    for user in strangers:
        with pytest.raises(Refused):
            requests.confirm(actor=user, request=asked)

    assert IdentityChange.objects.get().state == "asked"


def test_second_step_is_refused_to_everybody_but_the_offices_above(alice, bob, charlie, world, confirmed):
    strangers = (
        alice,
        bob,
        charlie,
        factories.hr_of(world.employer, "beth"),
        factories.department_of(world.other_department, "nina"),
    )

    for user in strangers:
        with pytest.raises(Refused):
            requests.approve(actor=user, request=confirmed)

    assert (IdentityChange.objects.get().state, name_of(alice)) == ("confirmed", "欧阳晓𬱖")


def test_same_person_is_refused_the_second_step_under_another_account(alice, bob, world, confirmed):
    other = second_login(bob, world.department, "department", "bob-above")

    with pytest.raises(Refused, match="另一位"):
        requests.approve(actor=other, request=confirmed)

    assert name_of(alice) == "欧阳晓𬱖"


def test_nobody_decides_on_oneself_under_another_account(alice, world, asked, bob):
    as_hr = second_login(alice, world.employer, "hr", "alice-hr")
    above = second_login(alice, world.department, "department", "alice-above")

    with pytest.raises(Refused, match="本人"):
        requests.confirm(actor=as_hr, request=asked)
    requests.confirm(actor=bob, request=asked)
    with pytest.raises(Refused, match="本人"):
        requests.approve(actor=above, request=asked)

    assert name_of(alice) == "欧阳晓𬱖"


def test_hr_that_asks_has_done_the_first_step(alice, bob, dora, world):
    row = ask(bob, alice.professional)
    above = second_login(bob, world.department, "department", "bob-above")

    with pytest.raises(Refused):
        requests.approve(actor=above, request=row)
    requests.approve(actor=dora, request=row)

    assert name_of(alice) == NEW_NAME
    assert Message.objects.filter(recipient=alice, kind="person_request_opened").count() == 1


def test_hr_asking_for_oneself_is_confirmed_above_and_approved_by_another(bob, dora, petra):
    row = ask(bob)

    requests.confirm(actor=dora, request=row)
    with pytest.raises(Refused):
        requests.approve(actor=dora, request=row)
    requests.approve(actor=petra, request=row)

    assert name_of(bob) == NEW_NAME


def test_login_without_a_person_decides_nothing(world, asked):
    nobody = factories.make_user("nobody")
    factories.make_membership(nobody, world.employer, "hr")

    with pytest.raises(Refused, match="回避"):
        requests.confirm(actor=nobody, request=asked)


# Once


def test_every_step_pressed_twice_is_done_once(alice, bob, dora, asked):
    for _again in range(2):
        requests.confirm(actor=bob, request=asked)
    for _again in range(2):
        row = requests.approve(actor=dora, request=asked)

    assert actions_of(row) == [f"identity_change.{step}" for step in ("asked", "confirmed", "done")]
    assert Message.objects.filter(recipient=alice, kind="person_request_done").count() == 1


def test_second_officer_of_the_same_step_is_told_how_it_stands(alice, bob, dora, petra, world, asked):
    beth = factories.hr_of(world.employer, "beth")
    decide(asked, bob, dora)

    for act, actor in ((requests.confirm, beth), (requests.approve, petra), (requests.withdraw, alice)):
        with pytest.raises(Stale, match="已办结"):
            act(actor=actor, request=asked)


def test_approving_what_nobody_confirmed_is_refused(alice, dora, asked):
    with pytest.raises(Stale, match="待核对"):
        requests.approve(actor=dora, request=asked)

    assert name_of(alice) == "欧阳晓𬱖"


def test_second_request_while_one_is_open_is_refused(alice, asked):
    with pytest.raises(Refused, match="已有一项"):
        ask(alice, name="欧阳某")

    assert IdentityChange.objects.count() == 1


# Refused, withdrawn


def test_refusal_leaves_everything_and_the_person_reads_why(alice, bob, asked):
    for _again in range(2):
        row = requests.refuse(actor=bob, request=asked, reason="扫描件不清楚")

    assert (row.state, row.note, name_of(alice)) == ("refused", "扫描件不清楚", "欧阳晓𬱖")
    assert Message.objects.get(recipient=alice, kind="person_request_refused").body.startswith(
        "理由：扫描件不清楚"
    )
    assert ask(alice).state == "asked"


@pytest.mark.parametrize("reason", ["", " \n"])
def test_refusal_without_a_reason_is_refused(bob, asked, reason):
    with pytest.raises(Refused, match="理由"):
        requests.refuse(actor=bob, request=asked, reason=reason)

    assert IdentityChange.objects.get().state == "asked"


@pytest.mark.parametrize(
    "number",
    [
        "430105198503071234",
        "43010519850307123X",
        "430105 19850307 1234",
        "４３０１０５１９８５０３０７１２３Ｘ",
    ],
)
def test_whole_identity_number_in_a_reason_is_refused(bob, asked, number):
    with pytest.raises(Refused, match="请勿填写完整"):
        requests.refuse(actor=bob, request=asked, reason=f"号码应为{number}，请重新申请")


def test_person_withdraws_what_hr_asked_and_a_colleague_cannot(alice, bob, world):
    row = ask(bob, alice.professional)
    carol = factories.employee_of(world.employer, "carol")

    with pytest.raises(Refused):
        requests.withdraw(actor=carol, request=row)
    for _again in range(2):
        row = requests.withdraw(actor=alice, request=row)

    assert row.state == "withdrawn"
    assert actions_of(row) == ["identity_change.asked", "identity_change.withdrawn"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("new_name", "别人"),
        ("old_name", "别人"),
        ("state", "asked"),
        ("reason", "x"),
        ("stored_name", "aa/bb/x.pdf"),
    ],
)
def test_database_refuses_to_rewrite_what_has_ended(bob, dora, asked, column, value):
    decide(asked, bob, dora)

    with pytest.raises(DatabaseError), transaction.atomic():
        IdentityChange.objects.update(**{column: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        IdentityChange.objects.all()._raw_delete("default")


# Pages


def test_list_shows_each_reader_the_own_and_those_of_the_own_units(
    client, alice, bob, dora, petra, charlie, asked
):
    seen = {}
    for user in (alice, bob, dora, petra, charlie):
        client.force_login(user)
        seen[user.username] = (
            "欧阳晓𬱖" in client.get(reverse("registry:changes")).content.decode().split("<main")[1]
        )

    assert seen == {"alice": True, "bob": True, "dora": True, "petra": True, "charlie": False}


def test_officers_read_on_the_way_how_many_wait_for_their_own_step(client, alice, bob, dora, petra, asked):
    counts = {}
    for step in ("asked", "confirmed", "done"):
        counts[step] = [waiting_count(user) for user in (alice, bob, dora, petra)]
        if step != "done":
            requests.confirm(actor=bob, request=asked) if step == "asked" else requests.approve(
                actor=dora, request=asked
            )

    assert counts == {"asked": [0, 1, 0, 0], "confirmed": [0, 0, 1, 0], "done": [0, 0, 0, 0]}


def test_link_to_the_list_names_what_waits(client, bob, asked):
    client.force_login(bob)

    assert "变更事项（1项待办）" in client.get(reverse("registry:people")).content.decode()


def test_list_is_filtered_and_says_when_nothing_is_found(client, bob, dora, asked):
    client.force_login(bob)
    find = lambda **values: client.get(reverse("registry:changes"), values).content.decode()  # noqa: E731

    assert reverse("registry:change", args=["identity", asked.public_id]) in find(q="欧阳", kind="identity")
    assert "没有符合条件的事项" in find(kind="death")
    assert "没有符合条件的事项" in find(state="ended")
    decide(asked, bob, dora)
    assert "没有办理中的事项" in find()
    assert reverse("registry:change", args=["identity", asked.public_id]) in find(state="ended")


def test_list_costs_the_same_for_many_as_for_one(client, bob, world, asked, django_assert_max_num_queries):
    client.force_login(bob)
    for number in range(5):
        ask(factories.employee_of(world.employer, f"many{number}"))
    with django_assert_max_num_queries(30):
        client.get(reverse("registry:changes"))


def test_workbook_of_the_list_is_sent(client, bob, asked):
    client.force_login(bob)

    answer = client.get(reverse("registry:changes-export"))

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_person_asks_officers_decide_by_the_pages(client, alice, bob, dora):
    client.force_login(alice)
    sent = {
        "name": NEW_NAME,
        "reason": "户口簿已更正",
        "file": SimpleUploadedFile("户口簿.png", png(), "image/png"),
    }
    page = client.post(reverse("registry:change-identity"), sent, follow=True)
    row = IdentityChange.objects.get()
    address = reverse("registry:change", args=["identity", row.public_id])
    assert page.redirect_chain[-1][0] == address

    client.force_login(bob)
    client.post(f"{address}confirm/")
    client.force_login(dora)
    assert "立即更正" in client.get(f"{address}approve/").content.decode()
    client.post(f"{address}approve/")

    assert name_of(alice) == NEW_NAME


def test_form_says_what_is_missing_and_keeps_nothing(client, alice, settings):
    client.force_login(alice)

    page = client.post(reverse("registry:change-identity"), {"name": NEW_NAME, "reason": ""})
    same = {"name": "欧阳晓𬱖", "reason": "户口簿", "file": SimpleUploadedFile("a.png", png(), "image/png")}
    refused = client.post(reverse("registry:change-identity"), same)

    assert (page.status_code, refused.status_code) == (422, 422)
    assert "无需更正" in refused.content.decode()
    assert not IdentityChange.objects.exists()


def test_refusing_by_the_page_shows_the_reason_to_the_person(client, alice, bob, asked):
    address = reverse("registry:change", args=["identity", asked.public_id])
    client.force_login(bob)
    assert client.post(f"{address}refuse/", {"reason": ""}).status_code == 422
    client.post(f"{address}refuse/", {"reason": "请上传曾用名页"})

    client.force_login(alice)
    assert "请上传曾用名页" in client.get(address).content.decode()


def test_proof_is_read_by_those_who_see_the_request_alone(client, alice, bob, charlie, asked):
    address = reverse("registry:change-file", args=["identity", asked.public_id])
    answers = {}
    for user in (alice, bob, charlie):
        client.force_login(user)
        answers[user.username] = client.get(address).status_code

    assert answers == {"alice": 200, "bob": 200, "charlie": 404}


def test_facts_of_the_log_are_fit_for_json_and_the_timeline_reads(client, alice, bob, dora, asked):
    row = decide(asked, bob, dora)
    client.force_login(alice)

    page = client.get(reverse("registry:change", args=["identity", row.public_id])).content.decode()

    assert json.dumps(procedure_of(row).facts(row))
    assert "已批准办理：改名或更正证件号码" in page


def test_count_of_a_unit_is_that_of_its_rows(bob, asked):
    assert waiting_count(bob) == sum(rows.count() for rows in waiting_rows(bob)) == 1
    bob.professional_id = asked.professional_id  # one's own waits for somebody else
    assert waiting_count(bob) == sum(rows.count() for rows in waiting_rows(bob)) == 0
