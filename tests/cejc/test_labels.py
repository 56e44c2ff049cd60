"""What a choice is called: looked up, in the language of whoever asks, as Django would say it."""

from functools import partialmethod

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from registry.enums import Role
from registry.models import Membership, Professional

ROWS = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if getattr(field, "choices", None)
]


@pytest.mark.parametrize(
    ("model", "field"), ROWS, ids=[f"{model.__name__}-{field.name}" for model, field in ROWS]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_label_is_the_one_that_django_gives(model, field, language):
    shown = f"get_{field.name}_display"
    with translation.override(language):
        for value, _label in [*field.flatchoices, ("no such", ""), (None, "")]:
            row = model(**{field.attname: value})
            assert getattr(row, shown)() == Model._get_FIELD_display(row, field)


def test_no_label_is_made_anew_for_each_row():
    assert not isinstance(vars(Professional)["get_title_level_display"], partialmethod)


def test_label_follows_the_language():
    seat = Membership(role=Role.HR)
    with translation.override("zh-hans"):
        chinese = seat.get_role_display()

    assert chinese == str(Role.HR.label) != ""
