"""Composing a notice or a batch: who is on the list and who is not and why, found by name, put on and
taken off."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib.ids import uuids_of
from certification.forms.gather import PeopleFilter
from certification.models import Case
from certification.queries.gather import Gathering, why_outside
from certification.views.whole_list import gone_names
from registry.models import User
from registry.people.http import SignedInRequest
from registry.people.views.answers import done
from registry.people.views.many import shown_of

PER_PAGE = 50
IN, OUT = "in", "out"
EXTEND, REDUCE = "extend", "reduce"


def people_of(request: SignedInRequest, rows: QuerySet[Any], narrowed: Callable[..., Any]) -> dict[str, Any]:
    """A page of `rows`, found by the filters in the address; `narrowed(rows, cases)` keeps those of
    `cases`."""
    form = PeopleFilter(request.GET)
    cases = form.narrow(Case.objects.all())
    return form.found(narrowed(rows, cases) if form.narrows else rows, PER_PAGE) | {"active": form.narrows}


def gathering_page(request: SignedInRequest, gathering: Gathering, name: str, row: Any) -> dict[str, Any]:
    """The page of a list in the making: its people, or those beside it; `name` is the address of the acts."""
    form = PeopleFilter(request.GET)
    part = OUT if request.GET.get("part") == OUT else IN
    rows = gathering.beside() if part == OUT else gathering.inside
    rows = form.narrow(rows.select_related("professional", "organisation"))
    found = form.found(rows, PER_PAGE)
    way = EXTEND if part == OUT else REDUCE
    counts = {IN: gathering.inside.count(), OUT: gathering.ready.count()}
    ready = form.narrow(gathering.ready).count() if form.narrows and part == OUT else counts[OUT]
    return found | {
        "active": form.narrows,
        "part": part,
        "people": counts[IN],
        "tabs": _tabs(counts, part),
        "ticked": ready if part == OUT else found["found"],
        "beside": _beside(request.user, gathering, found["page"]) if part == OUT else [],
        "actions": [_action(request, way, reverse(name, args=[row.public_id, way]))],
    }


def _tabs(counts: dict[str, int], part: str) -> list[dict[str, Any]]:
    labels = {IN: _("名单内"), OUT: _("未列入，可以列入")}
    return [
        {"label": label, "url": f"?part={key}", "count": counts[key], "current": part == key}
        for key, label in labels.items()
    ]


def _action(request: SignedInRequest, way: str, url: str) -> dict[str, str]:
    label = _("列入名单") if way == EXTEND else _("移出名单")
    return {"label": label, "url": f"{url}?{request.GET.urlencode()}"}


def _beside(user: User, gathering: Gathering, cases: Sequence[Case]) -> list[dict[str, Any]]:
    shown = list(cases)
    why = why_outside(user, shown, gathering.ready)
    return [{"case": case, "why": why[case.pk]} for case in shown]


def changed(
    request: SignedInRequest,
    gathering: Gathering,
    way: str,
    address: str,
    calls: dict[str, Callable[..., int]],
) -> HttpResponse:
    """Put the ticked ones on, or all that the filter finds; or take them off. Back to where it was
    pressed."""
    back = f"{address}?{_without_page(request)}"
    rows = gathering.ready if way == EXTEND else gathering.inside
    try:
        count = calls[way](picked(request, rows, strictly=way == EXTEND))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back)
    if way == EXTEND:
        return done(request, _("名单已加入%s人。") % count, back)
    return done(request, _("名单已移出%s人。") % count, back)


def _without_page(request: SignedInRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def picked(request: SignedInRequest, rows: QuerySet[Case], *, strictly: bool) -> QuerySet[Case]:
    """Those of `rows` that are ticked, or all that the filter in the address finds.

    Raises Refused when nothing is ticked; `strictly`, also when somebody ticked is not there any more.
    """
    if "all" in request.POST:
        return PeopleFilter(request.GET).narrow(rows)
    ticked = {one.public_id for one in shown_of(request.POST.getlist("cases"))}
    if not ticked:
        raise Refused(_("请先勾选人员。"))
    found = rows.filter(public_id__in=uuids_of(ticked))
    if strictly and found.count() != len(ticked):
        changed = _("%s的情况刚刚发生变化，名单没有改动。请核对后再次勾选。")
        raise Refused(changed % gone_names(request.user, ticked, found))
    return found
