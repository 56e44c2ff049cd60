"""Adding and editing an activity. Every button of the page is one form, so
that nothing typed is lost without scripts."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import said
from cejc.errors import Refused, Stale
from cejc.lib.states import tag_of
from credits.engine.facts import missing
from credits.engine.policy import Policy
from registry.activities.access import own_activity, own_evidence
from registry.activities.forms.activity import ActivityForm, data_of, with_more_lines
from registry.activities.forms.lines import SpanForm
from registry.activities.models import Activity
from registry.activities.moves.activity import ACTIVITY
from registry.activities.queries.date_faults import date_faults
from registry.activities.queries.evidence import current_evidence
from registry.activities.queries.governing import policy_of_activity
from registry.activities.queries.ledger import name_of
from registry.activities.services import activity as services
from registry.activities.services import evidence as evidence_services
from registry.activities.services.activity import MAX_LINES, Incomplete
from registry.activities.services.ledger import assess, conflict_sentences
from registry.activities.views.activity_context import (
    hours_beside,
    hours_rows,
    inputs_of,
    more_than_name,
    return_of,
)
from registry.activities.views.activity_files import evidence_context, take
from registry.enums import ActivityState
from registry.people.access import signed_in
from registry.people.http import SignedInRequest


@signed_in.asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The page of a draft. `do` names the button: save, submit, add-line,
    expand, upload, remove-line:3, remove:<file>."""
    return answer(request, own_activity(request.user, public_id))


def answer(request: SignedInRequest, activity: Activity, form: ActivityForm | None = None) -> HttpResponse:
    """The page of a draft, which may not be kept yet (`form`: what
    stands in it at first), and its buttons."""
    if not activity.is_editable:
        # A second press of the submit button finds the record submitted, as it wanted it.
        if request.method == "POST" and request.POST.get("do") != "submit":
            messages.error(request, _("这条记录已不在可以修改的状态，刚才的操作没有生效。"))
        return redirect("registry:activity", activity.public_id)
    policy = policy_of_activity(activity)
    if request.method == "GET":
        form = form or ActivityForm(policy, policy.kinds[activity.kind], data_of(activity))
        return _page(request, activity, policy, form)
    return _post(request, activity, policy)


def _post(request: SignedInRequest, activity: Activity, policy: Policy) -> HttpResponse:
    name, _colon, target = request.POST.get("do", "save").partition(":")
    form = ActivityForm(policy, policy.kinds[activity.kind], request.POST)
    act = {
        "add-line": _add_line,
        "remove-line": _remove_line,
        "expand": _expand,
        "upload": _upload,
        "remove": _remove,
        "submit": _submit,
    }.get(name, _save)
    if act in (_submit, _save) and form.span and form.span.is_typed:
        act = _expand_first
    try:
        activity, taken = take(request, activity)
        taken.say(request)
        if taken.refused and act is _submit:
            keep(request, activity, form)
            raise Refused(_("有文件没有上传，所以还没有提交。请更换文件，或不选该文件，再提交。"))
        return act(request, activity, form, target)
    except Incomplete as lack:
        form.show_faults(lack.faults, lack.sentences, lack.targets)
        form.ask_distinct([name_of(one) for one in lack.alike])
    except Refused as refusal:
        form.blame("", refusal.sentence)
        stale = isinstance(refusal, Stale)
        # A stale form is shown again with the newest number: saving once more is then meant.
        form = _shown_again(policy, _as_kept(activity), form) if stale else form
        return _page(request, _as_kept(activity), policy, form, status=409 if stale else 422)
    saved = _as_kept(activity)
    form = _shown_again(policy, saved, form)
    return _page(request, saved, policy, form, status=422)


def _as_kept(activity: Activity) -> Activity:
    """The draft as it is kept now; itself while it is not."""
    rows = Activity.objects.select_related("professional", "organisation")
    kept = rows.filter(public_id=activity.public_id, professional=activity.professional).first()
    return kept or activity


def _shown_again(policy: Policy, saved: Activity, form: ActivityForm) -> ActivityForm:
    """The same answers with the edit number of the draft just kept, and the faults found."""
    data = dict(form.data.items()) | {"edit": str(saved.edit)}
    fresh = ActivityForm(policy, form.kind, data)
    for name, errors in form.errors.items():
        for error in errors:
            fresh.blame("" if name == "__all__" else name, str(error))
    fresh.alike, fresh.evidence_sentences = form.alike, form.evidence_sentences
    for old, new in zip(form.lines, fresh.lines, strict=False):
        for name, errors in old.errors.items():
            for error in errors:
                new.blame(name, str(error))
    return fresh


def keep(request: SignedInRequest, activity: Activity, form: ActivityForm) -> Activity:
    """Keep what stands in the form; the draft is born with it."""
    draft = form.read()
    if activity.pk is None:
        activity = services.create_draft(actor=request.user, kind=activity.kind, key=activity.public_id)
    return services.save_draft(
        actor=request.user,
        activity=activity,
        title=draft.title,
        note=draft.note,
        facts=draft.facts,
        edit=draft.edit,
    )


