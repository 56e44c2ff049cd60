"""Rows of a timetable on the screen: some empty ones at the end, more at the press of a button."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, DayField, PolicyChoiceField
from cejc.lib.layout import Button, Drawn, Part
from registry.machinery.forms.choices import subjects
from registry.training.queries.timetable import MOST_SLOTS, clashes_of, slot_choices, times_fault

SPARE = 3
TIMELESS: dict[str, Any] = {"begins": None, "ends": None}
TIME = {"type": "time"}


def day_field() -> forms.DateField:
    return DayField(label=_("日期"))


def clock_input() -> forms.TimeInput:
    return forms.TimeInput(attrs=TIME, format="%H:%M")


class WithTimetable(forms.Form):
    """All fields, the rows of the timetable, and one button that keeps both."""

    @property
    def helper(self) -> Drawn:
        return Drawn(
            *self.fields,
            Part("registry/training/session/_timetable.html"),
            form_class="form form-wide card-sheet",
            refused=_("还没有保存"),
            buttons=(Button(_("保存"), "save"),),
        )


class SlotForm(forms.Form):
    """One part of a day. A row without a date is no row; `gone` takes a row
    out. Times fit the part of the day (R6)."""

    date = day_field()
    slot = forms.ChoiceField(label=_("时段"))
    begins = forms.TimeField(label=_("开始时间"), required=False, widget=clock_input())
    ends = forms.TimeField(label=_("结束时间"), required=False, widget=clock_input())
    topic = CleanCharField(label=_("课程内容"), max_length=200, required=False)
    teacher = CleanCharField(label=_("授课教师"), max_length=100, required=False)
    place = CleanCharField(label=_("地点"), max_length=200, required=False)
    gone = forms.BooleanField(label=_("删除本行"), required=False)
    starts: tuple[str, ...] = ("date",)  # without any of these the row is empty

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = slot_choices()  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def has_changed(self) -> bool:
        return any(self[name].data for name in (*self.starts, "topic", "teacher"))

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        known = {name: values.get(name) for name in ("date", "slot", "begins", "ends")}
        judged = known["slot"] and not {"begins", "ends"} & set(self.errors) and not values.get("gone")
        if judged and (fault := times_fault(SimpleNamespace(**known))):
            self.add_error("begins" if known["begins"] is None else "ends", fault)
        return values


class TaughtSlotForm(SlotForm):
    """One part of a day of a session: when one signs in, and for which subject it counts (R16)."""

    begins = forms.TimeField(label=_("开始时间"), widget=clock_input())
    ends = forms.TimeField(label=_("结束时间"), widget=clock_input())
    subject = PolicyChoiceField(label=_("科目"), found=subjects)
    field_order = ("date", "slot", "begins", "ends", "subject", "topic", "teacher", "place", "gone")


class Rows(forms.BaseFormSet):
    """The rows that hold something, in `wanted`; rows marked gone and empty ones are left out. What is wrong
    with rows beside each other is told together with what is wrong with each."""

    def clean(self) -> None:
        rows = [
            SimpleNamespace(**(TIMELESS | one)) for one in self.wanted if one.get("date") and one.get("slot")
        ]
        if rows and (faults := clashes_of(rows)):
            raise forms.ValidationError([str(one) for one in faults])

    @property
    def typed(self) -> list[dict[str, Any]]:
        """As it was typed, nothing judged; rows marked gone are left out."""
        rows = [
            {name: form[name].data or "" for name in form.fields if name != "gone"}
            for form in self.forms
            if not form["gone"].data
        ]
        return [one for one in rows if one.get("date")]

    @property
    def wanted(self) -> list[dict[str, Any]]:
        found = []
        for form in self.forms:
            values = getattr(form, "cleaned_data", {}) if form.has_changed() else {}
            if values and not values.get("gone"):
                found.append({name: value for name, value in values.items() if name != "gone"})
        return found


def rows_of(
    form: type[SlotForm], initial: list[dict[str, Any]], data: Any = None, *, more: bool = False
) -> Rows:
    """The formset of a timetable. `more`: the typed rows again with more empty ones, nothing judged."""
    made: Any = forms.formset_factory(
        form, formset=Rows, extra=SPARE, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS + SPARE
    )
    if not more:
        return made(data, initial=initial, prefix="slots")
    count = (
        min(int(data.get("slots-TOTAL_FORMS") or 0), MOST_SLOTS)
        if str(data.get("slots-TOTAL_FORMS", "")).isdigit()
        else 0
    )
    typed = [
        {name: data.get(f"slots-{order}-{name}", "") for name in form.base_fields} for order in range(count)
    ]
    return made(initial=[one for one in typed if one.get("date") and not one.get("gone")], prefix="slots")
