"""Two files of one person become one: everything moves, what collides
is named first, the duplicate is nowhere."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from certification.models import Case, FigureDirty, PersonYear, PriorSlip, Slip
from certification.services.figures import count_everything, drain
from registry.activities.queries.ledger import ledger_of
from registry.activities.services import activity_review
from registry.changes.services import merge, merge_check
from registry.changes.services import person_request as requests
from registry.models import (
    Activity,
    AnnualRegistration,
    AuditEntry,
    Award,
    Employment,
    Erasure,
    Handbook,
    HandbookClaim,
    Merge,
    Portrait,
    Professional,
    SlotClaim,
    TitleRecord,
)
from registry.results.services import completion_settle
from tests import factories
from tests.certification import rows
from tests.certification.rows import make_case, on
from tests.registry.activities.activity_factories import lines_on, make_draft, make_submitted
from tests.registry.changes.change_factories import actions_of, ask, log_text, receive_signed, verify_audit
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}
# Every column that names a person, and what the merge does with it. A new
# one fails the test until it is decided on.
MOVES = {
    "registry.User.professional",
    "registry.ActivationCode.professional",
    "registry.SheetRow.person",
    "registry.Professional.merged_into",
    "registry.Employment.professional",
    "registry.Activity.professional",
    "registry.ActivityReview.person",
    "registry.Award.professional",
    "registry.SlotClaim.professional",
    "registry.Completion.professional",
    "registry.Death.professional",
    "registry.Death.first_person",
    "registry.Death.second_person",
    "registry.Erasure.professional",
    "registry.Erasure.first_person",
    "registry.Erasure.second_person",
    "registry.HandbookClaimEntry.professional",
    "registry.Handbook.professional",
    "registry.HandbookEvent.person",
    "registry.Hold.person",
    "registry.IdentityChange.professional",
    "registry.IdentityChange.first_person",
    "registry.IdentityChange.second_person",
    "registry.Merge.professional",
    "registry.Merge.first_person",
    "registry.Merge.second_person",
    "registry.MissingHours.professional",
    "registry.PlatformKey.person",
    "registry.Portrait.professional",
    "registry.AnnualRegistration.professional",
    "registry.AnnualRegistration.employer_person",
    "registry.Attendee.professional",
    "registry.TitleRecord.professional",
    "certification.Case.professional",
    "certification.OwnCopy.professional",
    "certification.Review.person",
    "certification.PriorSlip.professional",
    "certification.Slip.professional",
}
STAYS = {
    "registry.Merge.duplicate": "names the tombstone",
    "certification.PersonYear.professional": "counted anew",
    "certification.FigureDirty.professional": "a mark to count anew",
    "registry.WhatIfLoss.person": "a trial of one day",
    "registry.Look.person": "what was looked at; the person reads those of both files",
}


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def double(world):
    """A second file of alice, by her passport, with a login and no unit."""
    person = factories.make_professional("欧阳晓𬱖", identity_type="passport", number="E12345678")
    return factories.make_user("alice2", professional=person)


def propose(actor, kept, duplicate):
    numbers = {"kept": str(kept.identity_number), "duplicate": str(duplicate.identity_number)}
    return merge.propose(actor=actor, reason="护照与居民身份证系同一人，已核对原件", **numbers)


@pytest.fixture
def merged(alice, double, petra, paul):
    """A function: propose and approve; the row."""

    def work():
        row = propose(petra, alice.professional, double.professional)
        return requests.approve(actor=paul, request=row)

    return work


def refusal(alice, double, petra):
    with pytest.raises(Refused) as found:
        propose(petra, alice.professional, double.professional)
    assert not Merge.objects.exists()
    return found.value.sentence


def with_employment(double, world):
    """The second file works at the same unit."""
    factories.make_employment(double.professional, world.employer)
    return double


# What names a person


def test_every_column_that_names_a_person_is_decided_on():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Professional
    }
    moved = {f"{one.model._meta.label}.{one.name}" for one in merge_check.relations()}

    assert named == MOVES | set(STAYS)
    assert moved == MOVES


def test_nothing_names_a_person_by_many_to_many():
    """The merge moves columns; a table between would have to be moved too."""
    assert not [
        field
        for model in apps.get_models()
        for field in model._meta.local_many_to_many
        if field.related_model is Professional
    ]


# Everything moves


def test_everything_moves_and_the_way_back_is_kept(alice, bob, double, petra, world, merged):
    with_employment(double, world)
    approved = activity_review.approve(
        actor=bob, activity=make_submitted(double, "award", facts=AWARD, title="科技奖")
    )
    training = make_submitted(double, "training", facts=lines_on("2019-05-06"))
    slip = rows.issue(petra, double.professional)
    TitleRecord.objects.create(
        professional=double.professional,
        series="engineering",
        level="junior",
        since=date(2009, 1, 1),
        entered_by=double,
    )

    row = merged()

    kept = alice.professional
    for model in (Activity, Award, SlotClaim, Slip, Case, TitleRecord):
        assert not model._base_manager.filter(professional=double.professional).exists()
        assert model._base_manager.filter(professional=kept).exists()
    assert row.moved["registry.activity"]["professional"] == [approved.pk, training.pk]
    assert row.moved["certification.slip"]["professional"] == [slip.pk]
    assert row.moved["registry.user"]["professional"] == [double.pk]
    assert sum(ledger_of(kept, [2019]).years[0].hours.values()) > 0
    slip.refresh_from_db()
    assert (slip.content_sha256, slip.professional) == (Slip.objects.get().content_sha256, kept)


def test_duplicate_is_a_tombstone_and_its_number_is_free(alice, double, merged, world):
    number = str(double.professional.identity_number)

    merged()

    gone = Professional.objects.get(pk=double.professional_id)
    assert (gone.merged_into, str(gone.identity_number)) == (alice.professional, number)
    assert not gone.has_number
    assert factories.make_professional("新人", identity_type="passport", number=number).pk


def test_both_logins_work_and_are_the_same_person(client, alice, double, merged):
    merged()

    for login in (alice, double):
        client.force_login(login)
        assert "欧阳晓𬱖" in client.get(reverse("registry:profile")).content.decode()
    double.refresh_from_db()
    assert double.professional == alice.professional


def test_merged_file_answers_as_absent_to_everybody(
    client, alice, bob, dora, petra, charlie, double, world, merged
):
    with_employment(double, world)
    address = reverse("registry:person", args=[double.professional.public_id])
    client.force_login(bob)
    assert client.get(address).status_code == 200

    merged()

    for user in (alice, bob, dora, petra, charlie):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert not Professional.objects.visible_to(user).filter(pk=double.professional_id).exists()
    client.force_login(bob)
    assert client.get(reverse("registry:person", args=[alice.professional.public_id])).status_code == 200


def test_log_still_verifies_and_names_no_number(alice, double, merged):
    row = merged()

    assert verify_audit().startswith("The audit log is whole")
    assert actions_of(row) == ["merge.asked", "merge.done"]
    for number in (alice.professional.identity_number, double.professional.identity_number):
        assert str(number) not in log_text()
    assert AuditEntry.objects.filter(action="professional.merged").count() == 1
    assert json.dumps(row.moved)


def test_figures_count_one_person(alice, double, petra, world, merged):
    with_employment(double, world)
    count_everything()
    assert PersonYear.objects.filter(professional=double.professional).exists()

    merged()
    drain()

    assert not PersonYear.objects.filter(professional=double.professional).exists()
    assert not FigureDirty.objects.exists()
    assert count_everything() == []


def test_recognised_result_moves_and_stays_recognised(alice, double, merged):
    course = make.recognised_course(make.make_base())
    (row,) = receive_signed(course, make.reported(double.professional, course_code=course.code))
    assert row.state == "counted"

    merged()
    completion_settle.settle([row.pk])

    row.refresh_from_db()
    assert (row.state, row.professional, row.activity.professional) == (
        "counted",
        alice.professional,
        alice.professional,
    )


def test_file_that_others_were_merged_into_is_merged_in_turn(alice, double, petra, paul, merged, world):
    merged()
    third = factories.employee_of(world.other_employer, "alice3", "欧阳晓𬱖")
    Employment.objects.filter(professional=third.professional).update(valid_until=date(2019, 1, 1))

    requests.approve(actor=paul, request=propose(petra, third.professional, alice.professional))

    assert set(Professional.objects.filter(merged_into=third.professional)) == {
        alice.professional,
        double.professional,
    }
    assert Merge.objects.filter(professional=third.professional).count() == 2


# What the merge settles


def test_second_place_at_the_same_unit_ends(alice, double, world, merged):
    with_employment(double, world)

    merged()

    places = Employment.objects.filter(professional=alice.professional)
    assert (places.count(), places.current().count()) == (2, 1)


def test_undeclared_year_and_second_photo_are_settled(alice, double, world, merged):
    for person in (alice.professional, double.professional):
        Portrait.objects.create(professional=person, stored_name="aa/bb/x.jpg", uploaded_by=alice)
    with_employment(double, world)
    for person, year, state in (
        (alice, 2018, "declared"),
        (double, 2018, "open"),
        (alice, 2017, "open"),
        (double, 2017, "declared"),
    ):
        AnnualRegistration.objects.create(
            professional=person.professional, year=year, organisation=world.employer, state=state
        )

    merged()

    years = AnnualRegistration.objects.filter(professional=alice.professional).order_by("year")
    assert list(years.values_list("year", "state")) == [(2017, "declared"), (2018, "declared")]
    assert Portrait.objects.current().filter(professional=alice.professional).count() == 1


# What collides is refused with its name


def employed_elsewhere(alice, double, world, **_):
    factories.make_employment(double.professional, world.other_employer)


def registered_both(alice, double, world, **_):
    for user in (alice, double):
        AnnualRegistration.objects.create(
            professional=user.professional, year=2018, organisation=world.employer, state="declared"
        )


def slots_both(alice, double, world, **_):
    with_employment(double, world)
    make_submitted(alice, facts=lines_on("2019-05-06"), title="水利班")
    make_submitted(double, facts=lines_on("2019-05-06", slot="morning"), title="防汛班")


def cases_both(alice, double, world, **_):
    with_employment(double, world)
    for user in (alice, double):
        make_case(user.professional, state="verification")


def slips_both(alice, double, world, petra, **_):
    with_employment(double, world)
    rows.issue(petra, alice.professional)
    rows.issue(petra, double.professional, application_year=2019)


def handbooks_both(alice, double, world, dora, **_):
    claim = HandbookClaim.objects.create(organisation=world.department, composed_by=dora, year=2020)
    for number, user in enumerate((alice, double), start=1):
        Handbook.objects.create(
            professional=user.professional, claim=claim, number=f"湘{number}", year=2020, sequence=number
        )


def prior_slips_both(alice, double, **_):
    for user in (alice, double):
        PriorSlip.objects.create(
            professional=user.professional, number="湘旧1", first_year=2014, last_year=2018
        )


def titles_both(alice, double, **_):
    for user in (alice, double):
        TitleRecord.objects.create(
            professional=user.professional,
            series="engineering",
            level="junior",
            since=date(2009, 1, 1),
            entered_by=user,
        )


def same_award(alice, double, world, **_):
    with_employment(double, world)
    for user in (alice, double):
        make_submitted(user, "award", facts=AWARD, title="科技奖")


def record_in_a_locked_year(alice, double, world, **_):
    AnnualRegistration.objects.create(
        professional=alice.professional, year=2019, organisation=world.employer, state="locked"
    )
    with_employment(double, world)
    make_submitted(double, "award", facts=AWARD, title="科技奖")


def open_change(alice, double, **_):
    ask(double)


def erasure_asked(alice, double, **_):
    from registry.changes.services import erasure

    erasure.ask(actor=double, professional=double.professional)


def dead(alice, double, **_):
    Professional.objects.filter(pk=double.professional_id).update(died_on=date(2020, 1, 1))


def erased(alice, double, **_):
    Professional.objects.filter(pk=double.professional_id).update(erased_at="2020-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("both_have", "words"),
    [
        (employed_elsewhere, "都有在职单位"),
        (registered_both, "同一年度的年度登记（2018年）"),
        (slots_both, "同一时段都登记了培训（2019年5月6日）"),
        (cases_both, "同一申报年度都有认定申请（2020年）"),
        (slips_both, "有效认定单（2015—2019年）"),
        (handbooks_both, "都已核发登记手册"),
        (prior_slips_both, "同一编号的以往认定单（湘旧1）"),
        (titles_both, "同一条职称经历"),
        (same_award, "都登记了“科技奖”"),
        (record_in_a_locked_year, "2019年已登记完毕"),
        (open_change, "办理中的“改名或更正证件号码”"),
        (erasure_asked, "办理中的“注销申请”"),
        (dead, "去世登记"),
        (erased, "已合并或注销"),
    ],
)
def test_what_both_have_is_refused_with_its_name(alice, double, petra, dora, world, both_have, words):
    both_have(alice=alice, double=double, world=world, petra=petra, dora=dora)

    assert words in refusal(alice, double, petra)


def test_collision_that_came_meanwhile_is_refused_at_approval_and_nothing_moves(
    alice, double, petra, paul, world
):
    row = propose(petra, alice.professional, double.professional)
    registered_both(alice, double, world)

    with pytest.raises(Refused, match="2018年"):
        requests.approve(actor=paul, request=row)

    double.refresh_from_db()
    assert double.professional != alice.professional
    assert Professional.objects.filter(merged_into=None).count() == Professional.objects.count()


def test_two_proposals_crosswise_are_refused(alice, double, petra, paul):
    propose(petra, alice.professional, double.professional)

    for kept, other in ((double, alice), (alice, double)):
        with pytest.raises(Refused, match="办理中的“合并档案”"):
            propose(paul, kept.professional, other.professional)


# Who may


def test_proposer_cannot_approve_under_any_account(alice, double, petra, world):
    row = propose(petra, alice.professional, double.professional)
    other = factories.make_user("petra-admin", professional=petra.professional)
    factories.make_membership(other, world.province, "admin")

    for user in (petra, other):
        with pytest.raises(Refused):
            requests.approve(actor=user, request=row)

    assert Merge.objects.get().state == "confirmed"


def test_person_of_either_file_decides_nothing(alice, double, petra, world):
    factories.make_membership(double, world.province, "province")

    with pytest.raises(Refused):
        propose(double, alice.professional, double.professional)
    row = propose(petra, alice.professional, double.professional)
    with pytest.raises(Refused):
        requests.approve(actor=double, request=row)


def test_hr_and_department_neither_propose_nor_approve(alice, bob, dora, double, petra):
    for user in (alice, bob, dora):
        with pytest.raises(Refused):
            propose(user, alice.professional, double.professional)
    row = propose(petra, alice.professional, double.professional)
    for user in (alice, bob, dora):
        with pytest.raises(Refused):
            requests.approve(actor=user, request=row)


def test_approved_twice_is_done_once_and_afterwards_stale(alice, double, petra, paul, world):
    row = propose(petra, alice.professional, double.professional)

    for _again in range(2):
        requests.approve(actor=paul, request=row)
    with pytest.raises(Stale):
        requests.approve(actor=factories.province_of(world.province, "pia"), request=row)

    assert AuditEntry.objects.filter(action="professional.merged").count() == 1


@pytest.mark.parametrize(
    ("kept", "duplicate"), [("430105", "E12345678"), ("E12345678", "x"), ("E12345678", "e1234 5678")]
)
def test_unknown_number_and_the_same_file_twice_are_refused(double, petra, kept, duplicate):
    with pytest.raises(Refused):
        merge.propose(actor=petra, kept=kept, duplicate=duplicate, reason="核对无误")


def test_database_lets_nothing_follow_to_another_file(alice, bob, double, charlie, merged):
    activity = make_submitted(alice, "award", facts=AWARD)
    activity_review.approve(actor=bob, activity=activity)
    merged()

    for rows_ in (Activity.objects.filter(pk=activity.pk), Award.objects.filter(activity=activity)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows_.update(professional=charlie.professional)
    with pytest.raises(DatabaseError), transaction.atomic():
        Merge.objects.update(moved={})


# Pages


def test_province_proposes_and_another_approves_by_the_pages(client, alice, double, petra, paul):
    client.force_login(petra)
    numbers = {
        "kept": str(alice.professional.identity_number),
        "duplicate": "E12345678",
        "reason": "已核对原件",
    }
    client.post(reverse("registry:change-merge"), numbers)
    row = Merge.objects.get()
    address = reverse("registry:change", args=["merge", row.public_id])
    assert client.get(f"{address}approve/").status_code == 404

    client.force_login(paul)
    assert "全部转到保留的档案" in client.get(f"{address}approve/").content.decode()
    client.post(f"{address}approve/")
    page = client.get(address).content.decode()

    assert Merge.objects.get().state == "done"
    assert "重复档案的办理记录" in page
    assert str(alice.professional.identity_number) not in page


def test_refused_proposal_says_why_on_the_form(client, alice, double, petra, world):
    registered_both(alice, double, world)
    client.force_login(petra)
    numbers = {
        "kept": str(alice.professional.identity_number),
        "duplicate": "E12345678",
        "reason": "已核对原件",
    }

    page = client.post(reverse("registry:change-merge"), numbers)

    assert (page.status_code, "2018年" in page.content.decode()) == (422, True)


def test_draft_of_the_duplicate_goes_on_in_the_kept_file(double, alice, merged):
    draft = make_draft(double, "paper")

    merged()

    assert Activity.objects.get(pk=draft.pk).professional == alice.professional
    assert not Erasure.objects.exists()
