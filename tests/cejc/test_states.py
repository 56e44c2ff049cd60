"""A state carries its label, its colour and whether it is the last; a column of states knows which ones."""

import pytest
from django.apps import apps

from cejc.lib.states import LAST, State, state_of, tag_of
from cejc.templatetags.cejc_ui import STATE_ICONS
from registry.enums import FilingState
from registry.models import Filing


class Light(State):
    RED = "red", "refused", "停"
    DARK = "dark", "neutral", LAST, "已关"


def test_state_is_its_value_with_a_colour_and_a_label():
    assert (Light.RED, Light.RED.label, Light.RED.kind, Light.RED.is_last) == ("red", "停", "refused", False)
    assert Light.DARK.is_last
    assert Light.choices == [("red", "停"), ("dark", "已关")]


def test_row_tells_its_state_whatever_kind_of_text_it_holds():
    row = Filing(state="returned")

    assert state_of(row) is FilingState.RETURNED
    assert tag_of(row) == {"label": "已退回", "kind": "returned"}


def test_column_of_states_is_an_ordinary_column_to_a_migration():
    _name, path, _args, kwargs = Filing._meta.get_field("state").deconstruct()

    assert path == "django.db.models.CharField"
    assert ("returned", FilingState.RETURNED.label) in kwargs["choices"]


def _columns():
    return [f for model in apps.get_models() for f in model._meta.get_fields() if hasattr(f, "states")]


@pytest.mark.parametrize("column", _columns(), ids=str)
def test_every_state_has_a_colour_that_pages_can_draw(column):
    assert {one.kind for one in column.states} <= set(STATE_ICONS)
