"""The filters of the administrator's lists."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cejc import clock
from registry.enums import Role
from registry.people.models import Membership, User
from registry.people.queries.names import people_named

STATES = (("locked", _("已锁定")), ("active", _("正常")), ("ended", _("已停用")))
FORCE = (("now", _("现任")), ("past", _("已终止")))


class AccountFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("姓名、拼音或用户名"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=STATES, method="by_state", empty_label=_("全部")
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ()
        form = forms.Form

    def by_text(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:60]
        found = Q(username__icontains=clean) | Q(display_name__icontains=clean)
        return rows.filter(found | Q(professional__in=people_named(clean))) if clean else rows

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "locked":
            return rows.filter(locked_until__gt=timezone.now())
        return rows.filter(is_active=value == "active")


class MembershipFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("姓名或机构"), method="by_text")
    role = django_filters.ChoiceFilter(label=_("角色"), choices=Role.choices, empty_label=_("全部"))
    force = django_filters.ChoiceFilter(
        label=_("状态"), choices=FORCE, method="by_force", empty_label=_("全部")
    )

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()
        form = forms.Form

    def by_text(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        clean = value.replace("\0", "").strip()[:60]
        return rows.filter(Q(user__display_name__icontains=clean) | Q(organisation__name__icontains=clean))

    def by_force(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "now":
            return rows.filter(pk__in=Membership.objects.in_force())
        return rows.filter(valid_until__lt=clock.today())
