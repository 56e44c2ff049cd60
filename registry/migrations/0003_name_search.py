"""The index by which names are searched on PostgreSQL: by every character and every two neighbours."""

from django.db import migrations

# In plpgsql, whose plan a session keeps: as plain SQL it would be parsed anew for every search.
FUNCTION = """
CREATE OR REPLACE FUNCTION name_grams(text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[] := string_to_array(upper($1), NULL);
    last CONSTANT integer := cardinality(found);
BEGIN
    FOR place IN 1..last - 1 LOOP
        found[last + place] := found[place] || found[place + 1];
    END LOOP;
    RETURN found;
END $$
"""
INDEXES = {
    "professional_name_grams": "registry_professional USING gin (name_grams(name))",
    "professional_name_key_grams": "registry_professional USING gin (name_grams(name_key))",
    # Whose entries of the log are looked for.
    "audit_subject_grams": "registry_auditentry USING gin (name_grams(subject_label))",
}


def install(apps, schema_editor):
    """Every character and every two neighbours of a name: a trigram index finds no name of two characters.

    Folded by `upper`, as `icontains` folds, so that the index never leaves out what `icontains` would find.
    SQLite has no such index and needs none: it is for one machine and few people.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION)
    for name, of in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {of}")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
    schema_editor.execute("DROP FUNCTION IF EXISTS name_grams(text)")


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_rooms")]

    operations = [migrations.RunPython(install, remove)]
