"""What of handbooks stands in the public log: the number granted, each booklet, each digital edition."""

from collections.abc import Iterator, Sequence

from cejc import clock
from cejc.lib.crypto import canonical_sha256
from registry.public_log.acts import Published, Said
from registry.yearly.models import Handbook, HandbookEdition, HandbookEvent

GIVEN = ("granted", "reissued")


def _books(books: Sequence[Handbook]) -> Iterator[tuple[Handbook, Said]]:
    by_key = {book.pk: book for book in books}
    events = HandbookEvent.objects.filter(handbook__in=by_key, kind__in=GIVEN).order_by("pk")
    for event in events:
        book = by_key[event.handbook_id]
        facts = {"number": book.number, "issue": event.issue}
        yield book, Said(f"handbook.{event.kind}", event.on, facts, detail=str(event.issue))


def _editions(editions: Sequence[HandbookEdition]) -> Iterator[tuple[HandbookEdition, Said]]:
    for row in editions:
        facts = {
            "number": row.handbook.number,
            "edition": row.edition,
            "sha256": canonical_sha256(row.content),
        }
        yield row, Said("handbook.edition", row.created_at.astimezone(clock.SHANGHAI).date(), facts)


ALL = (
    Published(
        Handbook, frozenset({"handbook.granted", "handbook.reissued"}), _books, lambda: Handbook.objects.all()
    ),
    Published(
        HandbookEdition,
        frozenset({"handbook.edition_asked"}),
        _editions,
        lambda: HandbookEdition.objects.select_related("handbook"),
    ),
)
