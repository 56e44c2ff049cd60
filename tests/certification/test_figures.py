"""The yearly figures: counters equal a direct count whatever happens, and the worker keeps them so."""

import random
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from cejc import clock
from certification.enums import YearState
from certification.models import FigureCount, FigureDirty, PersonYear, StageStay, YearFigure
from certification.queries.yearly.figure_sources import counted_years, counters
from certification.services import figures
from certification.services.slips import slip as slips
from registry.activities.services import activity as activities
from registry.activities.services import activity_review
from registry.enums import ActivityState
from registry.models import Activity, Employment, Job
from registry.people.services import employment
from tests import factories
from tests.certification import stages
from tests.certification.rows import issue, make_case, on, revoke
from tests.registry.activities.activity_factories import make_draft, make_submitted

pytestmark = pytest.mark.django_db


def stored():
    """The counters as they are kept."""
    return {
        (row.organisation_id, row.year, row.name, row.part, row.days): row.value
        for row in YearFigure.objects.all()
    }


def figure(unit, year, name, part="", days=0):
    row = YearFigure.objects.filter(organisation=unit, year=year, name=name, part=part, days=days).first()
    return row.value if row else 0


def by_hand():
    """The same figures straight from the records, by SQL that shares nothing with the portal's."""
    found = defaultdict(Decimal)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id, application_year, state, COUNT(*) FROM certification_case"
            " WHERE submitted_at IS NOT NULL GROUP BY 1, 2, 3"
        )
        for unit, year, state, count in cursor.fetchall():
            found[unit, year, "cases", state.partition(".")[0], 0] += count
        cursor.execute(
            "SELECT c.organisation_id, s.year, s.state, COUNT(*) FROM certification_slip s"
            " JOIN certification_case c ON c.id = s.case_id GROUP BY 1, 2, 3"
        )
        for unit, year, state, count in cursor.fetchall():
            found[unit, year, "slips", state, 0] += count
        for year in counted_years():
            for unit, state, lacks in people_by_hand(cursor, year):
                found[unit, year, "years", state, 0] += 1
                for subject, hours in lacks.items():
                    if hours > 0:
                        found[unit, year, "short", subject, 0] += 1
                        found[unit, year, "missing", subject, 0] += hours
    return dict(found)


def people_by_hand(cursor, year):
    """(employer, state, missing hours by subject) of each person of `year`."""
    cursor.execute(
        """
        SELECT e.professional_id, e.organisation_id,
               (SELECT COUNT(*) FROM certification_slip s WHERE s.professional_id = e.professional_id
                AND s.state = 'valid' AND %(year)s BETWEEN s.span_first AND s.span_last),
               (SELECT COALESCE(SUM(a.hours), 0) FROM registry_award a JOIN registry_activity r ON r.id = a.activity_id
                WHERE a.professional_id = e.professional_id AND a.year = %(year)s AND a.subject = 'public'
                AND r.state = 'approved'),
               (SELECT COALESCE(SUM(a.hours), 0) FROM registry_award a JOIN registry_activity r ON r.id = a.activity_id
                WHERE a.professional_id = e.professional_id AND a.year = %(year)s AND a.subject = 'professional'
                AND r.state = 'approved')
        FROM registry_employment e
        WHERE e.state = 'confirmed' AND e.valid_from <= %(last)s
          AND (e.valid_until IS NULL OR e.valid_until >= %(first)s)
        ORDER BY e.valid_from, e.id
        """,
        {"year": year, "first": date(year, 1, 1), "last": date(year, 12, 31)},
    )
    last = {person: rest for person, *rest in cursor.fetchall()}
    for unit, slips_found, public, professional in last.values():
        lacks = {
            "public": max(30 - Decimal(str(public)), Decimal(0)),
            "professional": max(60 - Decimal(str(professional)), Decimal(0)),
        }
        if slips_found:
            yield unit, "certified", {}
        else:
            yield unit, "short" if any(lacks.values()) else "met", lacks


def without_days(counted):
    return {key: value for key, value in counted.items() if key[2] not in ("days", "registered")}


