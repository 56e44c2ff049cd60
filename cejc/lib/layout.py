"""How a form is drawn, said beside its fields: `{% crispy form %}` reads the
form's `helper`, the pack is `templates/cejc/`.

    class VoidForm(forms.Form):
        helper = Drawn(title=_("作废编号"), submit_label=_("作废"), official=True)

What the helper is silent about, the page may say in its context (see templates/cejc/whole_uni_form.html).
"""

from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

Words = str | Promise


@dataclass(frozen=True)
class Button:
    """One of several buttons: `name` tells the view which was pressed, `look`
    is a class of Bootstrap's after `btn-`."""

    label: Words
    name: str
    value: str = "1"
    look: str = "primary"


class Drawn(FormHelper):
    """Title, lead and text of a form that is a page of its own; layout; buttons. One
    for all requests: nothing here changes."""

    render_hidden_fields = True
    form_class = "form"
    title: Words = ""
    lead: Words = ""
    text: Words = ""

    def __init__(
        self, *layout: Any, method: str = "post", **said: Words | bool | tuple[Button, ...] | dict[str, bool]
    ) -> None:
        super().__init__()
        self.layout = Layout(*layout) if layout else None
        self.form_method = method
        self.__dict__.update(said)


class Part:
    """A piece of the page among the fields: rows of a table, what only the page knows."""

    def __init__(self, template: str) -> None:
        self.template = template

    def render(self, form: forms.BaseForm, context: Context, **kwargs: Any) -> SafeString:
        return render_to_string(self.template, context.flatten())  # type: ignore[arg-type]  # keys are names


class Upload(Field):
    """A file field as a drop zone; `limit` in bytes is checked in the
    browser too (templates/cejc/upload.html)."""

    template = "%s/upload.html"

    def __init__(self, name: str, limit: int = settings.CEJC_UPLOAD_LIMIT, **shown: Any) -> None:
        super().__init__(name)
        self.shown = {"limit": limit, **shown}

    def render(self, form: forms.BaseForm, context: Context, *args: Any, **kwargs: Any) -> SafeString:
        return super().render(form, context, *args, extra_context=dict(self.shown), **kwargs)
