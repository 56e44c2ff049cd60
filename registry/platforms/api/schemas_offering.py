"""Shapes of what a platform registers: courses and sessions."""

from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from registry.enums import CourseForm
from registry.platforms.api.schemas import PLAIN, Amount, Clock, Day, Flag, Record, Whole, items_of

MOST_OFFERS = 5000
# What `code` of a receipt says, and who can mend it.
OFFERED: dict[str, tuple[Any, Any]] = {
    "accepted": (_("已登记。"), ""),
    "repeated": (_("此前已登记，内容相同。"), ""),
    "held": (_("已登记，与备案不符，其学时将暂不计入；答复中说明原因。"), _("施教机构")),
    "changed": (_("该编号已登记，内容不同；需要修改的，由经办人在网页上办理。"), _("施教机构")),
    "invalid": (_("内容不符合要求，没有登记；答复中指出是哪一项。"), _("平台")),
    "refused": (_("按规定不能登记；答复中说明原因。"), _("施教机构")),
}


Own = Annotated[str, Field(pattern=r"^[A-Za-z0-9._\-]{1,40}$", description="基地自编，在基地内唯一")]


class OfferIn(Record):
    """What a platform registers, one by one. `OWN` is the field that holds its own number."""

    OWN: ClassVar[str]
    title: str = Field(min_length=1, max_length=200, pattern=PLAIN)

    def plain(self) -> dict[str, Any]:
        """As a form reads it: nothing for what was left out."""
        found = {name: value for name, value in self.model_dump(mode="json").items() if value is not None}
        return found | {"code": found.pop(self.OWN)}


class CourseIn(OfferIn):
    """A course: kept as a draft, completed and published by the base's staff."""

    OWN = "course_code"
    course_code: Own
    form: Literal[tuple(CourseForm.values)]  # type: ignore[valid-type]
    subject: str = Field(max_length=20, pattern=PLAIN, description="科目代码，以政策文件为准，如public")
    theme_year: Whole | None = Field(None, ge=2000, le=2100)
    minutes: Whole | None = Field(None, ge=1, le=60_000)
    live_on: Day | None = None
    teachers: str = Field("", max_length=300, pattern=PLAIN)
    textbook: str = Field("", max_length=200, pattern=PLAIN)
    outline: str = Field("", max_length=5000, pattern=r"^[^\x00-\x09\x0b-\x1f]*$")
    price: Amount | None = Field(None, ge=0, max_digits=8, decimal_places=2)
    price_reason: str = Field("", max_length=300, pattern=PLAIN)


class SlotIn(Record):
    """A part of a day of the timetable (R6)."""

    date: Day
    slot: str = Field(
        max_length=10, pattern=PLAIN, description="上午morning、下午afternoon、晚上evening、全天day"
    )
    begins: Clock
    ends: Clock
    subject: str = Field(max_length=20, pattern=PLAIN)
    topic: str = Field("", max_length=200, pattern=PLAIN)
    teacher: str = Field("", max_length=100, pattern=PLAIN)
    place: str = Field("", max_length=200, pattern=PLAIN)


class SessionIn(OfferIn):
    """A session of face-to-face training: kept as planned, opened by the base's staff."""

    OWN = "session_code"
    session_code: Own
    filing_number: str = Field("", max_length=40, pattern=PLAIN, description="须备案的科目填已受理的备案号")
    course_code: str = Field("", max_length=40, pattern=PLAIN)
    place: str = Field("", max_length=200, pattern=PLAIN)
    headcount: Whole | None = Field(None, ge=1, le=5000)
    assessed: Flag = False
    slots: list[SlotIn] = Field(min_length=1, max_length=60)


class CoursesIn(Record):
    courses: Annotated[
        list[Any], Field(min_length=1, max_length=MOST_OFFERS, json_schema_extra=items_of(CourseIn))
    ]


class NewSessionsIn(Record):
    sessions: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST_OFFERS, json_schema_extra=items_of(SessionIn, slots=SlotIn)),
    ]


class OfferOut(Schema):
    """`state`: accepted, held (kept; its hours would not count as it stands),
    refused (nothing was kept). `code` is stable."""

    code: Literal[tuple(OFFERED)]  # type: ignore[valid-type]
    sentence: str
    state: Literal["accepted", "held", "refused"]


class CourseReceipt(OfferOut):
    course_code: str


class SessionReceipt(OfferOut):
    session_code: str


class CourseReceipts(Schema):
    receipts: list[CourseReceipt]


class SessionReceipts(Schema):
    receipts: list[SessionReceipt]
