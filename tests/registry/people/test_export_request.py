"""A large export needs two officers: whoever takes the list away, and another who agrees to that."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused, Stale
from registry.models import AuditEntry, Export, ExportRequest, Job, Look, Membership, Message, TakenList
from registry.people.services import export_request as services
from tests import factories
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
DIRECT = reverse("registry:people-export")
SHEET = reverse("registry:take", args=["people", "sheet"])
PURPOSE = {"reason": "年度统计上报，用后删除"}


@pytest.fixture(autouse=True)
def alone(settings):
    settings.CEJC_EXPORT_ALONE = 3


@pytest.fixture
def four(world):
    """With its officer, five people: more than one login takes away alone."""
    names = ("张伟", "李雷", "赵敏", "𠮷田")
    return [factories.make_employment(factories.make_professional(name), world.employer) for name in names]


@pytest.fixture
def beth(world):
    """A second officer of bob's unit."""
    user = factories.make_person("beth", "白洁")
    Membership.objects.create(user=user, organisation=world.employer, role="hr", valid_from="2019-01-01")
    return user


def asked(client, address=DIRECT):
    """The page that asks, from the button of an export."""
    return client.get(address).url


def filed(client, address=DIRECT):
    """Asked for, from the button on."""
    client.post(asked(client, address), PURPOSE)
    return ExportRequest.objects.latest("pk")


def act(row, action):
    return reverse("registry:export-request-act", args=[row.public_id, action])