@pytest.mark.parametrize("seed", range(4))
def test_counters_equal_a_direct_count_after_random_operations(seed, world, petra, paul, bob, dora):
    dice = random.Random(seed)
    units = [world.employer, world.other_employer]
    people = [factories.employee_of(dice.choice(units)) for _person in range(6)]
    reviewers = {
        world.employer.pk: (bob, dora),
        world.other_employer.pk: (
            factories.hr_of(world.other_employer),
            factories.department_of(world.other_department),
        ),
    }
    with on("2020-06-10 09:00"):
        figures.count_everything()

    for step in range(30):
        with on(f"2020-06-{10 + step // 2:02d} 10:00"):
            act(dice, people, units, reviewers, petra, paul)
            if dice.random() < 0.3:
                figures.drain()
    with on("2020-06-26 09:00"):
        figures.drain()

        assert without_days(stored()) == by_hand()
        assert stored() == counters()
        assert figures.count_everything() == []
    assert all(value > 0 for value in stored().values())


def act(dice, people, units, reviewers, petra, paul):
    """One thing that people do, where it is possible."""
    user = dice.choice(people)
    person = user.professional
    place = Employment.objects.current().filter(professional=person).first()
    sent = Activity.objects.filter(professional=person, state=ActivityState.SUBMITTED).first()
    valid = person.slips.filter(state="valid").first()
    match dice.randrange(8):
        case 0 | 1 | 2 if place:
            send(user, dice.choice([2017, 2018, 2019]), *dice.choice([("public", 30), ("professional", 60)]))
        case 3 | 4 if sent:
            hr, department = reviewers[sent.organisation_id]
            officer = hr if sent.is_professional_subject else department
            if sent.organisation_id == place.organisation_id:
                activity_review.approve(actor=officer, activity=sent)
        case 5 if place:
            hr, _department = reviewers[place.organisation_id]
            employment.end(actor=hr, employment=place, last_day=clock.today())
            factories.make_employment(person, dice.choice(units), valid_from=clock.today())
        case 6 if not person.cases.exists() and person.employments.count() == 1:
            make_case(person, organisation=place.organisation, department=place.organisation.supervisor)
            issue_to(person, petra)
        case 7 if valid:
            revoke(petra, paul, valid)


def send(user, year, subject, hours):
    facts = {"date": f"{year}-06-01", "subject": subject, "approved_hours": str(hours)}
    # Each under its own name: two of one kind, name and date are asked about (R5).
    known = Activity.objects.filter(professional=user.professional).count()
    return make_submitted(user, "online", title=f"第{known + 1}门网络课程", facts=facts)


def issue_to(person, officer):
    return slips.issue_slip(actor=officer, case=person.cases.get())


def test_year_is_met_with_thirty_and_sixty_and_short_of_what_lacks(world, alice, bob, dora):
    activity_review.approve(actor=bob, activity=send(alice, 2019, "professional", 60))
    figures.count_everything()

    assert figure(world.employer, 2019, "short", "public") == 2  # alice, and bob of HR
    assert figure(world.employer, 2019, "missing", "public") == 60
    assert figure(world.employer, 2019, "missing", "professional") == 60

    activity_review.approve(actor=dora, activity=send(alice, 2019, "public", 30))
    figures.drain()

    assert figure(world.employer, 2019, "years", "met") == 1
    assert figure(world.employer, 2019, "missing", "public") == 30


def test_hours_that_nobody_approved_count_nowhere(world, alice):
    send(alice, 2019, "professional", 60)

    figures.drain()

    row = PersonYear.objects.get(professional=alice.professional, year=2019)
    assert (row.state, row.professional_hours, row.missing_professional) == ("short", 0, 60)


def test_years_of_a_valid_slip_are_met_until_it_is_revoked(world, alice, petra, paul):
    slip = issue(petra, alice.professional)
    figures.drain()
    assert figure(world.employer, 2017, "years", "certified") == 1

    revoke(petra, paul, slip)
    figures.drain()

    assert figure(world.employer, 2017, "years", "certified") == 0
    assert figure(world.employer, 2017, "years", "short") == 1
    assert figure(world.employer, slip.year, "slips", "revoked") == 1
    assert figure(world.employer, slip.year, "slips", "valid") == 0


