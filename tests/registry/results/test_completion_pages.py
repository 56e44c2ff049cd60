"""The pages of reported results: each hour's way, what stops it, who can mend it."""

import pytest
from django.urls import reverse

from registry.enums import CompletionState, Role
from registry.models import Completion, CompletionBatch
from registry.results.services.completion import receive
from registry.results.views.completion_context import mender_of, provenance_of
from tests.factories import make_membership, make_person, make_professional, province_of
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


def _held(person, base=None, code="BC01", name="R1"):
    """An unfiled training of `person`."""
    session = make.make_session(base or make.make_base(), code=code)
    receive(
        actor=None,
        session=session,
        reported=[make.reported(person, name, lines=make.lines(("2020-06-01", "day", "public")))],
    )
    return Completion.objects.get(session=session)


def _clerk(base, name="clerk"):
    user = make_person(name, "柯教务")
    make_membership(user, base.organisation, Role.BASE)
    return user


def test_own_page_says_why_it_does_not_count_and_who_can_mend_it(client, alice):
    _held(alice.professional)
    client.force_login(alice)

    page = client.get(reverse("registry:completion-mine")).content.decode()

    assert "未向省人社厅备案" in page
    assert "由施教机构解决" in page


def test_result_is_seen_by_owner_base_and_province_and_nobody_else(client, alice, bob, world):
    row = _held(alice.professional)
    address = reverse("registry:completion", args=[row.public_id])
    seen = []
    for user in (
        alice,
        _clerk(row.base),
        province_of(world.province),
        bob,
        _clerk(make.make_base("JD02"), "other"),
    ):
        client.force_login(user)
        seen.append(client.get(address).status_code)

    assert seen == [200, 200, 200, 404, 404]


def test_the_number_that_a_platform_gave_is_for_offices_and_not_for_the_person(client, alice, world):
    address = reverse("registry:completion", args=[_held(alice.professional).public_id])
    shown = {}
    for user in (alice, province_of(world.province)):
        client.force_login(user)
        shown[user] = "结果编号" in client.get(address).content.decode()

    assert list(shown.values()) == [False, True]


def test_identity_number_is_masked_on_every_page(client, alice):
    row = _held(alice.professional)
    number = str(alice.professional.identity_number)
    client.force_login(_clerk(row.base))

    pages = [reverse("registry:completions"), reverse("registry:completion", args=[row.public_id])]

    assert not any(number in client.get(page).content.decode() for page in pages)


def test_province_counts_a_held_result_on_its_page_with_a_reason(client, alice, world):
    row = _held(alice.professional)
    client.force_login(province_of(world.province))
    address = reverse("registry:completion-overrule", args=[row.public_id])

    empty = client.post(address, {"reason": ""})
    client.post(address, {"reason": "疫情期间改期，情况属实"})
    make.work()

    row.refresh_from_db()
    assert empty.status_code == 422
    assert row.state == CompletionState.COUNTED


def test_base_takes_a_result_back_on_its_page(client, alice):
    row = _held(alice.professional)
    client.force_login(_clerk(row.base))

    client.post(reverse("registry:completion-withdraw", args=[row.public_id]), {"reason": "误报"})

    row.refresh_from_db()
    assert row.state == CompletionState.WITHDRAWN


def test_office_of_the_person_cannot_take_a_result_back(client, alice, dora):
    row = _held(alice.professional)
    client.force_login(dora)

    assert client.get(reverse("registry:completion-withdraw", args=[row.public_id])).status_code == 404


def test_steps_of_an_online_course_wait_at_the_keys(alice):
    course = make.recognised_course(make.make_base())
    receive(
        actor=None, base=course.base, reported=[make.reported(alice.professional, course_code=course.code)]
    )

    steps = provenance_of(Completion.objects.get())

    assert [(one.id, one.state) for one in steps] == [
        ("reported", "done"),
        ("rule", "done"),
        ("keys", "current"),
        ("person", "next"),
        ("count", "next"),
    ]
    assert mender_of(Completion.objects.get()) == "施教机构"  # it is in no batch yet


@pytest.mark.parametrize(
    ("state", "who"),
    [("open", "施教机构"), ("frozen", "基地主管单位人事部门"), ("signed_a", "省人社厅专技处")],
)
def test_unsigned_result_waits_for_whoever_has_the_next_word_on_its_batch(state, who):
    row = Completion(code="unsigned", state="waiting", batch=CompletionBatch(state=state))

    assert mender_of(row) == who


def test_steps_of_a_counted_result_are_all_done(alice):
    course = make.recognised_course(make.make_base())
    receive(
        actor=None, base=course.base, reported=[make.reported(alice.professional, course_code=course.code)]
    )
    make.signed_batch(course.base)
    make.work()

    assert {one.state for one in provenance_of(Completion.objects.get())} == {"done"}


def test_list_filters_by_reason_and_text(client, alice):
    base = make.make_base()
    _held(alice.professional, base)
    client.force_login(_clerk(base))
    address = reverse("registry:completions")

    found = [
        client.get(address, query).context["found"]
        for query in (
            {},
            {"code": "unfiled"},
            {"code": "conflict"},
            {"q": alice.professional.name},
            {"q": "没有的人"},
        )
    ]

    assert found == [1, 1, 0, 1, 0]


def test_export_of_the_list_is_a_workbook(client, alice):
    base = make.make_base()
    _held(alice.professional, base)
    client.force_login(_clerk(base))

    answer = client.get(reverse("registry:completion-export"))

    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_any_length(client, alice, django_assert_num_queries, count):
    base = make.make_base()
    for number in range(count):
        _held(
            alice.professional if number == 0 else make_professional(f"人{'甲乙丙'[number]}"),
            base,
            f"BC{number}",
        )
    client.force_login(_clerk(base))
    client.get(reverse("registry:completions"))

    with django_assert_num_queries(9):
        client.get(reverse("registry:completions"))


@pytest.mark.parametrize("count", [1, 3])
def test_own_list_costs_the_same_for_any_length(client, alice, django_assert_num_queries, count):
    base = make.make_base()
    for number in range(count):
        _held(alice.professional, base, f"BC{number}")
    client.force_login(alice)
    client.get(reverse("registry:completion-mine"))

    with django_assert_num_queries(8):
        client.get(reverse("registry:completion-mine"))
