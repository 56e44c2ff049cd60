"""From what a platform sent to `Reported`: a record that cannot be read is answered by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from registry.platforms.api.schemas import ResultIn
from registry.results.services.reported import Receipt, Reported
from registry.training.standings import refusal

FIELDS = (
    "external_id",
    "name",
    "identity_type",
    "identity_number",
    "passed_on",
    "course_code",
    "session_code",
    "minutes",
    "attributed_year",
    "certificate",
    "supersedes",
    "passed",
)


def read(raw: Any) -> Reported | Receipt:
    """The record, or the receipt that says what cannot be read of it."""
    try:
        one = ResultIn.model_validate(raw)
    except ValidationError as fault:
        return Receipt(_named(raw), "cannot_read", refusal("cannot_read", first_fault(fault)), "refused")
    lines = tuple(
        {"date": line.date.isoformat(), "slot": line.slot, "subject": line.subject} for line in one.lines
    )
    return Reported(**{name: getattr(one, name) for name in FIELDS}, lines=lines)


def _named(raw: Any) -> str:
    name = raw.get("external_id") if isinstance(raw, dict) else None
    # Half a character pair cannot be written in an answer.
    return name[:64].encode("utf-8", "replace").decode() if isinstance(name, str) else ""


# What a kind of fault of pydantic's says to people; `%(…)s` are its own facts.
SENTENCES: dict[str, Any] = {
    "missing": gettext_lazy("缺少此项"),
    "extra_forbidden": gettext_lazy("接口没有这一项，请删去"),
    "literal_error": gettext_lazy("只能是%(expected)s之一"),
    "string_type": gettext_lazy("须为文字"),
    "string_too_short": gettext_lazy("至少%(min_length)s个字"),
    "string_too_long": gettext_lazy("最多%(max_length)s个字"),
    "string_pattern_mismatch": gettext_lazy("含有不允许的字符，或者长度不对"),
    "string_unicode": gettext_lazy("含有不完整的字符"),
    "int_type": gettext_lazy("须为整数"),
    "int_parsing": gettext_lazy("须为整数"),
    "int_from_float": gettext_lazy("须为整数"),
    "bool_type": gettext_lazy("须为true或false"),
    "date_from_datetime_parsing": gettext_lazy("没有这个日期"),
    "date_parsing": gettext_lazy("没有这个日期"),
    "time_parsing": gettext_lazy("没有这个时刻"),
    "greater_than_equal": gettext_lazy("不能小于%(ge)s"),
    "less_than_equal": gettext_lazy("不能大于%(le)s"),
    "greater_than": gettext_lazy("须大于%(gt)s"),
    "decimal_type": gettext_lazy("须为数"),
    "decimal_parsing": gettext_lazy("须为数"),
    "finite_number": gettext_lazy("须为数"),
    "decimal_max_places": gettext_lazy("最多%(decimal_places)s位小数"),
    "decimal_max_digits": gettext_lazy("最多%(max_digits)s位数字"),
    "decimal_whole_digits": gettext_lazy("整数部分最多%(whole_digits)s位"),
    "list_type": gettext_lazy("须为列表"),
    "too_short": gettext_lazy("至少%(min_length)s项"),
    "too_long": gettext_lazy("最多%(max_length)s项"),
    "model_type": gettext_lazy("须为对象"),
    "model_attributes_type": gettext_lazy("须为对象"),
    "dict_type": gettext_lazy("须为对象"),
    "uuid_parsing": gettext_lazy("不是有效的编号"),
    "uuid_type": gettext_lazy("不是有效的编号"),
}
# What the portal counts by itself.
HOURS = ("approved_hours", "hours", "credit_hours")


def first_fault(fault: ValidationError) -> str:
    """The first fault in words, without what was sent: it may be somebody's number."""
    return sentence_of(fault.errors(include_input=False, include_url=False)[0])


def sentence_of(one: Mapping[str, Any]) -> str:
    """Field and fault of one error of pydantic's: “slots第1项的begins”须为…"""
    where = place_of(one["loc"])
    if one["type"] == "extra_forbidden" and one["loc"][-1] in HOURS:
        return _("“%s”：学时按课程审定的或学习时长折算，不由平台报送，请删去这一项。") % where
    found = SENTENCES.get(one["type"])
    words = (
        str(found) % _facts(one.get("ctx") or {})
        if found
        else one["msg"]
        if one["type"] == "shape"
        else _("不符合接口要求")
    )
    return f"“{where}”{words}。" if where else f"{words}。"


def _facts(context: Mapping[str, Any]) -> dict[str, Any]:
    """Pydantic's own facts, its quotation and its "or" in Chinese."""
    return {
        name: str(value).replace("'", "").replace(" or ", "、").replace(", ", "、")
        for name, value in context.items()
    }


def place_of(location: Sequence[Any]) -> str:
    """slots第1项的begins; "" for the record as a whole."""
    words = ""
    for part in location:
        if isinstance(part, int):
            words += _("第%d项") % (part + 1)
        else:
            words += (_("的") if words else "") + brief(part)
    return words


def brief(part: Any) -> str:
    """A name that a platform sent, as far as it can be written in an answer."""
    return str(part)[:40].encode("utf-8", "replace").decode()
