"""The registry's own places in the rail."""

from collections.abc import Iterable
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.activities.permissions import waiting_at
from registry.enums import EXPORTERS, REMINDERS, SUPERVISING, EmploymentState, FilingState, Role
from registry.machinery.places import PERSON, Place, register
from registry.machinery.queries import jobs
from registry.people.http import SignedInRequest
from registry.people.models import Employment, SeatRequest, User
from registry.training.models import Filing
from registry.training.permissions import OWN_BASES
from registry.training.permissions_session import ORGANISING


def _home(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("首页"), "/", "home", order=0)


def _person(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("继续教育记录"), reverse("registry:activities"), "record", order=10)
    yield Place(_("年度登记"), reverse("registry:registration-mine"), "calendar", order=15)
    yield Place(_("课程目录"), reverse("registry:catalogue"), "book", order=40)
    yield Place(_("个人信息"), reverse("registry:profile"), "person", order=90)


def _reviewer(request: HttpRequest) -> Iterable[Place]:
    yield Place(
        _("记录审核"),
        reverse("registry:review-lane"),
        "check",
        waiting_at(cast(User, request.user), cast(SignedInRequest, request).acting),
        order=10,
    )


def _hr(request: HttpRequest) -> Iterable[Place]:
    unit = request.acting.organisation_id  # type: ignore[attr-defined]
    waiting = Employment.objects.filter(organisation=unit, state=EmploymentState.PENDING).count()
    yield Place(_("人员"), reverse("registry:people"), "people", waiting, order=40)
    yield Place(_("年度登记"), reverse("registry:registrations"), "calendar", order=15)


def _organiser(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("培训班次"), reverse("registry:sessions"), "calendar", order=45)
    yield Place(_("学习结果"), reverse("registry:completions"), "record", order=66)
    yield Place(_("学时查询"), reverse("registry:missing-hours"), "help", order=67)


def _department(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("所属单位"), reverse("registry:organisations"), "building", order=60)


def _changes(request: HttpRequest) -> Iterable[Place]:
    """Names, numbers, deaths and files that two officers put right: the other one is found here."""
    yield Place(_("变更事项"), reverse("registry:changes"), "people", order=62)


def _reminders(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("提醒"), reverse("registry:reminders"), "mail", order=64)


def _office(request: HttpRequest) -> Iterable[Place]:
    """For personnel offices that may have bases under them (四(四)); asked by kind, which costs no query."""
    seat = cast(SignedInRequest, request).acting
    if seat and (seat.role != Role.HR or seat.organisation.kind in OWN_BASES):
        yield Place(_("课程审定"), reverse("registry:course-reviews"), "book", order=65)
        yield Place(_("施教机构"), reverse("registry:bases"), "building", order=68)
        yield Place(_("课程"), reverse("registry:courses"), "book", order=69)
        yield Place(_("培训备案"), reverse("registry:filings"), "upload", order=70)


def _province(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("施教机构"), reverse("registry:bases"), "book", order=70)
    waiting = Filing.objects.filter(state=FilingState.SUBMITTED).count()
    yield Place(_("培训备案"), reverse("registry:filings"), "upload", waiting, order=45)
    yield Place(_("培训班次"), reverse("registry:sessions"), "calendar", order=76)
    yield Place(_("学习结果"), reverse("registry:completions"), "record", order=72)
    yield Place(_("学时查询"), reverse("registry:missing-hours"), "help", order=73)
    yield Place(_("施教监管"), reverse("registry:oversight"), "shield", order=74)
    yield Place(_("网络课程审定"), reverse("registry:course-reviews"), "check", order=75)
    yield Place(_("交叉审查"), reverse("registry:cross-samples"), "check", order=75)
    yield Place(_("保存与删除"), reverse("registry:retention"), "clock", order=90)
    yield Place(_("停办期"), reverse("registry:suspensions"), "calendar", order=85)
    yield Place(_("机构"), reverse("registry:organisations"), "building", order=80)


def _admin(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("账号"), reverse("registry:accounts"), "person", order=10)
    yield Place(_("角色"), reverse("registry:memberships"), "people", order=20)
    yield Place(_("角色申请"), reverse("registry:seat-requests"), "check", order=25)
    yield Place(_("机构"), reverse("registry:organisations"), "building", order=30)
    yield Place(_("操作记录"), reverse("registry:audit"), "shield", order=40)
    given_up = jobs.given_up(cast(SignedInRequest, request).user).count()
    yield Place(_("后台办理"), reverse("registry:jobs"), "clock", given_up, order=50)


def _large_exports(request: HttpRequest) -> Iterable[Place]:
    """Without a number: whoever has to decide is told by a message."""
    yield Place(_("大批量导出"), reverse("registry:export-requests"), "download", order=96)


def _recoveries(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("账号找回"), reverse("registry:recoveries"), "person", order=95)


def _security(request: HttpRequest) -> Iterable[Place]:
    waiting = SeatRequest.objects.waiting().count()
    yield Place(_("角色申请"), reverse("registry:seat-requests"), "check", waiting, order=10)


def _auditor(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("角色申请"), reverse("registry:seat-requests"), "check", order=20)
    yield Place(_("操作记录"), reverse("registry:audit"), "shield", order=10)
    yield Place(_("查看记录"), reverse("registry:looks"), "search", order=20)
    yield Place(_("异常查看"), reverse("registry:look-signs"), "alert", order=21)
    yield Place(_("导出登记"), reverse("registry:exports"), "download", order=25)
    yield Place(_("保存与删除"), reverse("registry:retention"), "clock", order=30)


def _base(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("基地首页"), reverse("registry:base-home"), "home", order=0)
    yield Place(_("课程"), reverse("registry:courses"), "book", order=10)
    yield Place(_("课程审定"), reverse("registry:course-reviews"), "check", order=15)
    yield Place(_("培训备案"), reverse("registry:filings"), "upload", order=20)
    yield Place(_("培训班次"), reverse("registry:sessions"), "calendar", order=30)
    yield Place(_("学习结果"), reverse("registry:completions"), "done", order=40)
    yield Place(_("学时查询"), reverse("registry:missing-hours"), "help", order=50)


def _policies(request: HttpRequest) -> Iterable[Place]:
    """Without a number: it would cost a query a page, and who has to sign is told by a message."""
    yield Place(_("政策文件"), reverse("registry:policy-files"), "book", order=84)


def _signing(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("签名证书"), reverse("registry:signing-keys"), "key", order=86)


def register_all() -> None:
    register(PERSON, _home)
    register(PERSON, _person)
    register(Role.HR, _hr)
    for role in SUPERVISING:
        register(role, _department)
    register(Role.HR, _reviewer)
    for role in (Role.HR, *SUPERVISING, Role.PROVINCE):
        register(role, _changes)
    for role in REMINDERS:
        register(role, _reminders)
    register(Role.DEPARTMENT, _reviewer)
    for role in (Role.HR, Role.DEPARTMENT, Role.BUREAU):
        register(role, _office)
    for role in ORGANISING:
        register(role, _organiser)
    register(Role.PROVINCE, _province)
    for role in (Role.PROVINCE, Role.BUREAU):
        register(role, _policies)
    for role in (Role.PROVINCE, Role.ADMIN):
        register(role, _signing)
    register(Role.BASE, _base)
    register(Role.ADMIN, _admin)
    register(Role.SECURITY, _security)
    for role in (Role.HR, *SUPERVISING, Role.PROVINCE, Role.SECURITY):
        register(role, _recoveries)
    for role in EXPORTERS:
        register(role, _large_exports)
    register(Role.AUDITOR, _auditor)
