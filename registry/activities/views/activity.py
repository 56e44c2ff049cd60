"""A person's records: the list, one record, taking back, throwing away, export."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cejc.lib import spreadsheet
from cejc.lib.formfields import without
from cejc.lib.listing import Order
from credits.engine.policy import Policy
from credits.queries import cited, kind_names, policy_at, subject_names
from registry.activities.above import proof_of
from registry.activities.access import own_activity, visible_activity
from registry.activities.forms.activity_filter import ActivityFilter
from registry.activities.models import Activity, Evidence
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import desk_of, is_own
from registry.activities.queries.activity import SORTS, filtered, own_activities
from registry.activities.queries.evidence import flags_of
from registry.activities.queries.governing import policy_of_activity
from registry.activities.queries.ledger import claims_of
from registry.activities.services import activity as services
from registry.activities.services.ledger import assess
from registry.activities.views.activity_context import (
    alike,
    checklist,
    file_cards,
    hours_beside,
    hours_kept,
    inputs_of,
    lines_of,
    return_of,
    steps_of,
    timeline_of,
)
from registry.activities.views.flag_words import flag_lines
from registry.machinery.queries import audit
from registry.machinery.services.holds import why_held
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.views.moving import Moving

PAGE = 25


@signed_in.lists
def activities(request: SignedInRequest) -> HttpResponse:
    """One's own records, by filter."""
    form, rows, order = _found(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(one) for one in page],
        "found": page.paginator.count,
        "active": bool(form.changed_data),
        "export_url": f"{reverse('registry:activity-export')}?{query.urlencode()}",
        "order": order,
    }
    return render(request, "registry/activities/activity/list.html", context)


def _found(request: SignedInRequest) -> tuple[ActivityFilter, Any, Order]:
    form = ActivityFilter(request.GET)
    order = Order(request.GET, SORTS, "-date", param="order", falling=True)
    return form, order.apply(filtered(own_activities(request.user), **without(form.wanted(), "order"))), order


def row_of(activity: Activity) -> dict[str, Any]:
    """One row of a list; awards are prefetched."""
    names = subject_names()
    return {
        "activity": activity,
        "url": reverse("registry:activity", args=[activity.public_id]),
        "title": activity.title or _("未命名的记录"),
        "kind": kind_names().get(activity.kind, activity.kind),
        "hours": [
            {"year": award.year, "subject": names.get(award.subject, ""), "hours": award.hours}
            for award in activity.awards.all()
        ],
    }


@signed_in.reads
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered, as a workbook."""
    _form, rows, _order = _found(request)
    lines = [line for row in rows for line in _export_lines(row)]
    body = spreadsheet.write(spreadsheet.Sheet(_("继续教育活动"), _columns(), lines))
    answer = HttpResponse(body, content_type=spreadsheet.XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, _("继续教育活动.xlsx"))
    return answer


def _columns() -> list[spreadsheet.Column]:
    return [
        spreadsheet.Column(_("名称"), 40),
        spreadsheet.Column(_("继续教育形式"), 24),
        spreadsheet.Column(_("开始日期"), 14, "date"),
        spreadsheet.Column(_("状态"), 10),
        spreadsheet.Column(_("年度"), 8),
        spreadsheet.Column(_("科目"), 12),
        spreadsheet.Column(_("学时"), 8),
        spreadsheet.Column(_("依据条款"), 12),
        spreadsheet.Column(_("政策"), 24),
        spreadsheet.Column(_("理由"), 60),
    ]


def _export_lines(activity: Activity) -> list[list[Any]]:
    names = subject_names()
    start = [
        activity.title,
        kind_names().get(activity.kind, activity.kind),
        activity.first_date,
        activity.get_state_display(),
    ]
    awards = activity.awards.all()
    if not awards:
        return [[*start, "", "", "", "", "", ""]]
    return [
        [
            *start,
            award.year,
            names.get(award.subject, ""),
            award.hours,
            award.clause,
            cited(policy_at(award.policy, award.policy_sha256)),
            award.why,
        ]
        for award in awards
    ]


@signed_in.reads
def activity(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One record: where it is, what it earns and why, its files, its versions, what happened."""
    row = visible_activity(request.user, public_id)
    policy = policy_of_activity(row)
    return render(request, "registry/activities/activity/detail.html", detail_context(request, row, policy))


def detail_context(request: SignedInRequest, row: Activity, policy: Policy) -> dict[str, Any]:
    """Everything that the page of a record shows."""
    files = list(row.evidence.order_by("pk"))
    now = [one for one in files if one.removed_at is None and one.replaced_by_id is None]
    own, moves = is_own(request.user, row), ACTIVITY.open_to(request.user, row)
    steps, sentence = steps_of(row, desk_of(row, policy) if row.organisation_id else None)
    flags = [] if own else flag_lines(request.user, flags_of([row])[row.pk])
    kind, claims = policy.kinds.get(row.kind), claims_of(row.professional)
    hours = hours_kept(policy, row.awards.order_by("year", "subject"), inputs_of(policy, row))
    named = {part["cited"] for part in hours}
    # A policy that came after the record counts it, too, though nothing of it is kept.
    later = [part for part in hours_beside(row, policy, claims) if part["cited"] not in named]
    hours += [part for part in later if part["rows"]]
    return alike(row, policy, claims) | {
        "activity": row,
        "kind": kind,
        "own": own,
        "policy": policy,
        "inputs": inputs_of(policy, row, with_lines=False),
        "lines": lines_of(policy, row),
        "steps": steps,
        "next_sentence": sentence,
        "hours": hours,
        "more_ledgers": len(hours) > 1 or policy.reach.beside,
        "files": file_cards(policy, now, original=not own),
        "old_files": [
            card | {"why": why}
            for why, rows in _old(files)
            for card in file_cards(policy, rows, original=not own)
        ],
        "checklist": checklist(assess(row, policy, [one.document_kind for one in now], claims).evidence, now),
        "proof": proof_of(row),
        "held": why_held(row) if "withdraw" in moves else "",
        "returned": return_of(row, row.reviews.order_by("pk")),
        "versions": row.versions.order_by("-number"),
        "timeline": timeline_of(audit.of_object(row)),
        "flags": flags,
        "moves": moves,
    }


def _old(files: list[Evidence]) -> list[tuple[str, list[Evidence]]]:
    """Why rows do not count any more, and which; a file that still stands for another document is not old."""
    there = {one.sha256 for one in files if one.removed_at is None and one.replaced_by_id is None}
    gone = [one for one in files if one.sha256 not in there]
    return [
        (_("已被新版本替换"), [one for one in gone if one.replaced_by_id]),
        (_("已移除"), [one for one in gone if not one.replaced_by_id]),
    ]


def _page(row: Activity) -> dict[str, Any]:
    return {
        "facts": [(_("名称"), row.title or _("未命名的记录"))],
        "cancel_url": reverse("registry:activity", args=[row.public_id]),
    }


def _after(action: str, row: Activity) -> tuple[Any, ...]:
    return ("registry:activity-edit", row.public_id) if action == "withdraw" else ("registry:activities",)


MOVING = Moving(
    ACTIVITY,
    "activity",
    {"withdraw": services.withdraw, "discard": services.discard, "delete": services.discard},
    _page,
    _after,
    presses=("withdraw",),
)


@signed_in.asks
def act(request: SignedInRequest, public_id: UUID, action: str) -> HttpResponse:
    """Take a submission back, or throw a record away: one that was never submitted is gone."""
    row = own_activity(request.user, public_id)
    gone = action == "discard" and not row.version
    return MOVING.answer(request, row, "delete" if gone else action)
