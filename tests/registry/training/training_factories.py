"""A training base with everybody around it, and its courses; every
argument has a default, every default is valid."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from cejc.lib.writing import pinyin
from registry.enums import CourseForm, CourseState, Role
from registry.models import Course, CourseMaterial, Expert, Organisation, TrainingBase, User
from tests.factories import make_membership, make_person
from tests.registry.results.completion_factories import make_base

OUTLINE = "第一讲　导论\n第二讲　案例"


def base_world(code: str = "JD01", *, parent: Organisation | None = None) -> SimpleNamespace:
    """`base`, its `staff` (a login with Role.BASE) and the `officer` of its personnel office."""
    base = make_base(code, parent=parent)
    return SimpleNamespace(base=base, staff=base_staff(base), officer=base_officer(base))


def base_staff(base: TrainingBase, username: str = "", name: str = "柯教务") -> User:
    """A login that works for `base`."""
    user = make_person(username or f"staff-{base.code.lower()}", name)
    make_membership(user, base.organisation, Role.BASE)
    return user


def base_officer(base: TrainingBase, username: str = "", name: str = "任人事") -> User:
    """A login of the personnel office above `base` (a competent department)."""
    user = make_person(username or f"officer-{base.code.lower()}", name)
    make_membership(user, base.personnel_office, Role.DEPARTMENT)
    return user


def make_expert(username: str, name: str = "", *, base: TrainingBase | None = None, **values: Any) -> Expert:
    """An expert since 2010, of `base` or of none."""
    login = make_person(username, name or f"专家{username}")
    return Expert.objects.create(user=login, base=base, **({"valid_from": date(2010, 1, 1)} | values))


def make_course(base: TrainingBase, code: str = "KC01", **values: Any) -> Course:
    """A published face-to-face course of the public subject."""
    known = {
        "title": f"公需科目面授课程{code}",
        "form": CourseForm.FACE_TO_FACE,
        "subject": "public",
        "theme_year": 2020,
        "state": CourseState.PUBLISHED,
        "teachers": "钟教授",
        "outline": OUTLINE,
        "price": Decimal(0),
    } | values
    return Course.objects.create(base=base, code=code, title_key=pinyin.key(known["title"]), **known)


def make_online_course(base: TrainingBase, code: str = "WL01", **values: Any) -> Course:
    """An online course that goes live on 1 June 2020, 1350 minutes long, with nothing reviewed yet."""
    known = {
        "title": f"公需科目网络课程{code}",
        "form": CourseForm.ONLINE,
        "live_on": date(2020, 6, 1),
        "minutes": 1350,
    }
    return make_course(base, code, **(known | values))


def make_material(course: Course, uploader: User, title: str = "教案", **values: Any) -> CourseMaterial:
    """A material that lies elsewhere, with the hash of its bytes."""
    known = {"url": "https://example.org/plan.pdf", "sha256": "ab" * 32}
    return CourseMaterial.objects.create(course=course, title=title, uploaded_by=uploader, **(known | values))
