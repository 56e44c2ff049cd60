"""The filters of the administrator's lists."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.either import either
from cejc.lib.listing import Filter, choice
from registry.enums import Role
from registry.people.models import Membership
from registry.people.queries.names import people_named

STATES = (("locked", _("已锁定")), ("active", _("正常")), ("ended", _("已停用")))
FORCE = (("now", _("现任")), ("past", _("已终止")))


class AccountFilter(Filter):
    q = forms.CharField(label=_("姓名、拼音或用户名"), required=False)
    state = choice(_("状态"), STATES)

    def by_q(self, rows: QuerySet, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:60]
        if not clean:
            return rows
        called = Q(username__icontains=clean) | Q(display_name__icontains=clean)
        return either(rows, called, Q(professional__in=people_named(clean)))

    def by_state(self, rows: QuerySet, value: str) -> QuerySet:
        if value == "locked":
            return rows.filter(locked_until__gt=timezone.now())
        return rows.filter(is_active=value == "active")


class MembershipFilter(Filter):
    q = forms.CharField(label=_("姓名或机构"), required=False)
    role = choice(_("角色"), Role.choices)
    force = choice(_("状态"), FORCE)

    def by_q(self, rows: QuerySet, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:60]
        return rows.filter(Q(user__display_name__icontains=clean) | Q(organisation__name__icontains=clean))

    def by_force(self, rows: QuerySet, value: str) -> QuerySet:
        if value == "now":
            return rows.filter(pk__in=Membership.objects.in_force())
        return rows.filter(valid_until__lt=clock.today())