def _save(request: SignedInRequest, activity: Activity, form: ActivityForm, target: str) -> HttpResponse:
    if activity.pk is None and form.is_blank:
        messages.info(request, _("还没有填写内容，没有建立草稿。"))
        return redirect("registry:activity-create", activity.kind)
    keep(request, activity, form)
    said.done(request, _("草稿已保存。"))
    return _back(activity)


def _back(activity: Activity, part: str = "") -> HttpResponse:
    return redirect(reverse("registry:activity-edit", args=[activity.public_id]) + part)


def _submit(request: SignedInRequest, activity: Activity, form: ActivityForm, target: str) -> HttpResponse:
    """Keep first, so that a refused submission loses nothing; then submit what was kept."""
    if activity.pk is None and form.is_blank:
        faults = consequence(activity, form.policy, form)["found"].faults
        raise Incomplete([], [missing("title"), *faults])
    try:
        activity = keep(request, activity, form)
    except Stale:
        if own_activity(request.user, activity.public_id).state == ActivityState.SUBMITTED:
            return redirect("registry:activity", activity.public_id)
        raise
    services.submit(actor=request.user, activity=activity, edit=activity.edit, distinct=form.says_distinct)
    said.done(request, ACTIVITY["submit"].said)
    return redirect("registry:activity", activity.public_id)


def _add_line(request: SignedInRequest, activity: Activity, form: ActivityForm, target: str) -> HttpResponse:
    """One more line after the last, taking over its slot and subject. An empty
    line is not kept, so the page is drawn."""
    activity = _kept_if_any(request, activity, form)
    lines = form.read().facts.get("lines", [])
    if len(lines) >= MAX_LINES:
        raise Refused(_("一条记录最多%(most)s行，请把超出的部分另行登记。") % {"most": MAX_LINES})
    last = lines[-1] if lines else {}
    lines = [*lines, {"date": "", "slot": last.get("slot", ""), "subject": last.get("subject", "")}]
    return _redraw(request, activity, form, lines)


def _kept_if_any(request: SignedInRequest, activity: Activity, form: ActivityForm) -> Activity:
    """Kept; a page on which nothing stands yet is only drawn again."""
    return activity if activity.pk is None and form.is_blank else keep(request, activity, form)


def _redraw(
    request: SignedInRequest, activity: Activity, form: ActivityForm, lines: list[dict[str, str]]
) -> HttpResponse:
    policy = form.policy
    data = with_more_lines(form, lines) | {"edit": str(activity.edit)}
    return _page(request, activity, policy, ActivityForm(policy, form.kind, data))


def _remove_line(
    request: SignedInRequest, activity: Activity, form: ActivityForm, target: str
) -> HttpResponse:
    """Take one row of the table away; the rest is kept."""
    kept = [line.read() or {} for index, line in enumerate(form.lines) if str(index) != target]
    lines = [line for line in kept if line]
    shorter = ActivityForm(form.policy, form.kind, with_more_lines(form, lines))
    return _redraw(request, _kept_if_any(request, activity, shorter), form, lines)


def _expand(request: SignedInRequest, activity: Activity, form: ActivityForm, target: str) -> HttpResponse:
    """The button beside the first and the last day."""
    longer, lines = _expanded(form)
    return _redraw(request, keep(request, activity, longer), longer, lines)


def _expand_first(
    request: SignedInRequest, activity: Activity, form: ActivityForm, target: str
) -> HttpResponse:
    """Days typed as from–to are listed and looked at before the record
    is sent or put away: none is dropped."""
    longer, lines = _expanded(form)
    activity = keep(request, activity, longer)
    said.done(request, _("起止日期已按全天逐日列出，草稿已保存。请核对各行，再提交。"))
    return _redraw(request, activity, longer, lines)


def _expanded(form: ActivityForm) -> tuple[ActivityForm, list[dict[str, str]]]:
    """From–to into one whole-day line a date; dates that are there already stay as they are."""
    lines = form.read().facts.get("lines", [])
    span: SpanForm = form.span  # type: ignore[assignment]
    more, fault = span.expand(MAX_LINES - len(lines))
    if fault:
        span.blame("span_from", fault)
        raise Refused(fault)
    there = {line["date"] for line in lines}
    lines = sorted(
        [*lines, *(line for line in more if line["date"] not in there)], key=lambda line: line["date"]
    )
    emptied = {"span_from": "", "span_to": ""}
    return ActivityForm(form.policy, form.kind, with_more_lines(form, lines) | emptied), lines


def _upload(request: SignedInRequest, activity: Activity, form: ActivityForm, target: str) -> HttpResponse:
    """The button beside the files: chosen ones are kept by now, as with every button."""
    activity = keep(request, activity, form)
    if not request.FILES:
        messages.error(request, _("请先选择文件，再上传。"))
    return _back(activity, "#evidence")


