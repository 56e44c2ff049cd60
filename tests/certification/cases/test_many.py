"""Acts on many cases: the list before says what the act would; the list after says what became of each."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certification.models import Case, Exemption, Review, Slip
from certification.queries.standing import why_not_moved
from certification.services import acts, review_many
from registry.enums import Route
from registry.machinery.services import job as jobs
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import Job, Membership, Message
from registry.people.services import many
from tests import factories
from tests.certification import ways
from tests.certification.rows import make_case, on
from tests.many import confirm, listed
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
ISSUE = reverse("certification:issue")


@pytest.fixture
def four(petra, world):
    """Four people whose cases wait for the verification, every year exempt."""
    with on("2020-06-15 09:00"):
        yield [waiting(world, petra, f"人员{number}") for number in range(4)]


def waiting(world, officer, name, state="verification"):
    person = factories.make_professional(name)
    factories.make_employment(person, world.employer)
    case = make_case(person, state=state)
    Exemption.objects.bulk_create(
        Exemption(case=case, year=year, reason="援藏", approved_by=officer, approved_at="2020-01-01T00:00Z")
        for year in case.span
    )
    return case


def chosen(cases):
    return [f"{one.public_id}:{one.edit}" for one in cases]


def test_who_verified_does_not_issue_and_both_lists_say_so_for_each(four, petra, paul, login, run_jobs):
    """A3: one officer passes four in the lane, then issues all four: no slip, and nothing says done."""
    client = login(petra)
    for case in four:
        client.get(reverse("certification:lane-item", args=[case.public_id]))
        case.refresh_from_db()
        client.post(
            reverse("certification:case-pass", args=[case.public_id]),
            {"edit": case.edit, "stage": "verification"},
        )
    assert set(Case.objects.values_list("state", flat=True)) == {"issue"}

    asked = listed(client, ISSUE, {"all": "1"})

    assert asked.context["included"] == []
    assert [row["label"] for row in asked.context["excluded"]] == ["人员0", "人员1", "人员2", "人员3"]
    assert all("同一人不能办理两个环节" in row["reason"] for row in asked.context["excluded"])
    assert "签发认定单（" not in asked.content.decode()  # there is no button
    assert confirm(client, asked).status_code == 422

    # The list may be old: sent all the same, each is left out with its reason, and nothing says done.
    job = acts.issue_many(actor=petra, cases=Case.objects.order_by("pk"), key="k")
    run_jobs()
    page = client.get(reverse("registry:job", args=[job.public_id])).content.decode()
    assert "已全部完成" not in page
    assert page.count("同一人不能办理两个环节") == 4
    assert "已完成0份，共4份" in page
    assert not Slip.objects.exists()
    assert Job.objects.get(kind="slip.issue_many", state="done").done == 0


def test_result_counts_what_was_done_and_names_the_rest(four, petra, paul, login, run_jobs):
    Case.objects.update(state="issue")
    own = four[0]
    Review.objects.create(
        case=own,
        round=1,
        stage="verification",
        decision="pass",
        reviewer=paul,
        person=paul.professional,
        organisation=paul.seats[0].organisation,
    )
    client = login(paul)
    asked = listed(client, ISSUE, {"all": "1"})
    assert [row["label"] for row in asked.context["included"]] == ["人员1", "人员2", "人员3"]
    started = confirm(client, asked)

    jobs.run(jobs.claim())
    page = client.get(started.url)
    outcome(page, "已签发3份", lambda: Slip.objects.count() == 3)
    words = page.content.decode()
    assert "已全部完成" not in words
    # Every number of the page is of the whole list that was asked for.
    assert "已完成3份，共4份" in words
    assert "另有1份没有办理" in words
    assert "没有办理：1份" in words
    assert "其中3份认定单的PDF还在生成" in words
    assert "人员0" in words
    assert "同一人不能办理两个环节" in words

    run_jobs()
    words = client.get(started.url).content.decode()
    assert "还在生成" not in words
    assert "已全部完成" not in words  # one of the four that were asked for was left out


def test_all_done_is_said_when_nothing_is_outstanding(four, petra, login, run_jobs):
    Case.objects.update(state="issue")
    client = login(petra)
    started = confirm(client, listed(client, ISSUE, {"cases": chosen(Case.objects.all())}))
    run_jobs()

    outcome(client.get(started.url), "已全部完成。", lambda: Slip.objects.exclude(pdf_sha256="").count() == 4)
    assert Message.objects.get(recipient=petra).subject == "签发认定单：办理结果"


def test_nobody_is_ticked_beforehand(four, petra, login):
    Case.objects.update(state="issue")
    page = login(petra).get(ISSUE).content.decode()

    assert page.count('name="cases"') == 4
    assert " checked" not in page
    assert "核对全部4人" in page


def test_job_of_an_officer_who_lost_the_role_says_so(four, petra, login, run_jobs):
    """I2: the role ends between the press and the worker."""
    Case.objects.update(state="issue")
    client = login(petra)
    started = confirm(client, listed(client, ISSUE, {"all": "1"}))
    Membership.objects.filter(user=petra).update(valid_until="2020-06-14")
    run_jobs()

    page = client.get(started.url).content.decode()
    assert "已不再担任" in page
    assert "已完成0份，共4份" in page
    assert "已全部完成" not in page
    assert not Slip.objects.exists()


def test_more_than_five_hundred_are_all_done(petra, world, login, run_jobs, monkeypatch):
    """A4: a batch larger than what one answer can do is the worker's, and nobody of it is cut off."""
    with on("2020-06-15 09:00"):
        people = [factories.make_professional(f"龚{number}") for number in range(600)]
        for one in people:
            factories.make_employment(one, world.employer)
        for one in people:
            make_case(one, state="verification")
        client = login(petra)
        ticked = chosen(Case.objects.all())
        asked = listed(client, reverse("certification:cases-pass"), {"cases": ticked})
        assert "将审核通过：600人" in asked.content.decode()
        assert len(asked.context["included"]) == 200  # the first page of it
        monkeypatch.setattr(review_many, "pass_plain", lambda **values: set())
        monkeypatch.setattr(
            review_many,
            "pass_case",
            lambda **values: Case.objects.filter(pk=values["case"].pk).update(state="issue"),
        )
        started = confirm(client, asked)
        run_jobs()

        outcome(
            client.get(started.url), "已全部完成。", lambda: Case.objects.filter(state="issue").count() == 600
        )


