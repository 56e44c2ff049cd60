"""Plain functions that make what reported results hang on: bases, reviewed courses, keys, filings, sessions."""

import hashlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from cejc import clock
from registry.enums import (
    CourseForm,
    CourseState,
    FilingState,
    KeyPart,
    ManifestState,
    OrganisationKind,
    ReviewState,
    Role,
    SessionState,
    Verdict,
)
from registry.models import (
    CompletionBatch,
    Course,
    CourseReview,
    FiledSlot,
    Filing,
    PlatformKey,
    Professional,
    TrainingBase,
    TrainingSession,
    User,
)
from registry.services.completion import Reported
from registry.services.job import run_all
from tests.factories import make_department, make_membership, make_organisation, make_person


def moment(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=clock.SHANGHAI)


def make_base(code: str = "JD01", *, parent: Any = None) -> TrainingBase:
    """A base under a department, whose personnel department convenes experts and holds key A."""
    department = parent or make_department(f"主管单位{code}")
    unit = make_organisation(f"继续教育基地{code}", parent=department, kind=OrganisationKind.BASE)
    return TrainingBase.objects.create(
        organisation=unit, supervising_unit=department, personnel_office=department, code=code
    )


def make_online(base: TrainingBase, code: str = "KC01", **values: Any) -> Course:
    """A published online course, live from 1 May 2020, 30 hours approved."""
    known = {
        "title": f"公需网络课程{code}",
        "subject": "public",
        "hours": Decimal(30),
        "live_on": date(2020, 5, 1),
    }
    return Course.objects.create(
        base=base, code=code, form=CourseForm.ONLINE, state=CourseState.PUBLISHED, **(known | values)
    )


def conclude(course: Course, day: str = "2020-04-20", *, conclusion: str = Verdict.PASS) -> CourseReview:
    """The conclusion of the experts, with the province on `day`."""
    officer = office_login(course.base)
    return CourseReview.objects.create(
        course=course, round=course.course_reviews.count() + 1, office=course.base.personnel_office,
        state=ReviewState.SUBMITTED, conclusion=conclusion, convened_by=officer, submitted_by=officer,
        submitted_at=moment(day),
    )  # fmt: skip


def office_login(base: TrainingBase) -> User:
    name = f"office-{base.code.lower()}"
    known = User.objects.filter(username=name).first()
    if known is None:
        known = make_person(name, "主管人事")
        make_membership(known, base.personnel_office, Role.DEPARTMENT)
    return known


def make_key(
    base: TrainingBase, part: str, day: str = "2020-03-02", *, holder: User | None = None
) -> PlatformKey:
    login = holder or office_login(base)
    public = hashlib.sha256(f"{base.code}{part}{day}".encode()).digest()
    return PlatformKey.objects.create(
        base=base, year=int(day[:4]), part=part, public_key=public, fingerprint=public.hex(), custodian=login,
        person=login.professional, holder=login.seats[0].organisation, deposited_at=moment(day),
    )  # fmt: skip


def recognised_course(base: TrainingBase, code: str = "KC01", **values: Any) -> Course:
    """An online course whose conclusion and key B came in time."""
    course = make_online(base, code, **values)
    conclude(course)
    if not base.keys.filter(part=KeyPart.B).exists():
        make_key(base, KeyPart.B)
    return course


def signed_batch(base: TrainingBase, number: int = 1) -> CompletionBatch:
    """A batch that stands under both keys."""
    key_a = base.keys.filter(part=KeyPart.A).first() or make_key(base, KeyPart.A, "2020-03-01")
    key_b = base.keys.filter(part=KeyPart.B).first() or make_key(base, KeyPart.B)
    return CompletionBatch.objects.create(
        base=base, year=2020, number=number, state=ManifestState.SIGNED, key_a=key_a, key_b=key_b,
        signed_a_at=moment("2020-06-01"), signed_b_at=moment("2020-06-02"),
    )  # fmt: skip


def make_filing(
    base: TrainingBase, *slots: tuple[str, str], number: str = "2020001", **values: Any
) -> Filing:
    """An accepted filing of these (date, slot)."""
    officer = office_login(base)
    filing = Filing.objects.create(
        base=base, year=2020, number=number, title="公需科目培训班", created_by=officer,
        submitted_at=moment("2020-05-01"), decided_at=moment("2020-05-02"), **({"headcount": 100} | values),
    )  # fmt: skip
    for day, slot in slots:
        FiledSlot.objects.create(filing=filing, date=date.fromisoformat(day), slot=slot)
    filing.state = FilingState.ACCEPTED
    filing.save(update_fields=["state"])
    return filing


def make_session(base: TrainingBase | None, *, code: str = "BC01", **values: Any) -> TrainingSession:
    known = {"title": "公需科目培训班", "state": SessionState.CLOSED}
    organiser = values.pop("organiser", base.organisation if base else None)
    login = values.pop("created_by", None) or make_person(f"teacher-{code.lower()}", "班主任")
    return TrainingSession.objects.create(
        base=base, organiser=organiser, code=code, created_by=login, **(known | values)
    )


def reported(person: Professional, external_id: str = "R1", **values: Any) -> Reported:
    """A result of `person`, passed on 1 June 2020."""
    known = {
        "name": person.name, "identity_type": person.identity_type, "identity_number": str(person.identity_number),
        "passed_on": date(2020, 6, 1),
    }  # fmt: skip
    return Reported(external_id=external_id, **(known | values))


def lines(*parts: tuple[str, str, str]) -> tuple[dict[str, str], ...]:
    return tuple({"date": day, "slot": slot, "subject": subject} for day, slot, subject in parts)


def work() -> int:
    """Let the worker do what is due."""
    return run_all()
