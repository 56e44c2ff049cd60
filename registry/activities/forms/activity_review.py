"""A reviewer's forms: returning with reasons, choosing for a bulk decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanTextField
from cejc.lib.layout import Button, Drawn
from registry.activities.return_reasons import RETURN_REASONS
from registry.activities.services.activity_review import TEXT_LIMIT
from registry.machinery.forms.words import demand


class ReturnForm(forms.Form):
    """Reasons from the list that the person reads, free text, or both."""

    reasons = forms.MultipleChoiceField(
        label=_("退回理由"),
        required=False,
        choices=lambda: list(RETURN_REASONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    text = CleanTextField(
        label=_("补充说明"),
        required=False,
        max_length=TEXT_LIMIT,
        help_text=_("本人会看到。请写明哪一份材料、哪一处内容需要更正。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        demand(self, _("退回理由和补充说明，至少一项"), "reasons", "text")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("reasons") and not found.get("text"):
            raise forms.ValidationError(_("请选择退回理由，或写明需要更正的内容。"))
        return found


UPHELD = Button(_("重复属实"), "decision", "upheld", "outline-primary")


class FlagForm(forms.Form):
    """What was found about two records with the same file; `against` is
    the one that earns nothing if it is so."""

    helper = Drawn(
        refused=_("没有保存，请更正"),
        buttons=(Button(_("已说明，可以继续审核"), "decision", "cleared"), UPHELD),
    )

    against = forms.ChoiceField(
        label=_("属重复的，哪一条不计学时"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "选“重复属实”时适用。待审核的记录退回本人，已认可的撤销认可，依据它的申请和认定单随之重新计算。"
        ),
    )
    note = CleanTextField(
        label=_("核对情况"),
        max_length=500,
        help_text=_("写明核对的依据，例如“同一培训班，两人各自提交了同一份通知”。留存备查。"),
    )

    def __init__(self, *args: Any, sides: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sides:
            self.fields["against"].choices = sides  # type: ignore[attr-defined]
            self.fields["against"].initial = sides[-1][0]
        else:
            del self.fields["against"]


class AlikeForm(FlagForm):
    """The same about two papers that seem to be one: they may also be told apart."""

    helper = Drawn(
        refused=_("没有保存，请更正"),
        buttons=(
            Button(_("不是同一份"), "decision", "distinct"),
            Button(_("是同一份，已说明缘由"), "decision", "cleared", "outline-primary"),
            UPHELD,
        ),
    )
    note = CleanTextField(
        label=_("核对情况"),
        max_length=500,
        help_text=_("写明核对的依据，例如“姓名和证书编号不同，是同一批证书”。留存备查。"),
    )