def names(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    rows = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(min_row=2, values_only=True)
    return {row[0] for row in rows}


def test_few_rows_leave_at_once(login, bob):
    assert login(bob).get(DIRECT).status_code == 200
    assert Export.objects.get().request is None


def test_many_rows_ask_for_another_officer_and_nothing_leaves(login, bob, four):
    answer = login(bob).get(DIRECT)

    page = login(bob).get(answer.url)
    assert "一次超过3行，或者当天合计超过15行的" in page.content.decode()
    assert (Export.objects.count(), ExportRequest.objects.count()) == (0, 0)
    assert not Look.objects.filter(viewer=bob).exists()


def test_walk_of_the_two(login, bob, beth, four):
    client = login(bob)
    outcome(
        client.post(asked(client), PURPOSE),
        "已提交申请，等待另一位经办人同意。",
        lambda: (
            ExportRequest.objects.get().state == "asked"
            and Message.objects.filter(recipient=beth, kind="export_asked").exists()
        ),
    )
    row = ExportRequest.objects.get()
    assert (row.rows, row.reason, row.organisation) == (5, PURPOSE["reason"], bob.seats[0].organisation)
    assert client.get(act(row, "grant")).status_code == 404
    assert asked(client) == asked(client)  # the button leads to the page again
    assert client.get(asked(client)).url == reverse("registry:export-request", args=[row.public_id])

    outcome(
        login(beth).post(act(row, "grant")),
        f"已同意导出，已通知{bob}。",
        lambda: (
            ExportRequest.objects.get().state == "granted"
            and Message.objects.filter(recipient=bob, kind="export_granted").exists()
        ),
    )

    client = login(bob)
    page = client.get(reverse("registry:export-request", args=[row.public_id])).content.decode()
    assert f'href="{DIRECT}"' in page
    assert {"张伟", "𠮷田"} <= names(client.get(DIRECT))
    row.refresh_from_db()
    export = Export.objects.get()
    assert (row.state, export.request, export.rows) == ("used", row, 5)
    assert Look.objects.filter(viewer=bob, way="taken").count() >= 4
    told = list(
        AuditEntry.objects.filter(action__startswith="export_request").values_list("action", flat=True)
    )
    assert told == ["export_request.asked", "export_request.granted", "export_request.used"]

    again = client.get(DIRECT)  # a click too many
    assert (again.status_code, ExportRequest.objects.get().state) == (200, "used")
    page = client.get(reverse("registry:export-request", args=[row.public_id])).content.decode()
    assert f'href="{DIRECT}"' in page
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        client = login(bob)
        assert "requests/new" in client.get(DIRECT).url  # once
        page = client.get(reverse("registry:export-request", args=[row.public_id])).content.decode()
    assert f'href="{DIRECT}"' not in page


def test_chosen_rows_are_made_once_another_agrees(login, bob, beth, four, run_jobs):
    client = login(bob)
    answer = client.post(SHEET, {"chosen": [str(one.public_id) for one in four]})
    taken = TakenList.objects.get()
    here = reverse("registry:taken", args=[taken.public_id])
    run_jobs()
    assert not Job.objects.exists()
    assert "须另一位经办人同意后才制作文件" in client.get(here).content.decode()
    client.post(answer.url, PURPOSE)
    row = ExportRequest.objects.get()
    assert "待同意" in client.get(here).content.decode()
    assert client.get(reverse("registry:taken-file", args=[taken.public_id])).status_code == 404

    login(beth).post(act(row, "grant"))
    run_jobs()

    client = login(bob)
    assert names(client.get(reverse("registry:taken-file", args=[taken.public_id]))) == {
        one.professional.name for one in four
    }
    row.refresh_from_db()
    assert (row.state, Export.objects.get().request) == ("used", row)

    told = Message.objects.get(recipient=bob, kind="export_granted")
    assert "做好后可以从链接中下载" in told.body
    page = client.get(told.link).content.decode()
    assert "文件已做好" in page
    assert f'href="{here}"' in page


def test_list_on_paper_is_registered_and_held_alike(login, bob, beth, four, run_jobs):
    client = login(bob)
    client.post(reverse("registry:take", args=["people", "paper"]), {"all": "1"})
    taken = TakenList.objects.get()
    assert taken.held
    row = filed_for(client, taken)

    login(beth).post(act(row, "grant"))
    run_jobs()

    export = Export.objects.get()
    assert (export.request, export.rows) == (row, 5)


def filed_for(client, taken):
    page = client.get(reverse("registry:taken", args=[taken.public_id]))
    client.post(page.context["asking"], PURPOSE)
    return ExportRequest.objects.latest("pk")


def test_a_day_of_small_exports_needs_another_officer_in_the_end(login, bob, alice):
    client = login(bob)
    for _time in range(7):  # two rows each, fifteen a day
        assert client.get(DIRECT).status_code == 200
    assert "requests/new" in client.get(DIRECT).url

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert login(bob).get(DIRECT).status_code == 200


def test_what_another_granted_does_not_count_for_the_day(login, bob, beth, four):
    row = filed(login(bob))
    services.grant(actor=beth, row=row)
    login(bob).get(DIRECT)

    assert not services.needed(bob, 3)


def test_refused_is_told_with_its_reason_and_may_be_asked_again(login, bob, beth, four):
    row = filed(login(bob))

    outcome(
        login(beth).post(act(row, "refuse"), {"reason": "统计表不需要姓名"}),
        f"已退回导出申请，已通知{bob}。",
        lambda: (
            ExportRequest.objects.get().state == "refused"
            and "统计表不需要姓名" in Message.objects.get(recipient=bob, kind="export_refused").body
        ),
    )

    assert filed(login(bob)).pk != row.pk


def test_given_up_by_its_owner(login, bob, beth, four):
    row = filed(login(bob))
    assert login(beth).get(act(row, "drop")).status_code == 404

    outcome(
        login(bob).post(act(row, "drop")),
        "已放弃导出申请。",
        lambda: ExportRequest.objects.get().state == "dropped",
    )
    with pytest.raises(Stale):
        services.grant(actor=beth, row=row)


def test_second_login_of_the_same_person_does_not_decide(login, bob, dora, four):
    twin = factories.make_user("bob2", professional=bob.professional)
    unit = bob.seats[0].organisation
    Membership.objects.create(user=twin, organisation=unit, role="hr", valid_from="2019-01-01")
    row = filed(login(bob))

    with pytest.raises(Refused, match="不能自己同意"):
        services.grant(actor=twin, row=row)
    assert not Message.objects.filter(recipient=twin).exists()


def test_office_above_decides_where_a_unit_has_one_officer(login, bob, dora, four):
    row = filed(login(bob))

    assert services.deciders(row) == [dora]
    login(dora).post(act(row, "grant"))
    row.refresh_from_db()
    assert row.decided_by == dora


@pytest.mark.parametrize("action", ["", "grant", "refuse"])
def test_officer_of_another_unit_finds_nothing(login, bob, dora, hana, four, action):
    row = filed(login(bob))
    here = act(row, action) if action else reverse("registry:export-request", args=[row.public_id])

    assert login(hana).get(here).status_code == 404
    assert str(row.title) not in login(hana).get(reverse("registry:export-requests")).content.decode()


def test_granted_for_three_days(login, bob, beth, four):
    row = services.grant(actor=beth, row=filed(login(bob)))

    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        client = login(bob)
        assert "requests/new" in client.get(DIRECT).url
        page = client.get(reverse("registry:export-request", args=[row.public_id])).content.decode()
    assert "已过期" in page


def test_list_that_grew_is_asked_for_anew(login, bob, beth, four, world):
    services.grant(actor=beth, row=filed(login(bob)))
    factories.make_employment(factories.make_professional("钱新"), world.employer)

    again = filed(login(bob))

    assert again.rows == 6
    assert [row.state for row in ExportRequest.objects.order_by("pk")] == ["dropped", "asked"]


def test_used_by_nobody_else(login, bob, beth, four):
    services.grant(actor=beth, row=filed(login(bob)))

    assert "requests/new" in login(beth).get(DIRECT).url


def test_made_up_question_is_no_page(login, bob):
    for of in ("", "abc", "eyJ0aXRsZSI6Iua0u-WKqCJ9:1w:x"):
        assert login(bob).get(reverse("registry:export-ask"), {"of": of}).status_code == 404


def test_deleted_list_takes_its_request_along(login, bob, beth, four):
    client = login(bob)
    client.post(SHEET, {"all": "1"})
    taken = TakenList.objects.get()
    row = filed_for(client, taken)

    client.post(reverse("registry:taken-drop", args=[taken.public_id]))

    row.refresh_from_db()
    assert row.state == "dropped"


def test_nobody_else_is_said_and_nothing_is_kept(login, bob, four):
    Membership.objects.exclude(user=bob).delete()

    answer = login(bob).post(asked(login(bob)), PURPOSE)

    assert "没有其他经办人可以同意" in answer.content.decode()
    assert not ExportRequest.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_for_one_and_for_three(login, bob, beth, four, count, django_assert_num_queries):
    unit = bob.seats[0].organisation
    for number in range(count):
        ExportRequest.objects.create(
            owner=bob, organisation=unit, title="名单", rows=9, address=f"/{number}", reason="上报"
        )
    client = login(beth)
    with django_assert_num_queries(14):
        client.get(reverse("registry:export-requests"))


def test_what_the_worker_has_yet_to_make_counts_for_the_day(login, bob, world):
    three = [factories.make_employment(factories.make_professional(), world.employer) for _each in range(3)]
    chosen = {"chosen": [str(one.public_id) for one in three]}
    client, paper = login(bob), reverse("registry:take", args=["people", "paper"])
    for _time in range(5):
        client.post(paper, chosen)
    assert not TakenList.objects.filter(held=True).exists()

    assert "requests/new" in client.post(paper, chosen).url
    assert TakenList.objects.filter(held=True).count() == 1


def test_office_without_lists_neither_hears_of_it_nor_decides(login, petra, paul, audrey, admin):
    """The auditor and the administrator sit at the provincial office, and take no lists away."""
    row = services.ask(
        actor=petra, seat=petra.seats[0], title="认定单", rows=9, address="/slips/", reason="归档"
    )
    for user in (audrey, admin):
        Membership.objects.filter(user=user).update(organisation=petra.seats[0].organisation)

    assert services.deciders(row) == [paul]
    for user in (audrey, admin):
        fresh = type(user).objects.get(pk=user.pk)
        with pytest.raises(Refused):
            services.grant(actor=fresh, row=row)
        assert login(fresh).get(act(row, "grant")).status_code == 404


def test_two_clicks_at_once_use_it_once(login, bob, beth, four):
    row = services.grant(actor=beth, row=filed(login(bob)))
    made = []

    def first():
        made.append("one")
        return b"one"

    services.used(row=row, make=first)  # both have found it granted
    services.used(row=row, make=lambda: b"two")

    row.refresh_from_db()
    assert (row.state, made) == ("used", ["one"])
    assert AuditEntry.objects.filter(action="export_request.used").count() == 1


def test_file_that_fails_leaves_the_grant(login, bob, beth, four):
    row = services.grant(actor=beth, row=filed(login(bob)))

    def broken():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        services.used(row=row, make=broken)

    row.refresh_from_db()
    assert row.state == "granted"


def test_filter_that_no_request_holds_is_said_and_nothing_is_kept(login, bob, beth, four):
    client = login(bob)

    answer = client.post(asked(client, f"{DIRECT}?x={'a' * 2100}"), PURPOSE)

    assert "筛选条件过长" in answer.content.decode()
    assert not ExportRequest.objects.exists()
