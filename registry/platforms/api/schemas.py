"""Shapes of the API. What a platform sends record by record is
documented here and read one by one in `reading`."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from registry.enums import IdentityType

MOST = 5000
EXTERNAL = r"^[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}$"
# No control characters: a database refuses some of them, and with them the whole list.
PLAIN = r"^[^\x00-\x1f]*$"


def _text_like(pattern: str, words: str) -> BeforeValidator:
    """Only text of this shape: JSON numbers are no dates, nor is 1590969600."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        raise PydanticCustomError("shape", words)

    return BeforeValidator(check)


def _no_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("shape", "须为数")
    return value


Day = Annotated[date, _text_like(r"\d{4}-\d{2}-\d{2}", "须为“2020-06-01”样式的日期")]
Clock = Annotated[time, _text_like(r"\d{2}:\d{2}(:\d{2})?", "须为“09:00”样式的时刻")]
Whole = Annotated[int, Strict()]  # JSON true is no 1, nor is 1.0 or "1"
Flag = Annotated[bool, Strict()]
Amount = Annotated[Decimal, BeforeValidator(_no_boolean)]


class Record(Schema):
    """What a platform sends: of the very types of the document, and nothing beside it."""

    model_config = ConfigDict(extra="forbid")


class Line(Record):
    """A part of a day that was attended (R6)."""

    date: Day
    slot: str = Field(description="上午morning、下午afternoon、晚上evening、全天day")
    subject: str = Field(description="科目代码，以政策文件为准，如public、professional")


class ResultIn(Record):
    """One person completed one online course (course_code) or attended one session (session_code)."""

    external_id: str = Field(pattern=EXTERNAL, description="平台自己的结果编号，在基地内唯一")
    name: str = Field(min_length=1, max_length=100)
    identity_type: Literal[tuple(IdentityType.values)] = "resident_card"  # type: ignore[valid-type]
    identity_number: str = Field(min_length=4, max_length=30)
    passed_on: Day
    course_code: str = Field("", max_length=40, pattern=PLAIN)
    session_code: str = Field("", max_length=40, pattern=PLAIN)
    minutes: Whole | None = Field(None, ge=0, le=100_000, description="课程没有审定学时的，填学习时长")
    lines: list[Line] = Field([], max_length=60)
    attributed_year: Whole | None = Field(None, ge=1950, le=2100, description="补学以前年度的，填所补年度")
    certificate: str = Field("", max_length=64, pattern=PLAIN)
    supersedes: Flag = Field(False, description="更正此前报送的同一编号的结果")
    passed: Flag = True


def items_of(shape: type[Schema], **nested: type[Schema]) -> Callable[[dict[str, Any]], None]:
    """The document shows the shape of a record; a record of another shape
    is refused by itself, not the whole list."""

    def write(schema: dict[str, Any]) -> None:
        record = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        record.pop("$defs", None)
        for name, inner in nested.items():
            record["properties"][name]["items"] = inner.model_json_schema()
        schema["items"] = {"anyOf": [record, {"description": "其他形状的记录，单独答复，不影响其他各条"}]}

    return write


class ResultsIn(Record):
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
    course_code: str
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
    session_code: str
    title: str
    place: str
    state: str
    filing_number: str


class SessionsOut(Schema):
    sessions: list[SessionOut]
