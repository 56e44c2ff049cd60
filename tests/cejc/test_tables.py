"""Whoever opens a model reads what its table holds."""

import pytest
from django.apps import apps

ROOMS = ("credits", "registry", "certification")


def ours():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_model_says_what_its_table_is(model):
    # Without words of its own a model is described by the names of its columns.
    assert not model.__doc__.startswith(f"{model._meta.object_name}(")
