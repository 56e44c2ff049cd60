"""The demo's training bases: one under the department of water, and a college's own; their courses."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from certification.demo import paper
from certification.demo.given import given
from certification.demo.people import PASSWORD, Cast, credit_code, staff
from registry.enums import CourseForm, Degree, IdentityType, Role, Verdict
from registry.models import Course, CourseReview, Expert, Organisation, TrainingBase, User
from registry.people.services import account, professional
from registry.training.services import course, course_material, course_review, cross_review, training_base

PUBLIC, PROFESSIONAL = "public", "professional"
THEME = "新时代国家治理体系和治理能力现代化"


@dataclass
class Bases:
    """The two bases, who works for them, and who may be asked to review."""

    water: TrainingBase
    college: TrainingBase
    clerks: dict[str, list[User]] = field(default_factory=dict)  # by code of the base
    experts: list[User] = field(default_factory=list)
    courses: dict[str, Course] = field(default_factory=dict)  # by code of the course


def gather(cast: Cast) -> Bases:
    """The province registers two bases, the administrator seats their staff, the province lists experts."""
    number, province = cast.numbers or iter(()), cast.officers[0]
    department = cast.departments[0][0]
    university = Organisation.objects.get(name=given("elsewhere")["university"])
    water = training_base.establish(
        actor=province,
        supervising_unit=department,
        code="SLPX",
        credit_code=credit_code(80),
        platform_url="https://learn.example.org/water",
        approved_on=date(2016, 9, 1),
        introduction="承担全省水利行业专业技术人员公需科目和专业科目培训。",
        **given("training")["water"],
    )
    college = training_base.establish(
        actor=province,
        supervising_unit=university,
        code="XJDX",
        organisation=university,
        platform_url="https://learn.example.org/xj",
        approved_on=date(2017, 3, 1),
        **given("training")["college"],
    )
    found = Bases(water, college)
    for base, logins in (
        (water, (("base1", "柯教务"), ("base1b", "荀培训"))),
        (college, (("base2", "闵继教"),)),
    ):
        found.clerks[base.code] = [
            staff(base.organisation, Role.BASE, login, name, next(number)) for login, name in logins
        ]
    _experts(found, province, number)
    return found


def _experts(found: Bases, province: User, number: Iterator[str]) -> None:
    named = (
        ("expert1", "古治平", None, "公共管理"),
        ("expert2", "夏禹声", None, "水利工程"),
        ("expert3", "韦师说", found.college, "高等教育"),
        ("expert4", "凌江波", found.water, "水文水资源"),
    )
    for login, name, base, topic in named:
        person = professional.enter(
            actor=None,
            name=name,
            identity_type=IdentityType.RESIDENT_CARD,
            number=next(number),
            degree=Degree.DOCTOR,
        )
        user = account.create(actor=None, professional=person, username=login, password=PASSWORD)
        training_base.appoint_expert(
            actor=province, user=user, base=base, field=topic, valid_from=date(2019, 1, 1)
        )
        found.experts.append(user)


COURSES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "SLPX",
        {
            "code": "WL2020-01",
            "title": f"{THEME}（网络）",
            "form": CourseForm.ONLINE,
            "subject": PUBLIC,
            "theme_year": 2020,
            "minutes": 1350,
            "live_on": date(2020, 5, 6),
            "teachers": "汤明达、鲁正言",
            "textbook": "2020年度公需科目读本",
            "outline": "第一讲　担当作为的时代要求\n第二讲　治理体系的制度基础\n第三讲　基层治理案例",
        },
    ),
    (
        "SLPX",
        {
            "code": "WL2020-02",
            "title": "智慧水利与数字孪生流域",
            "form": CourseForm.ONLINE,
            "subject": PROFESSIONAL,
            "minutes": 900,
            "live_on": date(2020, 7, 1),
            "teachers": "汤明达",
            "outline": "第一讲　感知与传输\n第二讲　模型与预报\n第三讲　调度案例",
        },
    ),
    (
        "SLPX",
        {
            "code": "MS2020-01",
            "title": "公需科目面授班：担当作为",
            "form": CourseForm.FACE_TO_FACE,
            "subject": PUBLIC,
            "theme_year": 2020,
            "teachers": "鲁正言",
            "textbook": "2020年度公需科目读本",
            "outline": "三天，集中授课和分组研讨。",
        },
    ),
    (
        "XJDX",
        {
            "code": "XJ-GX2020",
            "title": f"{THEME}：高校专题",
            "form": CourseForm.ONLINE,
            "subject": PUBLIC,
            "theme_year": 2020,
            "minutes": 1440,
            "live_on": date(2020, 6, 1),
            "teachers": "樊知行",
            "outline": "八讲视频，每讲附测验。",
        },
    ),
    (
        "XJDX",
        {
            "code": "XJ-ZY2020",
            "title": "工程伦理与质量管理",
            "form": CourseForm.FACE_TO_FACE,
            "subject": PROFESSIONAL,
            "teachers": "樊知行",
            "outline": "两天，案例教学。",
            "price": Decimal(120),
            "price_reason": "教材和实验耗材成本，按学校备案标准收取，不营利。",
        },
    ),
)


def offer(found: Bases) -> None:
    """The staff enter the courses and publish them."""
    bases = {base.code: base for base in (found.water, found.college)}
    for code, values in COURSES:
        clerk = found.clerks[code][0]
        made = course.create(actor=clerk, base=bases[code], **values)
        found.courses[made.code] = course.publish(actor=clerk, course=made)


MATERIALS = (("教案", "plan.pdf"), ("课件", "slides.pdf"), ("视频", "films.zip"))


def prepare(found: Bases) -> None:
    """Materials of the online courses by address and hash, as a platform names them."""
    for code in ("WL2020-01", "WL2020-02", "XJ-GX2020"):
        row = found.courses[code]
        for title, name in MATERIALS:
            url = f"{row.base.platform_url}/{code}/{name}"
            course_material.add_address(
                actor=found.clerks[row.base.code][0],
                course=row,
                title=title,
                url=url,
                sha256=hashlib.sha256(url.encode()).hexdigest(),
            )


def convene(
    found: Bases, code: str, officer: User, experts: list[User], *, answer: bool = True
) -> CourseReview:
    """The personnel office asks experts; they answer."""
    asked = list(
        Expert.objects.filter(user__in=experts).select_related("user__professional", "base").order_by("pk")
    )
    review = course_review.convene(actor=officer, course=found.courses[code], experts=asked)
    for opinion in review.opinions.select_related("expert__user") if answer else ():
        course_review.give_opinion(
            actor=opinion.expert.user,
            opinion=opinion,
            verdict=Verdict.PASS,
            text="内容准确，结构完整，与主题一致，可以上线。",
        )
    return review


def conclude(review: CourseReview, officer: User, hours: int) -> None:
    """The stamped conclusion, and to the province with it."""
    lines = [f"课程：{review.course}", f"核定学时：{hours}", "结论：通过"]
    document = paper.paper("网络课程审定结论", lines, str(review.office), kind="pdf")
    made = course_review.conclude(
        actor=officer,
        review=review,
        conclusion=Verdict.PASS,
        text="经专家审定，同意上线。",
        hours=Decimal(hours),
        upload=document,
    )
    course_review.submit(actor=officer, review=made)


def draw(found: Bases, province: User) -> None:
    """The province draws one course and asks an expert of the other base, who has not answered yet."""
    sample = cross_review.draw(actor=province, seed="20200618-035712", size=1)
    cross = sample.cross_reviews.select_related("course__base").get()
    others = (
        Expert.objects.exclude(base=None).exclude(base=cross.course.base_id).select_related("user", "base")
    )
    cross_review.assign(actor=province, cross=cross, expert=others.get())


def review(found: Bases, officer: User, college_officer: User) -> None:
    """April: both first courses before their experts and, a week later, with the province in time."""
    first, second = found.experts[0], found.experts[1]
    reviews = (
        (convene(found, "WL2020-01", officer, [first, second]), officer, 28),
        (convene(found, "XJ-GX2020", college_officer, [first]), college_officer, 30),
    )
    for review, actor, hours in reviews:
        conclude(review, actor, hours)
