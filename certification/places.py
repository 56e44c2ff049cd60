"""The certification room's places in the rail."""

from collections.abc import Iterable
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.access import tally_of
from certification.queries.desk import MINE, kinds_at_hand
from certification.queries.words import record_name
from registry.enums import SUPERVISING, Role
from registry.machinery.places import PERSON, Place, register
from registry.models import Membership
from registry.people.http import SignedInRequest


def _person(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("认定申请"), reverse("certification:case-list"), "case", order=20)
    yield Place(_("认定单"), reverse("certification:slip-list"), "slip", order=30)


def _desk(request: HttpRequest) -> Iterable[Place]:
    signed_in = cast(SignedInRequest, request)
    seat = cast(Membership, signed_in.acting)
    tally = tally_of(signed_in, seat)
    kinds = kinds_at_hand(seat, tally)
    yield Place(_("办理台"), reverse("certification:desk"), "inbox", tally.count(MINE), order=5)
    yield Place(_("认定单"), reverse("certification:slip-list"), "slip", order=50)
    if "filing" in kinds or seat.role == Role.DEPARTMENT:  # whose batches are looked at later too
        yield Place(
            _("报送批次"),
            reverse("certification:batch-list"),
            "upload",
            tally.count(MINE, "filing"),
            order=30,
        )
    if "record" in kinds:
        count = tally.count(MINE, "record")
        yield Place(record_name(seat), reverse("certification:record"), "done", count, order=32)
    yield Place(_("受理时间和日程"), reverse("certification:window-list"), "calendar", order=60)
    yield Place(_("年度统计"), reverse("certification:figures"), "chart", order=62)


def _notices(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("公示和异议"), reverse("certification:notice-list"), "notice", order=20)


def _province(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("报送批次"), reverse("certification:batch-list"), "upload", order=20)
    yield Place(_("签发"), reverse("certification:issue"), "seal", order=30)
    yield Place(_("异议"), reverse("certification:objection-list"), "notice", order=57)
    yield Place(_("编号申领"), reverse("certification:allotment-list"), "seal", order=58)
    yield Place(_("重核"), reverse("certification:recheck-list"), "alert", order=59)


def _bureau(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("签发"), reverse("certification:issue"), "seal", order=30)
    # Nothing is issued without numbers: they stand beside it.
    yield Place(_("编号申领"), reverse("certification:allotment-list"), "seal", order=31)
    yield Place(_("重核"), reverse("certification:recheck-list"), "alert", order=59)
    yield Place(_("办理设定"), reverse("certification:bureau-setting"), "calendar", order=55)


def _auditor(request: HttpRequest) -> Iterable[Place]:
    yield Place(_("年度统计"), reverse("certification:figures"), "chart", order=20)


def register_all() -> None:
    register(PERSON, _person)
    for role in (Role.HR, *SUPERVISING, Role.PROVINCE):
        register(role, _desk)
    for role in (Role.HR, *SUPERVISING):
        register(role, _notices)
    register(Role.BUREAU, _bureau)
    register(Role.PROVINCE, _province)
    register(Role.AUDITOR, _auditor)
