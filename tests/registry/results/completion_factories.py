"""Plain functions that make what reported results hang on: bases,
reviewed courses, keys, filings, sessions."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from cejc import clock
from cejc.lib.dual_key import Ed25519, fingerprint
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
from registry.machinery.services.job import run_all
from registry.models import (
    Completion,
    CompletionBatch,
    Course,
    CourseReview,
    FiledSlot,
    Filing,
    PlatformKey,
    Professional,
    SessionSlot,
    TrainingBase,
    TrainingSession,
    User,
)
from registry.results.services.completion_batch import write_manifest
from registry.results.services.reported import Reported
from tests.factories import make_department, make_membership, make_organisation, make_person, make_province

PRIVATE: dict[str, bytes] = {}  # fingerprint of a key made here -> its private half


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
        course=course,
        round=course.course_reviews.count() + 1,
        office=course.base.personnel_office,
        state=ReviewState.SUBMITTED,
        conclusion=conclusion,
        convened_by=officer,
        submitted_by=officer,
        submitted_at=moment(day),
    )


def office_login(base: TrainingBase) -> User:
    name = f"office-{base.code.lower()}"
    known = User.objects.filter(username=name).first()
    if known is None:
        known = make_person(name, "主管人事")
        make_membership(known, base.personnel_office, Role.DEPARTMENT)
    return known


def province_login() -> User:
    """An officer of the province, who keeps key B."""
    known = User.objects.filter(username="key-b").first()
    if known is None:
        known = make_person("key-b", "省厅保管")
        make_membership(known, make_province(), Role.PROVINCE)
    return known


def private_of(base: TrainingBase, part: str, day: str) -> bytes:
    """The private key of `make_key`, always the same."""
    return hashlib.sha256(f"{base.code}{part}{day}".encode()).digest()


def make_key(
    base: TrainingBase, part: str, day: str = "2020-03-02", *, holder: User | None = None, **values: Any
) -> PlatformKey:
    login = holder or (office_login(base) if part == KeyPart.A else province_login())
    public = Ed25519().public_of(private_of(base, part, day))
    known = {
        "year": int(day[:4]),
        "public_key": public,
        "fingerprint": fingerprint("ed25519", public),
        "custodian": login,
        "person": login.professional,
        "holder": login.seats[0].organisation,
        "deposited_at": moment(day),
    }
    key = PlatformKey.objects.create(base=base, part=part, **(known | values))
    PRIVATE[key.fingerprint] = private_of(base, part, day)
    return key


def recognised_course(base: TrainingBase, code: str = "KC01", **values: Any) -> Course:
    """An online course whose conclusion and key B came in time."""
    course = make_online(base, code, **values)
    conclude(course)
    if not base.keys.filter(part=KeyPart.B).exists():
        make_key(base, KeyPart.B)
    return course


def frozen_batch(
    base: TrainingBase, rows: Iterable[Completion] | None = None, year: int = 2020
) -> CompletionBatch:
    """A batch of `rows` (None: all online results of the base and year without one), frozen on 1 June."""
    kept = base.keys.filter(year=year)
    keys = {
        "A": kept.filter(part=KeyPart.A).first() or make_key(base, KeyPart.A, f"{year}-03-01"),
        "B": kept.filter(part=KeyPart.B).first() or make_key(base, KeyPart.B, f"{year}-03-02"),
    }
    batch = CompletionBatch.objects.create(
        base=base, year=year, number=base.batches.filter(year=year).count() + 1
    )
    found = Completion.objects.filter(base=base, session=None, batch=None, passed_on__year=year)
    found = found if rows is None else found.filter(pk__in=[row.pk for row in rows])
    found.update(batch=batch)
    write_manifest(batch, list(batch.completions.select_related("course")), keys)
    batch.key_a, batch.key_b, batch.state = keys["A"], keys["B"], ManifestState.FROZEN
    batch.frozen_by, batch.frozen_at = office_login(base), moment(f"{year}-06-01", 9)
    batch.save()
    return batch


def signature_of(batch: CompletionBatch, key: PlatformKey) -> bytes:
    return Ed25519().sign(PRIVATE[key.fingerprint], bytes(batch.manifest))


def signed_batch(
    base: TrainingBase, rows: Iterable[Completion] | None = None, year: int = 2020
) -> CompletionBatch:
    """The same, signed with A on that day and with B on the next."""
    batch = frozen_batch(base, rows, year)
    batch.signature_a, batch.signed_a_by = signature_of(batch, batch.key_a), batch.key_a.custodian
    batch.signed_a_at, batch.state = moment(f"{year}-06-01"), ManifestState.SIGNED_A
    batch.save()
    batch.signature_b, batch.signed_b_by = signature_of(batch, batch.key_b), batch.key_b.custodian
    batch.signed_b_at, batch.state = moment(f"{year}-06-02"), ManifestState.SIGNED
    batch.save()
    return batch


def make_filing(
    base: TrainingBase, *slots: tuple[str, str], number: str = "2020001", **values: Any
) -> Filing:
    """An accepted filing of these (date, slot)."""
    officer = office_login(base)
    filing = Filing.objects.create(
        base=base,
        year=2020,
        number=number,
        title="公需科目培训班",
        created_by=officer,
        submitted_at=moment("2020-05-01"),
        decided_at=moment("2020-05-02"),
        **({"headcount": 100} | values),
    )
    for day, slot in slots:
        FiledSlot.objects.create(filing=filing, date=date.fromisoformat(day), slot=slot)
    filing.state = FilingState.ACCEPTED
    filing.save(update_fields=["state"])
    return filing


DAYS = (("2020-06-01", "day", "public"), ("2020-06-01", "evening", "public"))
HOURS = {
    "morning": (time(8, 30), time(12)),
    "afternoon": (time(14), time(17, 30)),
    "evening": (time(19), time(21)),
    "day": (time(8, 30), time(17, 30)),
}


def make_session(
    base: TrainingBase | None,
    *,
    code: str = "BC01",
    parts: Iterable[tuple[str, str, str]] = DAYS,
    hours: tuple[time, time] | None = None,
    **values: Any,
) -> TrainingSession:
    """A closed session with a timetable of `parts` (date, slot, subject),
    all at `hours` or each at its usual ones."""
    known = {"title": "公需科目培训班", "state": SessionState.CLOSED}
    organiser = values.pop("organiser", base.organisation if base else None)
    login = values.pop("created_by", None) or make_person(f"teacher-{code.lower()}", "班主任")
    known |= values
    state = known.pop("state")
    made = TrainingSession.objects.create(
        base=base, organiser=organiser, code=code, created_by=login, **known
    )
    for day, slot, subject in parts:
        begins, ends = hours or HOURS[slot]
        SessionSlot.objects.create(
            session=made, date=date.fromisoformat(day), slot=slot, begins=begins, ends=ends, subject=subject
        )
    made.state = state
    made.save(update_fields=["state"])
    return made


def reported(person: Professional, external_id: str = "R1", **values: Any) -> Reported:
    """A result of `person`, passed on 1 June 2020."""
    known = {
        "name": person.name,
        "identity_type": person.identity_type,
        "identity_number": str(person.identity_number),
        "passed_on": date(2020, 6, 1),
    }
    return Reported(external_id=external_id, **(known | values))


def lines(*parts: tuple[str, str, str]) -> tuple[dict[str, str], ...]:
    return tuple({"date": day, "slot": slot, "subject": subject} for day, slot, subject in parts)


def work() -> int:
    """Let the worker do what is due."""
    return run_all()
