"""Choosing a kind and opening its form. The draft is born with the
first thing put into it, never by looking."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cejc.lib.db.order import latest
from cejc.lib.ids import as_uuid
from credits.engine.evidence import evidence_for
from credits.engine.kinds import Kind
from credits.engine.policy import Policy
from credits.governing import Governing, cited
from registry.activities.access import own_activity
from registry.activities.forms.activity import ActivityForm, data_of, data_of_lines
from registry.activities.models import Activity
from registry.activities.queries.governing import counts, policy_of_activity, policy_of_kind
from registry.activities.views.activity_context import more_than_name
from registry.activities.views.activity_edit import answer, autosave_of, preview_of
from registry.activities.views.activity_files import upload_of
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.governing import governing_of_login

# What most people have comes first; whatever else the notice names follows in its order.
COMMON = (
    "training",
    "online",
    "conference",
    "paper",
    "degree_course",
    "qualification_exam",
    "project",
    "award",
    "patent",
    "book",
)
MOST_DOCUMENTS = 6


@signed_in.reads
def kinds(request: SignedInRequest) -> HttpResponse:
    """Choose the kind: by subject, the commonest first, each with the papers that one has in hand."""
    found = governing_of_login(request.user)
    policy = found.policy
    known = [policy.kinds[one] for one in COMMON if one in policy.kinds]
    others = [kind for kind in policy.kinds.values() if kind not in known]
    context = {
        "policy": policy,
        "public": _public_entries(policy),
        "kinds": [kind_row(policy, kind) for kind in [*known, *others]],
        "beside": [_beside(one, found) for one in found.policies[1:]],
        "copy": _latest(request),
    }
    return render(request, "registry/activities/activity/kinds.html", context)


def _beside(policy: Policy, found: Governing) -> dict[str, Any]:
    """What a policy that counts beside has of its own: kinds that none in front of it knows. `also` are the
    names of those that count under it too."""
    before = found.policies[: found.policies.index(policy)]
    known = {kind.id: kind for one in before for kind in one.kinds.values()}
    own = [kind for kind in policy.kinds.values() if kind.id not in known]
    return {
        "policy": policy,
        "cited": cited(policy),
        "kinds": [kind_row(policy, kind) for kind in own],
        "also": [kind.name for kind in known.values() if counts(policy, kind.id)],
    }


def kind_row(policy: Policy, kind: Kind) -> dict[str, Any]:
    """One kind: what it says beyond its name, its clause, and the papers that prove it."""
    rules = policy.rules_by_kind[kind.id]
    return {
        "kind": kind,
        "url": reverse("registry:activity-create", args=[kind.id]),
        "description": more_than_name(kind),
        "papers": papers_of(policy, kind),
        "rules": rules,
        "clause": rules[0].source.clause,
    }


def papers_of(policy: Policy, kind: Kind) -> list[str]:
    """The names of what proves a record of `kind`, those of the first combination first."""
    options = evidence_for(policy, kind.id, ()).options
    names = [document.name for option in options for need in option.needs for document in need.any_of]
    return list(dict.fromkeys(names))[:MOST_DOCUMENTS]


def _public_entries(policy: Policy) -> list[dict[str, str]]:
    """The two ways in which most people have their public subject: on line, and in a classroom."""
    filed = policy.recognition.filed_subject
    if not filed:
        return []
    named = {"subject": policy.subject_names[filed]}
    wanted = {"online": _("%(subject)s网络课程") % named, "training": _("%(subject)s面授培训") % named}
    return [
        {
            "name": name,
            "url": f"{reverse('registry:activity-create', args=[kind])}?{urlencode({'subject': filed})}",
            "papers": "、".join(papers_of(policy, policy.kinds[kind])),
        }
        for kind, name in wanted.items()
        if kind in policy.kinds
    ]


def _latest(request: SignedInRequest) -> Activity | None:
    """The record that the person handed in last: five years of one course are five copies."""
    rows = Activity.objects.filter(professional=request.user.professional_id, version__gt=0)
    return rows.order_by(latest("submitted_at"), "-pk").first() if request.user.professional_id else None


@signed_in.asks
def new(request: SignedInRequest, kind: str) -> HttpResponse:
    """The form of a draft that does not exist yet. `?from=` fills in what another own record says, without
    dates and papers; `?subject=` chooses the subject."""
    activity = _unborn(request, kind)
    if activity is None:
        return redirect("registry:activity-new")
    policy = policy_of_activity(activity)
    return answer(
        request, activity, ActivityForm(policy, policy.kinds[kind], _prefilled(request, policy, activity))
    )


def _unborn(request: SignedInRequest, kind: str) -> Activity | None:
    """The draft of the page's key: the kept one where it was born already, else one that is not saved."""
    person = request.user.professional
    if person is None:
        messages.error(request, _("您的账号没有关联到专业技术人员，不能登记继续教育活动。"))
        return None
    if kind not in policy_of_kind(person, kind).kinds:
        messages.error(request, _("没有这一类继续教育形式，请重新选择。"))
        return None
    key = as_uuid(request.POST.get("draft", "")) or uuid4()
    kept = Activity.objects.select_related("professional", "organisation").filter(public_id=key)
    found = kept.filter(professional=person, kind=kind).first()
    return found or Activity(public_id=uuid4() if kept.exists() else key, professional=person, kind=kind)


def _prefilled(request: SignedInRequest, policy: Policy, activity: Activity) -> dict[str, str]:
    data = {"edit": "0"}
    source = request.GET.get("from", "")
    if source:
        other = own_activity(request.user, as_uuid(source) or uuid4())
        data |= _copied(policy, other) if other.kind == activity.kind else {"title": other.title}
    subject = request.GET.get("subject", "")
    if subject in {one.id for one in policy.subjects}:
        data |= {"fact_subject": subject, "line0-subject": subject, "span_subject": subject}
    return data


def _copied(policy: Policy, source: Activity) -> dict[str, str]:
    """The fields of another record: its dates, its years and the number of its work belong to that one."""
    dated = {fact.id for fact in policy.kinds[source.kind].facts if fact.type in ("date", "year")}
    data = {key: value for key, value in data_of(source).items() if key.removeprefix("fact_") not in dated}
    lines = [line | {"date": ""} for line in source.facts.get("lines") or [] if isinstance(line, dict)]
    return data | data_of_lines(lines) | {"work": "", "edit": "0"}


@signed_in.acts
def preview(request: SignedInRequest, kind: str) -> HttpResponse:
    """The consequence of what is being typed into a draft that is not born yet, as a fragment."""
    activity = _unborn(request, kind)
    return preview_of(request, activity) if activity else HttpResponse(status=204)


@signed_in.acts
def autosave(request: SignedInRequest, kind: str) -> HttpResponse:
    """Give birth to the draft with the first thing typed; says under which address it stands from now on."""
    activity = _unborn(request, kind)
    if activity is None:
        return HttpResponse(status=204)
    return autosave_of(request, activity)


@signed_in.acts
def evidence(request: SignedInRequest, kind: str) -> HttpResponse:
    """Give birth to the draft with the first file chosen; says under which address it stands from now on."""
    activity = _unborn(request, kind)
    if activity is None:
        return HttpResponse(status=204)
    return upload_of(request, activity)
