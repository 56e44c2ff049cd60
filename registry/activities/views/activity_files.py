"""Files of the activity form: whatever button was pressed, every file that was chosen is kept or named.

Fields: `files` with the ticked `document_kind`s; `file:<kind>` beside a missing line;
`replace:<file>` on a card; `card` with `kinds:<file>`, what a file that is there already stands
for, and `was:<file>`, what the page showed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import said
from cejc.errors import Refused
from cejc.lib.ids import as_uuid
from credits.engine.evidence import EvidenceState
from credits.engine.policy import Policy
from registry.activities.access import own_activity
from registry.activities.forms.evidence import EvidenceForm
from registry.activities.models import Activity, Evidence
from registry.activities.queries.evidence import by_file, current_evidence, own_twins
from registry.activities.queries.governing import policy_of_activity
from registry.activities.services import activity as activities
from registry.activities.services import evidence as services
from registry.activities.services.ledger import assess
from registry.activities.views.activity_context import checklist, file_card, kinds_words
from registry.people.access import signed_in
from registry.people.http import SignedInRequest


@dataclass
class Taken:
    """What became of the files of one post: names of those kept, and a sentence for each that was not."""

    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def say(self, request: SignedInRequest) -> None:
        for name in self.kept:
            said.done(request, _("“%(name)s”已上传。") % {"name": name})
        for sentence in self.refused:
            messages.error(request, sentence)


@dataclass(frozen=True)
class Chosen:
    """One chosen file, the documents it is, and the file that it replaces (its public id, "" none)."""

    upload: Any
    kinds: list[str]
    replaces: str = ""


def take(request: SignedInRequest, activity: Activity) -> tuple[Activity, Taken]:
    """Keep every chosen file and what was ticked beside those that are
    there; a draft is born where there is none.

    A file that is refused keeps no other from being kept.
    """
    taken = Taken()
    chosen = list(_chosen(request))
    if chosen and activity.pk is None:
        activity = activities.create_draft(actor=request.user, kind=activity.kind, key=activity.public_id)
    _sort(request, activity, taken)
    for one in chosen:
        try:
            kept = services.add(
                actor=request.user,
                activity=activity,
                upload=one.upload,
                document_kind=one.kinds[0] if one.kinds else "",
                also=one.kinds[1:],
                replaces=_file(activity, one.replaces),
            )
        except Refused as refusal:
            taken.refused.append(refusal.sentence)
        else:
            taken.kept.append(kept.file_name)
    return activity, taken


def _chosen(request: SignedInRequest) -> Iterator[Chosen]:
    ticked = request.POST.getlist("document_kind")
    for name in request.FILES:
        head, _colon, tail = name.partition(":")
        for upload in request.FILES.getlist(name):
            if name == "files":
                yield Chosen(upload, ticked, request.POST.get("replaces", ""))
            elif head == "file":
                yield Chosen(upload, [tail])
            elif head == "replace":
                yield Chosen(upload, [], tail)


def _sort(request: SignedInRequest, activity: Activity, taken: Taken) -> None:
    """What was ticked beside each file that is there."""
    for key in request.POST.getlist("card"):
        wanted = request.POST.getlist(f"kinds:{key}")
        if set(wanted) == set(request.POST.get(f"was:{key}", "-").split(",")) - {""}:
            continue  # nothing was ticked in this page: another page's ticks stay
        evidence = _file(activity, key)
        rows = [] if evidence is None else list(activity.evidence.current().filter(sha256=evidence.sha256))
        if not rows:
            taken.refused.append(_("要勾选种类的材料已不在，请刷新页面后核对。"))
            continue
        if {one.document_kind for one in rows} - {""} == set(wanted):
            continue
        try:
            services.set_kinds(actor=request.user, activity=activity, evidence=rows[0], kinds=wanted)
        except Refused as refusal:
            taken.refused.append(refusal.sentence)


def _file(activity: Activity, key: str) -> Evidence | None:
    named = as_uuid(key)
    if activity.pk is None or named is None:
        return None
    return activity.evidence.filter(public_id=named).first()


def evidence_context(
    policy: Policy, activity: Activity, state: EvidenceState, rows: list[Evidence]
) -> dict[str, Any]:
    """What registry/activities/activity/_evidence.html shows."""
    twins = own_twins(activity) if activity.pk else {}
    return {
        "checklist": checklist(state, rows, uploads=True),
        "files": [_card(policy, state, group, twins.get(group[0].sha256)) for group in by_file(rows)],
        "evidence_form": EvidenceForm(state),
    }


def _card(policy: Policy, state: EvidenceState, rows: list[Evidence], twin: str | None) -> dict[str, Any]:
    """A file with the documents it may stand for, ticked where it does."""
    there = {one.document_kind for one in rows} - {""}
    asked = {one.id: one.name for one in state.documents}
    extra = {
        one: policy.documents[one].name for one in sorted(there - asked.keys()) if one in policy.documents
    }
    was = ",".join(sorted(there))
    choices = [{"id": key, "name": name, "ticked": key in there} for key, name in (asked | extra).items()]
    return file_card(
        policy,
        rows[0],
        kind=kinds_words(policy, rows),
        flag=_twin_note(twin),
        choices=choices,
        was=was,
        unsorted=not there,
    )


def _twin_note(title: str | None) -> str | None:
    """The person's own other record with the same file; other people's are for reviewers only."""
    if title is None:
        return None
    return _("这份文件也用在您的另一条记录“%(title)s”中，提交后审核人会核对。") % {
        "title": title or _("未命名的记录")
    }


@signed_in.acts
def upload(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Files the moment they are chosen, and ticks the moment they are set."""
    return upload_of(request, own_activity(request.user, public_id))


def upload_of(request: SignedInRequest, activity: Activity) -> HttpResponse:
    """JSON: `kept` names, `refused` sentences, `html` of the evidence part; `draft` and `edit` of the
    record, and its `url` when there is one."""
    policy = policy_of_activity(activity)
    try:
        activity, taken = take(request, activity)
    except Refused as refusal:
        return JsonResponse({"kept": [], "refused": [refusal.sentence]})
    rows = current_evidence(activity)
    found = assess(activity, policy, [one.document_kind for one in rows])
    context = evidence_context(policy, activity, found.evidence, rows)
    html = render(request, "registry/activities/activity/_evidence.html", context).content.decode()
    born = {"url": reverse("registry:activity-edit", args=[activity.public_id])} if activity.pk else {}
    return JsonResponse(
        {
            "kept": taken.kept,
            "refused": taken.refused,
            "html": html,
            "edit": activity.edit,
            "draft": str(activity.public_id),
            **born,
        }
    )
