"""What the certification room does when somebody dies, wants to be forgotten, or has left the unit."""

from datetime import date

import pytest

from cejc.errors import Refused
from certification.models import Case, NoticeEntry, Slip
from certification.services import batch as batches
from certification.services import case as cases
from certification.services import leaving
from registry.activities.services import activity as activities
from registry.activities.services import activity_review
from registry.changes.services import death, erasure
from registry.changes.services import person_request as requests
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import Professional
from registry.people.services import employment
from registry.yearly.services import registration
from tests.certification.rows import issue, make_case, on, publish
from tests.certification.stages import PATH, at_state, cast, complete_years, open_case, walk
from tests.registry.activities.activity_factories import make_submitted
from tests.registry.changes.change_factories import proof, verify_audit

pytestmark = pytest.mark.django_db
LIVE = [state for state in PATH if state != "issued"] + ["returned"]


@pytest.fixture
def people():
    return cast()


def bury(people, person=None):
    """HR records the death, the department confirms it."""
    row = death.report(
        actor=people.hr,
        professional=(person or people.person).professional,
        died_on=date(2020, 6, 1),
        file=proof(),
    )
    return requests.approve(actor=people.department, request=row)


@pytest.mark.parametrize("state", LIVE)
def test_death_ends_a_case_wherever_it_is_through_the_door(people, state):
    case = at_state(state, people)

    with on("2020-06-10 09:00"):
        bury(people)

    case.refresh_from_db()
    move = case.transitions.last()
    assert (case.state, move.action, move.actor_label) == ("cancelled", "cease", "系统")
    assert "去世" in move.reason
    assert verify_audit().startswith("The audit log is whole")


def test_death_leaves_the_case_that_was_issued(people):
    case = at_state("issued", people)

    with on("2020-06-10 09:00"):
        bury(people)

    case.refresh_from_db()
    assert case.state == "issued"


def test_death_takes_the_name_from_the_wall_and_leaves_the_others(people):
    with on("2020-06-08 09:00"):
        colleague = make_case(people.colleague.professional, state="notice")
        notice = publish(people.hr, [make_case(people.person.professional, state="notice"), colleague])

    with on("2020-06-10 09:00"):
        bury(people)

    standing = NoticeEntry.objects.filter(notice=notice, taken_out_at=None)
    assert [entry.case for entry in standing] == [colleague]
    colleague.refresh_from_db()
    assert colleague.state == "notice.open"


def test_death_takes_the_case_out_of_a_batch_that_was_not_filed(people):
    with on("2020-06-08 09:00"):
        filed = [make_case(one.professional, state="filing") for one in (people.person, people.colleague)]
        batch = batches.make_batch(
            actor=people.department, organisation=people.department_unit, cases=filed, name="第一批"
        )

    with on("2020-06-10 09:00"):
        bury(people)
        batches.file_batch(actor=people.department, batch=batch)

    assert list(Case.objects.filter(batch=batch).values_list("state", flat=True)) == ["verification"]


def test_nobody_can_press_the_end_of_a_case(people):
    case = at_state("verification", people)

    for user in (people.person, people.hr, people.province):
        with pytest.raises(Refused):
            cases.door.pass_through(case, leaving.CEASE, actor=user, text="x")


# Erasure


@pytest.fixture
def free(people):
    """The person has left the unit."""
    with on("2020-06-08 09:00"):
        employment.end(
            actor=people.hr,
            employment=people.person.professional.employments.get(),
            last_day=date(2020, 6, 8),
        )
    return people.person


def erase(people, user):
    row = erasure.ask(actor=user, professional=user.professional)
    requests.confirm(actor=people.province, request=row)
    return requests.approve(actor=people.issuer, request=row)


def test_deletion_waits_for_a_case_that_is_under_way(people, free):
    with on("2020-06-10 09:00"):
        case = make_case(free.professional, state="verification")

        with pytest.raises(Refused, match="正在办理"):
            erasure.ask(actor=free, professional=free.professional)
        Case.objects.filter(pk=case.pk).update(state="cancelled")
        assert erase(people, free).state == "done"


