"""Form fields that clean what people type before any other rule sees it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.lib.db.models import column_of
from cejc.lib.paper import printing
from cejc.lib.writing import names, text, uscc


class PrintedMixin:
    """What is kept may be printed one day: a character that no font draws is named where it is typed.

    `printed=False` for what is only looked for, or read on a screen alone.
    """

    def __init__(self, *args: Any, printed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.printed = printed

    def validate(self, value: Any) -> None:
        super().validate(value)  # type: ignore[misc]
        if self.printed and value and (sentence := printing.fault_of(str(value))):
            raise ValidationError(sentence)


class CleanCharField(PrintedMixin, forms.CharField):
    """One line without anything invisible."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return text.clean_line(value) if isinstance(value, str) else value


class CleanTextField(PrintedMixin, forms.CharField):
    """Several lines without anything invisible; a text area of `rows`."""

    widget = forms.Textarea

    def __init__(self, *args: Any, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return text.clean_text(value) if isinstance(value, str) else value


class CodeField(CleanCharField):
    """A number or a code as it stands on a paper: no browser completes or corrects it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        secret = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        return super().widget_attrs(widget) | secret


class DayField(forms.DateField):
    """A date, by the browser's own calendar; one after today is refused with `late`, where it is said."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, late: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.late = late

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.late and value and value > clock.today():
            raise ValidationError(self.late)


def column(model: type[Model], name: str, **more: Any) -> forms.Field:
    """The field in which a column of `model` is typed: how it is called and
    how long it may be stand with the column."""
    known = column_of(model, name)
    kinds = {"CharField": CleanCharField, "TextField": CleanTextField}
    form_class = kinds.get(known.get_internal_type())
    return known.formfield(**({"form_class": form_class} if form_class else {}), **more)


class Offering(forms.Form):
    """A form that is given what there is to choose: `ReplaceForm(data, expert=rows)`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        offered = {name: kwargs.pop(name) for name in self.base_fields if name in kwargs}
        super().__init__(*args, **kwargs)
        for name, rows in offered.items():
            setattr(self.fields[name], "queryset" if isinstance(rows, QuerySet) else "choices", rows)


def without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """What a form says beside `names`."""
    return {name: value for name, value in values.items() if name not in names}


class PersonNameField(forms.CharField):
    """A person's name, normalised and checked."""

    def __init__(self, *args: Any, printed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.printed = printed

    def to_python(self, value: Any) -> Any:
        return names.normalise(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        _refuse(partial(names.check, printed=self.printed), value, names.NameFault)


class CreditCodeField(forms.CharField):
    """A unified social credit code, normalised and checked."""

    def to_python(self, value: Any) -> Any:
        return uscc.normalise(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        _refuse(uscc.check, value, uscc.CodeFault)


def _refuse(check: Any, value: str, fault: type[ValueError]) -> None:
    if not value:
        return
    try:
        check(value)
    except fault as found:
        raise ValidationError(str(found)) from found


ASKED = gettext_lazy("请选择")


class _AskedSelect(forms.Select):
    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        nothing = self.create_option(name, "", str(ASKED), not any(value), 0)
        return [(None, [nothing], 0), *super().optgroups(name, value, attrs)]


class AskedChoiceField(forms.ChoiceField):
    """A choice that nobody makes for the reader: while nothing is known, an
    empty one stands first, which is refused."""

    widget = _AskedSelect
    default_error_messages = {"required": gettext_lazy("请从列表中选择一项。")}  # noqa: RUF012  (as Django's own)


class PolicyChoiceField(forms.ChoiceField):
    """A choice among what the policy says; asked anew with every form."""

    def __init__(self, *, found: Callable[[], list[Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.found = found

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copy = super().__deepcopy__(memo)
        copy.choices = self.found()
        return copy


class AskedModelField(forms.ModelChoiceField):
    """A choice among rows that begins with an empty line in words, and says of a missing one what to do."""

    default_error_messages = {"required": gettext_lazy("请从列表中选择一项。")}  # noqa: RUF012  (as Django's own)

    def __init__(self, *args: Any, empty_label: Any = ASKED, **kwargs: Any) -> None:
        super().__init__(*args, empty_label=empty_label, **kwargs)
