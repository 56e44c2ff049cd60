"""Tags that read the registry. `{% load registry_ui %}`."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.writing.dates import cn_day
from credits.engine import Policy
from credits.engine.data import anchor, home_in
from credits.governing import Governing
from credits.queries import policy_here
from registry.machinery.audit_sentences import readable
from registry.machinery.queries import audit

register = template.Library()


@register.simple_tag
def waiting_too_long(since: datetime | None, first_day: date | None) -> str:
    """What is the matter with a filing that still waits when its training has begun; "" while it is ahead."""
    if since is None or first_day is None or first_day > clock.today():
        return ""
    days = (clock.today() - clock.day_of(since)).days
    return _("已等待%(days)s天；所报培训已于%(day)s开班，备案至今未受理。") % {
        "days": days,
        "day": cn_day(first_day),
    }


@register.simple_tag
def clause_link(policy: Policy, clause: str) -> SafeString:
    """A clause as it is cited, leading to its words on the page of the whole notice."""
    if not clause:
        return format_html("")
    address = f"{reverse('certification:rules-notice')}?{urlencode({'policy': policy.name})}"
    at = quote(anchor(home_in(policy, clause)))
    return format_html('<a href="{}#{}" lang="zh">{}</a>', address, at, clause)


@register.inclusion_tag("ui/notice_pending.html")
def notice_pending(policy: Policy, *, chosen: bool = False) -> dict[str, Any]:
    """A line where this year's notice is not out yet and another year's rules are shown in its place.

    `chosen`: the reader may have asked for an older year, which is then what it says.
    """
    year = clock.today().year
    stands_in = policy.application_year < year and not (
        chosen and policy_here().application_year != policy.application_year
    )
    return {"policy": policy, "year": year if stands_in else None}


@register.inclusion_tag("ui/governed_by.html")
def governed_by(found: Governing) -> dict[str, Any]:
    """Which policy governs the reader and why, what counts beside it, and what is coming."""
    return {
        "why": found.why,
        "policy": found.policy,
        "beside": [one.policy for one in found.beside],
        "following": found.following,
    }


@register.inclusion_tag("ui/timeline.html")
def timeline(row: Model, limit: int = 50, only: str = "") -> dict[str, Any]:
    """What was done to an object and to what belongs to it, newest
    first; `only`: one action alone. One query."""
    return {"entries": [readable(entry) for entry in audit.of_object(row, limit, only)], "empty": None}
