"""The keys that sign or signed the records in QR codes, as readers without a network are told them."""

from typing import Any

from cejc import clock
from cejc.lib.papercode.knowledge import Key
from registry.enums import PaperKind, SigningState
from registry.keys.models import SigningKey
from registry.keys.queries.certificates import chain_of


def every_code_key() -> list[Key]:
    """The newest first; one that is retired or revoked stays, with its day."""
    rows = SigningKey.objects.filter(uses__kind=PaperKind.CODE).distinct().order_by("-pk")
    return [_told(row) for row in rows]


def _told(row: SigningKey) -> Key:
    public: Any = chain_of(row)[0].public_key()
    return Key(
        public=public.public_bytes_raw(),
        name=row.name,
        first=row.not_before.astimezone(clock.SHANGHAI).date(),
        until=row.not_after.astimezone(clock.SHANGHAI).date(),
        state=row.state,
        on=row.state_at.astimezone(clock.SHANGHAI).date()
        if row.state != SigningState.ACTIVE and row.state_at
        else None,
    )
