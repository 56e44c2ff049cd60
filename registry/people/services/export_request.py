"""Large exports: asked for by one officer, granted by another of the same office or of one above, used once.

A file that has left is beyond every protection of the portal: for many people at once, no login alone
decides that.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from registry.enums import EXPORTERS, SUPERVISING, ExportRequestState, JobState, Role
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.held_files import KINDS
from registry.people.models import Export, ExportRequest, Membership, Organisation, User
from registry.people.models.held_file import HeldFile
from registry.people.moves.export_request import EXPORT_REQUEST
from registry.people.permissions import require
from registry.people.services.telling.message import tell

LONGEST = 2000  # letters of an address with its filter
DAY = 5  # so many times the rows of one export are what a login takes alone in a day


def needed(user: User, rows: int) -> bool:
    """Whether `user` may not take `rows` rows alone: too many at once, or with what was taken since midnight.

    The bound is CEJC_EXPORT_ALONE. What another has granted does not count; what the worker has yet to make
    does.
    """
    alone: int = settings.CEJC_EXPORT_ALONE
    return rows > alone or rows + _taken_today(user) > DAY * alone


def _taken_today(user: User) -> int:
    since = clock.midnight_after(clock.today() - timedelta(days=1))
    made = Export.objects.filter(made_by=user, made_at__gte=since, request=None)
    jobs = [one.job for one in KINDS.values()]
    under_way = Job.objects.filter(owner=user, kind__in=jobs, state__in=[JobState.QUEUED, JobState.RUNNING])
    return (made.aggregate(sum=Sum("rows"))["sum"] or 0) + (under_way.aggregate(sum=Sum("total"))["sum"] or 0)


def granted(user: User, address: str, rows: int) -> ExportRequest | None:
    """What lets `user` take up to so many rows at `address` now: granted, or used moments ago."""
    known = ExportRequest.objects.filter(owner=user, address=address, rows__gte=rows)
    found = known.open().filter(state=ExportRequestState.GRANTED) | known.just_used()
    return found.order_by("-pk").first()


def granted_among(rows: Iterable[HeldFile]) -> set[UUID]:
    """The public ids of those that another officer agreed to."""
    keys = [row.public_id for row in rows if row.held]  # type: ignore[attr-defined]
    found = ExportRequest.objects.filter(file__in=keys, state=ExportRequestState.GRANTED)
    return {row.file for row in found if row.file} if keys else set()


@service
def ask(
    *,
    actor: User,
    seat: Membership,
    title: str,
    rows: int,
    address: str,
    reason: str,
    kind: str = "",
    file: UUID | None = None,
) -> ExportRequest:
    """Ask for an export (`kind` and `file`: of a `HeldFile`); what was granted for the same before lapses.

    Raises Refused where it is asked for already, or nobody else could decide."""
    require(len(address) <= LONGEST, _("筛选条件过长，请减少条件后再导出。"))
    for earlier in ExportRequest.objects.filter(
        owner=actor, address=address, state=ExportRequestState.GRANTED
    ):
        EXPORT_REQUEST.enter("lapse", earlier, actor=None, cause=actor).leave()
    try:
        with audit.savepoint():
            row = ExportRequest.objects.create(
                owner=actor,
                organisation=seat.organisation,
                title=title[:200],
                rows=rows,
                address=address,
                reason=whole(reason, 500),
                kind=kind,
                file=file,
            )
    except IntegrityError as twice:
        raise Refused(_("这项导出已经申请，正在等待另一位经办人同意。")) from twice
    others = deciders(row)
    require(bool(others), _("没有其他经办人可以同意，请联系上级部门或系统管理员。"))
    EXPORT_REQUEST.record("asked", row, actor=actor)
    tell(others, "export_asked", {"row": row}, link=_page(row))
    return row


def deciders(row: ExportRequest) -> list[User]:
    """Who is asked: the others of the office; else the next office above that has somebody."""
    above = Organisation.objects.get_ancestors(row.organisation).order_by("-depth")
    for place, roles in [(row.organisation, EXPORTERS), *((one, SUPERVISING) for one in above)]:
        seats = Membership.objects.in_force().filter(organisation=place, role__in=roles)
        if found := _others(seats, row):
            return found
    return _others(Membership.objects.in_force().filter(role=Role.PROVINCE), row)


def _others(seats: Iterable[Membership], row: ExportRequest) -> list[User]:
    users = User.objects.filter(memberships__in=seats, is_active=True).exclude(professional=None)
    return list(users.exclude(pk=row.owner_id).exclude(professional=row.owner.professional_id).distinct())


def _page(row: ExportRequest) -> str:
    return reverse("registry:export-request", args=[row.public_id])


@service
def grant(*, actor: User, row: ExportRequest) -> ExportRequest:
    """Another agrees; where the worker waits for that, the file is made."""
    step = EXPORT_REQUEST.enter("grant", row, actor=actor)
    if step.repeated:
        return step.row
    _decided(step.row, actor)
    found = step.leave()
    if found.file and (waiting := KINDS[found.kind].find(public_id=found.file)):
        KINDS[found.kind].begin(waiting)
    tell([found.owner], "export_granted", {"row": found}, link=_page(found))
    return found


@service
def refuse(*, actor: User, row: ExportRequest, reason: str) -> ExportRequest:
    step = EXPORT_REQUEST.enter("refuse", row, actor=actor, reason=reason)
    step.row.refusal = step.reason
    _decided(step.row, actor)
    found = step.leave()
    tell([found.owner], "export_refused", {"row": found}, link=_page(found))
    return found


def _decided(row: ExportRequest, actor: User) -> None:
    row.decided_by, row.decided_at = actor, clock.now()


@service
def drop(*, actor: User, row: ExportRequest) -> ExportRequest:
    return EXPORT_REQUEST.enter("drop", row, actor=actor).leave()


@service
def use(*, row: ExportRequest) -> ExportRequest:
    """The file leaves, by its owner's hand. Raises Stale for a second time."""
    return EXPORT_REQUEST.enter("use", row, actor=None, cause=row.owner).leave()


@service
def used(*, row: ExportRequest, make: Callable[[], bytes]) -> bytes:
    """What `make` makes of it: used for one file, and for one that is whole. After a click too many, or a
    download that broke off, the same once more (`just_used`)."""
    now = EXPORT_REQUEST.locked(row)
    if now.state != ExportRequestState.USED:
        use(row=now)
    return make()


def use_for(row: HeldFile) -> None:
    """The file of `row` is there: what was granted for it is used by that. Inside a service."""
    if found := row.granted:
        use(row=found)


def lapse(row: HeldFile) -> None:
    """What was chosen goes; what was asked for it goes with it. Inside a service."""
    for one in row.requests.filter(state__in=[ExportRequestState.ASKED, ExportRequestState.GRANTED]):
        EXPORT_REQUEST.enter("lapse", one, actor=None, cause=one.owner).leave()
