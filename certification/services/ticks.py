"""What the worker does again and again for the certification room."""

from certification.services.notice import close_due
from registry.services.job import periodic


@periodic(seconds=30)
def close_ended_notices() -> None:
    """Pass on what ended notices announced, within half a minute of midnight (R18)."""
    close_due()
