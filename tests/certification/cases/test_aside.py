"""Years that are not examined: exempt and certified ones are known
everywhere, unchecked and unapproved ones wait."""

import re

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import PriorSlip
from certification.queries.title import title_in, title_of
from certification.queries.yearly.year_words import printed, words_of
from certification.services import case as cases
from certification.services import prior, review
from certification.services.notices import notice as notices
from certification.services.notices.notice_pdf import sheet_of
from registry.models import AnnualRegistration
from registry.yearly.services import registration_reopening
from tests.certification.rows import make_case, on
from tests.certification.stages import cast, complete_years, drafted, open_case

pytestmark = pytest.mark.django_db
FILE = {"file_name": "slip.pdf", "stored_name": "x.pdf", "sha256": "0" * 64, "mime": "application/pdf"}


@pytest.fixture
def people():
    with on("2020-05-06 08:00"):
        found = cast()
        found.person.professional.degree = "bachelor"
        found.person.professional.save(update_fields=["degree"])
        yield found


def at(name, case):
    return reverse(f"certification:{name}", args=[case.public_id])


def exempt(people, year, state="locked"):
    return AnnualRegistration.objects.create(
        professional=people.person.professional,
        year=year,
        organisation=people.employer,
        office=people.department_unit,
        state=state,
        exempt_reason="赴藏支援",
        declared_at="2020-01-05T00:00Z",
        locked_at="2020-01-09T00:00Z" if state == "locked" else None,
        summary={"status": "exempt", "hours": {}, "missing": {}, "records": []},
    )


def years_of(answer):
    return {one["year"]: (one["whole"], one["status"]["label"]) for one in answer.context["years"]}


# H4


def test_a_confirmed_exempt_year_is_known_on_the_first_screen(people, login):
    exempt(people, 2019)
    exempt(people, 2018, "declared")

    answer = login(people.person).get(reverse("registry:home"))

    assert years_of(answer)[2019] == ("免于考核", "免于考核")
    assert years_of(answer)[2018] == ("免于考核待确认", "待确认")
    assert [one["year"] for one in answer.context["missing"]] == [2015, 2016, 2017]


def test_a_draft_follows_when_the_year_is_opened_again(people):
    row = exempt(people, 2019)
    case = open_case(people.person, degree="bachelor")
    assert case.years.get(year=2019).basis == "exempt"

    registration_reopening.reopen(actor=people.department, registration=row, reason="材料有误")

    assert (case.years.get(year=2019).basis, case.years.get(year=2019).result) == ("examined", "short")


def test_an_exempt_year_under_a_case_is_not_opened_again(people):
    complete_years(people.person, years=(2015, 2016, 2017, 2018))
    row = exempt(people, 2019)
    case = open_case(people.person, degree="bachelor")
    cases.submit_case(actor=people.person, case=case)

    with pytest.raises(Refused, match="2020年度认定申请的依据"):
        registration_reopening.reopen(actor=people.department, registration=row, reason="材料有误")


# H7


def claim(people, number="旧0001", first=2014, last=2018):
    case = open_case(people.person, degree="bachelor")
    prior.claim_prior(
        actor=people.person, case=case, number=number, first_year=first, last_year=last, file=FILE
    )
    return case


def test_an_unchecked_paper_slip_is_never_called_certified(people, login):
    complete_years(people.person, years=(2019,))
    case = claim(people)

    client = login(people.person)
    home = client.get(reverse("registry:home"))
    page = client.get(at("case", case)).content.decode()
    cases.submit_case(actor=people.person, case=case)
    lane = login(people.hr).get(at("lane-item", case)).content.decode()

    assert years_of(home)[2018] == ("以往认定单待核对", "待核对")
    assert "已认定" not in page
    assert page.count("待核对") >= 4
    assert (
        reverse("certification:prior-file", args=[case.public_id, PriorSlip.objects.get().public_id]) in lane
    )
    assert "待核对" in lane
    assert "核验环节核对原件" in lane


def test_a_checked_one_is(people, login):
    claim(people)
    PriorSlip.objects.update(state="checked")

    assert years_of(login(people.person).get(reverse("registry:home")))[2018] == ("已认定", "已认定")


