from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.queries.holder import officers_now
from registry.activities.services import activity_review
from registry.models import AuditEntry, Deputy, Message, User
from registry.people.forms.deputy import DeputyForm
from registry.people.services import deputy, membership
from tests import factories
from tests.certification.rows import make_case, on
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def colleague(world):
    return factories.employee_of(world.employer, "carol", "高若")


def name(holder, user, first="2020-06-15", last="2020-06-19", **values):
    given = {"seat": holder.memberships.first(), "reason": "出差"} | values
    return deputy.name_deputy(
        actor=holder,
        username=user.username,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        **given,
    )


def afresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("at", "holds"),
    [("2020-06-14", False), ("2020-06-15", True), ("2020-06-19", True), ("2020-06-20", False)],
)
def test_the_deputy_holds_the_office_in_the_period_only(bob, colleague, at, holds):
    name(bob, colleague)

    with on(f"{at} 10:00"):
        assert afresh(colleague).has_role("hr") is holds


def test_the_seat_of_a_deputy_says_for_whom(bob, colleague):
    found = name(bob, colleague)

    assert str(found.seat) == "湖南省水利水电勘测设计院 · 单位人事（代毕明）"
    assert found.seat.office_label == "湖南省水利水电勘测设计院（代毕明）"


def test_an_act_of_the_deputy_says_so_in_the_log(bob, colleague, alice):
    name(bob, colleague)
    sent = make_submitted(alice, "award", facts={"level": "prefectural", "rank": 3, "date": "2019-11-11"})

    with on("2020-06-16 10:00"):
        activity_review.begin(actor=afresh(colleague), activity=sent)

    entry = AuditEntry.objects.filter(subject=str(sent.public_id)).latest("number")
    assert entry.actor_label == "高若（湖南省水利水电勘测设计院 · 单位人事（代毕明））"


def test_nobody_reviews_himself_as_a_deputy(bob, colleague):
    name(bob, colleague)
    own = make_submitted(colleague, "award", facts={"level": "prefectural", "rank": 3, "date": "2019-11-11"})

    with on("2020-06-16 10:00"), pytest.raises(Refused):
        activity_review.begin(actor=afresh(colleague), activity=own)


def test_what_the_office_is_told_reaches_the_deputy(bob, colleague, alice):
    name(bob, colleague)
    case = make_case(alice.professional, state="initial_review")

    with on("2020-06-16 10:00"):
        assert set(officers_now(case)) == {bob, colleague}


def test_naming_is_logged_and_told(bob, colleague):
    found = name(bob, colleague)

    entry = AuditEntry.objects.get(action="deputy.named")
    assert (entry.subject, entry.reason, entry.after["until"]) == (str(found.public_id), "出差", "2020-06-19")
    assert Message.objects.get(recipient=colleague).kind == "deputy_named"


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2020-06-09", "2020-06-12", "已经过去"),
        ("2020-06-15", "2020-06-14", "不能早于"),
        ("2020-06-15", "2020-06-25", "最长10天"),
    ],
)
def test_name_refused_for_such_days(bob, colleague, settings, first, last, sentence):
    settings.CEJC_DEPUTY_DAYS = 10

    with pytest.raises(Refused, match=sentence):
        name(bob, colleague, first, last)

    assert not Deputy.objects.exists()


def test_the_longest_absence_is_counted_inclusively(bob, colleague, settings):
    settings.CEJC_DEPUTY_DAYS = 5

    assert name(bob, colleague).seat.valid_until == date(2020, 6, 19)


def test_name_refused_for_somebody_of_another_unit(bob, charlie):
    with pytest.raises(Refused, match="没有找到"):
        name(bob, charlie)


def test_name_refused_for_an_inactive_login(bob, colleague):
    colleague.is_active = False
    colleague.save()

    with pytest.raises(Refused, match="没有找到"):
        name(bob, colleague)


def test_name_refused_for_a_second_login_of_oneself(bob):
    again = factories.make_user("bob2", professional=bob.professional)

    with pytest.raises(Refused, match="本人"):
        name(bob, again)


def test_name_refused_where_the_colleague_holds_the_office_anyway(world, bob):
    second = factories.hr_of(world.employer, "second", "苏可")

    with pytest.raises(Refused, match="无需委托"):
        name(bob, second)


