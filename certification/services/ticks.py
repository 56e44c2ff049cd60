"""What the worker does again and again for the certification room."""

from certification.services.notices.notice import close_due
from certification.services.reminder import remind_overdue
from registry.machinery.services.job import periodic


@periodic(seconds=30)
def close_ended_notices() -> None:
    """Pass on what ended notices announced, within half a minute of midnight (R18)."""
    close_due()


@periodic(seconds=3600)
def remind_of_waiting_cases() -> None:
    """Nothing lies in silence: after the working days of the set-up,
    its office and the one above hear of it."""
    remind_overdue()
