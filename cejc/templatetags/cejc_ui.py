"""Tags and filters of the interface: how hours, dates, files, states
and pages are written, everywhere the same.

They are builtins of the template engine; no `{% load %}` is needed. Nothing here queries the database.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cejc import clock
from cejc.lib.folding import same_each_time
from cejc.lib.states import tag_of
from cejc.lib.uploads.files import ACCEPT
from cejc.lib.writing.dates import cn_day, weekday

register = template.Library()

# A deadline this many calendar days away, or nearer, is shown as pressing.
PRESSING_DAYS = 3


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).date() if value.tzinfo else value.date()
    return value


@register.filter
def hours(value: Any) -> str:
    """A Decimal number of credit hours without trailing zeros: 30.0 -> 30, 0.50 -> 0.5; None -> empty."""
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


@register.filter
def at(several: Sequence[Any], place: int) -> Any:
    """The one at `place`, from 0."""
    return several[place]


@register.simple_tag
def fact(label: Any, value: Any) -> SafeString:
    """One line of `<dl class="facts">`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.filter
def zh(value: Any) -> SafeString:
    """A name or another text that is kept as it was written, inside of a sentence that may be English."""
    return format_html('<span lang="zh">{}</span>', value)


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2020年6月15日, by the calendar of Asia/Shanghai; None -> empty."""
    return cn_day(value) if value else ""


@register.filter
def cn_iso(value: str) -> str:
    """2020-06-15, as frozen content holds it, becomes 2020年6月15日; empty stays empty."""
    return cn_date(date.fromisoformat(value)) if value else ""


@register.filter
def cn_weekday(value: date | datetime | None) -> str:
    """周一 … 周日; None -> empty."""
    return weekday(_day(value)) if value else ""


@register.filter
def cn_date_weekday(value: date | datetime | None) -> str:
    """2020年6月15日（周一）; None -> empty."""
    if not value:
        return ""
    return _("%(day)s（%(weekday)s）") % {"day": cn_date(value), "weekday": cn_weekday(value)}


@register.filter
def cn_time(value: datetime | str | None) -> str:
    """2020年6月15日 09:05 in Asia/Shanghai; None -> empty; a text stays as it is."""
    if not value:
        return ""
    if isinstance(value, str):
        return value
    moment = value.astimezone(clock.SHANGHAI) if value.tzinfo else value
    return f"{cn_date(moment)} {moment:%H:%M}"


@register.filter
def days_left(value: date | datetime | None) -> int | None:
    """Calendar days from today to the day, negative when it is past."""
    return (_day(value) - clock.today()).days if value else None


@register.filter
def days_left_text(value: date | datetime | None) -> str:
    """还有3天 / 今天截止 / 已过2天, in calendar days."""
    left = days_left(value)
    if left is None:
        return ""
    if left == 0:
        return _("今天截止")
    if left < 0:
        return ngettext("已过%(days)s天", "已过%(days)s天", -left) % {"days": -left}
    return ngettext("还有%(days)s天", "还有%(days)s天", left) % {"days": left}


@register.filter
def urgency(value: date | datetime | None) -> str:
    """`past`, `pressing` (three days or fewer) or `calm`: the class of
    a deadline, which also says it in words."""
    left = days_left(value)
    if left is None or left > PRESSING_DAYS:
        return "calm"
    return "past" if left < 0 else "pressing"


@register.filter
def file_size(value: int | None) -> str:
    """Bytes as a person reads them: 812字节, 820KB, 1.2MB."""
    if value is None:
        return ""
    size = int(value)
    if size < 1024:
        return _("%(size)s字节") % {"size": size}
    if size < 1024 * 1024:
        return f"{round(size / 1024)}KB"
    return f"{hours(round(Decimal(size) / (1024 * 1024), 1))}MB"


@register.simple_tag
@same_each_time
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of static/img/icons.svg; silent to screen readers unless `label` is given."""
    return _icon(str(name), str(label))


@lru_cache(maxsize=1000)
def _icon(name: str, label: str) -> SafeString:
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


