"""The reviewer's lane over cases: evidence left, hours and clauses right; pass, return, next; and in bulk."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock, said
from cejc.errors import Refused, Stale
from cejc.lib.faults import reading_goes_on
from cejc.lib.writing.text import clean_line
from certification.access import tally_of, visible_case
from certification.forms.case import ReturnCaseForm
from certification.models import Case
from certification.permissions import may, seat_for
from certification.queries import case as cases
from certification.queries import desk as desks
from certification.queries import together
from certification.queries.policy import table_of
from certification.queries.together import phrases, sentences
from certification.services import acts, review
from certification.services.together import let_go, take, take_first
from certification.views.case import case_page
from certification.views.desk import OFFICES, PASSED, just_passed, seat_of
from certification.views.lane_files import open_flags, with_files
from certification.views.together import beside_the_case
from certification.workflow.table import state_label
from registry.activities.views.flag_words import flag_lines
from registry.activities.views.lane import arrived, asked_again, goes_on, in_lane, is_ahead, unopened
from registry.machinery.services.holds import with_what_followed
from registry.models import Activity
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.services.many import Shown
from registry.people.views.answers import acted, lane_begun, refusal_at
from registry.people.views.many import act_on_many, everything, shown_of

PIECES = ["certification/lane/_passed.html", "certification/lane/_steps.html"]
MOST_TRIED = 20  # so many colleagues may take the same case at the same moment


def _queue(request: SignedInRequest) -> QuerySet[Case]:
    seat = seat_of(request)
    return together.free_for(
        request.user, desks.waiting(request.user, seat, "review", tally_of(request, seat))
    )


def _take_next(request: SignedInRequest, after: Case | None = None) -> Case | None:
    """The next case that no colleague has, which is the reader's from now on."""
    queue = _queue(request)
    behind = desks.behind(queue, after) if after else queue
    return take_first(actor=request.user, rows=behind[:MOST_TRIED]) or (
        take_first(actor=request.user, rows=queue[:MOST_TRIED]) if after else None
    )


@role_required(*OFFICES).reads
def lane(request: SignedInRequest) -> HttpResponse:
    """The first case of the queue that no colleague has; the desk when nothing waits."""
    first = _take_next(request)
    if first is None:
        messages.info(request, _("没有等待审核的申请。"))
        return redirect("certification:desk")
    return redirect("certification:lane-item", first.public_id)


def _around(request: SignedInRequest, public_id: UUID, edit: str) -> dict[str, Any] | None:
    """What stands around the page of a case that was fetched ahead, from now on the reader's."""
    case = visible_case(request.user, public_id)
    if str(case.edit) != edit or not take(actor=request.user, case=case):
        return None
    return {"pieces": PIECES, **_steps(request, case)}


def _steps(request: SignedInRequest, case: Case) -> dict[str, Any]:
    """What the page of a case owes to the moment: the way on, which begins
    anew at the end of the queue, how many are left, what was just passed."""
    queue = _queue(request)
    before, after = desks.neighbours(queue, case)
    return {
        "previous": before,
        "next": after or queue.exclude(pk=case.pk).first(),
        "left": tally_of(request, seat_of(request)).count(desks.MINE, "review"),
        "just_passed": None if is_ahead(request) else just_passed(request),
    }