def _remove(request: SignedInRequest, activity: Activity, form: ActivityForm, target: str) -> HttpResponse:
    activity = keep(request, activity, form)
    removed = evidence_services.remove(actor=request.user, evidence=own_evidence(activity, target))
    said.done(request, _("“%(name)s”已移除。") % {"name": removed.file_name})
    return _back(activity, "#evidence")


def _page(
    request: SignedInRequest, activity: Activity, policy: Policy, form: ActivityForm, *, status: int = 200
) -> HttpResponse:
    found = consequence(activity, policy, form)
    evidence = evidence_context(policy, activity, found["found"].evidence, found["files_now"])
    context = (
        found
        | evidence
        | addresses(activity)
        | {
            "activity": activity,
            "policy": policy,
            "kind": form.kind,
            "lead": more_than_name(form.kind) or None,
            "state": tag_of(activity),
            "form": form,
            "returned": return_of(activity, activity.reviews.order_by("pk")) if activity.pk else None,
            "upload_limit": settings.CEJC_UPLOAD_LIMIT,
            "picture_limit": settings.CEJC_PICTURE_LIMIT,
            "links": [{"url": "#evidence", "text": sentence} for sentence in form.evidence_sentences],
        }
    )
    return render(request, "registry/activities/activity/edit.html", context, status=status)


def addresses(activity: Activity) -> dict[str, str]:
    """Where the page's form, its autosave and its preview go: to the
    draft, or to the place where one is born."""
    names = {
        "form_url": "edit",
        "autosave_url": "autosave",
        "preview_url": "preview",
        "evidence_url": "evidence",
    }
    if activity.pk:
        return {
            key: reverse(f"registry:activity-{name}", args=[activity.public_id])
            for key, name in names.items()
        }
    names["form_url"] = "create"
    return {
        key: reverse(f"registry:activity-{'' if name == 'create' else 'new-'}{name}", args=[activity.kind])
        for key, name in names.items()
    } | {"draft_key": str(activity.public_id)}


def consequence(activity: Activity, policy: Policy, form: ActivityForm) -> dict[str, Any]:
    """Hours, clause, reason, conflicts and evidence of what stands in the form now; nothing is stored.

    `wrong` are values that cannot be, each as {label, sentence}: told
    while typing, before anything is missing.
    """
    draft = form.read()
    shown = Activity(
        pk=activity.pk,
        public_id=activity.public_id,
        professional=activity.professional,
        kind=activity.kind,
        title=draft.title,
        facts=draft.facts,
        first_date=activity.first_date,
        state=activity.state,
    )
    now = current_evidence(activity)
    found = assess(shown, policy, [one.document_kind for one in now])
    dates = date_faults(policy, activity.professional, activity.kind, draft.facts)
    return {
        "found": found,
        "files_now": now,
        "hours": hours_rows(policy, found.awards, inputs_of(policy, shown)),
        "beside": [] if found.faults or found.refused else hours_beside(shown, policy),
        "total": sum(award.hours for award in found.awards),
        "conflicts": conflict_sentences(shown, found),
        "conflict_advice": sorted({advice(refusal.code) for refusal in found.refused}),
        "wrong": form.wrong([*found.faults, *dates]),
        "unfinished": bool(found.faults),
    }


def advice(code: str) -> str:
    """What to change where two records collide."""
    if code == "duplicate_work":
        return _("请核对编号：填错的请更正，确是同一项成果的只保留一条。")
    return _("请更正日期或时段，或者改动另一条记录。")


@signed_in.acts
def preview(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The consequence of what is being typed, as a fragment."""
    return preview_of(request, own_activity(request.user, public_id))


def preview_of(request: SignedInRequest, activity: Activity) -> HttpResponse:
    policy = policy_of_activity(activity)
    form = ActivityForm(policy, policy.kinds[activity.kind], request.POST)
    context = consequence(activity, policy, form) | {"policy": policy}
    return render(request, "registry/activities/activity/_consequence.html", context)


@signed_in.acts
def autosave(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Keep the draft while typing; answers with the new edit number, or 409 and the sentence."""
    return autosave_of(request, own_activity(request.user, public_id))


def autosave_of(request: SignedInRequest, activity: Activity) -> HttpResponse:
    """With the draft just born comes `url`, its own page from now on. 204 while nothing
    stands in a form whose draft is not born."""
    policy = policy_of_activity(activity)
    form = ActivityForm(policy, policy.kinds[activity.kind], request.POST)
    if activity.pk is None and form.is_blank:
        return HttpResponse(status=204)
    try:
        saved = keep(request, activity, form)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence, "code": refusal.code}, status=409)
    born: dict[str, str] = (
        {"draft": str(saved.public_id), "url": addresses(saved)["form_url"]} if activity.pk is None else {}
    )
    return JsonResponse({"edit": saved.edit} | born)
