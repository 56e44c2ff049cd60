from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION name_grams(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(folded, place, size)), '{}')
    FROM upper($1) AS folded,
         generate_series(1, 2) AS size,
         generate_series(1, char_length(folded) - size + 1) AS place
$$
"""
INDEXES = {"professional_name_grams": "name", "professional_name_key_grams": "name_key"}


def install(apps, schema_editor):
    """Every character and every two neighbours of a name: a trigram index finds no name of two characters.

    Folded by `upper`, as `icontains` folds, so that the index never leaves out what `icontains` would find.
    SQLite has no such index and needs none: it is for one machine and few people.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION)
    for name, column in INDEXES.items():
        schema_editor.execute(
            f"CREATE INDEX {name} ON registry_professional USING gin (name_grams({column}))"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
    schema_editor.execute("DROP FUNCTION IF EXISTS name_grams(text)")


class Migration(migrations.Migration):
    """Names are found by one or two characters through an index (PostgreSQL)."""

    dependencies = [("registry", "0002_guards")]

    operations = [migrations.RunPython(install, remove)]
