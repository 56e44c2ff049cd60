"""A professional's first screen: the years of the span, what is missing by when, and the button to add."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.lib.db.ready import ready
from cejc.lib.states import tag_of
from credits.engine.ledger import SHORT, STATUS_NAMES, YearLine
from credits.engine.needs import TOTAL
from credits.engine.numbers import ZERO
from credits.engine.policy import Policy, Subject
from credits.engine.routes import NoRoute, route_for
from credits.engine.spans import NoSpan, span_for
from credits.engine.windows import WindowState, filing_stage, window_state
from registry.activities.models import Activity
from registry.activities.queries.activity import own_latest
from registry.activities.queries.beside import held_in, ledgers_beside
from registry.activities.queries.lacking import beyond, carried_words, lacking, words_of
from registry.activities.queries.ledger import Ledger, ledger_of
from registry.activities.views.activity import row_of
from registry.desk.forms.home import TargetForm
from registry.enums import ActivityState
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Employment, Professional
from registry.people.models.message import news_of
from registry.people.queries.governing import governing_of
from registry.people.queries.persons import person_of
from registry.people.queries.region import region_that_matters
from registry.training.queries.course_review import open_opinions
from registry.yearly.queries.application import Application, application_of, last_day_of
from registry.yearly.queries.aside import aside_of

RECENT = 6
WHOLE = ("deemed", "certified", "exempt")
# What a year is called that only claims to be settled: a paper slip nobody
# has checked, an exemption nobody approved.
NOT_YET = {"certified": gettext_lazy("以往认定单待核对"), "exempt": gettext_lazy("免于考核待确认")}
APPROVED_ONLY = (ActivityState.APPROVED,)


@signed_in.reads
def home(request: SignedInRequest) -> HttpResponse:
    professional = request.user.professional
    if professional is None:
        raise Http404
    found = governing_of(professional)
    policy = found.policy
    rows = own_latest(request.user, RECENT)
    application = application_of(professional, policy.application_year)
    target = TargetForm(policy, professional, request.GET, application)
    employment = _employment(professional)
    context = {
        "policy": policy,
        "coming": found.following,
        "governing": found,
        "target": target,
        "application": application,
        "employment": employment,
        "returned": [
            *_returned_application(application),
            *(_returned_row(one) for one in rows if one.state == ActivityState.RETURNED),
        ],
        "drafts": sum(1 for one in rows if one.state == ActivityState.DRAFT),
        "recent": [row_of(one) for one in rows[:RECENT]],
        "to_review": open_opinions(request.user),
        "news": news_of(request.user.pk),
    }
    today = clock.today().year
    context["beside"] = ledgers_beside(professional, found, range(today - 1, today + 1), _in_order(rows))
    return render(
        request,
        "registry/desk/home/home.html",
        context | _span(policy, professional, target, rows, employment),
    )


def _in_order(rows: list[Activity]) -> list[Activity]:
    return sorted(rows, key=lambda row: (row.submitted_at or row.created_at, row.pk))


def _employment(professional: Professional) -> Employment | None:
    return next(iter(_employments(professional.pk)), None)


@ready
def _employments(professional: int) -> QuerySet[Employment]:
    rows = Employment.objects.current().filter(professional=professional)
    return rows.select_related("organisation").order_by("pk")[:1]


def _returned_application(application: Application | None) -> list[dict[str, Any]]:
    if application is None or not application.returned:
        return []
    return [
        {
            "title": application.sentence,
            "url": application.url,
            "subtitle": _("按退回理由更正后，请重新提交。"),
            "state": {"label": _("已退回"), "kind": "returned"},
        }
    ]


def _returned_row(activity: Activity) -> dict[str, Any]:
    return {
        "title": activity.title or _("未命名的记录"),
        "url": reverse("registry:activity-edit", args=[activity.public_id]),
        "subtitle": _("按退回说明更正后，请重新提交。"),
        "state": tag_of(activity),
    }


def _span(
    policy: Policy,
    professional: Professional,
    target: TargetForm,
    rows: list[Activity],
    employment: Employment | None,
) -> dict[str, Any]:
    """The years of the span as bars and what is missing; or the sentence why there is no span."""
    level, series = target.chosen()
    try:
        region = region_that_matters(policy, employment.organisation if employment else None)
        span = span_for(policy, level=level, degree=professional.degree, series=series, region=region)
    except (NoSpan, KeyError) as fault:
        return {"span_fault": str(fault) if isinstance(fault, NoSpan) else _("请重新选择申报的系列。")}
    rows = _in_order(rows)
    known = replace(person_of(professional, policy), level=level, series=series)
    aside = aside_of([professional.pk])[professional.pk]
    claimed, wanted = aside.claimed | aside.certified, aside.asked | aside.exempt
    asked = ledger_of(professional, span.years, policy, claimed, wanted, activities=rows, person=known)
    stands = ledger_of(
        professional,
        span.years,
        policy,
        aside.certified,
        aside.exempt,
        states=APPROVED_ONLY,
        activities=rows,
        person=known,
    )
    held = held_in(asked)
    return {
        "span": span,
        "years": [_bar(policy, now, all_) for now, all_ in zip(stands.years, asked.years, strict=True)],
        "beyond": [told for line in asked.years if (told := _beyond(policy, line, held))],
        "missing": [_shortage(policy, line) for line in asked.years if line.status == SHORT],
        "waiting": any(
            now.status != all_.status for now, all_ in zip(stands.years, asked.years, strict=True)
        ),
        "certified": all(line.status == "certified" for line in stands.years),
        "window": _window(policy, employment, level),
        "last_day": last_day_of(employment.organisation, policy, level) if employment else None,
        "level_name": target.level_name(),
        "unread_kinds": _unread(asked),
    }


def _unread(ledger: Ledger) -> list[Activity]:
    return list(ledger.unread)


def _bar(policy: Policy, stands: YearLine, asked: YearLine) -> dict[str, Any]:
    """Approved hours solid, hours asked for lighter; a year that counts as a whole says so."""
    whole = _(STATUS_NAMES[asked.status]) if asked.status in WHOLE else None
    if whole and stands.status == SHORT:
        whole = str(NOT_YET.get(asked.status, _("待审核：%(what)s") % {"what": whole}))
    note = (
        _("认定单%(number)s") % {"number": asked.note} if asked.status == "certified" else asked.note or None
    )
    filed = policy.recognition.filed_subject
    return {
        "year": asked.year,
        "url": f"{reverse('registry:activities')}?year={asked.year}",
        "status": _status(stands, asked),
        "whole": whole,
        "note": note,
        "segments": [
            {
                "label": subject.name,
                "kind": "public" if subject.id == filed else "professional",
                "need": _need(policy, asked, subject),
                "hours": stands.hours.get(subject.id, ZERO),
                "pending": max(asked.hours.get(subject.id, ZERO) - stands.hours.get(subject.id, ZERO), ZERO),
            }
            for subject in sorted(policy.subjects, key=lambda one: one.id == filed)
        ],
    }


def _need(policy: Policy, line: YearLine, subject: Subject) -> Decimal:
    """What is asked of one subject; of the only one there is, what is asked in all."""
    need = line.asked.get(subject.id, subject.minimum)
    return max(need, line.asked.get(TOTAL, need)) if len(policy.subjects) == 1 else need


def _status(stands: YearLine, asked: YearLine) -> dict[str, str]:
    if stands.status != SHORT:
        return {"label": _(STATUS_NAMES[stands.status]), "kind": "done"}
    if asked.status in NOT_YET:
        return {"label": _("待核对") if asked.status == "certified" else _("待确认"), "kind": "waiting"}
    if asked.status != SHORT:
        return {"label": _("按已填报计算可达标，待审核"), "kind": "waiting"}
    return {"label": _(STATUS_NAMES[SHORT]), "kind": "neutral"}


def _shortage(policy: Policy, line: YearLine) -> dict[str, Any]:
    """What one year still needs, hours that are asked for counted in."""
    return {"year": line.year, "words": "、".join(words_of(policy, lacking(line))), "unit": policy.unit}


def _beyond(policy: Policy, line: YearLine, held: Mapping[int, list[str]]) -> dict[str, Any] | None:
    """What a year says beside its bars; None where it says nothing."""
    more = beyond(line)
    if not more and line.year not in held:
        return None
    carried = carried_words(policy, more.get("carried", {}))
    return {"year": line.year, **more, "carried": carried, "held": held.get(line.year, [])}


def _window(policy: Policy, employment: Employment | None, level: str) -> WindowState | None:
    """When the route of the person's unit hands in; None where it has no window or there is no unit."""
    if employment is None:
        return None
    try:
        stage = filing_stage(route_for(policy, employment.organisation.route, level))
    except NoRoute:
        return None
    return window_state(stage.window, clock.today()) if stage and stage.window else None
