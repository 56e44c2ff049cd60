"""Which kept files are named by which rows: bytes go only when nobody else names them."""

from collections.abc import Collection, Iterator

from django.apps import apps
from django.db.models import Model, QuerySet

# Columns that hold the name of a kept file (cejc.lib.storage).
COLUMNS = frozenset({"stored_name", "annotated_name", "photo_name", "pdf_name", "wrong_name"})


def file_columns() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name in COLUMNS:
                yield model, field.name


def stored_elsewhere(names: Collection[str], rows: QuerySet[Model]) -> set[str]:
    """Those of `names` that a row outside of `rows` names."""
    found: set[str] = set()
    for model, column in file_columns():
        others = model._base_manager.filter(**{f"{column}__in": list(names)})
        if model is rows.model:
            others = others.exclude(pk__in=rows.values("pk"))
        found |= set(others.values_list(column, flat=True))
    return found
