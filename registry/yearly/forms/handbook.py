"""Forms of the handbook: claim lists, hand-out, loss."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import CleanCharField, CleanTextField, DayField
from cejc.lib.ids import uuids_of
from cejc.lib.listing import Filter, choice
from registry.enums import ClaimState, HandbookState
from registry.yearly.queries.handbook import LEFT_OUT


class ClaimFilter(Filter):
    """The list of claim lists."""

    state = choice(_("状态"), ClaimState.choices)
    q = CleanCharField(label=_("填报单位"), required=False, max_length=60, printed=False)


class LeftOutFilter(Filter):
    """Those who are not on the claim list."""

    why = choice(_("原因"), LEFT_OUT.items())
    q = CleanCharField(label=_("姓名或单位"), required=False, max_length=60, printed=False)


class BookFilter(Filter):
    """The register of handbooks."""

    state = choice(_("状态"), HandbookState.choices)
    q = CleanCharField(label=_("姓名或编号"), required=False, max_length=60, printed=False)


class SubmitForm(forms.Form):
    """Who answers for the list at the province."""

    contact = CleanCharField(label=_("经办人和联系电话"), max_length=100)
    edit = forms.IntegerField(widget=forms.HiddenInput)


class ClaimReasonForm(forms.Form):
    reason = CleanTextField(label=_("理由"), max_length=300, help_text=_("报送单位会看到这段文字。"))


class HandOutForm(forms.Form):
    """Date and receiver; nobody named means the person."""

    on = DayField(label=_("发放日期"))
    received_by = CleanCharField(
        label=_("领取人"),
        required=False,
        max_length=100,
        help_text=_("不填写的，即由本人领取。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": clock.today()})
        super().__init__(*args, **kwargs)


class LossForm(forms.Form):
    on = DayField(label=_("遗失日期"))
    reason = CleanTextField(label=_("遗失经过"), max_length=300)


class ReissueForm(forms.Form):
    issue = forms.IntegerField(widget=forms.HiddenInput)


def ids_of(values: list[str]) -> list[UUID]:
    """Ticked boxes, or one text of many with commas; what is no id is left out."""
    return uuids_of(",".join(values).split(","))
