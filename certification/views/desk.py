"""The desk of an office: what waits for me, what is under way, what is done."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from certification.access import tally_of
from certification.enums import AllotmentState
from certification.forms.case import ReturnManyForm
from certification.forms.desk import DeskFilter
from certification.models import Allotment, Case
from certification.permissions import may
from certification.queries import desk as cases
from certification.queries.blockers import blockers
from certification.queries.listed import CASES
from certification.queries.notices.notice import open_objections
from certification.queries.policy import table_of
from certification.queries.slips.recheck import open_rechecks
from certification.queries.standing import NOT_HERE
from certification.queries.title import title_of
from certification.queries.together import With, colleagues, phrases, with_whom
from certification.queries.words import record_name
from certification.services import acts
from certification.workflow.table import state_label
from registry.desk.queries.office_desk import supply_tasks
from registry.enums import SUPERVISING, Role
from registry.models import Membership
from registry.people.access import role_required
from registry.people.forms.assign import AssignForm
from registry.people.http import SignedInRequest
from registry.people.lists import Told
from registry.people.services.many import Act
from registry.people.views.export import exported
from registry.people.views.many import Page, act_on_many, asked_by, beside, everything, shown_of
from registry.people.views.taking import taken_from, ways

OFFICES = (Role.HR, *SUPERVISING, Role.PROVINCE)
PARTS = ((cases.MINE, _("待我处理")), (cases.GOING, _("办理中")), (cases.DONE, _("已办结")))
PER_PAGE = 30
# What can be done with many cases that wait for a review.
ACTS: dict[str, tuple[Any, Act]] = {
    "pass": (_("审核通过"), acts.PASS),
    "return": (_("退回本人"), acts.RETURN),
    "assign": (_("指派给同事"), acts.ASSIGN),
}
PASSED = "just_passed"  # in the session: the case passed last, for the key that takes it back
# What an office does with many at once, and where: every kind of stage has its door on the desk.
TASKS = (
    ("review", "certification:lane", _("逐人审核")),
    ("notice", "certification:notice-new", _("拟定公示")),
    ("filing", "certification:batch-new", _("编制报送批次")),
    ("record", "certification:record", None),  # as the policy names it for the office
    ("issue", "certification:issue", _("签发认定单")),
)

# The same on the supply side: the list, and the page of the thing itself where only one waits.
SUPPLY_TASKS = (
    ("sign", "registry:bases", "registry:key-batch", _("签署证书批次")),
    ("key", "registry:bases", "registry:keys-of-base", _("登记平台秘钥")),
    ("convene", "registry:course-reviews", "registry:course-convene", _("组织课程审定")),
    ("conclude", "registry:course-reviews", "registry:course-review", _("形成审定结论")),
    ("submit", "registry:course-reviews", "registry:course-review", _("提交审定结论")),
    ("assign", "registry:cross-samples", "registry:cross-review", _("指定交叉审查专家")),
    ("decide", "registry:cross-samples", "registry:cross-review", _("决定交叉审查")),
    ("change", "registry:changes", "", _("办理变更事项")),
    ("claim", "registry:handbook-claims", "registry:handbook-claim", _("核发登记手册")),
)


def seat_of(request: SignedInRequest) -> Membership:
    """The office seat acted from: the chosen one, else the first that is an office."""
    chosen = getattr(request, "acting", None)
    if chosen and chosen.role in OFFICES:
        return chosen
    seats = request.user.seats_as(*OFFICES)
    if not seats:
        raise Http404
    return seats[0]


def require_stage(request: SignedInRequest, kind: str) -> Membership:
    """The office seat acted from; 404 where no route ever brings a stage of `kind` to its office."""
    seat = seat_of(request)
    known = cases.stage_kinds(seat) | cases.kinds_at_hand(seat, tally_of(request, seat))
    if kind not in known:
        raise Http404
    return seat


def just_passed(request: SignedInRequest) -> dict[str, Any] | None:
    """The case that this login passed last, with the move that takes it back, while that is allowed."""
    key = request.session.get(PASSED)
    if key is None:
        return None
    case = Case.objects.visible_to(request.user).select_related("professional").filter(public_id=key).first()
    undo = None
    if case is not None:
        moves = table_of(case).legal(case.state)
        undo = next((one for one in moves if one.own_within and may(request.user, case, one)), None)
    if undo is None:
        del request.session[PASSED]
        return None
    return {"case": case, "undo": undo}


def found_by(request: SignedInRequest) -> tuple[DeskFilter, QuerySet[Case]]:
    """What the filters in the address find of the part that it names."""
    seat = seat_of(request)
    tally = tally_of(request, seat)
    form = DeskFilter(request.GET, tally=tally, user=request.user)
    rows = form.narrow(cases.part(request.user, seat, _part(request), tally))
    return form, rows.select_related(*cases.SHOWN)


taken_from(CASES, found_by)


@role_required(*OFFICES).reads
def desk(request: SignedInRequest) -> HttpResponse:
    """Three parts with counts, age and deadline."""
    seat, name = seat_of(request), _part(request)
    tally = tally_of(request, seat)
    counts = {part: tally.count(part) for part, _label in PARTS}
    form, rows = found_by(request)
    found = form.found(rows, PER_PAGE, None if form.narrows else counts[name])
    context = found | {
        "seat": seat,
        "part": name,
        "active": form.narrows,
        "rows": _lines(form, found["page"], name),
        "actions": _actions(request) if name == cases.MINE and tally.count(cases.MINE, "review") else [],
        "takes": ways(request, CASES),
        "tabs": [
            {"label": label, "url": f"?part={key}", "count": counts[key], "current": key == name}
            for key, label in PARTS
        ],
        "in_question": _in_question(request, seat),
        "objections": open_objections(request.user).count(),
        "just_passed": just_passed(request),
        "reviews": tally.count(cases.MINE, "review") if name == cases.MINE else 0,
        "tasks": [*_tasks(tally, seat), *_supply(request, seat)] if name == cases.MINE else [],
    }
    return render(request, "certification/desk/desk.html", context)


def _tasks(tally: cases.Tally, seat: Membership) -> list[dict[str, Any]]:
    """The doors behind which something waits for this office, with how many."""
    counted = [(kind, address, label, tally.count(cases.MINE, kind)) for kind, address, label in TASKS]
    if seat.role == Role.PROVINCE:  # its filings come as batches of others
        counted = [one for one in counted if one[0] != "filing"]
        claims = Allotment.objects.filter(state=AllotmentState.CLAIMED).count()
        counted.append(("claim", "certification:allotment-list", _("核发编号"), claims))
    return [
        {"url": reverse(address), "label": label or record_name(seat), "count": count}
        for _kind, address, label, count in counted
        if count
    ]


def _supply(request: SignedInRequest, seat: Membership) -> list[dict[str, Any]]:
    waiting = supply_tasks(request.user, seat)
    return [
        {
            "url": reverse(one, args=found) if one and len(found) == 1 else reverse(many),
            "label": label,
            "count": len(found),
        }
        for kind, many, one, label in SUPPLY_TASKS
        if (found := waiting.get(kind, []))
    ]


def _in_question(request: SignedInRequest, seat: Membership) -> int:
    """Slips that wait for the office that issues, to be examined anew; others are not asked."""
    return open_rechecks(request.user).count() if seat.role in (Role.PROVINCE, Role.BUREAU) else 0


def _part(request: SignedInRequest) -> str:
    asked = request.GET.get("part", cases.MINE)
    return asked if asked in dict(PARTS) else cases.MINE


def _lines(form: DeskFilter, page: Iterable[Case], part: str) -> list[dict[str, Any]]:
    """The rows of a page; in the first part each with what has to be looked into, and its box to tick."""
    shown = list(page)
    doubts = blockers(shown) if part == cases.MINE else {}
    having = with_whom(form.user, shown) if part == cases.MINE else {}
    return [
        cases.row(
            case,
            form.deadlines,
            _address(case, part),
            more=_who(having.get(case.pk)),
            tick=_tick(case, part, doubts.get(case.pk, "")),
        )
        for case in shown
    ]


def _who(having: With | None) -> list[str]:
    """Whose the case is among colleagues, in words."""
    found = []
    if having and having.given:
        found.append(_("已指派给%s") % having.given)
    if having and having.reading:
        found.append(_("%s正在审核") % having.reading)
    return found


def _tick(case: Case, part: str, doubt: str) -> dict[str, str]:
    """The box of a row; of one that waits for something else than a review, why the acts leave it out."""
    here = part != cases.MINE or _waits_for_review(case, part)
    why = doubt if here else _said(NOT_HERE["review"])
    return {
        "value": f"{case.public_id}:{case.edit}",
        "label": case.professional.name,
        "doubt": doubt if here else "",
        "left_out": why,
    }


def _waits_for_review(case: Case, part: str) -> bool:
    stage = table_of(case).stage(case.stage)
    return part == cases.MINE and stage is not None and stage.kind == "review"


def _actions(request: SignedInRequest) -> list[dict[str, Any]]:
    """What can be done with the ticked ones, or with all that the filter finds."""
    return [
        {"label": label, "url": f"{reverse('certification:desk-act', args=[name])}?{request.GET.urlencode()}"}
        for name, (label, _act) in ACTS.items()
    ]


@role_required(*OFFICES).acts
def act(request: SignedInRequest, name: str) -> HttpResponse:
    """An act on the ticked cases, or on all that the filter in the address finds."""
    if name not in ACTS:
        raise Http404
    if "all" in request.POST:
        shown = everything(found_by(request)[1])
    else:
        shown = shown_of(request.POST.getlist("cases"))
    return act_on_many(request, ACTS[name][1], shown, nothing=_("请先勾选要办理的人员。"))


def _address(case: Case, part: str) -> str:
    """A case that waits for a review opens in the lane; any other on its page."""
    name = "lane-item" if _waits_for_review(case, part) else "case"
    return reverse(f"certification:{name}", args=[case.public_id])


@role_required(*OFFICES).reads
def export(request: SignedInRequest) -> HttpResponse:
    """The part of the desk as it is shown, as a workbook."""
    _form, rows = found_by(request)
    columns: list[Told] = [
        (_("姓名"), 20, "professional.name"),
        (_("工作单位"), 20, "organisation.name"),
        (_("申报年度"), 20, "application_year"),
        (_("申报职称"), 20, title_of),
        (_("认定跨度"), 20, lambda case: f"{case.span_first}—{case.span_last}"),
        (_("状态"), 20, lambda case: state_label(table_of(case), case.state)),
        (_("到达时间"), 20, "state_since"),
    ]
    title = str(dict(PARTS)[_part(request)])
    return exported(request, title, title, rows, columns)


UNIT = beside(lambda case: case.organisation.name)
asked_by(acts.PASS, Page(UNIT))
asked_by(acts.UNDO_PASS, Page(UNIT, consequences=[_("申请回到您这里审核，本人会收到更正。")]))
asked_by(
    acts.RETURN,
    Page(
        UNIT,
        form=lambda actor, sent: ReturnManyForm(sent, own=phrases(actor)),
        consequences=[_("每人都会收到同一段理由，更正后可以再次提交。"), _("退回以后不能一并收回。")],
    ),
)
asked_by(
    acts.ASSIGN,
    Page(UNIT, form=lambda actor, sent: AssignForm(sent, among=colleagues(actor))),
)
