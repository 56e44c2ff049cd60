"""A person's own acts on a case: open, change, submit, withdraw, cancel."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.paper import printing
from certification.models import Case
from certification.permissions import is_own
from certification.queries.bureau import offices_above, setting_of, wanted_stages
from certification.queries.degree import counted_degree, span_of
from certification.queries.policy import wanted_of
from certification.services import ledger, years
from certification.services.bureau import require_open
from certification.services.tell import tell_person
from certification.workflow import door
from certification.workflow.table import DRAFT, RETURNED, table_for
from credits.engine import NoRoute, NoSpan, Policy, Route, route_for, span_for
from credits.engine.numbers import show_date
from credits.governing import cited, governing
from registry.enums import Office
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import Employment, Organisation, Professional, User
from registry.people.queries.governing import standing_of
from registry.people.queries.region import region_that_matters

CHOICES = ("application_year", "title_series", "title_level", "title_name", "degree")


@service
def open_case(
    *,
    actor: User,
    application_year: int,
    title_series: str,
    title_level: str,
    degree: str,
    title_name: str = "",
) -> Case:
    """Open the actor's case for a title in an application year; the route follows from the employment.

    Raises Refused without a confirmed employment, policy, span or route, or when a live case exists.
    """
    person, employment = _person_at_work(actor)
    case = Case(
        professional=person,
        application_year=application_year,
        title_series=title_series,
        title_level=title_level,
        title_name=title_name,
        degree=degree,
    )
    _settle(case, employment.organisation)
    try:
        with audit.savepoint():
            case.save()
    except IntegrityError:
        raise Refused(_("您在该申报年度已有一项认定申请，请在原申请上办理。")) from None
    ledger.attach(case)
    audit.record("case.opened", case, actor=actor, after=_facts(case), context=person)
    return case


@service
def change_case(*, actor: User, case: Case, edit: int, **values: object) -> Case:
    """Change title, level, degree or year of the actor's own case while it is with the person."""
    case = with_person(actor, case, edit)
    before = _facts(case)
    for name in CHOICES:
        setattr(case, name, values.get(name, getattr(case, name)))
    _person, employment = _person_at_work(actor)
    _settle(case, employment.organisation)
    case.edit += 1
    case.save()
    ledger.attach(case)
    audit.record(
        "case.changed", case, actor=actor, before=before, after=_facts(case), context=case.professional
    )
    return case


@service
def submit_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Submit to the first office of the route. Raises Refused naming the years that are short."""
    case = door.locked(case)
    if door.repeated(case, "submit", actor):
        return case
    _person, employment = _person_at_work(actor)
    if edit is not None and edit != case.edit:
        raise Stale
    _settle(case, employment.organisation)
    require_open(case)
    _require_drawable(case)
    ledger.require_met(case, ledger.attach(case))
    years.require_registered(case)
    case.round, case.submitted_at, case.batch = case.round + 1, clock.now(), None
    case.save()
    move = door.pass_through(case, "submit", actor=actor, after={"round": case.round})
    years.follow(case, move, actor)
    tell_person(case, move)
    return case


def _require_drawable(case: Case) -> None:
    """What a slip says of the person can be printed: told at the first
    step, not by the office of the last one."""
    if fault := printing.fault_among([case.professional.name, case.organisation.name, case.title_name]):
        raise Refused(_("认定单无法印出：%s") % fault, code="missing_glyph")


@service
def withdraw_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Take the case back while nobody has begun on it."""
    return _plain_move(actor, case, "withdraw", edit)


@service
def cancel_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Give the case up; another can then be opened for the same year."""
    return _plain_move(actor, case, "cancel", edit)


@service
def resume_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Begin again in a case whose paper was revoked: it is a draft, counted anew."""
    case = _plain_move(actor, case, "resume", edit)
    if case.state == DRAFT:
        ledger.attach(case)
    return case


def _plain_move(actor: User, case: Case, action: str, edit: int | None) -> Case:
    case = door.locked(case)
    if not door.repeated(case, action, actor):
        years.follow(case, door.pass_through(case, action, actor=actor, edit=edit), actor)
    return case


