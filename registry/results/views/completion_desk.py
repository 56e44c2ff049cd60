"""The providers' and offices' side of reported results: the list, one result,
taking it back, counting it all the same."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.activities.views.activity_context import timeline_of
from registry.enums import Role
from registry.machinery.queries import audit
from registry.people.access import role_required, signed_in
from registry.people.http import SignedInRequest
from registry.people.views.export import exported, today
from registry.people.views.moving import Moving
from registry.people.views.taking import taken_from, ways
from registry.results.access import AT_HAND, visible_completion
from registry.results.forms.completion import CompletionFilter
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.moves.completion import COMPLETION
from registry.results.queries.listed import READERS, RESULTS, results_for, title_of
from registry.results.services import completion_decision as services
from registry.results.views.completion_context import (
    line_of,
    lines_of,
    mender_of,
    provenance_of,
)
from registry.training.models import TrainingBase

PAGE = 50


def _found(request: SignedInRequest) -> tuple[CompletionFilter, QuerySet[Completion]]:
    """The reader's results as filtered and sorted; without a state asked for, those that live."""
    bases = TrainingBase.objects.visible_to(request.user).select_related("organisation").order_by("code")
    form = CompletionFilter(request.GET, bases=bases).for_reader(request.user)
    rows = form.narrow(results_for(request.user))
    return form, rows if form.wanted()["state"] else rows.filter(state__in=LIVE)


taken_from(RESULTS, _found)


@role_required(*READERS).lists
def listing(request: SignedInRequest) -> HttpResponse:
    form, rows = _found(request)
    context = form.found(rows, PAGE) | {"active": form.narrows, "takes": ways(request, RESULTS)}
    context["rows"] = [line_of(row) for row in context["page"]]
    return render(request, "registry/results/completion/list.html", context)


@role_required(*READERS).reads
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered, whole."""
    _form, rows = _found(request)
    name = _("学习结果%(day)s") % {"day": today()}
    return exported(request, name, str(RESULTS.title), rows, RESULTS.columns())


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Where this hour is: every step, what stops it and who can mend it; beside it what it collides with."""
    row = visible_completion(request.user, public_id)
    own = row.professional_id is not None and row.professional_id == request.user.professional_id
    context = {
        "row": row,
        "own": own,
        "steps": provenance_of(row),
        "mender": mender_of(row),
        "title": title_of(row),
        "lines": lines_of(row),
        "timeline": timeline_of(audit.of_object(row)),
        "beside": _beside(request, row, own),
        "moves": COMPLETION.open_to(request.user, row),
    }
    return render(request, "registry/results/completion/detail.html", context)


def _beside(request: SignedInRequest, row: Completion, own: bool) -> list[dict[str, Any]]:
    """The person's other results of the same days, for whoever has to look at a collision."""
    if row.professional_id is None or not (own or request.user.has_role(Role.PROVINCE)):
        return []
    days = {line["date"] for line in row.lines} or {row.passed_on.isoformat()}
    others = Completion.objects.filter(professional=row.professional_id, state__in=LIVE).exclude(pk=row.pk)
    near = others.filter(passed_on__range=(min(days), max(days))).select_related(*AT_HAND)
    return [line_of(one) for one in near.order_by("passed_on", "pk")[:PAGE]]


def _page(row: Completion) -> dict[str, Any]:
    facts = [(_("课程或班次"), title_of(row)), (_("姓名"), row.name)]
    return {
        "facts": facts + ([(_("状态"), row.sentence)] if row.sentence else []),
        "cancel_url": reverse("registry:completion", args=[row.public_id]),
    }


MOVING = Moving(
    COMPLETION,
    "completion",
    {"withdraw": services.withdraw, "overrule": services.overrule},
    _page,
    lambda _action, row: ("registry:completion", row.public_id),
)


@signed_in.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    return MOVING.answer(request, visible_completion(request.user, public_id), action)