def test_list_before_asks_a_constant_number_of_queries(petra, paul, world):
    with on("2020-06-15 09:00"):
        for number in range(12):
            person = factories.employee_of(world.employer, f"q{number}", f"人员{number}").professional
            make_case(person, state="issue")
        counts = []
        for size in (2, 12):
            rows = list(
                acts.ISSUE.seen(
                    petra, [str(one) for one in Case.objects.values_list("public_id", flat=True)[:size]]
                )
            )
            with CaptureQueriesContext(connection) as asked:
                why_not_moved(petra, [(case, case.edit) for case in rows], "issue")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_province_keeps_a_university_s_results_on_file_by_the_name_of_the_step(db, login, run_jobs):
    """三(二): what goes on to be issued is 留存备查, on the desk, on the
    list and in the story; nothing is 登记 yet."""
    with on("2020-05-08 09:00"):
        people = ways.cast(Route.UNIVERSITY)
        ways.stock(people)
        case = ways.begin(people, "senior_associate")
        ways.walk(case, people, until="record")
        officers = people.officers["province"]
        decided = set(case.reviews.values_list("reviewer", flat=True))
        client = login(next(one for one in officers if one.pk not in decided))
        here = reverse("certification:record")

        desk, page = client.get(reverse("certification:desk")), client.get(here)
        asked = listed(client, here, {"all": "1"})
        answer = confirm(client, asked)
        told = outcome(answer, "已留存备查：1人", lambda: Case.objects.get(pk=case.pk).state == "issue")
        story = client.get(reverse("certification:case", args=[case.public_id]))

    for shown in (desk, page, asked, told, story):
        assert "登记认定结果" not in shown.content.decode()
        assert "留存备查" in shown.content.decode()
    assert "随后由另一位经办人签发认定单" in asked.content.decode()


def test_results_are_recorded_by_list_and_who_confirmed_is_left_out(db, login, run_jobs):
    """The record page: an officer who confirmed sees the reason before,
    a colleague records, and both are said."""
    with on("2020-06-15 09:00"):
        people = ways.cast(Route.PROVINCIAL)
        case = ways.begin(people, "junior")
        ways.walk(case, people, until="record")
        first, second = people.officers["department"]
        here = reverse("certification:record")
        deciders = set(case.reviews.values_list("reviewer", flat=True))
        who = next(one for one in (first, second) if one.pk not in deciders)
        barred = next(one for one in (first, second) if one.pk in deciders)

        asked = listed(login(barred), here, {"all": "1"})
        assert ["同一人不能办理两个环节" in row["reason"] for row in asked.context["excluded"]] == [True]

        client = login(who)
        answer = confirm(client, listed(client, here, {"all": "1"}))
        outcome(answer, "已登记：1人", lambda: Case.objects.get(pk=case.pk).state == "recorded")