def with_person(actor: User, case: Case, edit: int | None = None) -> Case:
    """The actor's own case, locked, while it is with its person. Raises
    Refused, or Stale when it changed since."""
    case = door.locked(case)
    if not is_own(actor, case) or case.state not in (DRAFT, RETURNED):
        raise Refused(_("该申请已经提交，不能修改。需要修改的，请先撤回，或等待退回。"))
    if edit not in (None, case.edit):
        raise Stale
    return case


def _person_at_work(actor: User) -> tuple[Professional, Employment]:
    """The actor's person, locked, and the current employment."""
    if actor.professional_id is None:
        raise Refused(_("您的账号没有专业技术人员信息，不能申请认定。"))
    person = Professional.objects.select_for_update().get(pk=actor.professional_id)
    employment = (
        Employment.objects.current().filter(professional=person).select_related("organisation").first()
    )
    if employment is None:
        raise Refused(_("您的任职关系还没有得到用人单位确认，确认后即可申请认定。请联系单位人事部门。"))
    return person, employment


def _settle(case: Case, employer: Organisation) -> None:
    """Fix policy, span and route of `case` from its choices and the person's employer."""
    try:
        policy = _policy_for(case, employer)
        _require_series(policy, case.title_series)
        case.policy, case.policy_sha256, case.organisation = policy.name, policy.sha256, employer
        span = span_for(
            policy,
            level=case.title_level,
            degree=counted_degree(case),
            series=case.title_series,
            region=region_that_matters(policy, employer),
        )
        route = route_for(policy, employer.route, case.title_level)
    except (NoSpan, NoRoute) as none:
        raise Refused(str(none)) from None
    except LookupError as none:
        raise Refused(str(none.args[0]) if none.args else _("没有适用的年度政策。")) from None
    case.route = route.id
    case.span_first, case.span_last, case.span_why = span.first, span.last, span.name[:300]
    above = offices_above(employer)
    case.department, case.county, case.bureau = (above.get(kind) for kind in ABOVE)
    _settle_with_bureau(case, route)
    _require_offices(case, route)


def _policy_for(case: Case, employer: Organisation) -> Policy:
    """What governs the person's applications of that year (R21). Raises Refused before it has begun."""
    standing = standing_of(case.professional, employer, case.title_series)
    found = governing(standing, year=case.application_year)
    if found.ruling.begins > found.day:
        raise Refused(
            _("%(year)s年度的认定自%(day)s起按%(notice)s办理，现在还不能申请。")
            % {
                "year": case.application_year,
                "day": show_date(found.ruling.begins),
                "notice": cited(found.policy),
            },
            code="not_begun",
        )
    return found.policy


def respan(case: Case) -> None:
    """The span of `case` again, after what it depends on changed; the case is saved."""
    span = span_of(case, counted_degree(case))
    if span is not None:
        case.span_first, case.span_last, case.span_why = span.first, span.last, span.name[:300]
    case.save()


def _require_series(policy: Policy, series: str) -> None:
    if series not in policy.series:
        raise Refused(_("%s的政策中没有这一职称系列，请重新选择。") % policy.document_number)


def _settle_with_bureau(case: Case, route: Route) -> None:
    """What 三(三) leaves to the city: county stage or not, notice or not and how long."""
    bureau_has_say = any(stage.office == "bureau" for stage in route.stages)
    setting = setting_of(case.bureau, case.application_year) if bureau_has_say else None
    case.wanted = ",".join(wanted_stages(route, setting, has_county=case.county is not None))
    case.notice_days = setting.notice_days if setting and setting.notice else 0


def _require_offices(case: Case, route: Route) -> None:
    """Raises Refused when an office of the route is missing above the employer."""
    present = {stage.office for stage in table_for(route, wanted_of(case.wanted)).stages}
    for office in present & set(ABOVE):
        if getattr(case, office) is None:
            raise Refused(
                _("您的单位还没有登记%(office)s，请单位人事部门联系系统管理员。")
                % {"office": Office(office).label}
            )


ABOVE = ("department", "county", "bureau")


def _facts(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in (*CHOICES, "route", "span_first", "span_last", "policy")}
