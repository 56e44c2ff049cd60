"""Deputies for absence: the holder of an office lets a colleague hold it for
some days. Both are told, all is logged."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Deputy, Membership, User
from registry.people.models.deputy import HELD
from registry.people.permissions import require
from registry.people.queries import deputy as queries
from registry.people.services.telling.message import tell


@service
def name_deputy(
    *, actor: User, seat: Membership, username: str, first_day: date, last_day: date, reason: str
) -> Deputy:
    """Let `username` hold the office of `seat` from `first_day` to `last_day`, inclusive.

    The holder arranges it for himself, for at most CEJC_DEPUTY_DAYS days. R23 is checked as ever, by person,
    whenever the deputy acts; naming one gives nobody a second pair of eyes.
    """
    row = Membership.objects.select_for_update().select_related("organisation", "user").get(pk=seat.pk)
    _check_seat(actor, row)
    _check_days(row, first_day, last_day)
    require(bool(reason.strip()), _("请写明外出事由。"))
    user = _chosen(actor, row, username, first_day, last_day)
    made = Membership.objects.create(
        user=user,
        organisation=row.organisation,
        role=row.role,
        valid_from=first_day,
        valid_until=last_day,
        stands_for=str(actor)[:100],
    )
    found = Deputy.objects.create(principal=row, seat=made, reason=whole(reason, 300))
    audit.record("deputy.named", found, actor=actor, context=user, after=_facts(found), reason=found.reason)
    tell([user], "deputy_named", {"deputy": found}, link=reverse("registry:deputies"))
    return found


def _check_seat(actor: User, seat: Membership) -> None:
    require(seat.user_id == actor.pk, _("外出委托只能由任职者本人办理。"))
    require(not seat.stands_for, _("您是代行这个角色的，不能再委托他人。请联系委托您的同事。"))
    require(seat.role in HELD, _("系统管理员、安全管理员和审计员的角色不能委托他人代行。"))
    today = clock.today()
    held = seat.valid_from <= today and (seat.valid_until is None or seat.valid_until >= today)
    require(held, _("您的这个角色已经终止或尚未开始，不能委托他人代行。"))


def _check_days(seat: Membership, first: date, last: date) -> None:
    require(first >= clock.today(), _("起始日期已经过去，请填写今天或以后的日期。"))
    require(last >= first, _("截止日期不能早于起始日期。"))
    longest = settings.CEJC_DEPUTY_DAYS
    require(
        (last - first).days < longest,
        _("外出委托最长%s天。更长时间请由系统管理员另行授予角色。") % longest,
    )
    require(seat.valid_until is None or last <= seat.valid_until, _("截止日期晚于您本人任职的截止日期。"))
    taken = queries.overlapping(seat.deputies.all(), first, last, "seat__")
    require(not taken.exists(), _("这段时间您已委托了一位同事代行。如需更换，请先结束原来的委托。"))


def _chosen(actor: User, seat: Membership, username: str, first: date, last: date) -> User:
    user = queries.colleague(seat, username.strip(), first)
    if user is None:
        raise Refused(
            _("没有找到用户名为“%(name)s”的%(unit)s同事，或其账号已停用。请核对用户名。")
            % {"name": username.strip(), "unit": seat.organisation.name}
        )
    require(user.professional_id != actor.professional_id, _("不能委托您本人。"))
    same = queries.overlapping(
        user.memberships.filter(organisation=seat.organisation, role=seat.role), first, last
    )
    require(not same.exists(), _("%s在这段时间已有同样的角色，可以直接办理，无需委托。") % user)
    return user


@service
def end(*, actor: User, deputy: Deputy) -> Deputy:
    """End it at once: the last day was yesterday. The holder, the deputy
    himself or an administrator; twice is once."""
    row = Deputy.objects.select_for_update().get(pk=deputy.pk)
    sides = (row.principal.user_id, row.seat.user_id)
    require(actor.pk in sides or actor.is_admin, _("只有委托双方或系统管理员可以结束这项委托。"))
    if not row.over:
        _close(row, clock.today() - timedelta(days=1), actor)
    return row


def end_with(seat: Membership, *, actor: User) -> None:
    """A seat that ends takes its deputies with it. Called inside a service."""
    day = seat.valid_until
    if day is None:
        return
    for row in seat.deputies.filter(seat__valid_until__gt=day):
        _close(row, day, actor)


def _close(row: Deputy, last_day: date, actor: User) -> None:
    before = _facts(row)
    row.seat.valid_until = last_day
    row.seat.save(update_fields=["valid_until"])
    audit.record("deputy.ended", row, actor=actor, context=row.seat.user, before=before, after=_facts(row))
    others = [user for user in (row.principal.user, row.seat.user) if user.pk != actor.pk]
    tell(others, "deputy_ended", {"deputy": row, "actor": actor}, link=reverse("registry:deputies"))


def _facts(row: Deputy) -> dict[str, str]:
    return {
        "deputy": str(row.seat.user),
        "office": str(row.principal),
        "from": f"{row.seat.valid_from}",
        "until": f"{row.seat.valid_until}",
    }
