"""System checks of the machinery that ask the database."""

from typing import Any

from django.core.checks import WARNING, CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from cejc.site import site
from registry.machinery import retention
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


@register(Tags.security, deploy=True)
def periods_are_long_enough(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What the environment says of a period is no less than what the law asks for."""
    short = [one for one in retention.kinds().values() if one.is_too_short]
    said = "{0.setting}: {0.shown}; the law asks for {0.least} days."
    return [CheckMessage(WARNING, said.format(one), id="registry.W021") for one in short]