@role_required(*OFFICES).reads
@in_lane(_around)
def item(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One case in the lane. Reading begins nothing: until somebody
    posts, the person may take the case back."""
    case = visible_case(request.user, public_id)
    if not goes_on(request):
        return _item_page(request, case)
    return arrived(request) if _waits(request, case) else _without(request, case)


def _waits(request: SignedInRequest, case: Case) -> bool:
    seat = seat_of(request)
    return desks.waiting(request.user, seat, "review", tally_of(request, seat)).filter(pk=case.pk).exists()


@role_required(*OFFICES).acts
def begin(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Begin the review of the case that is on the screen; a piece of
    the page when the page's script asked."""
    case = visible_case(request.user, public_id)
    try:
        case = review.begin_review(actor=request.user, case=case)
    except Refused as refusal:
        return lane_begun(request, "", refusal.sentence) or _not_begun(request, case, refusal)
    label = state_label(table_of(case), case.state)
    return lane_begun(request, label) or redirect("certification:lane-item", public_id)


def _not_begun(request: SignedInRequest, case: Case, refusal: Refused) -> HttpResponse:
    messages.error(request, refusal.sentence)
    return redirect("certification:case", case.public_id)


def _item_page(
    request: SignedInRequest, case: Case, form: ReturnCaseForm | None = None, status: int = 200
) -> HttpResponse:
    stage = table_of(case).stage(case.stage)
    if stage is None or stage.kind != "review":
        return redirect("certification:case", case.public_id)
    refusal = _why_not(request, case, stage.id)
    if not (refusal or is_ahead(request)):
        with reading_goes_on():
            take(actor=request.user, case=case)
    context = cases.page(case, request.user)
    context["items"] = with_files(case, context["items"], stage)
    context |= {
        "stage": stage,
        "checks_priors": stage.id == table_of(case).receiving,
        "checks_where": _name_of_receiving(case),
        "checks_degree": stage == table_of(case).first_of_kind("review"),
        "form": form or ReturnCaseForm(initial={"edit": case.edit}, own=phrases(request.user)),
        "fetched_ahead": is_ahead(request),
        "refusal": refusal,
        "flags": flag_lines(request.user, open_flags(case)),
        "begin_url": _begin_url(request, case),
    }
    context |= _steps(request, case)
    context |= beside_the_case(request.user, case)
    return render(request, "certification/lane/item.html", context, status=status)


def _name_of_receiving(case: Case) -> str:
    stage = table_of(case).stage(table_of(case).receiving)
    return stage.name if stage else ""


def _begin_url(request: SignedInRequest, case: Case) -> str:
    """Where the page says that the reader has begun; "" when somebody has, or the reader may not."""
    move = next((one for one in table_of(case).legal(case.state) if one.verb == "begin"), None)
    allowed = move is not None and may(request.user, case, move)
    return reverse("certification:case-begin", args=[case.public_id]) if allowed else ""


def _why_not(request: SignedInRequest, case: Case, stage: str) -> str:
    """Why the reader may not decide here (R23), or "" when nothing stands in the way."""
    try:
        seat_for(request.user, case, table_of(case).move(f"{stage}.pass"))
    except Refused as refusal:
        return refusal.sentence
    return ""


def _onward(request: SignedInRequest, case: Case) -> HttpResponse:
    """The next case of the queue, or the desk at its end."""
    let_go(actor=request.user, case=case)
    following = _take_next(request, case)
    if following is None:
        messages.info(request, _("待审核的申请已全部办完。"))
        return redirect("certification:desk")
    return redirect("certification:lane-item", following.public_id)


def _without(request: SignedInRequest, case: Case, lost: str = "") -> HttpResponse:
    """Somebody else had the case: who, what becomes of the reader's decision (`lost`); on to the next."""
    messages.warning(request, f"{together.had_by(case)}{lost}")
    return _onward(request, case)


def _not_passed(request: SignedInRequest, case: Case, refusal: Refused) -> HttpResponse:
    """Why, on the page of the case while it waits at the stage it was shown at; else the next one."""
    if answer := asked_again(request, refusal):
        return answer
    case = visible_case(request.user, case.public_id)
    if _moved_on(request, case):
        return _without(request, case, _("您的决定没有生效。"))
    messages.error(request, refusal.sentence)
    return redirect("certification:lane-item", case.public_id)


def _moved_on(request: SignedInRequest, case: Case) -> bool:
    """The case has left the review that the form was made for."""
    shown = table_of(case).stage(request.POST.get("stage", ""))
    return shown is not None and shown.kind == "review" and case.stage != shown.id


@role_required(*OFFICES).acts
@in_lane(_around)
def pass_(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Pass this case at the stage it was shown at, and go on to the next."""
    case = visible_case(request.user, public_id)
    stage, edit = request.POST.get("stage", ""), _number(request.POST.get("edit"))
    unseen = unopened(request)
    try:
        review.pass_case(actor=request.user, case=case, edit=edit, stage=stage, unopened=unseen)
    except Refused as refusal:
        return _not_passed(request, case, refusal)
    request.session[PASSED] = str(public_id)
    said.done(request, _("%(name)s：已通过。") % {"name": case.professional.name})
    return _onward(request, case)


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isdecimal() and len(raw) < 10 else None


@role_required(*OFFICES).acts
@in_lane(_around)
def return_(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Return this case to the person with reasons, per record where there is something wrong."""
    case = visible_case(request.user, public_id)
    form = ReturnCaseForm(request.POST, own=phrases(request.user))
    if not form.is_valid():
        return _return_page(request, case, form, 422)
    try:
        review.return_case(
            actor=request.user,
            case=case,
            edit=form.cleaned_data["edit"],
            stage=request.POST.get("stage", ""),
            reasons=sentences(request.user, form.cleaned_data["reasons"]),
            text=form.cleaned_data["text"],
            items=_item_texts(request),
        )
    except Refused as refusal:
        case = visible_case(request.user, public_id)
        if _moved_on(request, case):
            return _without(request, case, _not_sent(form.cleaned_data["text"]))
        form.add_error(None, refusal.sentence)
        return _return_page(request, case, form, 409 if isinstance(refusal, Stale) else 422)
    said.done(request, _("%(name)s：已退回，理由已发给本人。") % {"name": case.professional.name})
    return _onward(request, case) if _is_review(case) else redirect("certification:case", public_id)


def _not_sent(text: str) -> str:
    """That a return was not sent, with what was typed for it: nothing typed is lost."""
    if not text:
        return _("您的退回没有发出。")
    return _("您的退回没有发出。您写的理由是：%(text)s") % {"text": text}


def _is_review(case: Case) -> bool:
    stage = table_of(case).stage(case.stage)
    return stage is not None and stage.kind == "review"


def _return_page(request: SignedInRequest, case: Case, form: ReturnCaseForm, status: int) -> HttpResponse:
    """The page on which the return was typed, with the text and what is wrong."""
    return (_item_page if _is_review(case) else case_page)(request, case, form, status)


@role_required(*OFFICES).acts
@refusal_at("certification:case", "public_id")
def undo(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take one's own pass back, minutes after it; back to the case in the lane."""
    case = visible_case(request.user, public_id)
    review.undo_pass(actor=request.user, case=case)
    request.session.pop(PASSED, None)
    said.done(
        request,
        _("%(name)s：通过已收回，申请仍在您这里审核，本人会收到更正。") % {"name": case.professional.name},
    )
    return redirect("certification:lane-item", public_id)


def _item_texts(request: SignedInRequest) -> dict[str, str]:
    """What was written beside single records: activity public id -> text."""
    found = {}
    for name, value in request.POST.items():
        if name.startswith("item_") and str(value).strip():
            with suppress(ValueError):
                found[str(UUID(name[5:]))] = str(value).strip()
    return found


@role_required(*OFFICES).acts
def bulk(request: SignedInRequest) -> HttpResponse:
    """Pass many: first the list of exactly what will happen, then the doing; what is left out is said why."""
    return act_on_many(
        request,
        acts.PASS,
        _chosen(request),
        nothing=_("请先勾选要通过的人员。"),
    )


def _chosen(request: SignedInRequest) -> list[Shown]:
    """What was ticked; or, with `batch`, everybody of that batch who waits for this office."""
    if batch := request.POST.get("batch"):
        with suppress(ValueError):
            return everything(_queue(request).filter(batch__public_id=UUID(batch)))
    return shown_of([*request.POST.getlist("cases"), *request.POST.getlist("chosen")])


@role_required(*OFFICES).acts
def course(request: SignedInRequest, public_id: UUID, activity_id: UUID) -> HttpResponse:
    """What was found about an online course that is in no catalogue, before the case can pass."""
    case = visible_case(request.user, public_id)
    row = get_object_or_404(Activity.objects.filter(case_items__case=case), public_id=activity_id)
    call = lambda: review.answer_course(  # noqa: E731
        actor=request.user, case=case, activity=row, text=clean_line(request.POST.get("text", ""))
    )
    return acted(request, call, _("“%s”的核对依据已记入。") % row, "certification:lane-item", public_id)


@role_required(*OFFICES).acts
def exemption(request: SignedInRequest, public_id: UUID, exemption_id: UUID) -> HttpResponse:
    case = visible_case(request.user, public_id)
    row = get_object_or_404(case.exemptions, public_id=exemption_id)
    call = lambda: review.approve_exemption(actor=request.user, exemption=row)  # noqa: E731
    return acted(request, call, _("已核定免于考核。"), "certification:lane-item", public_id)


@role_required(*OFFICES).acts
@refusal_at("certification:lane-item", "public_id")
def prior(request: SignedInRequest, public_id: UUID, prior_id: UUID) -> HttpResponse:
    """The check of an earlier paper slip: genuine or not."""
    case = visible_case(request.user, public_id)
    row = get_object_or_404(case.professional.prior_slips, public_id=prior_id)
    if request.POST.get("genuine") not in ("yes", "no"):
        raise Http404
    since, genuine = clock.now(), request.POST["genuine"] == "yes"
    note = request.POST.get("note", "")
    review.check_prior(actor=request.user, case=case, prior=row, genuine=genuine, note=note)
    said.done(request, with_what_followed(_("已记录核对结果。"), [case.professional_id], since))
    return redirect("certification:lane-item", public_id)
