"""The filter of the auditor's list of looks."""

from datetime import date, datetime, time

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import DayField
from cejc.lib.listing import Filter, choice
from registry.enums import LookWay
from registry.people.models import User
from registry.people.models.look import WITHOUT_MATTER
from registry.people.queries.names import people_named

MATTERS = (("with", _("有办理事项")), ("without", _("只是个人信息")))


class LookFilter(Filter):
    who = forms.CharField(label=_("查看人"), required=False)
    person = forms.CharField(label=_("被查看人"), required=False)
    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)
    way = choice(_("方式"), LookWay.choices)
    matter = choice(_("事项"), MATTERS)

    def by_who(self, rows: QuerySet, value: str) -> QuerySet:
        clean = _clean(value)
        named = Q(display_name__icontains=clean) | Q(username__icontains=clean)
        return rows.filter(viewer__in=User.objects.filter(named)) if clean else rows

    def by_person(self, rows: QuerySet, value: str) -> QuerySet:
        clean = _clean(value)
        return rows.filter(person__in=people_named(clean)) if clean else rows

    def by_since(self, rows: QuerySet, value: date) -> QuerySet:
        return rows.filter(at__gte=datetime.combine(value, time.min, tzinfo=clock.SHANGHAI))

    def by_until(self, rows: QuerySet, value: date) -> QuerySet:
        return rows.filter(at__lt=clock.midnight_after(value))

    def by_matter(self, rows: QuerySet, value: str) -> QuerySet:
        own = Q(matter_kind__in=WITHOUT_MATTER)
        return rows.filter(own if value == "without" else ~own)


def _clean(value: str) -> str:
    return value.replace("\0", "").strip()[:60]
