"""Courses of a base: drafted, published with what a reader needs,
changed in the open, withdrawn with a reason."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cejc.errors import Refused, Stale
from registry.enums import CourseForm, CourseState
from registry.models import AuditEntry, Course
from registry.results.services.completion import receive
from registry.training.services import course as services
from registry.training.services import course_material
from tests import factories
from tests.cejc.makefiles import pdf
from tests.certification.rows import on
from tests.registry.results import completion_factories
from tests.registry.training import training_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-05-06 09:00"):
        yield


@pytest.fixture
def world():
    return make.base_world()


def _create(world, **values):
    known = {
        "code": "KC01",
        "title": "公需科目：担当作为",
        "form": CourseForm.ONLINE,
        "subject": "public",
        "theme_year": 2020,
        "minutes": 900,
        "live_on": date(2020, 6, 1),
        "teachers": "钟教授",
        "outline": "八讲",
    }
    return services.create(actor=world.staff, base=world.base, **(known | values))


def _taken(course):
    """Somebody has completed the course."""
    person = factories.make_professional("张三")
    said = completion_factories.reported(
        person, course_code=course.code, passed_on=date(2020, 5, 5), minutes=Decimal(900)
    )
    receive(actor=None, base=course.base, reported=[said])
    assert course.completions.exists()


def test_create_refused_for_an_outsider_and_for_the_personnel_office(world):
    for actor in (world.officer, make.base_world("JD02").staff):
        with pytest.raises(Refused, match="经办人"):
            services.create(
                actor=actor, base=world.base, code="A", title="课", form="online", subject="public"
            )

    assert not Course.objects.exists()


def test_create_refused_with_a_code_of_the_same_base_twice(world):
    _create(world)

    with pytest.raises(Refused, match="KC01"):
        _create(world, title="另一门")


def test_theme_year_belongs_to_the_public_subject_and_length_to_online(world):
    course = _create(world, subject="professional", form=CourseForm.FACE_TO_FACE)

    assert (course.theme_year, course.minutes, course.live_on) == (None, None, None)


@pytest.mark.parametrize(
    ("missing", "word"),
    [
        ({"theme_year": None}, "主题年度"),
        ({"live_on": None}, "上线日期"),
        ({"minutes": None}, "时长"),
        ({"teachers": ""}, "授课教师"),
        ({"outline": " "}, "大纲"),
        ({"price": Decimal(10)}, "公益性"),
    ],
)
def test_publish_refused_while_something_is_missing(world, missing, word):
    course = _create(world, **missing)

    with pytest.raises(Refused, match=word):
        services.publish(actor=world.staff, course=course)


def test_priced_course_is_published_with_its_reason_and_a_free_one_keeps_none(world):
    priced = _create(world, price=Decimal(10), price_reason="只收教材工本费")
    free = _create(world, code="KC02", price=Decimal(0), price_reason="只收教材工本费")

    services.publish(actor=world.staff, course=priced)

    priced.refresh_from_db(), free.refresh_from_db()
    assert (priced.state, priced.price_reason) == (CourseState.PUBLISHED, "只收教材工本费")
    assert free.price_reason == ""


def test_publish_twice_is_once(world):
    course = _create(world)

    services.publish(actor=world.staff, course=course)
    services.publish(actor=world.staff, course=course)

    assert AuditEntry.objects.filter(action="course.published").count() == 1


def test_update_by_a_stale_form_changes_nothing(world):
    course = _create(world)
    services.update(actor=world.staff, course=course, edit=0, title="新名")

    with pytest.raises(Stale):
        services.update(actor=world.staff, course=course, edit=0, title="旧表单")

    course.refresh_from_db()
    assert course.title == "新名"


def test_change_of_a_published_course_is_shown_to_its_readers(world, client):
    course = services.publish(actor=world.staff, course=_create(world))

    services.update(actor=world.staff, course=course, edit=course.edit, teachers="李讲师", reason="教师调整")

    page = client.get(reverse("registry:catalogue-course", args=[course.public_id])).content.decode()
    assert "授课教师由“钟教授”改为“李讲师”" in re.sub(r"<[^>]+>", "", page)
    assert "教师调整" in page
    assert world.staff.display_name not in page


def test_what_results_were_weighed_by_is_fixed(world):
    course = services.publish(actor=world.staff, course=_create(world))
    _taken(course)

    with pytest.raises(Refused, match="时长（分钟）不能再改"):
        services.update(actor=world.staff, course=course, edit=course.edit, minutes=4500, reason="更正")
    with pytest.raises(Refused, match="理由"):
        services.update(actor=world.staff, course=course, edit=course.edit, title="新名")


def test_go_live_date_moves_ahead_of_time_only(world):
    course = services.publish(actor=world.staff, course=_create(world))

    with pytest.raises(Refused, match="今天"):
        services.update(actor=world.staff, course=course, edit=course.edit, live_on=date(2020, 5, 5))
    moved = services.update(actor=world.staff, course=course, edit=course.edit, live_on=date(2020, 5, 6))

    assert moved.live_on == date(2020, 5, 6)


def test_withdrawn_course_keeps_its_page_with_the_reason_and_leaves_the_catalogue(world, client):
    course = services.publish(actor=world.staff, course=_create(world))

    services.withdraw(actor=world.staff, course=course, reason="内容过时")

    assert client.get(reverse("registry:catalogue")).context["found"] == 0
    assert (
        "内容过时"
        in client.get(reverse("registry:catalogue-course", args=[course.public_id])).content.decode()
    )


def test_draft_is_absent_in_public(world, client):
    course = _create(world)

    assert client.get(reverse("registry:catalogue-course", args=[course.public_id])).status_code == 404


def test_material_of_another_kind_is_refused_with_what_is_wrong(world):
    course = _create(world)

    with pytest.raises(Refused, match="没有上传"):
        course_material.add_file(
            actor=world.staff,
            course=course,
            title="教案",
            upload=SimpleUploadedFile("教案.pdf", b"not a pdf"),
        )

    assert not course.materials.exists()


def test_material_is_kept_with_its_hash_and_once(world, client):
    course = _create(world)
    content = pdf()

    for _time in range(2):
        course_material.add_file(
            actor=world.staff,
            course=course,
            title="教案",
            upload=SimpleUploadedFile("教案.pdf", content, "application/pdf"),
        )

    row = course.materials.get()
    client.force_login(world.officer)
    answer = client.get(reverse("registry:course-material-file", args=[course.public_id, row.public_id]))
    shown = b"".join(answer.streaming_content)
    assert (shown.startswith(content[:5]), shown == content) == (True, False)  # the cleaned copy


def test_address_needs_the_hash_of_its_bytes(world):
    course = _create(world)

    with pytest.raises(Refused, match="SHA-256"):
        course_material.add_address(
            actor=world.staff, course=course, title="视频", url="https://example.org/a", sha256="12"
        )


def test_stored_hash_of_a_material_cannot_be_rewritten(world):
    course = _create(world)
    row = make.make_material(course, world.staff)

    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(sha256="cd" * 32)


def test_pages_of_a_course_know_owner_colleague_and_outsider(world, client):
    course = _create(world)
    address = reverse("registry:course", args=[course.public_id])
    answers = []

    for user in (world.staff, make.base_staff(world.base, "second", "荀培训"), make.base_world("JD02").staff):
        client.force_login(user)
        answers.append(client.get(address).status_code)

    assert answers == [200, 200, 404]


def test_edit_page_of_a_priced_course_asks_for_the_reason(world, client):
    client.force_login(world.staff)

    page = client.post(
        reverse("registry:course-new"),
        {"code": "A1", "title": "课", "form": "face_to_face", "subject": "professional", "price": "30"},
    )

    assert page.status_code == 422
    assert "收费说明" in str(page.context["form"].errors["price_reason"])


def test_course_form_tells_the_hours_of_slots_from_the_policy(world, client):
    client.force_login(world.staff)

    page = client.get(reverse("registry:course-new")).content.decode()

    assert "上午4、下午4、晚上2、全天10学时（分）（附二1）" in page


@pytest.mark.parametrize("count", [1, 3])
def test_course_list_costs_the_same_for_any_number(count, world, client, django_assert_num_queries):
    for number in range(count):
        make.make_online_course(world.base, f"WL{number}", state=CourseState.PUBLISHED)
    client.force_login(world.staff)
    client.get(reverse("registry:courses"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("registry:courses"))

    assert len(page.context["rows"]) == count


LIST_QUERIES = 12
