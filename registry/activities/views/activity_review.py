"""The reviewer's lane: evidence left, hours and clause right, approve,
return, next; and the bulk decision."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cejc import said
from cejc.errors import Refused, Stale
from cejc.lib.faults import reading_goes_on
from cejc.lib.paging import LongPaginator
from cejc.lib.states import tag_of
from cejc.lib.uploads.preview import can_preview
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.activities.above import is_unmatched, proof_of
from registry.activities.access import desk_activity, reviewable_activity, visible_activity
from registry.activities.forms.activity_filter import QueueFilter
from registry.activities.forms.activity_review import ReturnForm
from registry.activities.models import Activity
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import WAITING, desk_of, is_own, review_queue, waiting_at
from registry.activities.queries.activity import (
    awards_in_order,
    following,
    neighbours,
    reviews_of,
    with_people,
)
from registry.activities.queries.evidence import flags_of
from registry.activities.queries.given import free_for, given_to, read_by, reviewers_beside
from registry.activities.queries.governing import policy_of_activity
from registry.activities.queries.ledger import claims_of
from registry.activities.queries.listed import REVIEW, earned
from registry.activities.queries.suspension import suspensions_on
from registry.activities.services import activity_review as services
from registry.activities.services import acts
from registry.activities.services.evidence_table import table_of
from registry.activities.services.given import let_go, take
from registry.activities.services.ledger import assess, conflict_sentences
from registry.activities.views.activity import row_of
from registry.activities.views.activity_context import (
    alike,
    checklist,
    file_cards,
    hours_beside,
    hours_rows,
    inputs_of,
    lines_of,
    page_url,
)
from registry.activities.views.flag_words import flag_lines
from registry.activities.views.lane import arrived, asked_again, goes_on, in_lane, is_ahead, unopened
from registry.enums import FlagState, Role
from registry.people.access import role_required
from registry.people.forms.assign import AssignForm
from registry.people.http import SignedInRequest
from registry.people.models import Organisation
from registry.people.views.answers import lane_begun
from registry.people.views.many import Page, act_on_many, asked_by, beside, everything, shown_of
from registry.people.views.taking import taken_from, ways

PAGE = 50
MOST_TRIED = 20  # so many colleagues may take the same record at the same moment
PIECES = ["registry/activities/review/_steps.html"]
KEPT = ("unit", "person", "department", "kind", "state", "year", "level", "doubt", "who")
DESK_ROLES = (Role.HR, Role.DEPARTMENT)
# What can be decided of many records at once, by the name of its button.
DECISIONS = {"approve": acts.APPROVE, "return": acts.RETURN, "give": acts.GIVE}


@role_required(*DESK_ROLES).reads
def lane(request: SignedInRequest) -> HttpResponse:
    """The queue of the reader's desks, oldest first, with boxes for a bulk decision."""
    policy = policy_here()
    form, rows = _queue(request)
    count = None if form.narrows else waiting_at(request.user, request.acting, policy)
    rows = rows.prefetch_related(awards_in_order())
    page = LongPaginator(rows, PAGE, count).get_page(request.GET.get("page"))
    flags, having = flags_of(page.object_list), given_to([one.pk for one in page])
    context = {
        "form": form,
        "page": page,
        "found": page.paginator.count,
        "first_url": reverse("registry:review-first") + _kept(request),
        "active": form.narrows,
        "takes": ways(request, REVIEW),
        "rows": [_queue_row(request, one, flags[one.pk]) | {"given": having.get(one.pk)} for one in page],
        "bulk_actions": [
            {"label": act.verb, "name": "decision", "value": name} for name, act in DECISIONS.items()
        ],
    }
    return render(request, "registry/activities/review/lane.html", context)


@role_required(*DESK_ROLES).reads
def first(request: SignedInRequest) -> HttpResponse:
    """The first record of the queue that no colleague has, the reader's from now on."""
    queue = _free(request).order_by("submitted_at", "pk")[:MOST_TRIED]
    mine = (one for one in queue if not is_own(request.user, one))
    found = next((one for one in mine if take(actor=request.user, activity=one)), None)
    if found is None:
        messages.info(request, _("没有您可以审核的记录：都在同事手中，或者是您本人的。"))
        return redirect(reverse("registry:review-lane") + _kept(request))
    return redirect(reverse("registry:review-item", args=[found.public_id]) + _kept(request))


def _queue(request: SignedInRequest, *, drawn: bool = True) -> tuple[QueueFilter, Any]:
    """The filters of the address, `drawn` or only obeyed, and the records that they leave."""
    base = review_queue(request.user, request.acting)
    units = _units(base) if drawn or request.GET.get("unit") else []
    form = QueueFilter(units, request.GET, user=request.user)
    return form, form.narrow(with_people(base))


