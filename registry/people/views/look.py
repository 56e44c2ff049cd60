"""Who looked at my record, for everybody; all looks and the signs of unusual reading, for the auditor."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.lib.paging import LongPaginator
from registry.enums import Role
from registry.people.access import own_professional, role_required, signed_in
from registry.people.filters.look import LookFilter
from registry.people.http import SignedInRequest
from registry.people.models import Look, LookSign
from registry.people.queries.look import place_of
from registry.people.services.look import SLOT

PAGE = 50


@signed_in.reads
def mine(request: SignedInRequest) -> HttpResponse:
    """Who else saw something of the reader's record, newest first."""
    person = own_professional(request.user)
    page = LongPaginator(Look.objects.of(person).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(one) for one in page],
        "months": settings.CEJC_LOOK_MONTHS,
        "minutes": SLOT // 60,
    }
    return render(request, "registry/people/look/mine.html", context)


@role_required(Role.AUDITOR).lists
def listing(request: SignedInRequest) -> HttpResponse:
    """All looks, by viewer, person, day and manner; by keyset, so that page 200 is as fast as page 1."""
    form = LookFilter(request.GET or None)
    rows = form.narrow(Look.objects.visible_to(request.user)).select_related("person", "viewer")
    before = _number(request.GET.get("before"))
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "active": bool(form.changed_data),
        "lines": [_line(one) for one in found[:PAGE]],
        "next_query": _query(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
        "first_query": _query(request, None) if before else "",
        "address_days": settings.CEJC_LOOK_ADDRESS_DAYS,
    }
    return render(request, "registry/people/look/list.html", context)


@role_required(Role.AUDITOR).lists
def signs(request: SignedInRequest) -> HttpResponse:
    """Which login read unusually on which day, and what counts as that."""
    rows = LookSign.objects.visible_to(request.user).select_related("viewer")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [_sign(one) for one in page], "meanings": meanings()}
    return render(request, "registry/people/look/signs.html", context)


def meanings() -> list[str]:
    """What is a sign, with the thresholds of the set-up."""
    counts = {
        "many": settings.CEJC_LOOK_MANY,
        "night": settings.CEJC_LOOK_NIGHT_MANY,
        "first": settings.CEJC_LOOK_NIGHT_FROM,
        "until": settings.CEJC_LOOK_NIGHT_UNTIL,
        "colleagues": settings.CEJC_LOOK_COLLEAGUES,
        "namesakes": settings.CEJC_LOOK_NAMESAKES,
    }
    said = (
        ("many", _("一天内查看%(many)s人以上的个人信息，而没有对应的认定申请、记录审核等办理事项")),
        ("night", _("当日%(first)s时以后或%(until)s时以前查看%(night)s人以上")),
        ("colleagues", _("一天内查看本人工作单位同事%(colleagues)s人以上（该单位的人事人员除外）")),
        ("namesakes", _("一天内查看同一姓名的%(namesakes)s人以上，或者查看与本人同名的人")),
    )
    return [sentence % counts for name, sentence in said if counts[name]]


def _line(one: Look) -> dict[str, Any]:
    return {"look": one, "place": place_of(one.address)}


def _sign(one: LookSign) -> dict[str, Any]:
    asked = {"who": one.viewer.username, "since": f"{one.day}", "until": f"{one.day}"}
    return {"sign": one, "url": f"{reverse('registry:looks')}?{urlencode(asked)}"}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _query(request: SignedInRequest, before: int | None) -> str:
    """The address of another page with the same filters."""
    kept: dict[str, Any] = {key: value for key, value in request.GET.items() if key != "before"}
    if before:
        kept["before"] = before
    return f"?{urlencode(kept)}"
