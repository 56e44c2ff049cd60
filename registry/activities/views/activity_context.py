"""What the activity pages show, in the shapes of the parts under templates/ui."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.uploads.files import KINDS
from cejc.lib.uploads.preview import can_preview
from cejc.templatetags.cejc_ui import cn_time
from credits.engine.awards import Award as EngineAward
from credits.engine.evidence import EvidenceState, OptionState
from credits.engine.facts import parse_facts
from credits.engine.kinds import Fact, Kind
from credits.engine.numbers import ZERO, show, show_date
from credits.engine.policy import Policy
from credits.queries import cited, policy_at
from registry.activities.models import Activity, ActivityReview, Award, Evidence
from registry.activities.permissions import Desk, place_of
from registry.activities.queries.evidence import by_file
from registry.activities.queries.governing import counts
from registry.activities.queries.ledger import CLAIMING, name_of
from registry.activities.queries.twin import lookalikes, plain
from registry.activities.return_reasons import reason_sentences
from registry.activities.services.ledger import assess, ledger_key
from registry.enums import ActivityState
from registry.machinery.models import AuditEntry
from registry.machinery.queries import audit
from registry.people.models import Organisation
from registry.people.queries.governing import governing_of

BASES = {"notice": gettext_lazy("通知"), "resolution": gettext_lazy("本系统的处理")}
TYPE_LABELS = {mime: label for mime, _extensions, label in KINDS.values()}
ACTIONS = {
    "activity.created": gettext_lazy("建立草稿"),
    "activity.submitted": gettext_lazy("提交审核"),
    "activity.withdrawn": gettext_lazy("撤回"),
    "activity.review_begun": gettext_lazy("开始审核"),
    "activity.approved": gettext_lazy("审核认可"),
    "activity.returned": gettext_lazy("退回本人"),
    "activity.taken_back": gettext_lazy("撤销认可"),
    "activity.discarded": gettext_lazy("作废"),
    "evidence.added": gettext_lazy("上传材料"),
    "evidence.replaced": gettext_lazy("替换材料"),
    "evidence.removed": gettext_lazy("移除材料"),
    "evidence.flagged": gettext_lazy("发现相同材料"),
    "evidence_flag.cleared": gettext_lazy("核对相同材料：已说明"),
    "evidence_flag.distinct": gettext_lazy("核对相同材料：不是同一份"),
    "evidence.original_opened": gettext_lazy("审核人查看原件"),
    "evidence_flag.upheld": gettext_lazy("核对相同材料：属实"),
}
ENTRY_KINDS = {
    "activity.approved": "done",
    "activity.returned": "returned",
    "activity.submitted": "waiting",
    "evidence.flagged": "refused",
}


def more_than_name(kind: Kind) -> str:
    """The description of a kind where it says more than its name does; else ""."""
    return "" if plain(kind.description).strip("参加获得等") in plain(kind.name) else kind.description


def hours_rows(
    policy: Policy, awards: Iterable[Award | EngineAward], inputs: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """One row a year and subject, for ui/hours_reason.html."""
    return [
        {
            "hours": award.hours,
            "year": award.year,
            "subject": _("%(year)s年 %(subject)s")
            % {"year": award.year, "subject": _policy_of(award, policy).subject_names.get(award.subject, "")},
            "unit": _policy_of(award, policy).unit if policy.reach.beside else None,
            "why": award.why,
            "clause": award.clause,
            "clause_text": award.rule,
            "basis": BASES.get(getattr(award, "basis", "")),
            "inputs": inputs,
            "policy": cited(_policy_of(award, policy)),
            "policy_hash": getattr(award, "policy_sha256", policy.sha256),
        }
        for award in awards
    ]


def hours_kept(
    policy: Policy, awards: Iterable[Award], inputs: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The kept hours of one record, a part for each policy under which they count; what `policy`, by which
    the record is read, gives stands in front."""
    by_policy: dict[Policy, list[Award]] = {policy: []}
    for award in awards:
        own = policy if award.ledger == ledger_key(policy) else _policy_of(award, policy)
        by_policy.setdefault(own, []).append(award)
    return [_part(one, rows, inputs) for one, rows in by_policy.items()]


def hours_beside(
    activity: Activity, policy: Policy, others: Iterable[Activity] | None = None
) -> list[dict[str, Any]]:
    """What the record would count under the policies beside `policy`, a part for each that takes it up."""
    inputs = inputs_of(policy, activity)
    return [
        _part(one, assess(activity, one, (), others).awards, inputs)
        for one in governing_of(activity.professional).policies
        if one != policy and counts(one, activity.kind)
    ]


