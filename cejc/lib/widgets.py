"""How controls of forms are drawn: by templates, but for the lists to choose from.

A filter has lists of dozens of choices, and a template for each of them cost a fifth of the page.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    def render(self, template_name: str, context: Any, request: HttpRequest | None = None) -> Any:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = "".join(_group(name, options) for name, options, _place in widget["optgroups"])
    return SafeString(
        f'<select name="{conditional_escape(widget["name"])}"{_attrs(widget["attrs"])}>{groups}\n</select>'
    )


def _group(name: Any, options: list[Mapping[str, Any]]) -> str:
    drawn = "".join(map(_option, options))
    return f'\n<optgroup label="{conditional_escape(name)}">{drawn}\n</optgroup>' if name else drawn


def _option(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(localize(option["label"]))
    return f'\n<option value="{value}"{_attrs(option["attrs"])}>{label}</option>'


def _attrs(attrs: Mapping[str, Any]) -> str:
    """As Django writes them: False is none, True is the name alone."""
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in shown
    )
