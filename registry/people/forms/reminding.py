"""Whom to remind of what, and in which words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CleanTextField
from cejc.lib.layout import Drawn
from cejc.lib.listing import ALL, YearField
from credits.queries import series_names
from registry.enums import Role, TitleLevel
from registry.people.models import Membership, Organisation, Reminding
from registry.people.remindable import TOPICS, Topic, explained, explained_title, topic_of
from registry.people.services.telling.reminding import Wanted

YEARS = 8
NAMED = 3  # units named where a text fits several


class NewRemindingForm(forms.Form):
    """The filter of a reminder; HR has one unit and is not asked for it."""

    helper = Drawn(submit_label=_("列出名单并预览"), cancel_label=_("返回"))
    topic = forms.ChoiceField(label=_("提醒什么"), widget=forms.RadioSelect)
    year = YearField(back=YEARS, required=False)
    unit = CleanCharField(
        label=_("单位"),
        required=False,
        max_length=200,
        printed=False,
        help_text=_("名称或统一社会信用代码，含其下属单位；不填为您管理的全部单位。"),
    )
    department = CleanCharField(
        label=_("所在部门和岗位"),
        required=False,
        max_length=60,
        printed=False,
        help_text=_("其中几个字即可，例如“规划处”。"),
    )
    level = forms.ChoiceField(label=_("现职称级别"), required=False, choices=[ALL, *TitleLevel.choices])
    series = forms.ChoiceField(label=_("现职称系列"), required=False)

    def __init__(self, *args: Any, seat: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.fields["topic"].choices = [(one.name, one.label) for one in TOPICS.values() if one.by_filter]  # type: ignore[attr-defined]
        self.fields["series"].choices = [ALL, *series_names().items()]  # type: ignore[attr-defined]
        self.fields["year"].help_text = _("年度登记按登记的年度，认定申请按申报年度，记录按计入的年度。")
        if seat.role == Role.HR:
            del self.fields["unit"]

    def clean_unit(self) -> Organisation | None:
        typed = self.cleaned_data["unit"]
        if not typed:
            return None
        rows = Organisation.objects.all()
        if self.seat.role != Role.PROVINCE:
            rows = rows.filter(path__startswith=self.seat.organisation.path)
        exact = rows.filter(Q(name=typed) | Q(credit_code=typed.upper())).first()
        return exact or _only(list(rows.filter(name__icontains=typed)[: NAMED + 1]))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        topic = TOPICS.get(values.get("topic", ""))
        if topic and topic.needs_year and "year" not in self.errors and not values.get("year"):
            self.add_error("year", gettext("请选择年度。"))
        return values

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


def _only(found: list[Organisation]) -> Organisation:
    if not found:
        raise ValidationError(gettext("您管理的单位中没有这个单位，请核对名称。"))
    if len(found) > 1:
        names = "、".join(one.name for one in found[:NAMED])
        raise ValidationError(gettext("有几个单位的名称含这些字，请写出全称：%s。") % names)
    return found[0]


class WordsForm(forms.Form):
    """The words of a message to many."""

    subject = CleanCharField(label=_("标题"), max_length=60, printed=False)
    text = CleanTextField(label=_("正文"), max_length=2000, rows=8, printed=False)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = explained(topic)
        self.fields["subject"].help_text = explained_title(topic)


class OwnWordsForm(WordsForm):
    """A message in the office's own words; it goes nowhere before it is released."""

    helper = Drawn(
        title=_("给所选人员发消息"),
        lead=_("写好后先放入发件箱，核对名单和各人的全文，再发出。发出前不通知任何人。"),
        submit_label=_("放入发件箱并预览"),
    )


class TextForm(WordsForm):
    """The words of a reminder, written anew."""

    helper = Drawn(title=_("修改文字"), submit_label=_("保存"))
    edit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Reminding, **kwargs: Any) -> None:
        super().__init__(*args, topic=topic_of(row), **kwargs)
        self.initial = {"edit": row.edit, "subject": row.subject, "text": row.text}


class LetterFilter(forms.Form):
    """The search among the people of a reminder; which part is shown stays in the address."""

    show = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    q = CleanCharField(label=_("姓名或单位"), required=False, max_length=60, printed=False)
