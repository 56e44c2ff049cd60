"""System checks of the machinery that ask the database."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection

from cejc.site import site
from registry.machinery.models.key_in_use import KeyInUse
from registry.machinery.services import keys, site_in_use


@register(Tags.database)
def keys_are_those_in_use(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """What the start of web and worker refuses (`keys.at_start`), said beforehand; nothing is noted here."""
    if not databases or KeyInUse._meta.db_table not in connection.introspection.table_names():
        return []
    found = keys.lacking(keys.kept(), keys.of_this_node())
    return [Error(keys.sentence({purpose: found[purpose]}), id="registry.E004") for purpose in found]


@register("site")
def site_is_that_of_the_database(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Asked before every command, for most of them write. A database that is away says so by itself."""
    try:
        known = site_in_use.kept() if site_in_use.is_begun() else ""
    except DatabaseError:
        connection.close()
        return []
    if known in ("", site().name):
        return []
    return [Error(site_in_use.sentence(known), id="registry.E005")]
