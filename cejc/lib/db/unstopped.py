"""Can the code of the version before go on beside a migration? What it cannot survive comes in several
releases (docs/operations.md, "Schema changes without a stop").

An app says by `released` of its AppConfig which of its migrations every installation has; all later ones are
looked at. What only its author can know is said where it stands: `beside(operation, "why")`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from cejc.lib.db.migrations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    CreateTogether,
    ValidateConstraint,
)

HARMLESS = (
    ops.CreateModel,
    CreateTogether,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.AlterModelTableComment,
    ops.RemoveIndex,
    ops.RenameIndex,
    ops.RemoveConstraint,
)
NEVER = (
    "the version before asks for the old name: add the new one, write both, remove the old one two releases "
    "later"
)
BY_ITSELF = "in a migration of its own with `atomic = False`, which keeps no lock while the index is made"
INDEX = (
    "it locks out whoever writes while it is made: AddIndexConcurrently of cejc.lib.db.migrations, "
    f"{BY_ITSELF}"
)
CONSTRAINT = (
    "it locks the table while every row is read: AddConstraintNotValid of cejc.lib.db.migrations once no "
    "version in service breaks it, ValidateConstraint in the migration after"
)
BROKEN = "the version before may break it: say by `beside` why none in service does"
ALONE = "in a migration of its own, or the lock of what stands beside it is kept while every row is read"
REMOVED = (
    "the version before reads it: first a release without it in the models (SeparateDatabaseAndState, state "
    "only; nullable or with db_default); here, say by `beside` since which release nothing reads it"
)
# Whatever else: the sentence for a class of operations, the first that fits.
REFUSED: dict[type[Operation] | tuple[type[Operation], ...], str] = {
    (ops.RemoveField, ops.DeleteModel): REMOVED,
    ops.AddIndex: INDEX,
    AddConstraintNotValid: BROKEN,
    ops.AddConstraint: CONSTRAINT,
    (ops.AlterUniqueTogether, ops.AlterIndexTogether): INDEX,
    ops.AlterOrderWithRespectTo: "it adds a column that the version before does not fill",
    (ops.RunPython, ops.RunSQL): (
        "nobody can see what it locks: a job of the worker, or small pieces, and say by `beside` how small"
    ),
}
UNKNOWN = "this check does not know it: say by `beside` why the version before survives it"


class Fault(NamedTuple):
    """What the version before does not survive, and the way to do it."""

    migration: str
    operation: str
    way: str

    def __str__(self) -> str:
        return f"{self.migration}: {self.operation}: {self.way}"


def beside(operation: Operation, why: str) -> Operation:
    """`operation`, of which its author says why the version before goes on beside it."""
    if isinstance(operation, NAMES):
        raise ValueError(f"{operation.describe()}: {NEVER}")
    if not why.strip():
        raise ValueError(f"{operation.describe()}: why does the version before survive it?")
    operation.beside = why  # type: ignore[attr-defined]
    return operation


NAMES = (ops.RenameField, ops.RenameModel, ops.AlterModelTable)


def later_faults() -> Iterator[Fault]:
    """Of every migration that is later than what its app says is released."""
    loader = MigrationLoader(None)
    released = {
        (config.label, config.released) for config in apps.get_app_configs() if hasattr(config, "released")
    }
    known = {key for node in released for key in loader.graph.forwards_plan(node)}
    labels = {label for label, _name in released}
    plan = [key for key in _ordered(loader) if key not in known and key[0] in labels]
    for key in plan:
        yield from faults(loader.graph.nodes[key], loader.project_state(key, at_end=False))


def _ordered(loader: MigrationLoader) -> list[Any]:
    found: dict[Any, None] = {}
    for leaf in loader.graph.leaf_nodes():
        found.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return list(found)


def faults(migration: Migration, state: ProjectState) -> Iterator[Fault]:
    """Of one migration, to which `state` had led."""
    fresh: set[str] = set()  # tables that it makes: the version before knows nothing of them
    name = f"{migration.app_label}.{migration.name}"
    for operation in migration.operations:
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        for one in _of_database(operation):
            if isinstance(one, ops.CreateModel):
                fresh.add(one.name_lower)
            elif str(getattr(one, "model_name", getattr(one, "name", ""))).lower() in fresh:
                continue
            elif way := _way(one, migration, before, state):
                yield Fault(name, _called(one), way)


def _of_database(operation: Operation) -> list[Operation]:
    """What of it changes the database; where the state alone changes, nothing does."""
    if isinstance(operation, CreateTogether):
        return [one for one in operation.state_operations if isinstance(one, ops.CreateModel)]
    if isinstance(operation, ops.SeparateDatabaseAndState):
        return [inner for one in operation.database_operations for inner in _of_database(one)]
    return [operation]


def _way(one: Any, migration: Migration, before: ProjectState, after: ProjectState) -> str:
    """The way to do it, where the version before does not survive it; "" where it does."""
    if isinstance(one, NAMES):
        return NEVER
    if getattr(one, "beside", ""):
        return ""
    alone = len(migration.operations) == 1
    if isinstance(one, AddIndexConcurrently):
        return "" if alone and not migration.atomic else f"it must stand {BY_ITSELF}"
    if isinstance(one, ValidateConstraint):
        return "" if alone else f"it must stand {ALONE}"
    if isinstance(one, HARMLESS):
        return ""
    if isinstance(one, ops.AddField):
        return _added(one.field)
    if isinstance(one, ops.AlterField):
        model = before.models[migration.app_label, one.model_name_lower]
        return _altered(model.fields[one.name], one.field)
    return next((way for kinds, way in REFUSED.items() if isinstance(one, kinds)), UNKNOWN)


def _added(field: Any) -> str:
    if field.many_to_many:
        return ""
    if getattr(field, "generated", False):
        return "it writes the whole table anew under a lock: a column that the worker fills"
    if not field.null and not field.has_db_default():
        return "the version before does not fill it: null=True, or db_default beside default"
    if field.unique or field.db_index:
        return f"its index: db_index=False (for a key to another table too) or not unique here; {INDEX}"
    return ""


def _altered(old: Any, new: Any) -> str:
    if _kind(old) != _kind(new) or _shorter(old, new):
        return "another type: add a new column, write both, let the worker fill it, remove the old one later"
    if _column(old) != _column(new):
        return NEVER
    if old.null and not new.null:
        return (
            "the version before writes NULL: when no version in service does, a check IS NOT NULL by "
            "AddConstraintNotValid, ValidateConstraint, and in a release after it this, with `beside`"
        )
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        return INDEX
    if _constrained(new) and not _constrained(old):
        return CONSTRAINT
    if old.has_db_default() and not new.has_db_default() and not new.null:
        return "the version before leaves it to the database's default: keep it until no such version is left"
    return ""


def _kind(field: Any) -> tuple[Any, ...]:
    """What makes its type in the database, lengths of texts aside."""
    related = field.remote_field and field.remote_field.model
    other = related if isinstance(related, str) or related is None else related._meta.label_lower
    said = ("max_digits", "decimal_places", "db_collation", "srid")
    kind = "CharField" if isinstance(field, models.CharField) else field.get_internal_type()
    return kind, str(other).lower(), *(getattr(field, name, None) for name in said)


def _shorter(old: Any, new: Any) -> bool:
    if not isinstance(old, models.CharField) or new.max_length is None:
        return False
    return old.max_length is None or new.max_length < old.max_length


def _column(field: Any) -> Any:
    return field.db_column


def _constrained(field: Any) -> bool:
    return bool(getattr(field, "db_constraint", False))


def _called(one: Any) -> str:
    about = [getattr(one, name, None) for name in ("model_name", "name")]
    said = ".".join(str(part) for part in dict.fromkeys(about) if part)
    return f"{type(one).__name__} {said}".strip()
