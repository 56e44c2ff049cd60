"""The demo's face-to-face training: filings accepted and waiting, a
session closed, and one that is open today."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from cejc import clock
from certification.demo.bases import Bases
from certification.demo.given import given
from registry.models import Attendee, Course, Filing, Organisation, TrainingSession, User
from registry.results.services import session_close
from registry.training.services import attendance, filing, session
from registry.training.services.filing import Planned
from registry.training.services.session import Taught

TIMES = {
    "morning": (time(8, 30), time(12)),
    "afternoon": (time(14), time(17, 30)),
    "evening": (time(19), time(21)),
}
TOPICS = (
    "国家治理体系和治理能力现代化总论",
    "专业技术人员的担当与作为",
    "法治思维与依法治理",
    "公共危机中的专业力量",
    "数字治理与智慧水利",
    "案例研讨与交流",
)
TEACHERS = ("钟教授", "韦师说", "夏禹声")


def _planned(days: Sequence[date]) -> list[Planned]:
    parts = [(day, slot) for day in days for slot in ("morning", "afternoon")]
    return [
        Planned(day, slot, TOPICS[order % len(TOPICS)], TEACHERS[order % len(TEACHERS)])
        for order, (day, slot) in enumerate(parts)
    ]


def _file(trainers: Bases, title: str, days: Sequence[date]) -> Filing:
    base = trainers.water
    clerk = trainers.clerks[base.code][0]
    course = Course.objects.filter(base=base, form="face_to_face", subject="public").first()
    values: dict[str, Any] = {
        "title": title,
        "course": course,
        "theme": "专业技术人员在新时代国家治理体系和治理能力现代化建设中的担当作为",
        "textbook": "《治理现代化与担当作为》（培训教材）",
        "audience": "全省水利系统专业技术人员",
        "headcount": 60,
        "place": given("training")["hall"],
        "contact": f"柯教务 {given('numbers')['phone']}5483000",
        "plan": "每半天一讲，最后半天案例研讨；不收取费用。",
    }
    made = filing.draft(actor=clerk, base=base, values=values, slots=_planned(days))
    return filing.submit(actor=clerk, filing=made, edit=made.edit)


def file(trainers: Bases, officer: User) -> list[Filing]:
    """Two filings that the province takes on file: one for days before
    the demo's today, one that holds today."""
    made = [
        _file(trainers, "2020年水利行业公需科目面授培训班第一期", (date(2020, 6, 15), date(2020, 6, 16))),
        _file(trainers, "2020年水利行业公需科目面授培训班第二期", (date(2020, 6, 22), date(2020, 6, 23))),
    ]
    return [filing.accept(actor=officer, filing=one, edit=one.edit) for one in made]


def wait(trainers: Bases) -> None:
    """One more waits for the province."""
    _file(trainers, "2020年水利行业公需科目面授培训班第三期", (date(2020, 7, 13), date(2020, 7, 14)))


def _taught(filed: Filing) -> list[Taught]:
    return [
        Taught(one.date, one.slot, *TIMES[one.slot], "public", one.topic, one.teacher, one.place)
        for one in filed.slots.all()
    ]


def hold(trainers: Bases, filed: Filing, code: str, people: Sequence[User]) -> TrainingSession:
    """A session under its filing, opened, with `people` on its list."""
    clerk = trainers.clerks[trainers.water.code][0]
    values: dict[str, Any] = {
        "code": code,
        "title": filed.title,
        "place": given("training")["hall"],
        "headcount": filed.headcount,
        "filing": filed,
        "course": filed.course,
    }
    made = session.create(actor=clerk, base=trainers.water, values=values, slots=_taught(filed))
    session.start(actor=clerk, session=made)
    return _listed(clerk, made, people)


def _listed(clerk: User, held: TrainingSession, people: Sequence[User]) -> TrainingSession:
    for person in (user.professional for user in people if user.professional):
        number = {"identity_type": person.identity_type, "number": str(person.identity_number)}
        attendance.add(actor=clerk, session=held, name=person.name, **number)
    return held


def tick(clerk: User, held: TrainingSession, *, until: datetime) -> None:
    """By list: everybody in the slots that are over by `until`, but one or two who missed one."""
    people = list(Attendee.objects.filter(session=held).order_by("pk"))
    for order, slot in enumerate(held.slots.select_related("session")):
        if datetime.combine(slot.date, slot.ends, tzinfo=clock.SHANGHAI) <= until:
            there = [one.pk for place, one in enumerate(people) if (place + order) % 7]
            attendance.mark(actor=clerk, slot=slot, there=there, before=[])


def close(trainers: Bases, held: TrainingSession) -> None:
    """The closed one: its hours go to the records."""
    clerk = trainers.clerks[trainers.water.code][0]
    tick(clerk, held, until=clock.now())
    held.refresh_from_db()
    session_close.close(actor=clerk, session=held, edit=held.edit)


def at_home(clerk: User, unit: Organisation, people: Sequence[User]) -> TrainingSession:
    """An employer teaches its own people a public-subject evening, which needs no filing (R26)."""
    day = clock.today() + timedelta(days=2)
    slots = [Taught(day, "evening", *TIMES["evening"], "public", TOPICS[1], "本单位总工程师")]
    values: dict[str, Any] = {"code": "NB2020-01", "title": "公需科目专题讲座", "place": "本单位礼堂"}
    made = session.create(actor=clerk, organiser=unit, values=values, slots=slots)
    return _listed(clerk, made, people)
