from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from cejc import clock
from cejc.lib.formfields import CleanCharField, CleanTextField, DayField
from cejc.lib.layout import Drawn
from cejc.lib.listing import choice
from cejc.site import gettext_lazy as _
from certification.enums import SlipActionKind, SlipState
from certification.forms.gather import LEVELS
from certification.models import Slip
from certification.queries.slips.slip import matching
from registry.people.filters.of_people import SortedFilter

ORDERS = (
    ("", _("编号从新到旧")),
    ("first", _("编号从旧到新")),
    ("name", _("按姓名")),
    ("unit", _("按单位")),
)


class SlipFilter(SortedFilter):
    """Filters of the list of slips, and its order; they live in the address."""

    q = CleanCharField(label=_("姓名、单位或编号"), required=False, max_length=60, printed=False)
    year = forms.IntegerField(label=_("年度"), required=False, min_value=2000, max_value=2100)
    state = choice(_("状态"), SlipState.choices)
    unit = CleanCharField(label=_("主管部门或{cities}"), required=False, max_length=60, printed=False)
    since = DayField(label=_("签发日期从"), required=False)
    until = DayField(label=_("签发日期至"), required=False)
    level = choice(_("申报级别"), LEVELS)
    sort = forms.ChoiceField(label=_("排序"), choices=ORDERS, required=False)

    field_order = ("q", "unit", "year", "state", "level", "since", "until", "sort")
    columns = {"level": "case__title_level"}  # noqa: RUF012
    sorts = {  # noqa: RUF012
        "": ("-year", "-sequence"),
        "first": ("year", "sequence"),
        "name": ("professional__name_key", "-year", "-sequence"),
        "unit": ("case__organisation__path", "-year", "-sequence"),
    }

    def by_q(self, rows: QuerySet[Slip], value: str) -> QuerySet[Slip]:
        return matching(rows, value)

    def by_unit(self, rows: QuerySet[Slip], value: str) -> QuerySet[Slip]:
        found = Q()
        for unit in ("department", "county", "bureau"):
            found |= Q(**{f"case__{unit}__name__icontains": value})
        return rows.filter(found)

    def by_since(self, rows: QuerySet[Slip], value: date) -> QuerySet[Slip]:
        return rows.filter(issued_at__gte=clock.midnight_after(value - timedelta(days=1)))

    def by_until(self, rows: QuerySet[Slip], value: date) -> QuerySet[Slip]:
        return rows.filter(issued_at__lt=clock.midnight_after(value))


class ProposeForm(forms.Form):
    """Revoke or reissue a slip: a second officer decides."""

    helper = Drawn(title=_("撤销或换发"), submit_label=_("提出，送复核"), official=True)

    kind = forms.ChoiceField(label=_("办理事项"), choices=SlipActionKind.choices, widget=forms.RadioSelect)
    reason = CleanTextField(
        label=_("理由"),
        max_length=500,
        rows=4,
        help_text=_("查验页面会公开显示这段文字，请不要写入身份证件号码等个人信息。"),
    )
    title_name = CleanCharField(
        label=_("更正后的申报职称名称"),
        required=False,
        max_length=60,
        help_text=_("仅换发时填写；不更正的留空。"),
    )

    @property
    def asked(self) -> dict[str, Any]:
        """Kind, reason and what a new slip says instead."""
        corrected = self.cleaned_data["title_name"] if self.cleaned_data["kind"] == "reissue" else None
        changes = {} if corrected is None else {"title_name": corrected}
        return {name: self.cleaned_data[name] for name in ("kind", "reason")} | {"changes": changes}


class DecideForm(forms.Form):
    """The second officer's decision."""

    helper = Drawn(submit_label=_("提交复核意见"), official=True)

    approve = forms.ChoiceField(
        label=_("复核意见"),
        choices=[("yes", _("同意，立即执行")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
    )
    note = CleanTextField(label=_("说明"), required=False, max_length=500)
