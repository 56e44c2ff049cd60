"""The rows of the large side of `make bench-big` are written past the models: they must fill what the tables ask."""

import re

import pytest
from django.apps import apps
from django.db.models import NOT_PROVIDED, AutoField

from bench.big import statements

INSERT = re.compile(r"INSERT INTO (\w+) \(([^)]*)\)")
WRITTEN = sorted(
    {
        found.groups()
        for one in vars(statements).values()
        if isinstance(one, str)
        for found in INSERT.finditer(one)
    }
)
MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _asked(table):
    """The columns of `table` that a row cannot leave out."""
    for field in MODELS[table]._meta.concrete_fields:
        if not field.null and field.db_default is NOT_PROVIDED and not isinstance(field, AutoField):
            yield field.column


@pytest.mark.parametrize(
    ("table", "columns"), WRITTEN, ids=[f"{table}-{n}" for n, (table, _) in enumerate(WRITTEN)]
)
def test_every_column_that_a_row_needs_is_written(table, columns):
    assert set(_asked(table)) <= {name.strip() for name in columns.split(",")}