@pytest.mark.parametrize(
    "number",
    [
        "湘继教认〔2020〕009999号",
        "湘继教认[2020]9999",
        "湘继教认（2021）000001号",
        "湘继教认〔２０２０〕９９９９号",
    ],
)
def test_a_number_of_this_portal_that_was_never_issued_is_refused(people, login, number):
    case = open_case(people.person, degree="bachelor")
    from tests.registry.activities.activity_factories import upload

    answer = login(people.person).post(
        reverse("certification:prior-add", args=[case.public_id]),
        {"number": number, "first_year": 2015, "last_year": 2018, "file": upload()},
    )

    assert answer.status_code == 422
    assert "本系统没有签发过这一编号" in answer.content.decode()
    assert not PriorSlip.objects.exists()


@pytest.mark.parametrize("number", ["湘继教认〔2017〕000123号", "旧0001", "长继教〔2020〕15号"])
def test_numbers_of_paper_times_and_of_others_are_taken(people, number):
    claim(people, number)

    assert PriorSlip.objects.get().number == number


def test_a_registered_year_is_not_short_for_good(people, login):
    AnnualRegistration.objects.create(
        professional=people.person.professional,
        year=2018,
        organisation=people.employer,
        office=people.department_unit,
        state="locked",
        locked_at="2019-02-01T00:00Z",
        declared_at="2019-01-05T00:00Z",
        summary={"status": "short", "hours": {"public": "10"}, "missing": {"public": "20"}, "records": []},
    )
    mine, listed = reverse("registry:registration-mine"), reverse("registry:registrations")
    before = login(people.person).get(mine).content.decode()
    PriorSlip.objects.create(
        professional=people.person.professional,
        number="旧0001",
        first_year=2014,
        last_year=2018,
        state="checked",
    )

    after = login(people.person).get(mine).content.decode()
    desk = login(people.hr).get(listed, {"year": 2018}).content.decode()
    year = login(people.person).get(reverse("registry:registration-year", args=[2018])).content.decode()

    said = "已由认定单旧0001认定"
    assert said not in before
    for page in (after, desk, year):
        assert said in page


# H5


def test_a_year_prints_its_ground_and_never_zero():
    year = {"year": 2015, "public": "0", "professional": "0", "total": "0", "result": "合格"}

    assert words_of(year | {"basis": "以往认定单"}) == "以往认定单 · 已认定"
    assert words_of(year | {"basis": "免于考核"}) == "免于考核"
    assert words_of(year | {"basis": "本次认定", "public": "30", "professional": "60"}) == "30＋60 · 合格"
    assert printed(year | {"basis": "免于考核"})["hours"] == ["—", "—"]
    assert printed(year | {"basis": "视同完成", "total": "90"})["total"] == "90"


def test_notice_prints_ground_and_the_whole_title(people, login):
    complete_years(people.person, years=(2019,))
    case = claim(people)
    cases.submit_case(actor=people.person, case=case)
    review.pass_case(actor=people.hr, case=case)
    notice = notices.publish_notice(actor=people.hr, notice=drafted(people, case))

    page = login(people.hr).get(reverse("certification:notice", args=[notice.public_id])).content.decode()
    wall = (
        login(people.hr).get(reverse("certification:public-notice", args=[notice.public_id])).content.decode()
    )

    assert title_in(notice.entries.get().snapshot) == title_of(case)
    page, wall = (re.sub(r"<[^>]+>", "", one) for one in (page, wall))
    for shown in (page, wall):
        assert title_of(case) in shown
        assert "2015：以往认定单 · 已认定" in shown
        assert "2015：0" not in shown
    assert "2019：30＋60 · 合格" in wall
    entry = sheet_of(notice)["entries"][0]
    assert (entry["title"], entry["hours"][0]) == (title_of(case), "以往认定单")


@pytest.mark.parametrize("name", ["高级工程师", ""])
def test_title_always_names_series_and_level(people, name):
    case = make_case(people.colleague.professional, title_name=name)

    assert "工程" in title_of(case)
    assert "副高" in title_of(case)
    assert title_of(case).startswith(name)
