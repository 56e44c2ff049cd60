"""Finding people by part of a name: the same on both databases, through the index on PostgreSQL."""

import importlib
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from registry.models import Professional
from registry.people.queries.names import people_named
from tests.factories import make_professional

NAMES = (
    "张伟",
    "张大伟",
    "伟张",
    "欧阳晓𬱖",
    "欧阳",
    "阳欧立",
    "买买提·阿不都热合曼",
    "Anna O'Neil-Smith",
    "Zoé Straße",
    "百%分",
    "下_划",
    "反\\斜",
    '引"号',
)
NUMBERS = importlib.import_module("certification.migrations.0002_number_search")  # rests on it
MIGRATION = importlib.import_module("registry.migrations.0003_name_search")


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


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", ".", "．", "∙", "⋅", "", " ", " · ", "\u200b·"])
@pytest.mark.parametrize("parts", [("阿卜杜拉", "买买提"), ("卜杜拉", "买")])
def test_transcribed_name_is_found_with_any_dot_and_with_none(db, parts, dot):
    make_professional("阿卜杜拉·买买提")
    make_professional("阿卜杜拉")
    make_professional("买买提")

    assert found(dot.join(parts)) == ["阿卜杜拉·买买提"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("覃小明", "qin"),
        ("覃小明", "tan"),
        ("卜一", "bu yi"),
        ("召南", "shao"),
        ("吕行", "lyu"),
        ("吕行", "lü"),
        ("乜小", "nie"),
        ("José Muñoz", "jose"),
        ("José Muñoz", "José"),
        ("José Muñoz", "muñoz"),
        ("Nguyễn Văn Ánh", "nguyen van"),
        ("Nguyễn Văn Ánh", "NGUYỄN"),
        ("Łukasz Żak", "lukasz"),
        ("Łukasz Żak", "łukasz"),
        ("김철수", "kim"),
        ("김철수", "철수"),
        ("ئابدۇللا مۇھەممەت", "abdulla"),
        ("ئابدۇللا مۇھەممەت", "ئابدۇللا"),
        ("O'Neil Smith", "O’Neil"),
        ("O'Neil Smith", "oneil"),
        ("Muthu A/L Raman", "a/l"),
        ("Muthu A/L Raman", "al raman"),
        ("方小月", "⽅⼩"),
    ],
)
def test_name_is_found_by_its_readings_and_without_its_marks(db, name, typed):
    make_professional(name)
    make_professional("张伟")

    assert found(typed) == [name]


def test_keys_kept_before_are_counted_anew(db, django_assert_num_queries):
    person = make_professional("覃小明")
    Professional.objects.update(name_key="tan xiao ming tanxiaoming txm")
    assert found("qin") == []

    out = StringIO()
    call_command("name_keys", stdout=out)
    assert "1 keys changed" in out.getvalue()
    assert found("qin") == [person.name]
    with django_assert_num_queries(2):
        call_command("name_keys", stdout=out)
    assert "0 keys changed" in out.getvalue()


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
    assert "professional_name_key_grams" in plan
    assert "Seq Scan" not in plan


def test_migration_goes_back_and_forth(everybody):
    connection.check_constraints()  # PostgreSQL builds no index on a table whose deferred checks still wait
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        for migration in (NUMBERS, MIGRATION, MIGRATION):
            migration.remove(None, editor)
        MIGRATION.install(None, editor)
        NUMBERS.install(None, editor)

    assert found("张伟") == ["张伟"]
