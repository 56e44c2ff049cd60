"""Convening experts, giving an opinion, concluding; the sample, the
expert and the decision of a cross-review."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from cejc.lib.formfields import AskedModelField, CleanCharField, CleanTextField, DayField, Offering
from cejc.lib.layout import Drawn
from cejc.site import gettext_lazy as _
from credits.engine.numbers import show
from registry.enums import Verdict
from registry.machinery.forms.kept import KeptFileField
from registry.training.models import Course, Expert
from registry.training.queries.course_worth import hours_by_length


class ExpertsField(forms.ModelMultipleChoiceField):
    """Experts by name, with what they know."""

    def label_from_instance(self, expert: Expert) -> str:
        return labelled(expert)


class ExpertField(AskedModelField):
    def label_from_instance(self, expert: Expert) -> str:
        return labelled(expert)


def labelled(expert: Expert) -> str:
    parts = [str(expert), expert.field, str(expert.base) if expert.base else ""]
    return "　".join(part for part in parts if part)


class ConveneForm(Offering):
    """Whom to ask: those who need not stand aside."""

    helper = Drawn(submit_label=_("送专家审定"))

    experts = ExpertsField(
        label=_("专家"),
        queryset=Expert.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("至少一位。须回避的专家不在其中。"),
        error_messages={"required": _("请至少选择一位专家。")},
    )

    @property
    def chosen(self) -> list[Expert]:
        return list(self.cleaned_data["experts"].select_related("user__professional", "base"))


class ReplaceForm(Offering):
    """Whom to ask instead: those who need not stand aside and are not asked yet."""

    helper = Drawn(title=_("改请专家"), submit_label=_("改请"))

    expert = ExpertField(label=_("改请"), queryset=Expert.objects.none(), to_field_name="public_id")


class OpinionForm(forms.Form):
    helper = Drawn(submit_label=_("提交意见"))
    verdict = forms.ChoiceField(label=_("意见"), choices=Verdict.choices, widget=forms.RadioSelect)
    text = CleanTextField(label=_("说明"), max_length=3000, rows=5)


class ConclusionForm(forms.Form):
    """The conclusion. Hours that the length of the course does not bear
    out are asked about before they are kept."""

    helper = Drawn(
        title=_("审定结论"),
        lead=_("结论须在课程上线前提交{office}，否则培训结果不予认可{filed_clause}。"),
        submit_label=_("保存结论"),
    )

    conclusion = forms.ChoiceField(label=_("审定结论"), choices=Verdict.choices, widget=forms.RadioSelect)
    hours = forms.DecimalField(
        label=_("核定学时"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("通过的课程填写。学员的学时按此计，不再按时长折算。"),
    )
    sure = forms.BooleanField(label=_("核定学时与课程时长不同，确认按核定学时计"), required=False)
    text = CleanTextField(label=_("结论意见"), max_length=3000, rows=5)
    upload = KeptFileField(
        label=_("结论文件"),
        accept=".pdf",
        help_text=_("加盖公章的扫描件（PDF）。"),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course, self.by_length = course, hours_by_length(course)
        if self.by_length is not None:
            self.fields["hours"].help_text = _(
                "通过的课程填写。学员的学时按此计，不再按时长折算。本课程%(minutes)s分钟，按时长折算为%(hours)s学时。"
            ) % {"minutes": course.minutes, "hours": show(self.by_length)}
        if not self._differs(self.data.get("hours")):
            del self.fields["sure"]

    def _differs(self, typed: Any) -> bool:
        try:
            return bool(typed) and self.by_length is not None and Decimal(str(typed)) != self.by_length
        except InvalidOperation:
            return False

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        passed = values.get("conclusion") == Verdict.PASS
        if passed and not values.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _("通过的课程请填写核定学时。"))
        if passed and "sure" in self.fields and not values.get("sure") and self.by_length is not None:
            self.add_error(
                "sure",
                _(
                    "本课程%(minutes)s分钟，按政策折算为%(by_length)s学时，填写的是%(hours)s学时。请更正，或勾选确认。"
                )
                % {
                    "minutes": self.course.minutes,
                    "by_length": show(self.by_length),
                    "hours": show(values["hours"]),
                },
            )
        values.pop("sure", None)
        return values


class SampleForm(forms.Form):
    """A draw: the seed is proposed, and may be replaced by a number that others publish."""

    helper = Drawn(submit_label=_("抽取"))

    seed = CleanCharField(
        label=_("种子"),
        max_length=64,
        min_length=4,
        help_text=_("字母、数字或 . _ - ；可用公开的开奖号码，便于他人复核。"),
    )
    size = forms.IntegerField(label=_("抽取数"), min_value=1)


class AssignForm(Offering):
    helper = Drawn(submit_label=_("请该专家审查"))
    expert = ExpertField(
        label=_("专家"),
        queryset=Expert.objects.none(),
        to_field_name="public_id",
        help_text=_("其他基地、其他主管单位的专家，且没有参加过本课程的审定。"),
    )


class DecisionForm(forms.Form):
    helper = Drawn(submit_label=_("作出决定"), official=True)
    decision = forms.ChoiceField(label=_("决定"), choices=Verdict.choices, widget=forms.RadioSelect)
    fails_from = DayField(
        label=_("自哪一天起不予认可"),
        required=False,
        help_text=_("不通过的填写。这一天及以后的培训结果不予认可，依据它认定的学时随之重核。"),
    )
    reason = CleanTextField(label=_("理由"), max_length=500, rows=5, help_text=_("基地会看到这段文字。"))

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        failed = values.get("decision") == Verdict.FAIL
        if failed and not values.get("fails_from") and "fails_from" not in self.errors:
            self.add_error("fails_from", _("不通过的，请填写自哪一天起不予认可。"))
        return values