def _part(
    policy: Policy, awards: Iterable[Award | EngineAward], inputs: list[tuple[str, str]]
) -> dict[str, Any]:
    rows = list(awards)
    return {
        "title": policy.title,
        "cited": cited(policy),
        "unit": policy.unit,
        "total": sum((award.hours for award in rows), ZERO),
        "rows": hours_rows(policy, rows, inputs),
    }


def _policy_of(award: Award | EngineAward, policy: Policy) -> Policy:
    """The policy that an award was made under: its own for a kept one."""
    return policy_at(award.policy, award.policy_sha256) if isinstance(award, Award) else policy


def inputs_of(policy: Policy, activity: Activity, *, with_lines: bool = True) -> list[tuple[str, str]]:
    """The facts as a person reads them; lines, in full, are shown by `lines_of`."""
    kind = policy.kinds.get(activity.kind)
    if kind is None:
        return []
    raw = {key: value for key, value in activity.facts.items() if key != "work"}
    values, _faults = parse_facts(policy, activity.kind, raw)
    shown = [
        (fact.label, _shown(policy, fact, values[fact.id]))
        for fact in kind.facts
        if fact.id in values and (with_lines or fact.type != "lines")
    ]
    work = activity.facts.get("work")
    return [*shown, (_("成果编号"), str(work))] if work else shown


def _shown(policy: Policy, fact: Fact, value: Any) -> str:
    if fact.type == "lines":
        return _("%(count)s行") % {"count": len(value)}
    if fact.type == "date":
        return show_date(value)
    if fact.type == "boolean":
        return _("是") if value else _("否")
    if fact.type == "subject":
        return policy.subject_names[value]
    if fact.type == "choice":
        return fact.choice_name(value)
    return show(value) if fact.type == "decimal" else str(value)


def lines_of(policy: Policy, activity: Activity) -> list[dict[str, Any]]:
    """The attended parts of days in order of date: day, slot and subject in words."""
    raw = {key: value for key, value in activity.facts.items() if key != "work"}
    values, _faults = parse_facts(policy, activity.kind, raw) if activity.kind in policy.kinds else ({}, [])
    lines = sorted(values.get("lines", ()), key=lambda line: line.day)
    return [
        {"day": line.day, "slot": policy.slots[line.slot].name, "subject": policy.subject_names[line.subject]}
        for line in lines
    ]


def checklist(
    state: EvidenceState, files: Iterable[Evidence] = (), *, uploads: bool = False
) -> dict[str, Any]:
    """For ui/evidence_checklist.html; with `uploads`, a place to upload beside each missing line."""
    names: dict[str, str] = {}
    for one in files:
        names.setdefault(one.document_kind, one.file_name)
    return {
        "complete": state.complete is not None,
        "clause": state.row.source.clause,
        "summary": None if state.complete else state.nearest.sentence,
        "combinations": [_combination(state, option, names, uploads) for option in state.options],
    }


def _combination(
    state: EvidenceState, option: OptionState, names: dict[str, str], uploads: bool
) -> dict[str, Any]:
    items = []
    for need in option.needs:
        shown = (need.present or need.any_of)[0]
        others = [] if need.present else [document.name for document in need.any_of if document != shown]
        items.append(
            {
                "label": shown.name,
                "present": need.met,
                "file": names.get(shown.id),
                "alternatives": others,
                "uploads": need.any_of if uploads and not need.met else (),
            }
        )
    nearest = state.complete is None and len(state.options) > 1 and option == state.nearest
    place = state.options.index(option) + 1
    label = _("第%(place)d种组合") % {"place": place} if len(state.options) > 1 else _("所需材料")
    return {"label": label, "complete": option.complete, "nearest": nearest, "items": items}


def file_card(policy: Policy, evidence: Evidence, **more: Any) -> dict[str, Any]:
    """For ui/file_card.html; `more` adds flag, flag_url or other addresses."""
    document = policy.documents.get(evidence.document_kind)
    return {
        "id": str(evidence.public_id),
        "name": evidence.file_name,
        "url": reverse("registry:evidence-file", args=[evidence.public_id]),
        "kind": document.name if document else evidence.document_kind or _("补充材料"),
        "size": evidence.size,
        "type": TYPE_LABELS.get(evidence.mime, evidence.mime),
        "pages": evidence.pages if evidence.mime == "application/pdf" else None,
        "preview_url": page_url(evidence, 1, "small") if can_preview(evidence.mime) else None,
        "added": evidence.uploaded_at,
        "version": evidence.version if evidence.version > 1 else None,
    } | more


def alike(activity: Activity, policy: Policy, claims: Iterable[Activity]) -> dict[str, Any]:
    """The person's other `claims` of the same kind, name and date, by title and date, and whether the person
    said at the last submission that they are other things: for whoever weighs the record."""
    if activity.state not in CLAIMING:
        return {}
    names = [name_of(one) for one in lookalikes(policy, activity, claims)]
    return {"alike": names, "alike_declared": _declared(activity)} if names else {}


