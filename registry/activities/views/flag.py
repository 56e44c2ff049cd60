"""The same file, or what seems the same paper, under two records, side by side, and a reviewer's word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.db.order import open_first
from cejc.lib.states import tag_of
from cejc.lib.uploads.preview import can_preview
from cejc.templatetags.cejc_ui import cn_time
from credits.engine.policy import Policy
from registry.activities.access import visible_flag
from registry.activities.forms.activity_review import AlikeForm, FlagForm
from registry.activities.models import Activity, Evidence, EvidenceFlag
from registry.activities.permissions import is_own, may_see_record
from registry.activities.queries.evidence import flags_for, shared_files, sides_of
from registry.activities.queries.governing import policy_of_activity
from registry.activities.queries.ledger import CLAIMING, name_of
from registry.activities.services import flag_decision as services
from registry.activities.views.activity_context import file_card, inputs_of, page_url
from registry.activities.views.flag_words import DESK_ROLES, alike_names, flag_lines, likeness_words, masked
from registry.enums import FlagKind, FlagState
from registry.machinery.services.holds import with_what_followed
from registry.people import looking
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.models import User
from registry.people.views.answers import done, form_page, refusal_at

PAGE = 25


@role_required(*DESK_ROLES).reads
def flags(request: SignedInRequest) -> HttpResponse:
    """Every flag about a record of the reader's units, open ones first."""
    rows = flags_for(request.user).order_by(open_first("decided_at"), "-raised_at", "-pk")
    if request.GET.get("state") != "all":
        rows = rows.filter(state=FlagState.OPEN)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": flag_lines(request.user, page), "all": request.GET.get("state") == "all"}
    return render(request, "registry/activities/evidence/flags.html", context)


@role_required(*DESK_ROLES).asks
@refusal_at("registry:flag", "public_id")
def flag(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Both records side by side. `decision` is cleared or upheld."""
    row = visible_flag(request.user, public_id)
    for one in sides_of(row):
        if may_see_record(request.user, one):
            looking.note(one)
    fitting = AlikeForm if row.kind == FlagKind.ALIKE else FlagForm
    form = fitting(request.POST if request.method == "POST" else None, sides=_choices(request.user, row))
    if request.method == "POST" and form.is_valid():
        since, word = clock.now(), request.POST.get("decision")
        note, against = form.cleaned_data["note"], _named(row, form.cleaned_data.get("against", ""))
        upheld, distinct = word == "upheld", word == "distinct"
        services.decide_flag(
            actor=request.user, flag=row, upheld=upheld, note=note, against=against, distinct=distinct
        )
        return done(request, _what_followed(row, upheld, since), "registry:flag", row.public_id)
    context = {
        "flag": row,
        "state": tag_of(row),
        "files": alike_names(request.user, row) or _pairs(row),
        "alike": row.kind == FlagKind.ALIKE,
        "likeness": likeness_words(row),
        "sides": _sides(policy_of_activity(row.first.activity), request.user, row),
        "form": form,
        "own": any(is_own(request.user, side.activity) for side in (row.first, row.second)),
    }
    return form_page(request, "registry/activities/evidence/flag.html", context)


def _pairs(row: EvidenceFlag) -> list[str]:
    """The names of the files that both records have."""
    return [one.file_name for one in shared_files(row)] or [row.first.file_name]


def _choices(user: User, row: EvidenceFlag) -> list[tuple[str, str]]:
    """The records whose hours the reader may take out if the flag is upheld, the later one last."""
    return [(f"{one.public_id}", _side_name(user, one)) for one in services.choices(user, row)]


def _side_name(user: User, activity: Activity) -> str:
    seen = may_see_record(user, activity)
    name = str(activity.professional) if seen else masked(str(activity.professional))
    return _("%(name)s的%(title)s，%(when)s提交（%(state)s）") % {
        "name": name,
        "title": name_of(activity) if seen else _("另一条记录"),
        "state": activity.get_state_display(),
        "when": cn_time(activity.submitted_at) if activity.submitted_at else "",
    }


def _named(row: EvidenceFlag, public_id: str) -> Activity | None:
    return next((one for one in sides_of(row) if f"{one.public_id}" == public_id), None)


def _what_followed(row: EvidenceFlag, upheld: bool, since: datetime) -> str:
    """What the decision did, as the records stand after it."""
    fresh = EvidenceFlag.objects.select_related("first__activity", "second__activity").get(pk=row.pk)
    if not upheld:
        return _("核对结果已记录，可以继续审核。")
    out = [one for one in sides_of(fresh) if one.state not in CLAIMING]
    names = "、".join(f"“{one}”（{one.get_state_display()}）" for one in out)
    sentence = _("核对结果已记录：重复属实。%s不再计学时，已通知本人。") % names
    return with_what_followed(sentence, [one.professional_id for one in out], since)


def _sides(policy: Policy, user: User, row: EvidenceFlag) -> list[dict[str, Any]]:
    pages = (row.likeness or {}).get("pages", [0, 0])
    return [
        side_of(policy, user, one, max(page, 1) if row.kind == FlagKind.ALIKE else 0)
        for one, page in zip((row.first, row.second), pages, strict=True)
    ]


def side_of(policy: Policy, user: User, evidence: Evidence, page: int = 0) -> dict[str, Any]:
    """One of the two records: whole for who may see it, with `page` of the file as a picture (0: none), else
    unit, kind, date and state with the name masked."""
    activity = evidence.activity
    kind = policy.kinds.get(activity.kind)
    document = policy.documents.get(evidence.document_kind)
    seen = may_see_record(user, activity)
    side = {
        "seen": seen,
        "unit": str(activity.organisation or ""),
        "kind": kind.name if kind else activity.kind,
        "date": activity.first_date,
        "submitted": activity.submitted_at,
        "state": tag_of(activity),
        "document": document.name if document else "",
        "name": str(activity.professional) if seen else masked(str(activity.professional)),
    }
    if not seen:
        return side
    return side | {
        "activity": activity,
        "inputs": inputs_of(policy, activity),
        "file": file_card(policy, evidence),
        "page": page,
        "picture": page_url(evidence, page) if page and can_preview(evidence.mime) else "",
    }
