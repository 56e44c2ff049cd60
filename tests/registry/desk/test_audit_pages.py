"""The browser of the audit log, and sentences for every action."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from registry.machinery.audit_sentences import labels, sentence
from registry.models import AuditEntry, Filing
from registry.people.services import account
from tests.chain import log_faults
from tests.factories import employee_of, make_membership
from tests.registry.training.training_factories import base_world


@pytest.fixture
def many(admin, world):
    for _ in range(30):
        user = employee_of(world.employer)
        account.deactivate(actor=admin, user=user, reason="清理")
        account.reactivate(actor=admin, user=user, reason="清理")


def test_pages_by_keyset_show_every_entry_once(login, admin, many):
    client = login(admin)
    seen, address = [], "/admin/audit/"

    for _ in range(2):
        page = client.get(address)
        seen += [entry["number"] for entry in page.context["entries"]]
        address = "/admin/audit/" + page.context["next_query"]

    assert seen == list(AuditEntry.objects.order_by("-number").values_list("number", flat=True))
    assert len(seen) == 60
    assert page.context["next_query"] == ""


def test_filter_by_action_named_in_chinese(login, admin, many):
    page = login(admin).get("/admin/audit/", {"action": "停用"})

    assert {entry["action"] for entry in page.context["entries"]} == {"account.deactivated"}


def test_filter_by_person_and_date(login, admin, many):
    client = login(admin)

    assert client.get("/admin/audit/", {"who": "没有此人"}).context["entries"] == []
    assert client.get("/admin/audit/", {"until": "2001-01-01"}).context["entries"] == []
    assert len(client.get("/admin/audit/", {"who": "安民"}).context["entries"]) == 50


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "１"])
def test_odd_place_in_the_list_is_the_beginning(login, admin, many, before):
    first = login(admin).get("/admin/audit/", {"before": before}).context["entries"][0]["number"]
    assert first == AuditEntry.objects.latest("number").number


def test_every_action_of_the_registry_has_a_sentence():
    used = set()
    for path in (Path(settings.BASE_DIR) / "registry").glob("**/services/**/*.py"):
        used |= set(re.findall(r'audit\.record\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8")))

    assert used - set(labels()) == set()


def test_sentence_survives_missing_data(db):
    for action in labels():
        assert sentence(AuditEntry(action=action, subject_label="某人"))


def test_sentence_of_an_unknown_action_is_its_name():
    assert sentence(AuditEntry(action="x.done", subject_label="某人")) == "x.done：某人"


def test_auditor_reads_the_log_and_nothing_else(login, world, many):
    from registry.enums import Role
    from tests.factories import make_membership, make_person

    auditor = make_person("auditor", "沈察")
    make_membership(auditor, world.province, Role.AUDITOR)
    client = login(auditor)

    assert client.get("/admin/audit/").status_code == 200
    assert client.get("/admin/accounts/").status_code == 404


@pytest.fixture
def clerk_of_two(world):
    """A clerk of a base who is HR of an employer as well, with a filing at the province."""
    town = base_world()
    make_membership(town.staff, world.employer, "hr")
    row = Filing.objects.create(
        base=town.base, year=2020, title="培训", state="submitted", created_by=town.staff
    )
    return town.staff, row


def test_entry_names_the_seat_that_was_acted_from(login, admin, clerk_of_two):
    clerk, filing = clerk_of_two
    client = login(clerk)
    for seat, action in zip(sorted(clerk.seats, key=str), ("withdraw", "discard"), strict=True):
        client.post(reverse("registry:role-switch", args=[seat.public_id]))
        client.post(reverse("registry:filing-act", args=[filing.public_id, action]))

    kept = AuditEntry.objects.filter(subject_type="filing").order_by("number")
    assert [(one.seat, one.seat_label) for one in kept] == [
        (str(seat.public_id), str(seat)) for seat in sorted(clerk.seats, key=str)
    ]
    assert log_faults() == []
    shown = login(admin).get("/admin/audit/").context["entries"][0]["actor"]
    assert shown.endswith(f"，以“{max(map(str, clerk.seats))}”身份办理")
