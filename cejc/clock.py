"""The one clock of the domain, in Asia/Shanghai.

Windows, notices and deadlines read the time here. In the demo configuration, and only there, the clock can
be set (`set_offset`), so that the demo works on any date; a banner says so on every page.
"""

from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_offset: ContextVar[timedelta] = ContextVar("cejc_clock_offset", default=timedelta(0))


def now() -> datetime:
    """The domain's current moment, aware, in Asia/Shanghai."""
    return (timezone.now() + _offset.get()).astimezone(SHANGHAI)


def today() -> date:
    """The domain's current calendar date in Asia/Shanghai."""
    return now().date()


def set_offset(offset: timedelta) -> None:
    """Shift the clock of this thread of control; refused outside the demo configuration."""
    if offset and not settings.CEJC_DEMO:
        raise RuntimeError("the clock can be set in the demo configuration only")
    _offset.set(offset)


def midnight_after(day: date) -> datetime:
    """The first moment of the day after `day`, Asia/Shanghai."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)


def day_of(moment: datetime) -> date:
    """The calendar date of `moment` in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()
