"""Forms of the annual registration: declare, find, arrange."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from cejc.lib.db.either import either
from cejc.lib.formfields import CleanCharField, CleanTextField, DayField
from cejc.lib.layout import Drawn
from cejc.lib.listing import YearField, choice
from cejc.site import gettext_lazy as _
from registry.enums import RegistrationState
from registry.machinery.forms.kept import KeptFileField
from registry.machinery.forms.words import demand
from registry.people.filters.of_people import OfPeopleFilter, SortedFilter
from registry.people.models import Employment
from registry.people.queries.names import people_named
from registry.yearly.queries.doubt import in_doubt, waiting_since

MINE, MISSING = "mine", "missing"
DOUBT = (("clean", _("没有待核对事项的")), ("doubt", _("有待核对事项的")))
ORDERS = (("", _("按年度和单位")), ("waited", _("等待最久的在前")), ("name", _("按姓名")))


class DeclareForm(forms.Form):
    """The person's declaration; `late` asks for the reason of a late entry."""

    helper = Drawn(submit_label=_("申报本年度登记"))

    true = forms.BooleanField(
        label=_("我声明：以上记录属实、完整。"),
        error_messages={"required": _("请先勾选声明，再申报。")},
    )
    late_reason = CleanTextField(
        label=_("补登理由"),
        required=False,
        max_length=300,
        rows=2,
        help_text=_("已过登记截止日期，请说明未按时申报的原因，由单位和主管部门核定。"),
    )
    exempt_reason = CleanTextField(
        label=_("申请本年度免于考核的理由"),
        required=False,
        max_length=300,
        rows=2,
        help_text=_(
            "只在当年尚未参加工作、长期病假、在国外工作或由外省调入等情形下填写，并上传证明材料。由外省调入的，请写明在外省取得的学时。"
        ),
    )
    file = KeptFileField(label=_("免于考核的证明材料"), required=False, help_text=_("PDF或图片，20MB以内。"))
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["late_reason"].required = True
        if not late:
            del self.fields["late_reason"]
        demand(self, _("申请免于考核的必须上传"), "file")
        demand(self, _("申请免于考核的填写"), "exempt_reason")


class RegistrationFilter(OfPeopleFilter, SortedFilter):
    """The offices' list: year, what stands where, whose, what is in doubt about it; and the order.

    Who has not declared has no row: `narrow` leaves that state, and what waits for the reader, to the page.
    """

    year = YearField(back=12, required=False)
    state = choice(
        _("状态"),
        [(MINE, _("待我办理")), *RegistrationState.choices, (MISSING, _("尚未申报的人员"))],
    )
    q = CleanCharField(label=_("姓名或单位"), required=False, max_length=60, printed=False)
    doubt = choice(_("待核对事项"), DOUBT)
    sort = forms.ChoiceField(label=_("排序"), choices=ORDERS, required=False)

    field_order = ("q", "year", "state", "unit", "department", "level", "doubt", "sort")
    sorts = {  # noqa: RUF012
        "": ("-year", "organisation__path", "professional__name_key", "pk"),
        "waited": (waiting_since().asc(nulls_last=True), "pk"),
        "name": ("professional__name_key", "-year", "pk"),
    }

    def by_state(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows if value in (MINE, MISSING) else rows.filter(state=value)

    def by_q(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return either(rows, Q(professional__in=people_named(value)), Q(organisation__name__icontains=value))

    def by_doubt(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        found = rows.filter(in_doubt())
        return found if value == "doubt" else rows.exclude(pk__in=found.order_by().values("pk"))

    def places(self, rows: QuerySet[Employment]) -> QuerySet[Employment]:
        """Narrow places of people who have no row."""
        wanted = self.wanted()
        for name in ("q", "unit", "level"):
            rows = self._by(name, rows, wanted[name]) if wanted.get(name) else rows
        return rows.filter(position__icontains=wanted["department"])


class ReasonForm(forms.Form):
    """A reason that the person reads."""

    reason = CleanTextField(label=_("理由"), max_length=500, rows=4, help_text=_("本人会看到这段文字。"))
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskForm(ReasonForm):
    """Why a locked year should be opened again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("例如：遗漏了一项培训，有结业证书。由最后确认的机关办理。")


class ArrangementForm(forms.Form):
    """Closing date of a year, and who confirms."""

    helper = Drawn(submit_label=_("保存"))

    year = YearField(back=8)
    closes_on = DayField(
        label=_("登记截止日期"),
        required=False,
        help_text=_("含当日。此后申报的作为补登，须写明理由。不填写的，不设截止日期。"),
    )
    office_confirms = forms.BooleanField(
        label=_("单位确认后，须由本机关确认"),
        required=False,
        initial=True,
        help_text=_("不勾选的，单位确认后即登记完毕。只有{cities}和县市区可以这样安排。"),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not own:
            del self.fields["office_confirms"]
