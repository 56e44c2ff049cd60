"""Shapes of the API. What a platform sends record by record is documented here and read one by one in `reading`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from registry.enums import IdentityType

MOST = 5000
EXTERNAL = r"^[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}$"
# No control characters: a database refuses some of them, and with them the whole list.
PLAIN = r"^[^\x00-\x1f]*$"


class Line(Schema):
    """A part of a day that was attended (R6)."""

    date: date
    slot: str = Field(description="上午morning、下午afternoon、晚上evening、全天day")
    subject: str = Field(description="公需public、专业professional")


class ResultIn(Schema):
    """One person completed one online course (course_code) or attended one session (session_code)."""

    external_id: str = Field(pattern=EXTERNAL, description="平台自己的结果编号，在基地内唯一")
    name: str = Field(min_length=1, max_length=100)
    identity_type: Literal[tuple(IdentityType.values)] = "resident_card"  # type: ignore[valid-type]
    identity_number: str = Field(min_length=4, max_length=30)
    passed_on: date
    course_code: str = Field("", max_length=40, pattern=PLAIN)
    session_code: str = Field("", max_length=40, pattern=PLAIN)
    minutes: int | None = Field(None, ge=0, le=100_000, description="课程没有审定学时的，填学习时长")
    lines: list[Line] = Field([], max_length=60)
    attributed_year: int | None = Field(
        None, ge=1950, le=2100, description="补学以前年度公需科目的，填所补年度"
    )
    certificate: str = Field("", max_length=64, pattern=PLAIN)
    supersedes: bool = Field(False, description="更正此前报送的同一编号的结果")
    passed: bool = True


def items_of(shape: type[Schema], **nested: type[Schema]) -> Callable[[dict[str, Any]], None]:
    """The document shows the shape of a record; a record of another shape is refused by itself, not the whole list."""

    def write(schema: dict[str, Any]) -> None:
        record = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        record.pop("$defs", None)
        for name, inner in nested.items():
            record["properties"][name]["items"] = inner.model_json_schema()
        schema["items"] = {"anyOf": [record, {"description": "其他形状的记录，单独答复，不影响其他各条"}]}

    return write


class ResultsIn(Schema):
    results: Annotated[
        list[Any], Field(min_length=1, max_length=MOST, json_schema_extra=items_of(ResultIn, lines=Line))
    ]


class ReceiptOut(Schema):
    """`state`: accepted, held (it may still count), refused (nothing was kept). `code` is stable."""

    external_id: str
    code: str
    sentence: str
    state: Literal["accepted", "held", "refused"]
    masked_name: str = ""
    id: str = ""


class ReceiptsOut(Schema):
    accepted: int
    held: int
    refused: int
    receipts: list[ReceiptOut]


class StandingOut(Schema):
    """How a reported result stands now."""

    id: str
    external_id: str
    version: int
    state: str
    code: str
    sentence: str
    course_code: str
    session_code: str
    passed_on: date
    masked_name: str
    masked_identity: str


class PageOut(Schema):
    """`next` is the value of `after` for the next page; "" at the end."""

    results: list[StandingOut]
    next: str


class CourseOut(Schema):
    code: str
    title: str
    form: str
    subject: str
    theme_year: int | None
    hours: Decimal | None
    minutes: int | None
    live_on: date | None
    state: str
    recognised: bool = Field(description="今天学习通过的结果是否予以认可")
    reason: str


class CoursesOut(Schema):
    courses: list[CourseOut]


class SessionOut(Schema):
    code: str
    title: str
    place: str
    state: str
    filing_number: str


class SessionsOut(Schema):
    sessions: list[SessionOut]
