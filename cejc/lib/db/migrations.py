"""Operations of migrations: many tables in one step, and what PostgreSQL does without keeping writers out."""

from typing import Any

from django.contrib.postgres import operations as of_postgresql
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


class CreateTogether(SeparateDatabaseAndState):
    """The tables that `operations` end with, made from their final
    form: state step by step, database at once. Django renders every model anew for each
    operation, which is most of a first migration.

    `operations` are CreateModel and what completes a model of the same
    list (AddField, AddIndex, AddConstraint).
    """

    def __init__(self, operations: list[Operation]) -> None:
        super().__init__(state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {"operations": self.state_operations}

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # rendered again once, when the tables are made
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in self._names():
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in reversed(self._names()):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create {len(self._names())} tables together"

    def _names(self) -> list[str]:
        return [one.name for one in self.state_operations if isinstance(one, CreateModel)]


class AddIndexConcurrently(of_postgresql.AddIndexConcurrently):
    """An index of a table in use, in a migration of its own with `atomic = False`.

    SQLite, which has one writer at a time anyway, makes it like any other; so with the two below.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        kind = of_postgresql.AddIndexConcurrently if _postgresql(schema_editor) else AddIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        kind = of_postgresql.AddIndexConcurrently if _postgresql(schema_editor) else AddIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddConstraintNotValid(of_postgresql.AddConstraintNotValid):
    """A check that holds from now on; of the rows that are there, `ValidateConstraint` asks."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        kind = of_postgresql.AddConstraintNotValid if _postgresql(schema_editor) else AddConstraint
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)


class ValidateConstraint(of_postgresql.ValidateConstraint):
    """Every row is read, and nobody is kept from writing meanwhile."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if _postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def _postgresql(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")
