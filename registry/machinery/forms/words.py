"""What Django's own fields say, in the portal's words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REQUIRED = _("请填写这一项。")


def adopt() -> None:
    """Every field of the portal says the same when it is empty; called once, from AppConfig.ready."""
    forms.Field.default_error_messages = forms.Field.default_error_messages | {"required": REQUIRED}


def demand(form: forms.Form, words: Any, *names: str) -> None:
    """Fields that may be left empty are marked with `words` (提交时必填) instead of
    选填, where the act at hand wants them."""
    for name in names:
        if name in form.fields:
            form.fields[name].demanded = words  # type: ignore[attr-defined]
