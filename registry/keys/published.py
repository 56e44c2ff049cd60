"""What of the certificates that sign papers stands in the public log: taken into use, retired, revoked."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from cejc import clock
from registry.enums import SigningState
from registry.keys.models import SigningKey
from registry.public_log.acts import Published, Said


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def _certificates(rows: Sequence[SigningKey]) -> Iterator[tuple[SigningKey, Said]]:
    for row in rows:
        facts = {"fingerprint": row.fingerprint, "algorithm": row.algorithm}
        yield row, Said("signing.added", _day(row.created_at), facts)
        if row.state != SigningState.ACTIVE and row.state_at:
            yield row, Said(f"signing.{row.state}", _day(row.state_at), facts)


ALL = (
    Published(
        SigningKey,
        frozenset({"signing_key.added", "signing_key.retired", "signing_key.revoked"}),
        _certificates,
        lambda: SigningKey.objects.all(),
    ),
)