def _units(queue: Any) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=queue.values("organisation")).order_by("path")[:200])


taken_from(REVIEW, _queue)


def _queue_row(request: SignedInRequest, activity: Activity, flags: list) -> dict[str, Any]:
    own = request.user.professional_id == activity.professional_id
    open_ones = [flag for flag in flags if flag.state == FlagState.OPEN]
    left_out = _("本人的记录，须由他人审核") if own else _("有相同材料待核对") if open_ones else ""
    url = reverse("registry:review-item", args=[activity.public_id]) + _kept(request)
    return row_of(activity) | {
        "url": url,
        "own": own,
        "flagged": bool(open_ones),
        "left_out": left_out,
    }


def _kept(request: SignedInRequest) -> str:
    """The queue's filters, carried from one item to the next."""
    found = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    return f"?{urlencode(found)}" if found else ""


def _around(request: SignedInRequest, public_id: UUID, edit: str) -> dict[str, Any] | None:
    """What stands around the page of a record that was fetched ahead."""
    activity = visible_activity(request.user, public_id)
    if str(activity.edit) != edit or activity.state not in WAITING:
        return None
    if not take(actor=request.user, activity=activity):
        return None
    return {"pieces": PIECES, **_steps(request, activity)}


def _steps(request: SignedInRequest, activity: Activity) -> dict[str, Any]:
    """The way on from a record, and how many are left."""
    queue = _free(request)
    before, after = neighbours(queue, activity)
    return {"previous": before, "next": after, "left": queue.count(), "kept": _kept(request)}


def _free(request: SignedInRequest) -> Any:
    """What of the queue no colleague has on the screen, and none was given to."""
    return free_for(request.user, _queue(request, drawn=False)[1])