def _declared(activity: Activity) -> bool:
    last = activity.versions.filter(number=activity.version).values_list("content", flat=True).first() or {}
    return bool(last.get("distinct_from"))


def file_cards(policy: Policy, rows: Iterable[Evidence], *, original: bool = False) -> list[dict[str, Any]]:
    """One card a file, with every document it stands for; `original`
    offers a reviewer the bytes as they came."""
    return [
        file_card(policy, group[0], kind=kinds_words(policy, group), row=group[0])
        | (
            {"original_url": reverse("registry:evidence-original", args=[group[0].public_id])}
            if original
            else {}
        )
        for group in by_file(rows)
    ]


def kinds_words(policy: Policy, rows: Iterable[Evidence]) -> str:
    """培训通知、课程表; 补充材料 for a file whose kind was not said."""
    names = [
        policy.documents[one.document_kind].name
        if one.document_kind in policy.documents
        else one.document_kind
        for one in rows
    ]
    return "、".join(name for name in names if name) or _("补充材料")


def page_url(evidence: Evidence, page: int, size: str = "wide") -> str:
    return reverse("registry:evidence-page", args=[evidence.public_id, page, size])


def steps_of(activity: Activity, desk: Desk | None) -> tuple[list[dict[str, Any]], str]:
    """The step line, and one sentence of what comes next."""
    reached = {
        ActivityState.DRAFT: 0,
        ActivityState.RETURNED: 0,
        ActivityState.SUBMITTED: 1,
        ActivityState.BEGUN: 1,
        ActivityState.APPROVED: 3,
        ActivityState.DISCARDED: 0,
        ActivityState.REVOKED: 2,
    }[ActivityState(activity.state)]
    office, place = desk.name if desk else _("审核"), place_of(activity, desk)
    labels = [_("登记和提交"), office, _("计入学时")]
    who = [str(activity.professional), str(place or ""), ""]
    when = [
        cn_time(activity.submitted_at),
        "",
        cn_time(activity.decided_at) if activity.state == ActivityState.APPROVED else "",
    ]
    marks = ["done" if index < reached else "current" if index == reached else "next" for index in range(3)]
    if activity.state == ActivityState.RETURNED:
        marks[1] = "returned"
    rows = zip(labels, marks, who, when, strict=True)
    return [{"label": a, "state": b, "who": c, "when": d} for a, b, c, d in rows], _next_sentence(
        activity, office, place
    )


def _next_sentence(activity: Activity, office: str, place: Organisation | None) -> str:
    unit = place or _("单位")
    return {
        ActivityState.DRAFT: _("填写完整、材料备齐后，请提交审核。"),
        ActivityState.RETURNED: _("请按退回说明更正，然后重新提交。"),
        ActivityState.SUBMITTED: _("等待%(unit)s办理“%(office)s”。审核开始前，您可以撤回。")
        % {"unit": unit, "office": office},
        ActivityState.BEGUN: _("%(unit)s正在办理“%(office)s”，结果会发消息告诉您。")
        % {"unit": unit, "office": office},
        ActivityState.APPROVED: _("已认可，学时已计入相应年度。申请认定时自动带入，不必重复提交。"),
        ActivityState.REVOKED: _("认可已撤销，不计学时。如有疑问，请联系审核单位。"),
        ActivityState.DISCARDED: _("已作废，不计学时。曾提交的内容留存备查。"),
    }[ActivityState(activity.state)]


def timeline_of(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """For ui/timeline.html; what a record's owner and its reviewers may read."""
    return [
        {
            "when": entry.at,
            "actor": entry.actor_label,
            "sentence": _sentence(entry),
            "detail": entry.reason or None,
            "kind": ENTRY_KINDS.get(entry.action, "neutral"),
        }
        for entry in entries
        if entry.action in ACTIONS
    ]


def _sentence(entry: AuditEntry) -> str:
    said = str(ACTIONS[entry.action])
    return f"{said}“{entry.subject_label}”" if entry.subject_type == "evidence" else said


def return_of(activity: Activity, reviews: Iterable[ActivityReview]) -> dict[str, Any] | None:
    """Why a returned record came back: reasons, text, when; in the words of its review, or of what was found
    beside it (a flag that was upheld is no review)."""
    if activity.state != ActivityState.RETURNED:
        return None
    found = [row for row in reviews if row.decision == "return" and row.version == activity.version]
    if not found:
        noted = audit.of_object(activity, 1, only="activity.returned")
        return {"reasons": [], "text": noted[0].reason, "at": noted[0].at} if noted else None
    return {"reasons": reason_sentences(found[-1].reasons), "text": found[-1].text, "at": found[-1].at}