STATE_ICONS = {
    "neutral": "minus",
    "draft": "draft",
    "waiting": "clock",
    "active": "dot",
    "done": "done",
    "returned": "returned",
    "refused": "refused",
    "official": "seal",
}


@register.simple_tag
def state_tag(label: str, kind: str = "neutral") -> SafeString:
    """A state as an adjective with a symbol; kinds are the keys of STATE_ICONS, others look neutral."""
    return _state_tag(str(label), kind if kind in STATE_ICONS else "neutral")


@lru_cache(maxsize=1000)
def _state_tag(label: str, kind: str) -> SafeString:
    """Drawn once: a list has the same few states on every row."""
    said = {"label": label, "kind": kind, "symbol": STATE_ICONS[kind]}
    return SafeString(render_to_string("ui/state_tag.html", said))


@register.simple_tag
def state(row: Model) -> SafeString:
    """The state tag of a row: its label and its colour stand with the states themselves."""
    return state_tag(**tag_of(row))


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        return "choice-list"
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's control with the class of its kind; keeps the widget's
    own classes and Django's aria attributes."""
    own = field.field.widget.attrs.get("class", "")
    classes = [own, _control_class(field.field.widget), "is-invalid" if field.errors else ""]
    return field.as_widget(attrs={"class": " ".join(name for name in classes if name)})


@register.simple_tag
def file_accept() -> str:
    """What the portal takes, for `accept` of a file input: with media types of
    pictures a telephone offers its camera."""
    return ACCEPT


@register.filter
def control_kind(field: BoundField) -> str:
    """`check` (one box), `choices` (a group that needs a legend), `file`, `hidden` or `input`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "input"


@register.filter
def error_target(field: BoundField) -> str:
    """The id that an error summary links to: the control, or the first choice of a group."""
    group = control_kind(field) == "choices"
    return f"{field.auto_id}_0" if group else field.id_for_label or field.auto_id


@register.filter
def page_range(page: Page) -> list[int | str]:
    """Page numbers with an ellipsis where some are left out: 1 … 4 5 6 … 20."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, number: int, param: str | None = None) -> str:
    """The query string of another page of the list, with every filter of the address kept."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query[param or "page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def percent_of(value: Any, whole: Any) -> str:
    """`value` as a share of `whole` for an SVG width: at most 100%, two decimals; a whole of zero is full."""
    part, all_ = Decimal(str(value or 0)), Decimal(str(whole or 0))
    if all_ <= 0:
        return "100%"
    share = min(max(part / all_, Decimal(0)), Decimal(1)) * 100
    return f"{hours(share.quantize(Decimal('0.01')))}%"


def _segments(segments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each subject's bar gets its share of the whole width, its fill and what is missing or over."""
    whole = sum((Decimal(str(one["need"])) for one in segments), Decimal(0))
    placed, start = [], Decimal(0)
    for one in segments:
        need, have = Decimal(str(one["need"])), Decimal(str(one["hours"]))
        asked = Decimal(str(one.get("pending") or 0))
        share = need if whole else Decimal(1)
        placed.append(
            {
                **one,
                "x": percent_of(start, whole or len(segments)),
                "width": percent_of(share, whole or len(segments)),
                "fill": percent_of(have, need) if have else "0%",
                "asked_fill": percent_of(have + asked, need) if asked else "",
                "missing": max(need - have - asked, Decimal(0)),
                "over": max(have + asked - need, Decimal(0)),
            }
        )
        start += share
    return placed


@register.inclusion_tag("ui/year_bars.html")
def year_bars(years: list[dict[str, Any]], uid: str = "bars", caption: str = "") -> dict[str, Any]:
    """The years of a span as bars; see templates/ui/year_bars.html for the shape of `years`."""
    rows = [{**row, "segments": _segments(row.get("segments", []))} for row in years]
    kinds: dict[str, str] = {}
    for row in rows:
        for one in row["segments"]:
            kinds.setdefault(one["kind"], one["label"])
    return {"years": rows, "uid": uid, "caption": caption, "legend": kinds.items()}
