"""Finding people by part of a name: the same on both databases, through the index on PostgreSQL."""

import importlib
from types import SimpleNamespace

import pytest
from django.db import connection

from registry.models import Professional
from registry.queries.names import people_named
from tests.factories import make_professional

NAMES = (
    "张伟", "张大伟", "伟张", "欧阳晓𬱖", "欧阳", "阳欧立", "买买提·阿不都热合曼", "Anna O'Neil-Smith", "Zoé Straße", "百%分", "下_划", "反\\斜",
    '引"号',
)  # fmt: skip
MIGRATION = importlib.import_module("registry.migrations.0001_tables")


@pytest.fixture
def everybody(db):
    return [make_professional(name) for name in NAMES]


def found(text):
    return sorted(person.name for person in people_named(text))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("张", ["伟张", "张伟", "张大伟"]),
        ("张伟", ["张伟"]),
        ("欧阳", ["欧阳", "欧阳晓𬱖"]),
        ("欧阳晓", ["欧阳晓𬱖"]),
        ("阳晓𬱖", ["欧阳晓𬱖"]),
        ("·", ["买买提·阿不都热合曼"]),
        ("提·阿", ["买买提·阿不都热合曼"]),
        ("𬱖", ["欧阳晓𬱖"]),
        ("晓𬱖", ["欧阳晓𬱖"]),
        ("%", ["百%分"]),
        ("百%分", ["百%分"]),
        ("张%伟", []),
        ("_", ["下_划"]),
        ("张_伟", []),
        ("\\", ["反\\斜"]),
        ("反\\", ["反\\斜"]),
        ("'", ["Anna O'Neil-Smith"]),
        ("O'Neil", ["Anna O'Neil-Smith"]),
        ('引"', ['引"号']),
        ('"; --', []),
        ("ANNA", ["Anna O'Neil-Smith"]),
        ("neil-sm", ["Anna O'Neil-Smith"]),
        ("zoé", ["Zoé Straße"]),
        ("Straße", ["Zoé Straße"]),
        ("  张伟 ", ["张伟"]),
        ("zhangwei", ["张伟"]),
        ("oyx", ["欧阳晓𬱖"]),
        ("阿不都热西提", []),
        ("不在其中", []),
    ],
)
def test_people_named_by_part_of_a_name(everybody, typed, names):
    assert found(typed) == sorted(names)


@pytest.mark.parametrize("typed", ["", "  "])
def test_people_named_by_nothing_are_all(everybody, typed):
    assert found(typed) == sorted(NAMES)


@pytest.mark.parametrize("typed", ["张", "张伟", "欧阳晓", "𬱖", "·", "%", "_", "ann", "É", "ſ", "ß", ""])
def test_index_leaves_out_nothing_that_icontains_finds(everybody, typed):
    make_professional("ſteffen ŒUVRE")

    plain = Professional.objects.filter(name__icontains=typed)

    assert set(Professional.objects.filter(name__has=typed)) == set(plain)


def plan_of(text):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return people_named(text).explain()


@pytest.mark.parametrize("typed", ["张", "张伟", "wei"])
def test_search_uses_the_index_where_there_is_one(everybody, typed):
    """SQLite has none and reads every row; there the query must at least stay the plain one."""
    if connection.vendor == "sqlite":
        assert "name_grams" not in str(people_named(typed).query)
        return

    plan = plan_of(typed)

    assert "professional_name_grams" in plan
    assert ("professional_name_key_grams" in plan) is typed.isascii()
    assert "Seq Scan" not in plan


def test_migration_goes_back_and_forth(everybody):
    connection.check_constraints()  # PostgreSQL builds no index on a table whose deferred checks still wait
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        MIGRATION.remove(None, editor)
        MIGRATION.remove(None, editor)
        MIGRATION.install(None, editor)

    assert found("张伟") == ["张伟"]
