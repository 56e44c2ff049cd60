"""Whether every kind of paper has a certificate that signs it: said before production."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Info, Tags, register
from django.db import DatabaseError, connection

from registry.enums import PaperKind
from registry.keys.models import SigningKey, SigningUse

TABLES = {SigningKey._meta.db_table, SigningUse._meta.db_table}


@register(Tags.security, deploy=True)
def papers_are_signed(app_configs: Any, **kwargs: Any) -> list[Any]:
    """`check --deploy` asks the database here: what signs is data."""
    lacking = _lacking()
    if not lacking:
        return [] if lacking is None else _less_than_could_be()
    named = ", ".join(lacking)
    if settings.CEJC_UNSIGNED_PAPERS:
        return [Info(f"CEJC_UNSIGNED_PAPERS is on: {named} leave unsigned.", id="registry.I005")]
    return [
        Error(
            f"No certificate signs: {named}. Such papers wait. Add one (manage.py signing_keys add), or set "
            "CEJC_UNSIGNED_PAPERS=true to let papers leave unsigned.",
            id="registry.E005",
        )
    ]


def _less_than_could_be() -> list[Info]:
    found = [] if settings.CEJC_TSA_URL else [_unstamped()]
    return found if SigningKey.objects.signing(PaperKind.CODE).exists() else [*found, _without_code()]


def _without_code() -> Info:
    return Info(
        "No key signs the records in the QR codes of slips (code): they carry the address alone, and paper "
        "cannot be checked without a network. Add one (manage.py signing_keys add --papers code).",
        id="registry.I007",
    )


def _unstamped() -> Info:
    return Info(
        "CEJC_TSA_URL is not set: signatures of papers bear no time-stamp (PAdES B-B), and end with the "
        "certificate.",
        id="registry.I006",
    )


def _lacking() -> list[str] | None:
    """Kinds without a certificate; None where there is no database yet to ask."""
    try:
        if not set(connection.introspection.table_names()) >= TABLES:
            return None
        return [kind for kind in PaperKind.files() if not SigningKey.objects.signing(kind).exists()]
    except DatabaseError:
        return None