def test_person_of_two_employers_in_a_year_counts_once_at_the_last_one(world, alice):
    Employment.objects.filter(professional=alice.professional).update(valid_until=date(2019, 3, 31))
    factories.make_employment(alice.professional, world.other_employer, valid_from=date(2019, 4, 1))

    figures.count_everything()

    rows = PersonYear.objects.filter(professional=alice.professional)
    assert rows.get(year=2018).organisation == world.employer
    assert rows.get(year=2019).organisation == world.other_employer
    assert figure(world.employer, 2019, "years", YearState.SHORT) == 0


def test_stay_at_a_stage_is_counted_in_calendar_days_once_it_ended(db):
    people = stages.cast()
    case = stages.at_state("filing", people)

    with on("2020-05-31 09:00"):
        figures.drain()

    assert dict(StageStay.objects.filter(case=case).values_list("stage", "days")) == {
        "initial_review": 1,
        "notice": 11,
        "confirmation": 1,
    }
    assert figure(people.employer, 2020, "days", "notice", 11) == 1
    assert figure(people.employer, 2020, "cases", "filing") == 1


def test_application_taken_back_by_its_person_ends_no_stay(db):
    people = stages.cast()
    case = stages.at_state("initial_review", people)
    with on("2020-05-07 10:00"):
        stages.cases.withdraw_case(actor=people.person, case=case)
        figures.drain()

    assert not StageStay.objects.exists()
    assert figure(people.employer, 2020, "cases", "draft") == 1


def test_change_leaves_a_mark_in_its_own_transaction(alice):
    with transaction.atomic():
        send(alice, 2019, "professional", 60)
        assert FigureDirty.objects.filter(professional=alice.professional).exists()
        transaction.set_rollback(True)

    assert not FigureDirty.objects.exists()


def test_draft_that_is_only_typed_leaves_no_mark(alice):
    draft = make_draft(alice, "paper")
    activities.save_draft(
        actor=alice, activity=draft, title="论文", note="", facts=draft.facts, edit=draft.edit
    )

    assert not FigureDirty.objects.exists()


def test_drain_twice_is_once(world, alice, bob):
    activity_review.approve(actor=bob, activity=send(alice, 2019, "professional", 60))
    figures.drain()
    before = stored()

    assert figures.drain() == 0
    assert stored() == before
    assert before


def test_worker_counts_everything_when_nothing_was_counted_under_this_policy(world, alice, run_jobs):
    figures.count_changed_figures()
    figures.count_changed_figures()

    assert Job.objects.filter(kind="figures").count() == 1
    run_jobs()
    assert figure(world.employer, 2019, "years", "short") == 1
    assert FigureCount.objects.get().basis
    figures.count_changed_figures()
    assert Job.objects.filter(kind="figures").count() == 1


def test_worker_counts_anew_in_a_new_year(world, alice, run_jobs):
    with on("2020-12-31 23:50"):
        figures.count_changed_figures()
        run_jobs()
        assert figure(world.employer, 2021, "years", "short") == 0

    with on("2021-01-01 00:10"):
        figures.count_changed_figures()
        run_jobs()
        assert figure(world.employer, 2021, "years", "short") == 1


def test_command_says_what_differed_and_puts_it_right(world, alice, capsys):
    figures.count_everything()
    YearFigure.objects.filter(organisation=world.employer, year=2019, name="years").update(value=7)

    call_command("count_figures", check=True)
    assert "湖南省水利水电勘测设计院 2019 years short: 7 -> 1" in capsys.readouterr().out
    assert figure(world.employer, 2019, "years", "short") == 7

    call_command("count_figures")
    assert figure(world.employer, 2019, "years", "short") == 1
    call_command("count_figures")
    assert "nothing differed" in capsys.readouterr().out


def test_counter_is_never_negative_nor_kept_at_nothing(world):
    for value in (-1, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            YearFigure.objects.create(
                organisation=world.employer, year=2019, name="years", part="met", value=value
            )
