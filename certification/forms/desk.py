"""The filters of an office's desk; they live in the address."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Case as Case_
from django.db.models import DateField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.listing import ALL, YearField, choice
from certification.forms.gather import CaseFilter
from certification.models import Case
from certification.queries.desk import Deadlines, Tally
from certification.queries.doubt import in_doubt
from certification.queries.policy import KEYS
from certification.queries.together import colleagues, given
from registry.models import User

DOUBT = (("clean", _("没有待核对事项的")), ("doubt", _("有待核对事项的")))
DUE = (("over", _("已过期限")), ("3", _("三日内到期")), ("7", _("七日内到期")))
WHO = (("me", _("指派给我的")), ("none", _("没有指派的")))
SORTS = (("waited", _("等待最久的在前")), ("due", _("期限最近的在前")), ("name", _("按姓名")))
ORDERS = {"name": ("professional__name_key", "pk"), "due": ("due", "state_since", "pk")}


class DeskFilter(CaseFilter):
    """Name, unit, state, title, year, what is in doubt, what is due; and the order."""

    part = forms.CharField(required=False, widget=forms.HiddenInput)
    state = choice(_("状态"), ())
    year = YearField(back=6, required=False)
    doubt = choice(_("待核对事项"), DOUBT)
    due = choice(_("期限"), DUE)
    who = choice(_("办理人"), ())
    sort = forms.ChoiceField(label=_("排序"), choices=SORTS, required=False)

    field_order = ("part", "q", "unit", "state", "level", "year", "doubt", "due", "who", "sort")
    columns = CaseFilter.columns | {"year": "application_year"}

    def __init__(self, *args: Any, tally: Tally, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        others = colleagues(user).exclude(pk=user.pk).select_related("professional")
        names = [(str(one.public_id), _("指派给%s的") % one) for one in others]
        self.fields["who"].choices = [ALL, *WHO, *names]  # type: ignore[attr-defined]
        self.tally, self.deadlines = tally, Deadlines.load()
        self.fields["state"].choices = [ALL, *tally.labels()]  # type: ignore[attr-defined]

    @property
    def narrows(self) -> bool:
        """Whether the list is less than the whole part."""
        return bool(set(self.changed_data) - {"part", "sort"})

    def narrow(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        rows = super().narrow(rows.annotate(due=self._due()))
        order = ORDERS.get(self.wanted()["sort"])
        return rows.order_by(*order) if order else rows

    def _due(self) -> Case_:
        """The last day of each case, which its table and state decide."""
        days = [
            When(Q(**dict(zip(KEYS, group.keys, strict=True)), state=group.state), then=Value(found[1]))
            for group in self.tally.groups
            if (found := self.deadlines.at(group.table, group.state))
        ]
        return Case_(*days, default=Value(None), output_field=DateField())

    def by_part(self, rows: QuerySet[Case], _value: str) -> QuerySet[Case]:
        return rows

    by_sort = by_part

    def by_doubt(self, rows: QuerySet[Case], value: str) -> QuerySet[Case]:
        found = in_doubt(rows)
        return rows.filter(found) if value == "doubt" else rows.exclude(found)

    def by_who(self, rows: QuerySet[Case], value: str) -> QuerySet[Case]:
        if value == "none":
            return rows.exclude(pk__in=given().values("case"))
        to = {"to": self.user} if value == "me" else {"to__public_id": value}
        return rows.filter(pk__in=given().filter(**to).values("case"))

    def by_due(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "over":
            return rows.filter(due__lt=clock.today())
        return rows.filter(due__range=(clock.today(), clock.today() + timedelta(days=int(value))))
