"""The demo's clock: how far it is from the real one, kept in one row, so that web and worker agree."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.errors import Refused
from registry.machinery.actor import Actor
from registry.machinery.models.demo import DemoClock
from registry.machinery.service import service
from registry.machinery.services import audit

FURTHEST = timedelta(days=366 * 40)


def apply() -> None:
    """Set this thread's clock to the demo's; does nothing outside the demo configuration."""
    if not settings.CEJC_DEMO:
        return
    seconds = DemoClock.objects.filter(pk=1).values_list("offset_seconds", flat=True).first() or 0
    clock.set_offset(timedelta(seconds=seconds))


def set_to(*, actor: Actor | None, moment: datetime) -> datetime:
    """Set the demo's clock to `moment` (aware); it goes on from there. The moment that it shows now."""
    return _move(actor=actor, offset=moment - timezone.now())


def advance(*, actor: Actor | None, by: timedelta) -> datetime:
    """Move the demo's clock by `by`, which may be negative. The moment that it shows now."""
    return _move(actor=actor, offset=clock.now() - timezone.now() + by)


def reset(*, actor: Actor | None) -> datetime:
    """Let the demo's clock show the real time again."""
    return _move(actor=actor, offset=timedelta(0))


@service
def _move(*, actor: Actor | None, offset: timedelta) -> datetime:
    if not settings.CEJC_DEMO:
        raise Refused(_("只有演示环境可以调整时钟。"))
    if abs(offset) > FURTHEST:
        raise Refused(_("演示时钟只能调整到前后四十年以内，请重新填写日期。"))
    # Up: a clock set to midnight must not show the day before.
    seconds = math.ceil(offset.total_seconds())
    row = DemoClock.objects.get_or_create(pk=1)[0]
    before = row.offset_seconds
    row.offset_seconds = seconds
    row.save(update_fields=["offset_seconds"])
    clock.set_offset(timedelta(seconds=seconds))
    audit.record(
        "demo_clock.set",
        row,
        actor=actor,
        before={"offset_seconds": before},
        after={"offset_seconds": seconds},
    )
    return clock.now()
