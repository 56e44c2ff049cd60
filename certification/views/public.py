"""Front page, the rules of the year with a calculator, and help: for anyone, without JavaScript."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cejc import clock
from cejc.lib.shelf import shelved
from cejc.templatetags.cejc_ui import cn_date
from certification.forms.verify import VerifyForm
from certification.models import Notice
from certification.queries.notices import wall
from certification.queries.steps import ways_of
from credits.engine import Policy, Preview, Stage, preview
from credits.engine.said import (
    Saying,
    also_said,
    carries_said,
    limits_said,
    needs_said,
    people_said,
    reductions_said,
)
from credits.queries import last_published, policies_rest_on, policy_here, published_policies
from registry.activities.forms.activity import ActivityForm
from registry.enums import Office
from registry.rules.queries.worked_examples import Examples

ON_FRONT = 5


@require_GET
@shelved(lambda _request: [*wall.rests_on(ON_FRONT), policies_rest_on()])
def front(request: HttpRequest) -> HttpResponse:
    """What a visitor sees first: verify, notices, rules, how to begin."""
    context = {
        "verify_form": VerifyForm(),
        "notices": Notice.objects.public()
        .select_related("organisation")
        .order_by("ends_at", "pk")[:ON_FRONT],
        "policy": policy_here(),
        "activate_url": reverse("registry:activate"),
        "register_url": reverse("registry:register"),
    }
    return render(request, "public/front.html", context)


def asked_policy(request: HttpRequest) -> Policy:
    """The newest published edition of the policy named in the address, a withdrawn one too: what was decided
    under it links here. Else the one that governs."""
    name = request.GET.get("policy", "")
    latest = policy_here()
    if name in ("", latest.name):
        return latest
    found = last_published(name)
    if found is None:
        raise Http404
    return found


@require_GET
@shelved(lambda _request: [policies_rest_on()])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of one year: minima, spans, conversion, evidence, how gaps are settled."""
    policy = asked_policy(request)
    in_force = published_policies()
    withdrawn = policy.name not in {row.name for row in in_force} and bool(in_force)
    examples = Examples(policy)
    context = {
        "policy": policy,
        "policies": in_force,
        "withdrawn": withdrawn,
        "rules": [(rule, examples.of_rule(rule.source.clause, rule.kinds)) for rule in policy.rules],
        "points": [(point, examples.of_point(point.id)) for point in policy.points.values()],
        "coming": not withdrawn and policy.reach.begins > clock.today(),
        "spans": policy.spans,
        "tables": _tables(policy),
        "people": [*people_said(policy), *also_said(policy)],
        "need_examples": examples.of_need(),
        "span_examples": examples.of_spans(),
        "materials": [
            _materials(policy, row) | {"examples": examples.of_materials(row.source.clause)}
            for row in policy.evidence
        ],
        "routes": [
            {
                "name": route.name,
                "stages": [_stage(policy, one) for one in route.stages],
                "examples": examples.of_route(route.id),
            }
            for route in policy.routes.values()
        ],
    }
    return render(request, "public/rules.html", context)


def _tables(policy: Policy) -> list[tuple[str, list[Saying]]]:
    """Heading and sentences of what stands beside the yearly minima; what a policy does not know is left
    out."""
    found = [
        (_("几年合计、占比和周期"), list(needs_said(policy))),
        (_("结转到以后年度"), list(carries_said(policy))),
        (_("要求较少的人员"), list(reductions_said(policy))),
        (_("上限和只计最高的"), list(limits_said(policy))),
    ]
    return [(heading, rows) for heading, rows in found if rows]


def _materials(policy: Policy, row) -> dict[str, Any]:
    """One evidence row of the annex: whom it is for, its text, and each
    permitted combination as a sentence."""
    options = [
        "、".join(_("或").join(policy.documents[one].name for one in need) for need in option.needs)
        for option in row.options
    ]
    name = "、".join(policy.kinds[kind].name for kind in row.kinds)
    return {"name": name, "text": row.text, "clause": row.source.clause, "options": options}


def _stage(policy: Policy, stage: Stage) -> dict[str, Any]:
    """One step of a route as a person reads it."""
    window = ""
    if stage.window and stage.window.opens:
        window = _("%(opens)s至%(closes)s") % {
            "opens": cn_date(stage.window.opens),
            "closes": cn_date(stage.window.closes),
        }
    elif stage.window:
        window = _("%(closes)s前") % {"closes": cn_date(stage.window.closes)}
    return {
        "name": stage.name,
        "office": policy.office_name(stage.office, str(Office(stage.office).label)),
        "working_days": stage.working_days,
        "window": window,
    }


@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """What would this be worth? The form of the kind, and the award
    with clause and reason. Nothing is stored."""
    policy = asked_policy(request)
    kind = policy.kinds.get(request.GET.get("kind", ""))
    context: dict[str, Any] = {
        "policy": policy,
        "policies": published_policies(),
        "kinds": policy.kinds.values(),
        "kind": kind,
    }
    if kind:
        form = ActivityForm(policy, kind, request.GET)
        context["form"], context["fields"] = form, [form[name] for name in form.fact_names]
        if "count" in request.GET:
            context["found"] = found = _count(policy, form)
            context["limits"] = list(limits_said(policy, [kind.id]))
            context["awards"] = [(award, policy.subject_names[award.subject]) for award in found.awards]
    return render(request, "public/calculator.html", context)


def _count(policy: Policy, form: ActivityForm) -> Preview:
    draft = form.read()
    found = preview(policy, form.kind.id, {key: value for key, value in draft.facts.items() if key != "work"})
    form.show_faults(found.faults)
    return found


@require_GET
@shelved(lambda _request: [policies_rest_on()])
def help_page(request: HttpRequest) -> HttpResponse:
    """How things go, step by step, and whom to ask."""
    policy = policy_here()
    return render(request, "public/help.html", {"policy": policy, "ways": ways_of(policy)})
