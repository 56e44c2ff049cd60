"""Everything that the portal holds about a person, as that person may take it home: parts, rows, files.

What others wrote for themselves (notes among colleagues, drafts of a unit's lists) is not the person's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from cejc.lib.writing.dates import cn_day
from cejc.templatetags.cejc_ui import cn_time
from certification.models import Case, CaseYear, DegreeProof, Exemption, PriorSlip, Slip, Transition
from certification.queries.own import own_columns as columns
from certification.queries.own.own_columns import Columns, Says
from registry.models import (
    Activity,
    AnnualRegistration,
    Attendee,
    AuditEntry,
    Award,
    Completion,
    Death,
    Employment,
    Erasure,
    Evidence,
    Handbook,
    IdentityChange,
    Look,
    Merge,
    Message,
    MissingHours,
    Portrait,
    Professional,
    TitleRecord,
    User,
)

REQUESTS = (IdentityChange, Merge, Death, Erasure)


class Part(NamedTuple):
    """One table of the copy: what it is called, its headings, its rows in words."""

    title: str
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Kept:
    """One file of the person: in which folder, how it is called, where it is kept."""

    folder: str
    name: str
    stored_name: str
    at: datetime


def parts_of(person: Professional) -> Iterator[Part]:
    """Part after part, each in a constant number of queries."""
    yield _part(_("个人信息"), [person], columns.PERSON)
    yield _part(_("账号"), _of(User, person), columns.LOGIN)
    yield _part(_("工作单位"), _of(Employment, person, "organisation"), columns.PLACE)
    yield _part(_("职称经历"), _of(TitleRecord, person), columns.TITLE)
    yield _part(_("继续教育记录"), _of(Activity, person, "organisation"), columns.ACTIVITY)
    yield _part(_("折算的学时"), _of(Award, person, "activity"), columns.AWARD)
    yield _part(_("培训班次"), _of(Attendee, person, "session"), columns.SESSION)
    yield _part(
        _("学习结果"), _of(Completion, person, "base__organisation", "course", "session"), columns.RESULT
    )
    yield _part(_("学时查询"), _of(MissingHours, person), columns.MISSING)
    yield _part(_("年度登记"), _of(AnnualRegistration, person, "organisation", "office"), columns.YEAR)
    yield _part(_("登记手册"), _of(Handbook, person), columns.BOOK)
    yield _part(_("认定申请"), _of(Case, person, "organisation"), columns.CASE)
    years = list(_in_cases(CaseYear, person))
    yield _part(_("申请中的各年度"), years, columns.case_year(years))
    yield _part(_("申请的办理经过"), _in_cases(Transition, person), columns.MOVE)
    yield _part(_("以往认定单"), _of(PriorSlip, person), columns.PRIOR)
    yield _part(_("免于考核"), _in_cases(Exemption, person), columns.EXEMPTION)
    yield _part(_("认定单"), _of(Slip, person), columns.SLIP)
    for model in REQUESTS:
        yield _part(str(model._meta.verbose_name), _of(model, person), columns.REQUEST)
    looks = Look.objects.of(person).order_by("pk")
    yield _part(_("谁看过我的资料"), looks.iterator(chunk_size=1000), columns.LOOK)
    messages = Message.objects.filter(recipient__professional=person).order_by("pk")
    yield _part(_("消息"), messages, columns.MESSAGE)
    entries = AuditEntry.objects.filter(context_type="professional", context=str(person.public_id)).order_by(
        "number"
    )
    yield _part(_("操作记录"), entries.order_by("number"), columns.ENTRY)


def _of(model: type[Model], person: Professional, *joined: str) -> Iterable[Any]:
    rows = model._default_manager.filter(professional=person).order_by("pk")
    return rows.select_related(*joined) if joined else rows


def _in_cases(model: type[Model], person: Professional) -> Iterable[Any]:
    return model._default_manager.filter(case__professional=person).select_related("case").order_by("pk")


def _part(title: str, rows: Iterable[Any], told: Columns) -> Part:
    lines = [[_words(_value(row, says)) for _head, says in told] for row in rows]
    return Part(title, [str(head) for head, _says in told], lines)


def _value(row: Any, says: Says) -> Any:
    if callable(says):
        return says(row)
    for name in says.split("."):
        row = getattr(row, name) if row is not None else None
    return row() if callable(row) else row


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return cn_time(value)
    if isinstance(value, date):
        return cn_day(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def files_of(person: Professional) -> Iterator[Kept]:
    """Every file that the person brought, and every paper that was issued to them."""
    proofs = Evidence.objects.filter(activity__professional=person).select_related("activity").order_by("pk")
    for one in proofs:
        yield Kept(_("继续教育记录"), f"{one.activity}_{one}", one.stored_name, one.uploaded_at)
    for row in _stored(_of(PriorSlip, person)):
        yield Kept(_("以往认定单"), f"{row.number}_{row.file_name}", row.stored_name, row.created_at)
    for row in _stored(_in_cases(Exemption, person)):
        yield Kept(_("免于考核"), f"{row.year}_{row.file_name}", row.stored_name, row.case.created_at)
    for row in _stored(_in_cases(DegreeProof, person)):
        yield Kept(_("学位证书"), row.file_name, row.stored_name, row.created_at)
    for row in _stored(_of(AnnualRegistration, person)):
        yield Kept(_("年度登记"), f"{row.year}_{row.file_name}", row.stored_name, row.created_at)
    for row in _stored(_of(MissingHours, person)):
        yield Kept(_("学时查询"), f"{row.title}_{row.file_name}", row.stored_name, row.asked_at)
    for model in REQUESTS:
        for row in _stored(_of(model, person)):
            yield Kept(str(model._meta.verbose_name), row.file_name, row.stored_name, row.asked_at)
    for row in _stored(_of(Portrait, person)):
        yield Kept(_("照片"), "photo.jpg", row.stored_name, row.uploaded_at)
    for row in Slip.objects.filter(professional=person).exclude(pdf_name="").order_by("pk"):
        yield Kept(_("认定单"), f"{row.number}.pdf", row.pdf_name, row.issued_at)


def _stored(rows: Iterable[Any]) -> Iterator[Any]:
    return (row for row in rows if row.stored_name)
