"""Who is held: nothing about these people is erased."""

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from registry.machinery.models.retention import Hold


def held_people() -> QuerySet[Model]:
    """The people of holds in force, with the files that were merged into theirs (and the other way round)."""
    named = Hold.objects.in_force().values("person")
    people = apps.get_model("registry", "Professional")._base_manager
    into = people.filter(pk__in=named).exclude(merged_into=None).values("merged_into")
    return people.filter(Q(pk__in=named) | Q(merged_into__in=named) | Q(pk__in=into))


def is_held(person: int) -> bool:
    """Whether nothing about the person (key) may be erased now."""
    return held_people().filter(pk=person).exists()
