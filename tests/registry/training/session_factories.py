"""Plain functions that make filings and sessions through the services, in June 2020."""

from datetime import date, time
from typing import Any

from registry.models import Attendee, Filing, Professional, SessionSlot, TrainingSession
from registry.training.services import attendance, filing, session
from registry.training.services.filing import Planned
from registry.training.services.session import Taught

BEGINS = {"morning": time(8, 30), "afternoon": time(14), "evening": time(19), "day": time(8, 30)}
ENDS = {"morning": time(12), "afternoon": time(17, 30), "evening": time(21), "day": time(17, 30)}
PLACE = "长沙市雨花区韶山北路370号"


def planned(*parts: tuple[str, str]) -> list[Planned]:
    return [Planned(date.fromisoformat(day), slot, "治理能力现代化", "钟教授") for day, slot in parts]


def particulars(**values: Any) -> dict[str, Any]:
    known = {
        "title": "公需科目面授第一期",
        "theme": "担当作为",
        "place": PLACE,
        "textbook": "统编教材",
        "audience": "全省水利系统",
        "headcount": 60,
        "contact": "教务科 0731-85483000",
        "plan": "每半天一讲。",
        "course": None,
    }
    return known | values


def make_draft(clerk: Any, base: Any, *parts: tuple[str, str], file: Any = None, **values: Any) -> Filing:
    slots = planned(*(parts or (("2020-06-15", "morning"), ("2020-06-15", "afternoon"))))
    return filing.draft(actor=clerk, base=base, values=particulars(**values), slots=slots, file=file)


def submit(clerk: Any, row: Filing) -> Filing:
    row.refresh_from_db()
    return filing.submit(actor=clerk, filing=row, edit=row.edit)


def accept(officer: Any, row: Filing) -> Filing:
    row.refresh_from_db()
    return filing.accept(actor=officer, filing=row, edit=row.edit)


def accepted(clerk: Any, officer: Any, base: Any, *parts: tuple[str, str], **values: Any) -> Filing:
    return accept(officer, submit(clerk, make_draft(clerk, base, *parts, **values)))


def taught(*parts: tuple[str, str, str]) -> list[Taught]:
    """Of (date, slot, subject), at the usual times."""
    return [
        Taught(date.fromisoformat(day), slot, BEGINS[slot], ENDS[slot], subject)
        for day, slot, subject in parts
    ]


PARTS = (("2020-06-15", "morning", "public"), ("2020-06-15", "afternoon", "public"))


def make_session(
    clerk: Any,
    *parts: tuple[str, str, str],
    base: Any = None,
    organiser: Any = None,
    started: bool = True,
    **values: Any,
) -> TrainingSession:
    known = {"code": "BC2020-01", "title": "公需科目面授第一期", "place": PLACE} | values
    made = session.create(
        actor=clerk, base=base, organiser=organiser, values=known, slots=taught(*(parts or PARTS))
    )
    return session.start(actor=clerk, session=made) if started else made


def listed(clerk: Any, row: TrainingSession, person: Professional) -> Attendee:
    return attendance.add(
        actor=clerk,
        session=row,
        name=person.name,
        identity_type=person.identity_type,
        number=str(person.identity_number),
    )


def slot_of(row: TrainingSession, slot: str = "morning") -> SessionSlot:
    return row.slots.select_related("session").get(slot=slot)
