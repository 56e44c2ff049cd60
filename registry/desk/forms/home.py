"""What a person aims at: the level and series that the first screen's span is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credits.engine.policy import Policy
from registry.enums import TitleLevel
from registry.people.models import Professional
from registry.yearly.queries.application import Application

# The title after the present one.
NEXT = {
    TitleLevel.NONE: TitleLevel.JUNIOR,
    TitleLevel.JUNIOR: TitleLevel.INTERMEDIATE,
    TitleLevel.INTERMEDIATE: TitleLevel.SENIOR_ASSOCIATE,
    TitleLevel.SENIOR_ASSOCIATE: TitleLevel.SENIOR_FULL,
    TitleLevel.SENIOR_FULL: TitleLevel.SENIOR_FULL,
}


class TargetForm(forms.Form):
    """Level and series applied for, in the address; those of the live case, or the next level of the
    present series, when nothing is chosen."""

    level = forms.ChoiceField(label=_("申报级别"), required=False)
    series = forms.ChoiceField(label=_("申报系列"), required=False)

    def __init__(
        self, policy: Policy, professional: Professional, data: Any, application: Application | None = None
    ) -> None:
        own = professional.title_series if professional.title_series in policy.series else ""
        self.usual = (NEXT[TitleLevel(professional.title_level)], own)
        if application and application.level:
            self.usual = (TitleLevel(application.level), application.series)
        filled = {"level": data.get("level") or self.usual[0], "series": data.get("series", self.usual[1])}
        super().__init__(filled)
        levels = [(one.value, one.label) for one in TitleLevel if one != TitleLevel.NONE]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        series = [(one.id, one.name) for one in policy.series.values()]
        self.fields["series"].choices = [("", _("未定")), *series]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, str]:
        """Level and series id; what the address garbles falls back to the usual."""
        if not self.is_valid():
            return self.usual
        return self.cleaned_data["level"], self.cleaned_data["series"]

    def level_name(self) -> str:
        return str(TitleLevel(self.chosen()[0]).label)
