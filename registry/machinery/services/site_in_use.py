"""A database belongs to one place: its regions, numbers and policies stand in its rows. It is begun under one
`SITE`, and nothing starts or writes under another one (docs/another-place.md)."""

from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from cejc.site import site
from registry.machinery.models.site_in_use import SiteInUse

ROW = 1


class SiteDiffers(RuntimeError):
    """The database is another site's. gunicorn prints it and ends."""


def agree() -> None:
    """Note the site of a database that has none yet. Raises `SiteDiffers`, and then changes nothing."""
    found, _made = SiteInUse.objects.get_or_create(pk=ROW, defaults={"name": site().name})
    if found.name != site().name:
        raise SiteDiffers(sentence(found.name))


def renew() -> str:
    """The folder of the site is called otherwise now: the name of this process is in use from now on. What it
    was before, or ""."""
    before = kept()
    SiteInUse.objects.update_or_create(pk=ROW, defaults={"name": site().name})
    return before


def kept() -> str:
    return SiteInUse.objects.values_list("name", flat=True).first() or ""


def note(**_known: Any) -> None:
    """After the tables were made: whose they are."""
    if SiteInUse._meta.db_table in connection.introspection.table_names():
        SiteInUse.objects.get_or_create(pk=ROW, defaults={"name": site().name})


def is_begun() -> bool:
    """Whether there is a database with the table; none is made by asking."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return SiteInUse._meta.db_table in connection.introspection.table_names()


def sentence(known: str) -> str:
    """What an operator reads on the console, in both languages."""
    said = {"known": known, "here": site().name}
    english = (
        "This database belongs to the site {known}, and SITE says {here}. Set SITE={known}, or give {here} a "
        "database and a data folder of its own (CEJC_DATABASE_URL, CEJC_DATA_DIR; for a demo CEJC_DEMO_DIR). "
        "If the folder of the site was renamed: manage.py site_in_use --renew. Nothing was done."
    ).format(**said)
    chinese = _(
        "这个数据库属于站点 %(known)s，而 SITE 为 %(here)s，没有执行。请把 SITE 设为 %(known)s；"
        "或者为 %(here)s 另设数据库和数据目录（CEJC_DATABASE_URL、CEJC_DATA_DIR，演示用 CEJC_DEMO_DIR）。"
        "站点的文件夹改了名的，执行 manage.py site_in_use --renew。"
    )
    return f"{english}\n{chinese % said}"