def test_a_long_list_is_stopped_between_two_items_and_the_rest_is_named(four, petra, login, monkeypatch):
    Case.objects.update(state="issue")
    client = login(petra)
    started = confirm(client, listed(client, ISSUE, {"all": "1"}))
    job = Job.objects.get(kind="slip.issue_many")
    issue, piece = acts.issue_slip, 2

    def issue_and_stop(**values):
        if Slip.objects.count() == 1:
            answer = client.post(reverse("registry:job-stop", args=[job.public_id]))
            outcome(
                answer,
                "已通知系统停止：正在办的几项办完为止，其余不再办理。",
                lambda: Job.objects.get(pk=job.pk).stopping,
            )
        return issue(**values)

    monkeypatch.setattr(acts, "issue_slip", issue_and_stop)
    monkeypatch.setitem(many.ACTS, "slip.issue_many", replace(acts.ISSUE, piece=piece))
    jobs.run_all()

    assert Slip.objects.count() == piece
    page = client.get(started.url).content.decode()
    assert "已签发2份；另有2份没有办理" in page
    assert page.count("经办人中途停止，没有办理。") >= 2
    assert "停止办理其余各项" not in page
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 2)


def test_what_was_passed_by_list_is_taken_back_by_list_within_minutes(four, petra, paul, login, run_jobs):
    client = login(petra)
    passes = reverse("certification:cases-pass")
    started = confirm(client, listed(client, passes, {"cases": chosen(four)}))
    job = Job.objects.get(kind="case.pass_many")
    assert set(Case.objects.values_list("state", flat=True)) == {"issue"}
    assert "收回本次办理" in client.get(started.url).content.decode()

    acts.issue_many(actor=paul, cases=Case.objects.filter(pk=four[0].pk), key="k")
    run_jobs()
    asked = listed(client, reverse("registry:job-undo", args=[job.public_id]), {})
    assert "将收回审核通过：3人" in asked.content.decode()
    assert [row["reason"] for row in asked.context["excluded"]] == ["通过以后已有新的办理"]
    outcome(
        confirm(client, asked),
        "已收回3人",
        lambda: (
            sorted(Case.objects.values_list("state", flat=True)) == ["issued"] + ["verification.begun"] * 3
        ),
    )


def test_nothing_is_taken_back_by_list_after_the_minutes(four, petra, login):
    client = login(petra)
    passes = reverse("certification:cases-pass")
    started = confirm(client, listed(client, passes, {"cases": chosen(four)}))
    job = Job.objects.get(kind="case.pass_many")
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=11))

    assert "收回本次办理" not in client.get(started.url).content.decode()
    answer = client.post(reverse("registry:job-undo", args=[job.public_id]), follow=True)
    assert "已过可以收回的时间" in answer.content.decode()
    assert set(Case.objects.values_list("state", flat=True)) == {"issue"}


def test_a_list_that_nobody_began_is_another_s_secret_and_is_forgotten_after_a_day(four, petra, paul, login):
    asked = listed(login(petra), reverse("certification:cases-pass"), {"cases": chosen(four)})
    here = asked.request["PATH_INFO"]
    job = Job.objects.get(kind="case.pass_many")
    assert login(petra).get(reverse("registry:job", args=[job.public_id])).url == here
    assert login(paul).get(here).status_code == 404

    jobs.run_all()
    assert set(Case.objects.values_list("state", flat=True)) == {"verification"}
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(hours=25))
    forget_kind("prepared_jobs")
    assert not Job.objects.filter(pk=job.pk).exists()


def test_a_list_confirmed_twice_is_done_once(four, petra, login):
    Case.objects.update(state="issue")
    client = login(petra)
    asked = listed(client, ISSUE, {"all": "1"})
    first, again = confirm(client, asked), confirm(client, asked)

    assert first.url == again.url
    assert jobs.run_all() >= 1
    assert Slip.objects.count() == 4
    assert confirm(client, asked).url == first.url


def test_the_list_before_leads_back_to_the_list_with_its_filter(four, petra, login):
    client = login(petra)
    came = "http://testserver" + reverse("certification:desk") + "?q=人员"
    passes = reverse("certification:cases-pass")
    for referer, back in (
        (came, "/desk/?q=人员"),
        ("http://elsewhere.example/desk/", "/desk/"),
        ("", "/desk/"),
    ):
        answer = client.post(passes, {"cases": chosen(four)}, follow=True, headers={"referer": referer})
        assert answer.context["back"] == back
