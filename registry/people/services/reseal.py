"""After a change of keys: encrypt anew what an older key sealed, and compute blind indexes anew."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from cejc.lib import crypto
from cejc.lib.db.fields import EncryptedTextField
from cejc.lib.pieces import pieces
from registry.machinery.services import keys as key_names
from registry.people.models.professional import Professional
from registry.people.queries import people


def reseal() -> int:
    """Seal by the first field key whatever another key sealed; the number of values. Safe to interrupt."""
    changed = sum(_reseal(model, field) for model, field in _sealed_fields())
    key_names.renew("field")
    return changed


def reindex() -> int:
    """Compute every person's blind index by the present index key; the number that changed. Before the first
    row, so that no node starts with the old key beside it."""
    key_names.renew("index")
    changed = 0
    for keys in pieces(_keys(Professional)):
        with transaction.atomic():
            for person in Professional.objects.select_for_update().filter(pk__in=keys):
                changed += _reindex(person)
    return changed


def _sealed_fields() -> "Iterator[tuple[type[Model], EncryptedTextField[Any, Any]]]":
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def _reseal(model: type[Model], field: "EncryptedTextField[Any, Any]") -> int:
    changed = 0
    for keys in pieces(_keys(model)):
        with transaction.atomic():
            rows = model._base_manager.select_for_update().filter(pk__in=keys)
            for row in rows.annotate(token=Cast(field.name, TextField())):
                if row.token and not crypto.is_current(row.token):
                    model._base_manager.filter(pk=row.pk).update(**{field.name: getattr(row, field.name)})
                    changed += 1
    return changed


def _reindex(person: Professional) -> int:
    if not person.has_number:
        return 0
    index = people.identity_index(person.identity_number)
    if index == person.identity_index:
        return 0
    person.identity_index = index
    person.save(update_fields=["identity_index"])
    return 1


def _keys(model: type[Model]) -> list[int]:
    return list(model._base_manager.order_by("pk").values_list("pk", flat=True))
