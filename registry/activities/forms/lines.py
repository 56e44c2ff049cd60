"""The lines of an activity, day by day, and the span of days that becomes lines."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.writing.text import clean_line, to_half_width
from credits.engine.policy import Policy
from registry.activities.services.activity import MAX_LINES

TEXT_LIMIT = 100
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class LooseForm(forms.Form):
    """A bound form that accepts anything; its errors are put in by whoever knows the rule."""

    def full_clean(self) -> None:
        if getattr(self, "_errors", None) is None:
            self._errors = ErrorDict(renderer=self.renderer)
            self.cleaned_data: dict[str, Any] = {}

    def blame(self, name: str, message: str) -> None:
        self.full_clean()
        self.add_error(name if name in self.fields else None, message)

    def typed(self, name: str, limit: int = TEXT_LIMIT) -> str:
        """One line as it was typed, without anything invisible."""
        return clean_line(str(self[name].data or ""))[:limit].strip()


class LineForm(LooseForm):
    """One attended part of a day."""

    date = forms.CharField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    slot = forms.ChoiceField(label=gettext_lazy("时段"))
    subject = forms.ChoiceField(label=gettext_lazy("科目"))

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [(slot.id, slot.name) for slot in whole_first(policy)]  # type: ignore[attr-defined]
        self.fields["subject"].choices = [(one.id, one.name) for one in subjects_of(policy)]  # type: ignore[attr-defined]

    def read(self) -> dict[str, str] | None:
        """The line, or None when no date was given: an untouched line is no line."""
        typed = {name: self.typed(name) for name in ("date", "slot", "subject")}
        return typed | {"date": read_date(typed["date"])} if typed["date"] else None


class Lines(list[LineForm]):
    """The lines of a form, in the shape that ui/error_summary.html expects of a formset."""

    non_form_errors: tuple[str, ...] = ()

    @property
    def total_error_count(self) -> int:
        return sum(len(line.errors) for line in self) + len(self.non_form_errors)


def whole_first(policy: Policy) -> list[Any]:
    """Whole days before their parts: what most people choose stands first."""
    return sorted(policy.slots.values(), key=lambda slot: not slot.made_of)


def subjects_of(policy: Policy) -> list[Any]:
    """Professional first: it is what most records are for."""
    return sorted(policy.subjects, key=lambda subject: subject.id == policy.recognition.filed_subject)


class SpanForm(LooseForm):
    """From–to, whole days: expands into lines."""

    span_from = forms.CharField(
        label=gettext_lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    span_to = forms.CharField(
        label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    span_subject = forms.ChoiceField(label=gettext_lazy("科目"), required=False)

    def __init__(self, policy: Policy, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.slot = whole_first(policy)[0].id
        self.fields["span_subject"].choices = [(one.id, one.name) for one in subjects_of(policy)]  # type: ignore[attr-defined]

    @property
    def is_typed(self) -> bool:
        """A day stands here that is in no line yet."""
        return bool(self.typed("span_from") or self.typed("span_to"))

    def expand(self, room: int) -> tuple[list[dict[str, str]], str]:
        """One whole-day line for every date, and the sentence why not ("" when it worked)."""
        first, last = (_as_date(read_date(self.typed(name))) for name in ("span_from", "span_to"))
        if first is None or last is None:
            return [], _("请填写起止日期，再展开。")
        if last < first:
            return [], _("结束日期早于开始日期，请更正。")
        if (last - first).days + 1 > room:
            return [], _("一条记录最多%(most)s行，这段时间有%(days)s天。请分成几条登记。") % {
                "most": MAX_LINES,
                "days": (last - first).days + 1,
            }
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        subject = self.typed("span_subject")
        return [{"date": day.isoformat(), "slot": self.slot, "subject": subject} for day in days], ""


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_date(text: str) -> str:
    """A date as people write it (2019/5/6, 2019年5月6日), as ISO text; anything else as it is."""
    found = _DAY.fullmatch(to_half_width(text).strip())
    return f"{int(found[1]):04d}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text