def test_number_is_kept_for_a_slip_until_its_day_and_then_erased(people, request):
    number = str(people.person.professional.identity_number)
    with on("2020-06-05 09:00"):
        slip = issue(people.issuer, people.person.professional)
    free = request.getfixturevalue("free")

    with on("2020-06-10 09:00"):
        row = erase(people, free)
    person = Professional.objects.get(pk=free.professional_id)
    assert (row.keep_until, str(person.identity_number)) == (date(2030, 6, 5), number)
    assert slip.number in row.kept

    with on("2030-06-05 09:00"):
        forget_kind("numbers")
        assert Professional.objects.get(pk=person.pk).has_number
    with on("2030-06-10 09:00"):
        for _again in range(2):
            forget_kind("numbers")

    person.refresh_from_db()
    slip.refresh_from_db()
    assert (str(person.identity_number), person.has_number) == ("", False)
    assert slip.content["name"] == person.name
    assert verify_audit().startswith("The audit log is whole")


def test_somebody_who_works_again_keeps_the_number_beyond_that_day(people, request):
    with on("2020-06-05 09:00"):
        issue(people.issuer, people.person.professional)
    free = request.getfixturevalue("free")
    with on("2020-06-10 09:00"):
        erase(people, free)
        person = Professional.objects.get(pk=free.professional_id)
        employment.add_person(
            actor=people.hr,
            organisation=people.employer,
            name=person.name,
            identity_type=person.identity_type,
            number=str(person.identity_number),
        )

    with on("2030-06-10 09:00"):
        forget_kind("numbers")

    person.refresh_from_db()
    assert (person.erased_at, person.has_number) == (None, True)


def test_files_that_a_case_relied_on_stay(people):
    with on("2020-05-06 09:00"):
        kept = make_submitted(people.person, "award")
        make_submitted(people.person, "paper")
    with on("2020-05-07 09:00"):
        case = make_case(people.person.professional, state="returned")
        case.items.create(activity=kept)

        assert set(leaving.relied_on(people.person.professional)) == {kept.pk}
        Case.objects.filter(pk=case.pk).update(state="cancelled")
        assert set(leaving.relied_on(people.person.professional)) == set()


# Leaving a unit, and arriving from another province


def test_what_was_submitted_to_the_old_unit_ends_there_or_comes_back(people):
    """A record belongs to the unit of its time: HR there decides, or the
    person takes it back for the next unit."""
    with on("2020-06-01 09:00"):
        waiting, other = make_submitted(people.person, "award"), make_submitted(people.person, "paper")
        employment.end(
            actor=people.hr,
            employment=people.person.professional.employments.get(),
            last_day=date(2020, 6, 1),
        )

    with on("2020-06-10 09:00"):
        approved = activity_review.approve(actor=people.hr, activity=waiting)
        back = activities.withdraw(actor=people.person, activity=other)
        with pytest.raises(Refused, match="单位"):
            activities.submit(actor=people.person, activity=back, edit=back.edit)
        arrive(people)
        again = activities.submit(actor=people.person, activity=back, edit=back.edit)

    assert (approved.state, approved.organisation) == ("approved", people.employer)
    assert (again.state, again.organisation) == ("submitted", people.outsider.seats[0].organisation)


def arrive(people):
    """HR of the next unit takes the person in."""
    person = people.person.professional
    return employment.add_person(
        actor=people.outsider,
        organisation=people.outsider.seats[0].organisation,
        name=person.name,
        identity_type=person.identity_type,
        number=str(person.identity_number),
    )


def test_year_in_another_province_is_exempt_with_proof_and_the_slip_says_so(people):
    """R22: moved into Hunan; the hours earned elsewhere stand in the
    reason, the proof passes both offices."""
    reason = "2019年在湖北省取得专业科目60学时、公需科目30学时，2020年1月由外省调入"
    with on("2020-03-02 09:00"):
        with pytest.raises(Refused, match="证明"):
            registration.declare(actor=people.person, year=2019, exempt_reason=reason)
        row = registration.declare(actor=people.person, year=2019, exempt_reason=reason, file=proof())
        row = registration.confirm(actor=people.hr, registration=row)
        row = registration.confirm(actor=people.department, registration=row)
    with on("2020-05-06 09:00"):
        complete_years(people.person, years=(2018,))
        case = open_case(people.person)
    walk(case, "issued", people)

    slip = Slip.objects.get(professional=people.person.professional)
    line = next(one for one in slip.content["years"] if one["year"] == 2019)
    assert (row.summary["status"], line["basis"]) == ("exempt", "免于考核")
