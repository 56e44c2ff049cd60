"""What of slips, certificates and notices stands in the public log."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from cejc import clock
from cejc.lib.crypto import canonical_sha256
from certification.enums import NoticeState, SlipState
from certification.models import Notice, NoticeEntry, Slip
from registry.public_log.acts import Published, Said

SALT = "log_salt"  # of a slip's frozen content; those issued before there was a log have none


def issue_of(slip: Slip) -> Said:
    """That a slip, or a city's own document, was issued."""
    facts = {"number": slip.number, "sha256": canonical_sha256(slip.content)}
    return Said(f"{_noun(slip)}.issued", _day(slip.issued_at), facts, salt=slip.content.get(SALT, ""))


def _slips(slips: Sequence[Slip]) -> Iterator[tuple[Slip, Said]]:
    for row in slips:
        issue = issue_of(row)
        yield row, issue
        if row.state != SlipState.VALID and row.state_at:
            yield row, Said(f"{_noun(row)}.{row.state}", _day(row.state_at), issue.facts)


def _noun(slip: Slip) -> str:
    return "certificate" if slip.certificate else "slip"


def _notices(notices: Sequence[Notice]) -> Iterator[tuple[Notice, Said]]:
    struck = _struck(notices)
    for row in notices:
        if row.published_at is None:
            continue
        facts = {"notice": str(row.public_id), "sha256": row.frozen_sha256}
        yield row, Said("notice.published", _day(row.published_at), facts | {"until": f"{row.last_day}"})
        for entry in struck.get(row.pk, ()):
            one = str(entry.public_id)
            on = _day(entry.taken_out_at or row.published_at)
            yield row, Said("notice.struck", on, facts | {"position": entry.position}, detail=one)
        if row.withdrawn_at:
            yield row, Said("notice.withdrawn", _day(row.withdrawn_at), facts)
        if row.state == NoticeState.CLOSED and row.ends_at:
            yield row, Said("notice.closed", _day(row.ends_at), facts)
        if row.annulled_at:
            yield row, Said("notice.annulled", _day(row.annulled_at), facts)


def _struck(notices: Sequence[Notice]) -> dict[int, list[NoticeEntry]]:
    found: dict[int, list[NoticeEntry]] = {}
    for entry in NoticeEntry.objects.filter(notice__in=notices, taken_out_at__isnull=False).order_by("pk"):
        found.setdefault(entry.notice_id, []).append(entry)
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


ALL = (
    Published(
        Slip,
        frozenset(f"slip.{one}" for one in ("issued", "superseded", "revoked")),
        _slips,
        lambda: Slip.objects.all(),
    ),
    Published(
        Notice,
        frozenset(f"notice.{one}" for one in ("published", "struck", "withdrawn", "closed", "annulled")),
        _notices,
        lambda: Notice.objects.filter(published_at__isnull=False).defer("frozen"),
    ),
)
