"""Form fields that clean what people type before any other rule sees it."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy

from cejc.lib.models import column_of
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
    """Several lines without anything invisible; a text area."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return text.clean_text(value) if isinstance(value, str) else value


def column(model: type[Model], name: str, **more: Any) -> forms.Field:
    """The field in which a column of `model` is typed: how it is called and
    how long it may be stand with the column."""
    known = column_of(model, name)
    kinds = {"CharField": CleanCharField, "TextField": CleanTextField}
    form_class = kinds.get(known.get_internal_type())
    return known.formfield(**({"form_class": form_class} if form_class else {}), **more)


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


class AskedModelField(forms.ModelChoiceField):
    """A choice among rows that begins with an empty line in words, and says of a missing one what to do."""

    default_error_messages = {"required": gettext_lazy("请从列表中选择一项。")}  # noqa: RUF012  (as Django's own)

    def __init__(self, *args: Any, empty_label: Any = ASKED, **kwargs: Any) -> None:
        super().__init__(*args, empty_label=empty_label, **kwargs)
