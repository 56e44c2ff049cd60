"""Every migration that comes later can run while the version before still serves; what cannot is named, with
the way to do it."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from cejc.lib.db import unstopped
from cejc.lib.db.migrations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from cejc.lib.db.unstopped import beside

ADULT = models.CheckConstraint(condition=models.Q(age__gte=18), name="adult")
BY_NAME = models.Index(fields=["name"], name="by_name")


def before():
    """What the version before has: people in towns."""
    number = ("id", models.BigAutoField(primary_key=True))
    person = [
        number,
        ("name", models.CharField(max_length=20)),
        ("age", models.IntegerField(null=True)),
        ("born", models.IntegerField(db_default=1990)),
        ("town", models.ForeignKey("made.town", models.PROTECT)),
    ]
    state = ProjectState()
    state.add_model(ModelState("made", "Town", [number]))
    state.add_model(ModelState("made", "Person", person, options={"indexes": [], "constraints": []}))
    return state


def migration(*operations, atomic=True):
    return type("Made", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})(
        "0002_made", "made"
    )


def found(*operations, atomic=True):
    return list(unstopped.faults(migration(*operations, atomic=atomic), before()))


def field(name, kind):
    return migrations.AddField("person", name, kind)


def altered(name, kind):
    return migrations.AlterField("person", name, kind)


def noop(_apps, _editor):
    pass


SURVIVED = {
    "new table": [migrations.CreateModel("Street", [("id", models.BigAutoField(primary_key=True))])],
    "column that may be empty": [field("note", models.TextField(null=True))],
    "column with a default of the database": [field("note", models.TextField(db_default=""))],
    "key to another table, without its index": [
        field("home", models.ForeignKey("made.town", models.PROTECT, null=True, db_index=False))
    ],
    "many to many": [field("friends", models.ManyToManyField("made.person"))],
    "longer text": [altered("name", models.CharField(max_length=60))],
    "other words for people only": [
        altered("name", models.CharField("姓名", max_length=20, help_text="全名"))
    ],
    "what had to be there may be missing": [altered("born", models.IntegerField(null=True))],
    "default of the database added": [altered("age", models.IntegerField(null=True, db_default=0))],
    "column of a table made here": [
        migrations.CreateModel("Street", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("street", "name", models.CharField(max_length=20, unique=True)),
        migrations.AddIndex("street", models.Index(fields=["name"], name="streets")),
    ],
    "gone from the models, still in the table": [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("person", "age")])
    ],
    "index and check no longer kept": [
        beside(AddConstraintNotValid("person", ADULT), "since 1.1 nobody younger is written"),
        migrations.RemoveConstraint("person", "adult"),
    ],
    "removed when nothing reads it": [
        beside(migrations.RemoveField("person", "age"), "no version since 1.2 reads it")
    ],
    "filled in small pieces": [beside(migrations.RunPython(noop), "500 rows a transaction")],
    "not empty any more, when a check has said so": [
        beside(altered("age", models.IntegerField()), "the check age_there is valid since 1.2")
    ],
}


@pytest.mark.parametrize("operations", SURVIVED.values(), ids=SURVIVED)
def test_what_the_version_before_survives_is_let_through(operations):
    assert found(*operations) == []


REFUSED = {
    "column that must be filled": (field("note", models.TextField(default="")), "null=True, or db_default"),
    "indexed column": (field("note", models.IntegerField(null=True, db_index=True)), "AddIndexConcurrently"),
    "column of which none is twice": (
        field("code", models.CharField(max_length=9, null=True, unique=True)),
        "AddIndexConcurrently",
    ),
    "key with its index": (
        field("home", models.ForeignKey("made.town", models.PROTECT, null=True)),
        "db_index=False",
    ),
    "column made by the database": (
        field(
            "twice",
            models.GeneratedField(
                expression=models.F("age") * 2, output_field=models.IntegerField(), db_persist=True
            ),
        ),
        "a column that the worker fills",
    ),
    "column removed": (migrations.RemoveField("person", "age"), "first a release without it"),
    "table removed": (migrations.DeleteModel("Person"), "first a release without it"),
    "column renamed": (migrations.RenameField("person", "age", "years"), "add the new one, write both"),
    "table renamed": (migrations.RenameModel("Person", "Human"), "add the new one, write both"),
    "table under another name": (
        migrations.AlterModelTable("person", "people"),
        "add the new one, write both",
    ),
    "column under another name": (
        altered("age", models.IntegerField(null=True, db_column="years")),
        "add the new one, write both",
    ),
    "another type": (altered("age", models.CharField(max_length=9, null=True)), "add a new column"),
    "shorter text": (altered("name", models.CharField(max_length=5)), "add a new column"),
    "key to another kind": (
        altered("town", models.ForeignKey("made.person", models.PROTECT)),
        "add a new column",
    ),
    "must be there at once": (altered("age", models.IntegerField()), "AddConstraintNotValid"),
    "unique at once": (altered("name", models.CharField(max_length=20, unique=True)), "AddIndexConcurrently"),
    "no default of the database any more": (altered("born", models.IntegerField()), "keep it until"),
    "index": (migrations.AddIndex("person", BY_NAME), "AddIndexConcurrently"),
    "index beside other steps": (AddIndexConcurrently("person", BY_NAME), "in a migration of its own"),
    "check": (migrations.AddConstraint("person", ADULT), "AddConstraintNotValid"),
    "check that the version before breaks": (AddConstraintNotValid("person", ADULT), "may break it"),
    "pairs of which none is twice": (
        migrations.AlterUniqueTogether("person", {("name", "age")}),
        "AddIndexConcurrently",
    ),
    "Python": (migrations.RunPython(noop), "small pieces"),
    "SQL": (migrations.RunSQL("UPDATE made_person SET age = 0"), "small pieces"),
    "an operation of somebody else": (
        type("Odd", (migrations.operations.base.Operation,), {"state_forwards": lambda *_given: None})(),
        "does not know it",
    ),
}


@pytest.mark.parametrize(("operation", "way"), REFUSED.values(), ids=REFUSED)
def test_what_it_would_not_survive_is_named_with_the_way_to_do_it(operation, way):
    (fault,) = found(operation)
    assert (fault.migration, fault.operation.split()[0]) == ("made.0002_made", type(operation).__name__)
    assert way in fault.way


@pytest.mark.parametrize(("operation", "way"), REFUSED.values(), ids=REFUSED)
def test_it_is_found_inside_other_operations_too(operation, way):
    inside = migrations.SeparateDatabaseAndState(database_operations=[operation])
    assert [way in fault.way for fault in found(inside)] == [True]


def test_an_index_is_made_beside_writers_in_a_migration_of_its_own():
    making = AddIndexConcurrently("person", BY_NAME)
    assert found(making, atomic=False) == []
    assert len(found(making, field("note", models.TextField(null=True)), atomic=False)) == 1


def test_rows_are_asked_about_a_check_when_nothing_else_holds_a_lock():
    adding = beside(AddConstraintNotValid("person", ADULT), "since 1.1 nobody younger is written")
    (fault,) = found(adding, ValidateConstraint("person", "adult"))
    assert fault.operation == "ValidateConstraint person.adult"


def test_each_fault_of_a_migration_is_named():
    names = [
        fault.operation
        for fault in found(migrations.RemoveField("person", "age"), migrations.DeleteModel("Person"))
    ]
    assert names == ["RemoveField person.age", "DeleteModel Person"]


@pytest.mark.parametrize(
    ("operation", "why", "said"),
    [
        (
            migrations.RenameField("person", "age", "years"),
            "nobody asks for it",
            "add the new one, write both",
        ),
        (migrations.RunPython(noop), " ", "why does the version before survive it"),
    ],
)
def test_no_word_of_an_author_helps_where_nothing_can_or_nothing_is_said(operation, why, said):
    with pytest.raises(ValueError, match=said):
        beside(operation, why)


# The migrations of the portal -----------------------------------------------------------------------------


def test_every_later_migration_can_run_beside_the_version_before():
    out = StringIO()
    call_command("check_migrations", stdout=out)
    assert out.getvalue() == "Every later migration can run beside the version before.\n"


def test_a_migration_later_than_what_is_released_is_looked_at(monkeypatch):
    """As if `0002_number_search` of certification had not been in the first release."""
    monkeypatch.setattr(apps.get_app_config("certification"), "released", "0001_initial")
    with pytest.raises(CommandError, match=r"^certification\.0002_number_search: RunPython: .*small pieces"):
        call_command("check_migrations")


# What they do on both databases ---------------------------------------------------------------------------


@pytest.fixture
def table(transactional_db):
    state = before()
    with connection.schema_editor() as editor:
        for name in ("Town", "Person"):
            editor.create_model(state.apps.get_model("made", name))
    yield state
    with connection.schema_editor() as editor:
        for name in ("Person", "Town"):
            editor.delete_model(state.apps.get_model("made", name))


def carried_out(state, operation, *, atomic=True):
    """The state after `operation`, which was carried out."""
    after = state.clone()
    operation.state_forwards("made", after)
    with connection.schema_editor(atomic=atomic) as editor:
        operation.database_forwards("made", editor, state, after)
    return after


def constraints():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, "made_person")


def test_the_index_is_made_on_both_databases_and_goes_again(table):
    making = AddIndexConcurrently("person", BY_NAME)

    after = carried_out(table, making, atomic=False)
    assert constraints()["by_name"]["columns"] == ["name"]

    with connection.schema_editor(atomic=False) as editor:
        making.database_backwards("made", editor, after, table)
    assert "by_name" not in constraints()


def test_the_check_holds_for_new_rows_and_then_for_all(table):
    after = carried_out(table, AddConstraintNotValid("person", ADULT))
    carried_out(after, ValidateConstraint("person", "adult"))

    town = after.apps.get_model("made", "Town").objects.create()
    person = after.apps.get_model("made", "Person")
    person.objects.create(name="张三", age=18, town=town)
    with pytest.raises(IntegrityError):
        person.objects.create(name="李四", age=17, town=town)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks about every row at once")
def test_rows_that_are_there_are_asked_about_apart(table):
    town = table.apps.get_model("made", "Town").objects.create()
    table.apps.get_model("made", "Person").objects.create(name="李四", age=17, born=2000, town=town)

    after = carried_out(table, AddConstraintNotValid("person", ADULT))

    with pytest.raises(IntegrityError):
        carried_out(after, ValidateConstraint("person", "adult"))
