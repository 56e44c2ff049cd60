from collections.abc import Iterable
from typing import Any

from django import forms

from cejc.lib.formfields import AskedChoiceField, AskedModelField, CleanCharField, CleanTextField, DayField
from cejc.lib.layout import Drawn
from cejc.site import gettext_lazy as _
from certification.forms.gather import BeginWith
from registry.enums import OrganisationKind, Route
from registry.machinery.forms.kept import KeptFileField
from registry.machinery.forms.words import demand
from registry.models import Organisation


class BatchForm(forms.Form):
    """A name by which the office and the province speak of a batch."""

    name = CleanCharField(label=_("批次名称"), max_length=100, help_text=_("例如：{batch}。"))
    note = CleanTextField(label=_("说明"), required=False, max_length=500)
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NewBatchForm(BatchForm):
    """The same, and whom it holds at first; `groups` as `BeginWith.offer` takes them."""

    whom = BeginWith()
    field_order = ("whom", "name", "note")

    def __init__(self, *args: Any, groups: Iterable[tuple[str, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].offer(groups)  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """File the batch; with the paper that the policy asks for beside the list."""

    material = KeptFileField(label=_("随同报送的材料"), required=False)
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        demand(self, _("已上传，再次上传即替换") if kept else _("报送时必须上传"), "material")


class WindowForm(forms.Form):
    """A window opened for one organisation, with a reason."""

    helper = Drawn(
        title=_("批准受理时间例外"),
        lead=_("只对所选机构有效，理由留存备查。"),
        submit_label=_("批准"),
        official=True,
    )

    organisation = AskedModelField(label=_("机构"), queryset=Organisation.objects.none())
    route = AskedChoiceField(label=_("认定渠道"), choices=Route.choices)
    application_year = forms.IntegerField(label=_("申报年度"), min_value=2000, max_value=2100)
    opens = DayField(label=_("开始日期"))
    closes = DayField(label=_("截止日期"), help_text=_("含当日。"))
    reason = CleanTextField(label=_("理由"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Organisation.objects.filter(closed_on=None).exclude(kind=OrganisationKind.PROVINCE)
        self.fields["organisation"].queryset = offices.order_by("path")  # type: ignore[attr-defined]
