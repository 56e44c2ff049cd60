"""R17: the degree that shortens a span is the register's, or a certificate that the employer has checked."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case
from certification.services import case as cases
from certification.services import degree as degrees
from certification.services import review
from registry.models import AuditEntry
from registry.people.services import professional
from tests.certification.rows import on
from tests.certification.stages import cast, complete_years, open_case
from tests.outcome import outcome
from tests.registry.activities.activity_factories import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Alice is a bachelor by the register; her years 2018 and 2019 are complete."""
    with on("2020-05-06 08:00"):
        found = cast()
        found.person.professional.degree = "bachelor"
        found.person.professional.save(update_fields=["degree"])
        complete_years(found.person)
        yield found


def at(name, case):
    return reverse(f"certification:{name}", args=[case.public_id])


def test_a_stated_degree_alone_shortens_nothing(people, login):
    case = open_case(people.person, degree="doctor")

    assert list(case.span) == [2015, 2016, 2017, 2018, 2019]
    page = login(people.person).get(at("case", case)).content.decode()
    assert "申请填写的学位是博士，单位登记的是学士，目前按学士计算认定跨度。" in page
    assert at("degree-prove", case) in page
    with pytest.raises(Refused, match="2015年缺"):
        cases.submit_case(actor=people.person, case=case)


def proved(people, login):
    case = open_case(people.person, degree="doctor")
    answer = login(people.person).post(at("degree-prove", case), {"file": upload("学位", "学位证书.png")})
    case.refresh_from_db()
    assert answer.status_code == 302
    return case


def test_certificate_handed_in_is_kept_with_the_case(people, login):
    case = open_case(people.person, degree="doctor")
    outcome(
        login(people.person).post(at("degree-prove", case), {"file": upload("学位", "学位证书.png")}),
        "学位证书已提交，由单位在初审时核对。",
        lambda: case.degree_proof.file_name == "学位证书.png",
    )


def test_with_the_certificate_it_does_and_the_employer_has_to_say_so(people, login):
    case = proved(people, login)
    assert list(case.span) == [2018, 2019]
    cases.submit_case(actor=people.person, case=case)

    client = login(people.hr)
    lane = client.get(at("lane-item", case)).content.decode()
    assert "核对学位证书" in lane
    refused = client.post(at("case-pass", case), {"stage": "initial_review"}, follow=True).content.decode()
    assert "请先核对学位证书" in refused
    outcome(
        client.post(at("degree-decide", case), {"genuine": "yes"}),
        "已核对学位证书，登记的学位随之更正。",
        lambda: (
            type(people.person.professional).objects.get(pk=people.person.professional.pk).degree == "doctor"
        ),
    )
    client.post(at("case-pass", case), {"stage": "initial_review"})

    case.refresh_from_db()
    people.person.professional.refresh_from_db()
    assert (case.state, people.person.professional.degree) == ("notice", "doctor")
    assert AuditEntry.objects.filter(action="professional.degree_changed").count() == 1


def test_a_certificate_that_is_not_right_brings_the_general_span_back(people, login):
    case = proved(people, login)
    cases.submit_case(actor=people.person, case=case)

    client = login(people.hr)
    client.get(at("lane-item", case))
    page = client.post(at("degree-decide", case), {"genuine": "no", "note": "证书编号查无"}, follow=True)
    outcome(
        page,
        "已记录核对不符，按单位登记的学位计算。",
        lambda: Case.objects.get(pk=case.pk).span_first == 2015,
    )
    answer = page.content.decode()

    case.refresh_from_db()
    people.person.professional.refresh_from_db()
    assert (case.state, list(case.span)) == ("returned", [2015, 2016, 2017, 2018, 2019])
    assert people.person.professional.degree == "bachelor"
    assert "学位按单位登记的学士计算，认定跨度为2015—2019年" in case.transitions.last().reason
    assert "2020年度认定申请已重新计算，现为“已退回，待本人修改”" in answer


def test_later_lanes_see_it_and_the_slip_prints_the_degree_that_counted(people, login):
    from certification.queries.slips.slip_content import content_of

    case = proved(people, login)
    cases.submit_case(actor=people.person, case=case)
    degrees.decide_degree(actor=people.hr, case=case, genuine=True)
    review.pass_case(actor=people.hr, case=case)
    type(case).objects.filter(pk=case.pk).update(state="confirmation")

    lane = login(people.department).get(at("lane-item", case)).content.decode()

    assert "已由单位核对学位证书并更正登记" in lane
    assert "学位证书.png" in lane
    case.refresh_from_db()
    content = content_of(case, number="x", check_code="y", issued_at=case.state_since)
    assert content["degree"] == "博士"


def test_person_cannot_write_the_register_and_hr_can(people, login):
    client = login(people.person)
    page = client.get(reverse("registry:profile")).content.decode()
    assert "以单位登记的为准" in page
    with pytest.raises(Refused, match="以单位登记的为准"):
        professional.update(actor=people.person, professional=people.person.professional, degree="doctor")

    place = people.person.professional.employments.get()
    change = reverse("registry:degree-change", args=[place.public_id])
    client = login(people.hr)
    assert (
        change
        in client.get(
            reverse("registry:person", args=[people.person.professional.public_id])
        ).content.decode()
    )
    outcome(
        client.post(change, {"degree": "doctor", "reason": "学位证书1234"}),
        "登记的最高学位已更正。",
        lambda: (
            type(people.person.professional).objects.get(pk=people.person.professional.pk).degree == "doctor"
        ),
    )

    people.person.professional.refresh_from_db()
    assert people.person.professional.degree == "doctor"


def test_a_register_put_right_brings_a_case_back_that_rested_on_it(people, login):
    people.person.professional.degree = "doctor"
    people.person.professional.save(update_fields=["degree"])
    case = open_case(people.person, degree="doctor")
    cases.submit_case(actor=people.person, case=case)
    assert list(case.span) == [2018, 2019]

    professional.change_degree(
        actor=people.hr, professional=people.person.professional, degree="bachelor", reason="证书核验不符"
    )

    case.refresh_from_db()
    assert (case.state, case.span_first) == ("returned", 2015)
