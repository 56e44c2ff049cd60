"""A platform registers its courses and sessions: read by the very forms of the pages, one answer a record."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import ValidationError

from cejc import clock
from cejc.errors import Refused
from registry.enums import FilingState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.platforms.api.reading import first_fault
from registry.platforms.api.schemas_offering import OFFERED, CourseIn, OfferIn, SessionIn
from registry.training.forms.course import CourseEditForm
from registry.training.forms.session import SessionForm
from registry.training.forms.timetable import TaughtSlotForm
from registry.training.models import Course, Filing, TrainingBase, TrainingSession
from registry.training.queries.recognition import books_for_courses, standing_of_course
from registry.training.queries.session import slots_of, warnings_of
from registry.training.services import course, session
from registry.training.services.session import Taught

ACCEPTED, HELD, REFUSED = "accepted", "held", "refused"
Answer = dict[str, str]
Keep = Callable[[TrainingBase, Any], Answer]


@service
def offered(base: TrainingBase, records: Iterable[Any], shape: type[OfferIn], keep: Keep) -> list[Answer]:
    """One answer a record; what is wrong with one leaves the others unharmed."""
    return [_answered(base, one, shape, keep) for one in records]


def _answered(base: TrainingBase, raw: Any, shape: type[OfferIn], keep: Keep) -> Answer:
    named = {shape.OWN: code_of(raw, shape.OWN)}
    try:
        with audit.savepoint():
            return named | keep(base, shape.model_validate(raw))
    except ValidationError as fault:
        return named | _said("invalid", first_fault(fault), REFUSED)
    except _Unfit as unfit:
        return named | _said("invalid", str(unfit), REFUSED)
    except Refused as refusal:
        return named | _said("refused", refusal.sentence, REFUSED)


def code_of(raw: Any, name: str) -> str:
    """As far as it can be read and written in an answer."""
    code = raw.get(name) if isinstance(raw, dict) else None
    return code[:40].encode("utf-8", "replace").decode() if isinstance(code, str) else ""


class _Unfit(Exception):
    """A form's first fault, with the name of its field."""


def _said(code: str, sentence: str, state: str) -> Answer:
    return {"code": code, "sentence": sentence, "state": state}


def _valid(form: forms.Form, where: str = "") -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise _Unfit(f"{where}{label}：{faults[0]}" if label else f"{where}{faults[0]}")


def keep_course(base: TrainingBase, one: CourseIn) -> Answer:
    """A draft, which the base's staff complete and publish on the portal."""
    values = _valid(CourseEditForm(one.plain()))
    known = Course.objects.filter(base=base, code=values["code"]).first()
    if known is None:
        course.create(actor=None, base=base, **values)
        return _said("accepted", _("已登记为编制中的课程，由基地经办人在网页上补齐材料后发布。"), ACCEPTED)
    if any(getattr(known, name) != value for name, value in values.items()):
        return _said(
            "changed", _("该课程编号已登记，内容不同；需要修改的，请由经办人在网页上办理。"), REFUSED
        )
    return _said("repeated", str(OFFERED["repeated"][0]), ACCEPTED)


def keep_session(base: TrainingBase, one: SessionIn) -> Answer:
    """A planned session; what would not count beside the filing is said at once (R25)."""
    values, slots = _particulars(base, one)
    known = TrainingSession.objects.filter(organiser=base.organisation_id, code=values["code"]).first()
    if known is not None:
        return _known(known, values, slots)
    made = session.create(actor=None, base=base, values=values, slots=slots)
    warnings = [*warnings_of(made, slots_of(made), 0), *_too_many(made)]
    if warnings:
        return _said("held", " ".join(str(line) for line in warnings), HELD)
    return _said("accepted", _("已登记，开班后签到。"), ACCEPTED)


def _too_many(made: TrainingSession) -> Iterable[str]:
    filed = made.filing.headcount if made.filing else None
    if filed is not None and made.headcount is not None and made.headcount > filed:
        yield _("人数上限%(planned)d人，超出备案的%(filed)d人，超出部分将暂不计入；请提交备案变更。") % {
            "planned": made.headcount,
            "filed": filed,
        }


def _particulars(base: TrainingBase, one: SessionIn) -> tuple[dict[str, Any], list[Taught]]:
    plain = one.plain()
    number, lines = plain.pop("filing_number"), plain.pop("slots")
    if number:
        rows = Filing.objects.filter(base=base, number=number, state=FilingState.ACCEPTED)
        filing = rows.values_list("public_id", flat=True).first()
        if filing is None:
            raise _Unfit(_("本基地没有备案号为“%s”的已受理备案。") % number)
        plain["filing"] = str(filing)
    plain["course"] = plain.pop("course_code", "")
    form = SessionForm(plain, base=base)
    _valid(form)
    return form.particulars, [_slot(line, place) for place, line in enumerate(lines, 1)]


def _slot(line: dict[str, Any], place: int) -> Taught:
    values = _valid(TaughtSlotForm(line), _("第%s个时段，") % place)
    return Taught(**{name: value for name, value in values.items() if name != "gone"})


def _known(known: TrainingSession, values: dict[str, Any], slots: list[Taught]) -> Answer:
    same = all(getattr(known, name) == value for name, value in values.items())
    lines = {(one.date, one.slot, one.begins, one.ends, one.subject) for one in slots}
    same = same and lines == {
        (one.date, one.slot, one.begins, one.ends, one.subject) for one in known.slots.all()
    }
    if same:
        return _said("repeated", str(OFFERED["repeated"][0]), ACCEPTED)
    return _said("changed", _("该班次编号已登记，内容不同；需要修改的，请由经办人在网页上办理。"), REFUSED)


def shown_courses(found: QuerySet[Course]) -> list[dict[str, Any]]:
    """As the list shows them: with what a result passed today would be."""
    rows = list(found)
    books, today = books_for_courses(rows), clock.today()
    shown = []
    for row in rows:
        standing = standing_of_course(row, today, books)
        shown.append(
            {
                "course_code": row.code,
                "title": row.title,
                "form": row.form,
                "subject": row.subject,
                "theme_year": row.theme_year,
                "hours": row.hours,
                "minutes": row.minutes,
                "live_on": row.live_on,
                "state": row.state,
                "recognised": standing.ok,
                "reason": standing.sentence,
            }
        )
    return shown


def shown_sessions(found: QuerySet[TrainingSession]) -> list[dict[str, Any]]:
    return [
        {
            "session_code": row.code,
            "title": row.title,
            "place": row.place,
            "state": row.state,
            "filing_number": row.filing.number if row.filing else "",
        }
        for row in found.select_related("filing")
    ]


KINDS: dict[str, tuple[type[OfferIn], Keep]] = {
    "course": (CourseIn, keep_course),
    "session": (SessionIn, keep_session),
}
