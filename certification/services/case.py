"""A person's own acts on a case: open, change, submit, withdraw, cancel."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from certification.models import Case
from certification.services import ledger
from certification.services.tell import tell_person
from certification.workflow import door
from credits.engine import NoRoute, NoSpan, route_for, span_for
from credits.queries import policy_for_application_year
from registry.enums import OrganisationKind
from registry.models import Employment, Organisation, Professional, User
from registry.services import audit
from registry.services.base import service

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
        professional=person, application_year=application_year, title_series=title_series, title_level=title_level,
        title_name=title_name, degree=degree,
    )  # fmt: skip
    _settle(case, employment.organisation)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        raise Refused(_("您在该申报年度已有一项认定申请，请在原申请上办理。")) from None
    ledger.attach(case)
    audit.record("case.opened", case, actor=actor, after=_facts(case), context=person)
    return case


@service
def change_case(*, actor: User, case: Case, edit: int, **values: object) -> Case:
    """Change title, level, degree or year of the actor's own case while it is with the person."""
    case = _own(actor, case, edit)
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
    ledger.require_met(ledger.attach(case))
    case.round, case.submitted_at, case.batch = case.round + 1, clock.now(), None
    case.save()
    move = door.pass_through(case, "submit", actor=actor, after={"round": case.round})
    tell_person(case, move)
    return case


@service
def withdraw_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Take the case back while nobody has begun on it."""
    return _plain_move(actor, case, "withdraw", edit)


@service
def cancel_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Give the case up; another can then be opened for the same year."""
    return _plain_move(actor, case, "cancel", edit)


def _plain_move(actor: User, case: Case, action: str, edit: int | None) -> Case:
    case = door.locked(case)
    if not door.repeated(case, action, actor):
        door.pass_through(case, action, actor=actor, edit=edit)
    return case


def _own(actor: User, case: Case, edit: int) -> Case:
    case = door.locked(case)
    if case.professional_id != actor.professional_id or case.state not in ("draft", "returned"):
        raise Refused(_("该申请已经提交，不能修改。需要修改的，请先撤回，或等待退回。"))
    if case.edit != edit:
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
        policy = policy_for_application_year(case.application_year)
        span = span_for(policy, level=case.title_level, degree=case.degree, series=case.title_series)
        route = route_for(policy, employer.route, case.title_level)
    except (NoSpan, NoRoute) as none:
        raise Refused(str(none)) from None
    except LookupError as none:
        raise Refused(str(none.args[0]) if none.args else _("没有适用的年度政策。")) from None
    case.policy, case.policy_sha256, case.route = policy.name, policy.sha256, route.id
    case.span_first, case.span_last, case.span_why = span.first, span.last, span.name[:300]
    case.organisation, case.department = employer, department_of(employer)
    if case.department is None and any(stage.office == "department" for stage in route.stages):
        raise Refused(_("您的单位还没有登记省直主管部门，请单位人事部门联系系统管理员。"))


def department_of(employer: Organisation) -> Organisation | None:
    """The competent department above `employer` in the tree, or the employer itself when it is one."""
    if employer.kind == OrganisationKind.DEPARTMENT:
        return employer
    chain = Organisation.objects.get_ancestors(employer).filter(kind=OrganisationKind.DEPARTMENT)
    return chain.order_by("-depth").first()


def _facts(case: Case) -> dict:
    return {name: getattr(case, name) for name in (*CHOICES, "route", "span_first", "span_last", "policy")}
