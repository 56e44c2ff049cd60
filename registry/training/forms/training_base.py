"""Registering and closing a base; the list of experts."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet

from cejc.lib.formfields import CleanCharField, CleanTextField, CreditCodeField, DayField
from cejc.lib.layout import Drawn
from cejc.lib.listing import Filter
from cejc.site import gettext_lazy as _
from registry.enums import OrganisationKind
from registry.people.forms.organisation import OrganisationChoice
from registry.people.models import Organisation, User
from registry.training.models import TrainingBase

SUPERVISORS = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.CENTRAL,
    OrganisationKind.EMPLOYER,
    OrganisationKind.BUREAU,
    OrganisationKind.COUNTY,
)


class BaseForm(forms.Form):
    """The particulars of a base."""

    supervising_unit = OrganisationChoice(
        label=_("主管单位"),
        help_text=_(
            "{cities}所属单位由{cities}人社部门组织审定并管理秘钥A，高校和其他单位由其人事部门负责{training_clauses}。"
        ),
    )
    address = CleanCharField(label=_("地址"), max_length=200, required=False)
    contact = CleanCharField(
        label=_("联系人和电话"), max_length=200, required=False, help_text=_("在课程目录中公开。")
    )
    platform_name = CleanCharField(label=_("网络平台名称"), max_length=100, required=False)
    platform_url = forms.URLField(
        label=_("网络平台网址"), required=False, max_length=200, assume_scheme="https"
    )
    introduction = CleanTextField(label=_("简介"), required=False, max_length=2000, rows=4)
    approved_on = DayField(label=_("设立日期"), late=_("设立日期不能晚于今天。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["supervising_unit"]
        field.queryset = Organisation.objects.filter(closed_on=None, kind__in=SUPERVISORS)


class NewBaseForm(BaseForm):
    """A new base: a college itself, or a unit of its own that is entered here."""

    helper = Drawn(title=_("登记继续教育基地"), submit_label=_("登记"))

    code = CleanCharField(
        label=_("基地代码"),
        max_length=12,
        help_text=_("字母和数字，用于编号和平台接口，登记后不能改。"),
        validators=[RegexValidator(r"^[A-Za-z0-9]{2,12}$", _("基地代码为2至12位字母和数字。"))],
    )
    organisation = OrganisationChoice(
        label=_("已在机构中的，选择该机构"),
        required=False,
        empty_label=_("（另行登记基地名称）"),
        help_text=_("高校本身即为基地的，选择该高校。"),
    )
    name = CleanCharField(label=_("基地名称"), max_length=200, required=False)
    credit_code = CreditCodeField(label=_("统一社会信用代码"), max_length=40, required=False)

    field_order = ("code", "supervising_unit", "organisation", "name", "credit_code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(
            closed_on=None, kind__in=(OrganisationKind.UNIVERSITY, OrganisationKind.BASE), training_base=None
        )

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        if not values.get("organisation"):
            if not values.get("name") and "name" not in self.errors:
                self.add_error("name", _("请填写基地名称，或选择已有的机构。"))
            if not values.get("credit_code") and "credit_code" not in self.errors:
                self.add_error("credit_code", _("请填写统一社会信用代码。"))
        return values


class EditBaseForm(BaseForm):
    helper = Drawn(title=_("修改基地信息"), submit_label=_("保存"))
    edit = forms.IntegerField(widget=forms.HiddenInput)


class CloseBaseForm(forms.Form):
    helper = Drawn(
        title=_("撤销基地"),
        lead=_(
            "最后一天之后，基地不再出现在课程目录，不能再办理课程；此前的学习结果不受影响。撤销后不能恢复。"
        ),
        submit_label=_("确认撤销"),
        official=True,
    )
    last_day = DayField(label=_("最后一天"))
    reason = CleanTextField(label=_("理由"), max_length=500, help_text=_("基地会看到这段文字。"))


class ExpertForm(forms.Form):
    """Put a login on the list of experts."""

    helper = Drawn(submit_label=_("列入名单"))

    username = CleanCharField(
        label=_("专家的用户名"), max_length=60, help_text=_("专家用自己的账号办理，无需另设角色。")
    )
    base = forms.ModelChoiceField(
        label=_("所属基地"),
        queryset=TrainingBase.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("（不属于任何基地）"),
        help_text=_("专家不审定本基地的课程；交叉审查从其他基地的专家中指定。"),
    )
    field = CleanCharField(label=_("专业领域"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = TrainingBase.objects.in_force().select_related("organisation").order_by("code")
        self.fields["base"].queryset = rows  # type: ignore[attr-defined]

    def clean_username(self) -> User:
        """The login of that name."""
        typed = str(self.cleaned_data["username"])
        user = User.objects.filter(username=typed, is_active=True).select_related("professional").first()
        if user is None:
            raise forms.ValidationError(_("没有用户名为“%s”的账号，请核对。") % typed)
        return user


class BaseFilter(Filter):
    q = CleanCharField(label=_("名称或代码"), required=False, max_length=60, printed=False)
    closed = forms.BooleanField(label=_("含已撤销的"), required=False)

    def by_q(self, rows: QuerySet[TrainingBase], value: str) -> QuerySet[TrainingBase]:
        return rows.filter(Q(organisation__name__icontains=value) | Q(code__iexact=value))

    def by_closed(self, rows: QuerySet[TrainingBase], value: bool) -> QuerySet[TrainingBase]:
        return rows  # the list leaves out the others