def test_name_refused_for_another_deputy_in_the_same_days(world, bob, colleague):
    name(bob, colleague)
    other = factories.employee_of(world.employer, "other", "欧文")

    with pytest.raises(Refused, match="已委托"):
        name(bob, other, "2020-06-19", "2020-06-22")


def test_name_refused_from_the_seat_of_a_deputy(world, bob, colleague):
    found = name(bob, colleague)
    other = factories.employee_of(world.employer, "other", "欧文")

    with on("2020-06-16 10:00"), pytest.raises(Refused, match="代行"):
        name(afresh(colleague), other, "2020-06-17", "2020-06-18", seat=found.seat)


def test_name_refused_for_the_seat_of_somebody_else_or_of_an_administrator(bob, colleague, admin, petra):
    with pytest.raises(Refused, match="本人办理"):
        name(colleague, bob, seat=bob.memberships.get())
    with pytest.raises(Refused, match="系统管理员"):
        name(admin, petra)


def test_the_holder_ends_it_at_once_and_twice_is_once(bob, colleague):
    found = name(bob, colleague)

    with on("2020-06-16 10:00"):
        deputy.end(actor=bob, deputy=found)
        deputy.end(actor=bob, deputy=found)

        assert not afresh(colleague).has_role("hr")
    assert AuditEntry.objects.filter(action="deputy.ended").count() == 1


def test_end_refused_for_an_outsider(bob, colleague, charlie):
    found = name(bob, colleague)

    with pytest.raises(Refused, match="委托双方"):
        deputy.end(actor=charlie, deputy=found)


def test_a_role_that_ends_takes_its_deputy_with_it(bob, colleague, admin):
    found = name(bob, colleague)

    membership.end(actor=admin, membership=bob.memberships.get(), reason="调离", last_day=date(2020, 6, 16))

    found.seat.refresh_from_db()
    assert found.seat.valid_until == date(2020, 6, 16)


def test_the_page_names_a_deputy(login, bob, colleague):
    client = login(bob)
    sent = {
        "seat": bob.memberships.get().pk,
        "username": "carol",
        "first_day": "2020-06-15",
        "last_day": "2020-06-19",
        "reason": "出差",
    }

    answer = client.post(reverse("registry:deputies"), sent, follow=True)

    assert "高若" in answer.content.decode()
    assert Deputy.objects.get().seat.user == colleague


def test_of_several_offices_none_is_chosen_for_their_holder(bob, world):
    alone = str(DeputyForm(user=bob)["seat"])
    factories.make_membership(bob, world.department, "department")

    several = str(DeputyForm(user=bob)["seat"])

    assert "请选择" not in alone
    assert '<option value="" selected>请选择</option>' in several


def test_the_page_says_what_is_wrong(login, bob, charlie):
    sent = {
        "seat": bob.memberships.get().pk,
        "username": "charlie",
        "first_day": "2020-06-15",
        "last_day": "2020-06-19",
        "reason": "出差",
    }

    answer = login(bob).post(reverse("registry:deputies"), sent)

    assert answer.status_code == 422
    assert "没有找到用户名为“charlie”" in answer.content.decode()


def test_the_page_is_one_s_own_and_the_administrator_s(login, bob, colleague, admin, hana):
    found = name(bob, colleague)

    assert "高若" not in login(hana).get(reverse("registry:deputies")).content.decode()
    assert login(hana).post(reverse("registry:deputy-end", args=[found.public_id])).status_code == 404
    assert "高若" in login(admin).get(reverse("registry:deputies")).content.decode()


def test_the_administrator_s_list_of_roles_says_for_whom(login, bob, colleague, admin):
    name(bob, colleague)

    assert "单位人事（代毕明）" in login(admin).get(reverse("registry:memberships")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(login, bob, colleague, number, django_assert_num_queries):
    for day in range(number):
        name(bob, colleague, f"2020-06-{15 + day}", f"2020-06-{15 + day}")
    client = login(bob)
    client.get(reverse("registry:deputies"))

    with django_assert_num_queries(13):
        client.get(reverse("registry:deputies"))


def test_an_administrator_who_names_a_deputy_reads_that_the_role_is_never_lent(admin, petra):
    with pytest.raises(Refused, match="系统管理员、安全管理员和审计员的角色不能委托他人代行。"):
        name(admin, petra)
