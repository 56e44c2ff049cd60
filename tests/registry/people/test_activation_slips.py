"""Activation codes for a whole unit: by department, as a workbook or as slips, kept nowhere."""

import io

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse

from registry.models import ActivationCode, AuditEntry
from registry.people.services import activation, activation_slips
from tests.factories import employee_of, make_employment, make_professional

PAGE = reverse("registry:people-codes")


@pytest.fixture
def staff(world):
    """Two of the ward, one of the office, one who has an account already."""
    unit = world.employer
    made = {
        name: make_employment(make_professional(name), unit, position=position)
        for name, position in (("王一", "内科 医师"), ("李二", "内科 护士"), ("张三", "办公室"))
    }
    employee_of(unit, "youzhanghao", "赵四")
    return made


def asked(client, shape="workbook", departments=("内科",), **more):
    return client.post(PAGE, {"shape": shape, "departments": departments, **more})


def lines(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_departments_are_shown_with_those_who_have_no_account(login, bob, staff):
    page = login(bob).get(PAGE).content.decode()

    assert "内科（2人）" in page
    assert "办公室（1人）" in page
    assert not ActivationCode.objects.exists()


def test_codes_of_a_department_come_as_a_workbook_and_open_accounts(login, bob, staff):
    answer = asked(login(bob))

    rows = {line[1]: line for line in lines(answer)}
    assert (set(rows), "no-store" in answer["Cache-Control"]) == ({"王一", "李二"}, True)
    person, code = staff["王一"].professional, rows["王一"][4]
    assert str(person.identity_number) not in str(rows)
    assert AuditEntry.objects.filter(action="activation.issued").count() == 2
    opened = activation.activate(
        name="王一",
        identity_type=person.identity_type,
        number=str(person.identity_number),
        code=code,
        username="wangyi",
        password="橘子洲头-2020-夏天",
    )
    assert opened.professional == person


def test_code_that_still_works_is_not_replaced_unless_asked(login, bob, staff):
    first = {line[1] for line in lines(asked(login(bob), departments=("办公室",)))}
    refused = asked(login(bob), departments=("办公室",))
    both = {line[1] for line in lines(asked(login(bob), departments=("办公室", "内科")))}
    again = {line[1] for line in lines(asked(login(bob), departments=("办公室",), again="on"))}

    assert (first, both, again) == ({"张三"}, {"王一", "李二"}, {"张三"})
    assert refused.status_code == 422
    assert "手中的激活码仍然有效" in refused.content.decode()


def test_slips_stand_by_department_each_on_sheets_of_its_own(login, bob, staff):
    answer = asked(login(bob), "slips", ("内科", "办公室"))

    document = pypdfium2.PdfDocument(answer.content)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert answer["Content-Type"] == "application/pdf"
    assert [("王一" in text, "张三" in text) for text in texts] == [(True, False), (False, True)]


def test_more_slips_than_are_drawn_at_once_are_refused_with_the_way_out(login, bob, staff, monkeypatch):
    monkeypatch.setattr(activation_slips, "MOST_SLIPS", 1)

    answer = asked(login(bob), "slips")

    assert "所选部门有2人，纸条一次最多1人" in answer.content.decode()
    assert not ActivationCode.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_codes_cost_as_many_statements_for_three_as_for_one(bob, world, count, django_assert_num_queries):
    for number in range(count):
        make_employment(make_professional(f"职工{'甲乙丙'[number]}"), world.employer, position="内科")

    with django_assert_num_queries(11):
        activation_slips.issue(actor=bob, unit=world.employer, departments=["内科"], again=False)


def test_page_is_for_hr_and_shows_its_own_unit_alone(login, hana, alice, staff):
    assert login(alice).get(PAGE).status_code == 404
    assert "内科" not in login(hana).get(PAGE).content.decode()
    assert asked(login(hana)).status_code == 422
