"""System checks of the machinery that ask the database."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connection

from registry.machinery.models.key_in_use import KeyInUse
from registry.machinery.services import keys


@register(Tags.database)
def keys_are_those_in_use(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """What the start of web and worker refuses (`keys.at_start`), said beforehand; nothing is noted here."""
    if not databases or KeyInUse._meta.db_table not in connection.introspection.table_names():
        return []
    found = keys.lacking(keys.kept(), keys.of_this_node())
    return [Error(keys.sentence({purpose: found[purpose]}), id="registry.E004") for purpose in found]
