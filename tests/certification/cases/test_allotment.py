"""Numbers of the province-wide slip for the cities: claimed, granted,
used, void; none twice, none unaccounted."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cejc.errors import Refused, Stale
from certification.models import Allotment, AllottedNumber, Case, Slip
from certification.queries.bureau import stock_of
from certification.services import acts, allotment
from registry.enums import Route
from registry.machinery.audit_sentences import sentence
from registry.models import AuditEntry
from tests.certification import ways
from tests.certification.rows import on

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-06-02 09:00"):
        yield ways.cast(Route.CITY)


def claim(people, count=10, **values):
    values = {"actor": people.officers["bureau"][0], "organisation": people.city, "year": 2020} | values
    return allotment.claim(count=count, **values)


def grant(people, row, count):
    return allotment.grant(actor=people.officers["province"][0], allotment=row, count=count)


def void(people, first, last, reason="打印作废", **values):
    values = {"actor": people.officers["bureau"][0], "organisation": people.city, "year": 2020} | values
    return allotment.void(first=first, last=last, reason=reason, **values)


def test_grants_are_blocks_that_follow_one_another(people):
    first = grant(people, claim(people), 10)
    second = grant(people, claim(people, 5), 3)

    assert (first.first, first.last, second.first, second.last) == (1, 10, 11, 13)
    assert stock_of(people.city, 2020) == {"granted": 13, "stock": 13, "used": 0, "void": 0}


def test_claim_twice_is_one_and_another_one_waits_for_the_answer(people):
    assert claim(people) == claim(people)

    with pytest.raises(Refused, match="还没有核发"):
        claim(people, 11)

    assert Allotment.objects.count() == 1


def test_granted_numbers_stand_in_the_log_with_their_bureau(people):
    row = grant(people, claim(people), 8)

    entry = AuditEntry.objects.get(action="allotment.granted")
    assert (entry.subject, entry.context) == (str(row.public_id), str(people.city.public_id))
    assert sentence(entry) == "核发认定单编号8个：1至8"


@pytest.mark.parametrize("count", [0, -1, 5001])
def test_claim_of_no_sensible_number_is_refused(people, count):
    with pytest.raises(Refused):
        claim(people, count)


@pytest.mark.parametrize("count", [0, 11])
def test_grant_above_the_claim_is_refused(people, count):
    row = claim(people)

    with pytest.raises(Refused):
        grant(people, row, count)

    assert not AllottedNumber.objects.exists()


def test_claim_is_answered_once_and_by_the_province(people):
    row = claim(people)
    with pytest.raises(Refused, match="专技处"):
        allotment.grant(actor=people.officers["bureau"][0], allotment=row, count=1)
    with pytest.raises(Refused, match="理由"):
        allotment.refuse(actor=people.officers["province"][0], allotment=row, reason=" ")

    allotment.refuse(actor=people.officers["province"][0], allotment=row, reason="请先用完库存。")

    with pytest.raises(Stale):
        grant(people, row, 1)


@pytest.mark.parametrize("other", ["outsider", "person"])
def test_nobody_claims_or_voids_for_another_bureau(people, other):
    grant(people, claim(people), 10)

    for work in (lambda who: claim(people, 3, actor=who), lambda who: void(people, 1, 2, actor=who)):
        with pytest.raises(Refused):
            work(getattr(people, other))


def test_void_numbers_are_skipped_and_stay_in_the_account(people):
    grant(people, claim(people), 3)
    void(people, 1, 2)

    case = ways.begin(people)
    ways.walk(case, people)

    assert Slip.objects.get().sequence == 3
    assert stock_of(people.city, 2020) == {"granted": 3, "stock": 0, "used": 1, "void": 2}


@pytest.mark.parametrize(("first", "last", "reason"), [(1, 11, "x"), (3, 2, "x"), (1, 1, " "), (99, 99, "x")])
def test_void_of_what_is_not_in_stock_is_refused_whole(people, first, last, reason):
    grant(people, claim(people), 10)

    with pytest.raises(Refused):
        void(people, first, last, reason)

    assert stock_of(people.city, 2020)["void"] == 0


def test_used_number_is_never_voided(people):
    grant(people, claim(people), 2)
    ways.walk(ways.begin(people), people)

    with pytest.raises(Refused, match="已经使用"):
        void(people, 1, 2)


def test_database_refuses_to_lose_or_reuse_a_number(people):
    grant(people, claim(people), 2)
    void(people, 1, 1)

    for sql in (
        "DELETE FROM certification_allottednumber WHERE sequence = 2",
        "UPDATE certification_allottednumber SET state = 'stock' WHERE sequence = 1",
        "UPDATE certification_allottednumber SET sequence = 7 WHERE sequence = 2",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["grant", "void", "province", "use"]), st.integers(1, 5)), max_size=12)
)
def test_every_number_of_the_year_is_accounted_for_whatever_happens(people, steps):
    sid = transaction.savepoint()
    given_to_province = set()
    for what, count in steps:
        if what == "grant":
            grant(people, claim(people, count), count)
        elif what == "province":
            given_to_province.add(allotment.take_block(2020, 1)[0])
        else:
            _spend(people, what)

    numbers = list(AllottedNumber.objects.values_list("sequence", flat=True))
    found = stock_of(people.city, 2020)
    assert sorted([*numbers, *given_to_province]) == list(range(1, len(numbers) + len(given_to_province) + 1))
    assert found["granted"] == found["stock"] + found["used"] + found["void"]
    transaction.savepoint_rollback(sid)


def _spend(people, what):
    """Void the next number, or ask for it as an issue does."""
    try:
        number = allotment.take_number(people.city, 2020)
    except Refused:
        return
    if what == "void":
        void(people, number.sequence, number.sequence)


def test_issue_many_stops_at_the_end_of_the_stock_and_says_for_whom(people, run_jobs):
    grant(people, claim(people), 1)
    case = ways.begin(people)
    ways.walk(case, people, until="issue")
    void(people, 1, 1)
    job = acts.issue_many(actor=people.officers["bureau"][0], cases=[Case.objects.get(pk=case.pk)], key="k")

    run_jobs()

    job.refresh_from_db()
    assert "申领" in job.payload["left_out"][0]["why"]


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("allotment-list", {"bureau", "province"}),
        ("allotment-claim", {"bureau"}),
        ("allotment-void", {"bureau"}),
        ("bureau-setting", {"bureau"}),
    ],
)
def test_pages_are_there_for_their_offices_only(people, login, name, sees):
    address = reverse(f"certification:{name}")

    for office, users in people.officers.items():
        assert login(users[0]).get(address).status_code == (200 if office in sees else 404), office


def test_claim_grant_and_account_by_hand(people, login):
    clerk, officer = people.officers["bureau"][0], people.officers["province"][0]
    login(clerk).post(reverse("certification:allotment-claim"), {"count": "20", "note": "约20人"})
    row = Allotment.objects.get()
    assert "约20人" in login(officer).get(address_of(row)).content.decode()

    assert login(officer).post(address_of(row), {"count": "21", "grant": "1"}).status_code == 422
    assert login(officer).post(address_of(row), {"refuse": "1"}).status_code == 422
    login(officer).post(address_of(row), {"count": "20", "grant": "1"})
    login(clerk).post(
        reverse("certification:allotment-void"), {"first": "20", "last": "20", "reason": "试打"}
    )

    page = login(clerk).get(reverse("certification:allotment-list")).content.decode()
    assert "已领20个 = 库存19个 + 已使用0个 + 已作废1个" in page


def address_of(row):
    return reverse("certification:allotment-decide", args=[row.public_id])


def test_another_bureau_s_account_is_absent(people, login):
    grant(people, claim(people), 10)

    page = login(people.outsider).get(reverse("certification:allotment-list"))

    assert people.city.name not in page.content.decode()
    assert page.context["stock"]["granted"] == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(people, login, rows, django_assert_num_queries):
    for _again in range(rows):
        grant(people, claim(people, 5), 5)
    client = login(people.officers["province"][0])
    client.get(reverse("certification:allotment-list"))

    with django_assert_num_queries(9):
        client.get(reverse("certification:allotment-list"))


def test_settings_page_keeps_what_was_settled_and_refuses_an_old_form(people, login):
    client = login(people.officers["bureau"][0])
    address = reverse("certification:bureau-setting")
    values = {"notice": "on", "notice_days": "7", "signatory": "长沙市人社局", "edit": "0"}

    assert client.post(address, values).status_code == 302
    assert client.post(address, values | {"notice_days": "9"}).status_code == 422
    assert (
        client.post(
            address, values | {"edit": "1", "opens": "2020-06-01", "closes": "2020-05-01"}
        ).status_code
        == 422
    )

    page = client.get(address).content.decode()
    assert 'value="7"' in page
    assert "修改了本市州的办理设定" in page
