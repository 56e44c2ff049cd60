"""Lists to choose from are drawn without templates, and come out as Django draws them."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from cejc.lib.widgets import Renderer

GROUPED = [("", "全部"), ("甲<组>", [("a", "A&B"), (2020, 2020)]), ("x", 'x"y')]


def drawn(widget, value, renderer):
    return re.sub(r">\s+<", "><", str(widget.render("名", value, attrs={"id": "id_a"}, renderer=renderer)))


@pytest.mark.parametrize("value", ["", "a", "2020", 'x"', None])
@pytest.mark.parametrize(
    "widget",
    [
        forms.Select(choices=GROUPED),
        forms.Select(choices=GROUPED, attrs={"class": "form-select", "required": True, "disabled": False}),
        forms.SelectMultiple(choices=GROUPED),
        forms.NullBooleanSelect(),
        forms.Select(choices=[]),
    ],
)
def test_list_is_drawn_as_django_draws_it(widget, value):
    given = [value] if isinstance(widget, forms.SelectMultiple) and value else value

    assert drawn(widget, given, Renderer()) == drawn(widget, given, TemplatesSetting())


def test_what_is_written_into_a_choice_is_no_markup():
    text = drawn(forms.Select(choices=[("<b>", "<script>")]), "", Renderer())

    assert "<b>" not in text
    assert "&lt;script&gt;" in text