@role_required(*DESK_ROLES).reads
@in_lane(_around)
def item(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One record in the lane. Reading begins nothing: until somebody posts, its owner may take it back."""
    if goes_on(request):
        activity = desk_activity(request.user, public_id)
        return arrived(request) if activity.state in WAITING else _without(request, activity)
    activity = reviewable_activity(request.user, public_id)
    context = _item_context(request, activity, policy_of_activity(activity))
    if not (context["refusal"] or is_ahead(request)):
        with reading_goes_on():
            take(actor=request.user, activity=activity)
    context["reading"] = read_by(request.user, activity)
    return render(request, "registry/activities/review/item.html", context)


@role_required(*DESK_ROLES).acts
def hold(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The page's script says that the record is still being read."""
    activity = desk_activity(request.user, public_id)
    if activity.state in WAITING:
        take(actor=request.user, activity=activity)
    return HttpResponse(status=204)


@role_required(*DESK_ROLES).acts
def begin(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Begin the review of the record on the screen; a piece of the page when the page's script asked."""
    activity = desk_activity(request.user, public_id)
    try:
        activity = services.begin(actor=request.user, activity=activity)
    except Refused as refusal:
        return lane_begun(request, "", refusal.sentence) or _refused(request, activity, refusal)
    to = reverse("registry:review-item", args=[activity.public_id]) + _kept(request)
    return lane_begun(request, str(tag_of(activity)["label"])) or redirect(to)


def _item_context(
    request: SignedInRequest, activity: Activity, policy: Policy, form: ReturnForm | None = None
) -> dict[str, Any]:
    files = list(activity.evidence.current().order_by("pk"))
    claims = claims_of(activity.professional)
    found = assess(activity, policy, [one.document_kind for one in files], claims)
    flags = flags_of([activity])[activity.pk]
    inputs, kind, proof = inputs_of(policy, activity), policy.kinds.get(activity.kind), proof_of(activity)
    return alike(activity, policy, claims) | {
        "activity": activity,
        "kind": kind,
        "desk": desk_of(activity, policy),
        "fetched_ahead": is_ahead(request),
        "files": [
            card | {"page_urls": _page_urls(card["row"]), "table": table_of(card["row"])}
            for card in file_cards(policy, files, original=True)
        ],
        "inputs": inputs_of(policy, activity, with_lines=False),
        "lines": lines_of(policy, activity),
        "hours": hours_rows(policy, found.awards, inputs),
        "beside": hours_beside(activity, policy, claims),
        "total": sum(award.hours for award in found.awards),
        "checklist": checklist(found.evidence, files),
        "proof": proof,
        "conflicts": conflict_sentences(activity, found, claims),
        "flags": flags,
        "suspensions": suspensions_on(line["day"] for line in lines_of(policy, activity)),
        "open_flags": flag_lines(request.user, [flag for flag in flags if flag.state == FlagState.OPEN]),
        "unmatched": is_unmatched(activity, policy) and proof is None,
        "refusal": services.why_left_out(actor=request.user, activity=activity),
        "return_form": form or ReturnForm(),
        "history": reviews_of(activity.pk),
        "begin_url": _begin_url(request, activity),
        "policy": policy,
        **_steps(request, activity),
    }


def _begin_url(request: SignedInRequest, activity: Activity) -> str:
    """Where the page says that the reader has begun; "" when somebody has, or the reader may not."""
    if "begin" not in ACTIVITY.open_to(request.user, activity):
        return ""
    return reverse("registry:review-begin", args=[activity.public_id]) + _kept(request)


def _page_urls(evidence: Any) -> list[str]:
    """Addresses of the page pictures, for turning pages without leaving the record."""
    if not can_preview(evidence.mime):
        return []
    return [page_url(evidence, number) for number in range(1, evidence.pages + 1)]


@role_required(*DESK_ROLES).acts
@in_lane(_around)
def approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    activity = desk_activity(request.user, public_id)
    after = _after(request, activity)
    try:
        services.approve(
            actor=request.user, activity=activity, edit=_edit(request), unopened=unopened(request)
        )
    except Refused as refusal:
        return asked_again(request, refusal) or _refused(request, activity, refusal)
    let_go(actor=request.user, activity=activity)
    said.done(request, ACTIVITY["approve"].said % {"title": activity})
    return after


@role_required(*DESK_ROLES).acts
@in_lane(_around)
def return_(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    activity = desk_activity(request.user, public_id)
    after, form = _after(request, activity), ReturnForm(request.POST)
    if not form.is_valid():
        if activity.state not in WAITING:
            return _refused(request, activity, Stale())
        context = _item_context(request, activity, policy_of_activity(activity), form)
        return render(request, "registry/activities/review/item.html", context, status=422)
    try:
        services.return_(actor=request.user, activity=activity, edit=_edit(request), **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, activity, refusal)
    let_go(actor=request.user, activity=activity)
    said.done(request, ACTIVITY["return"].said % {"title": activity})
    return after


def _refused(request: SignedInRequest, activity: Activity, refusal: Refused) -> HttpResponse:
    """Say why; back to the record while it waits at the desk, else on to the next."""
    if not review_queue(request.user).filter(pk=activity.pk).exists():
        return _without(request, activity, refusal)
    messages.error(request, refusal.sentence)
    return redirect(reverse("registry:review-item", args=[activity.public_id]) + _kept(request))


def _without(request: SignedInRequest, activity: Activity, refusal: Refused | None = None) -> HttpResponse:
    """The record waits here no longer: said why, with what was typed for its return; on to the next."""
    activity.refresh_from_db()
    let_go(actor=request.user, activity=activity)
    why = refusal.sentence if refusal else _("现在是“%s”，已不在您这里审核。") % activity.get_state_display()
    typed = request.POST.get("text", "").strip()
    more = _("您写的理由是：%(text)s") % {"text": typed} if typed else ""
    messages.warning(request, f"{activity}：{why}{more}")
    return _after(request, activity)


def _edit(request: SignedInRequest) -> int:
    """The edit number that the form was made for; a form without one is stale."""
    typed = request.POST.get("edit", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _after(request: SignedInRequest, activity: Activity) -> HttpResponse:
    """On to the next record of the queue, or to the queue when this was the last."""
    after = following(_free(request), activity)
    if after is None:
        return redirect(reverse("registry:review-lane") + _kept(request))
    return redirect(reverse("registry:review-item", args=[after.public_id]) + _kept(request))


@role_required(*DESK_ROLES).acts
def bulk(request: SignedInRequest) -> HttpResponse:
    """First the list of what will happen and what is left out, then, confirmed, the decision: of the ticked
    records, or of all that the filter in the address finds."""
    act = DECISIONS.get(request.POST.get("decision", "approve"))
    if act is None:
        raise Http404
    if "all" in request.POST:
        shown = everything(_queue(request)[1])
    else:
        shown = shown_of(request.POST.getlist("chosen"))
    return act_on_many(request, act, shown, nothing=_("请先勾选要办理的记录。"))


asked_by(
    acts.APPROVE,
    Page(
        details=beside(lambda activity: "、".join(earned(award) for award in activity.awards.all())),
        consequences=[lazy("认可后的记录不能再改动。")],
    ),
)


asked_by(
    acts.GIVE,
    Page(
        details=beside(lambda activity: str(activity.organisation or "")),
        form=lambda actor, sent: AssignForm(sent, among=reviewers_beside(actor)),
    ),
)


asked_by(
    acts.RETURN,
    Page(
        details=beside(lambda activity: "、".join(earned(award) for award in activity.awards.all())),
        form=lambda _actor, sent: ReturnForm(sent),
        consequences=[lazy("每人都会收到同一段理由，更正后可以再次提交。"), lazy("退回以后不能一并收回。")],
    ),
)
