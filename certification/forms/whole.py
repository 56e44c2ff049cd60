"""The filters of the lists of notices and of batches; they live in the address."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, When
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import YearField, choice
from certification.enums import BatchState, NoticeState
from certification.models import Batch, Notice, Objection
from registry.enums import Role
from registry.models import User
from registry.people.filters.of_people import SortedFilter, under_named

OBJECTIONS = (("open", _("有异议待答复")), ("none", _("没有异议待答复")))
DUE = (("1", _("今明两日期满")), ("3", _("三日内期满")), ("7", _("七日内期满")))
NOTICE_ORDERS = (("", _("最近拟定的在前")), ("due", _("最先期满的在前")), ("unit", _("按单位")))
HANGS_UNTIL = Case(When(state=NoticeState.OPEN, then=F("last_day")), output_field=DateField())
BATCH_ORDERS = (("", _("最近建立的在前")), ("filed", _("最近报送的在前")), ("unit", _("按单位")))


class WholeFilter(SortedFilter):
    """Whole lists of people, of a unit and a year."""

    q = CleanCharField(label=_("标题"), required=False, max_length=60, printed=False)
    unit = CleanCharField(label=_("单位（含下属）"), required=False, max_length=60, printed=False)
    year = YearField(back=6, required=False)

    columns = {"year": "application_year"}  # noqa: RUF012

    def for_reader(self, user: User) -> Any:
        """HR, who has one unit, is not asked for it."""
        if all(seat.role == Role.HR for seat in user.seats):
            del self.fields["unit"]
        return self

    def by_unit(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(under_named(value))


class NoticeFilter(WholeFilter):
    """Notices: how they stand, what is objected, until when they hang."""

    state = choice(_("状态"), NoticeState.choices)
    objections = choice(_("异议"), OBJECTIONS)
    due = choice(_("公示期"), DUE)
    sort = forms.ChoiceField(label=_("排序"), choices=NOTICE_ORDERS, required=False)

    field_order = ("q", "unit", "state", "year", "objections", "due", "sort")
    sorts = {  # noqa: RUF012
        "": ("-pk",),
        "due": (HANGS_UNTIL.asc(nulls_last=True), "-pk"),
        "unit": ("organisation__path", "-pk"),
    }

    def by_q(self, rows: QuerySet[Notice], value: str) -> QuerySet[Notice]:
        return rows.filter(title__icontains=value)

    def by_objections(self, rows: QuerySet[Notice], value: str) -> QuerySet[Notice]:
        found = Exists(Objection.objects.filter(entry__notice=OuterRef("pk"), state="open"))
        return rows.filter(found if value == "open" else ~found)

    def by_due(self, rows: QuerySet[Notice], value: str) -> QuerySet[Notice]:
        last = clock.today() + timedelta(days=int(value))
        return rows.filter(state=NoticeState.OPEN, last_day__lte=last)


class BatchFilter(WholeFilter):
    """Batches: how they stand."""

    state = choice(_("状态"), BatchState.choices)
    sort = forms.ChoiceField(label=_("排序"), choices=BATCH_ORDERS, required=False)

    field_order = ("q", "unit", "state", "year", "sort")
    sorts = {  # noqa: RUF012
        "": ("-pk",),
        "filed": (F("filed_at").desc(nulls_last=True), "-pk"),
        "unit": ("organisation__path", "-pk"),
    }

    def by_q(self, rows: QuerySet[Batch], value: str) -> QuerySet[Batch]:
        return rows.filter(name__icontains=value)
