"""Filters of the lists of activities; they live in the address."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import CleanCharField
from credits.engine.policy import Policy
from registry.enums import ActivityState
from registry.people.models import Organisation


class ActivityFilter(forms.Form):
    """A person's own list: year, kind, state, words of the title."""

    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("继续教育形式"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    q = CleanCharField(label=_("名称或说明"), required=False, max_length=100, printed=False)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, policy: Policy, data: Any) -> None:
        super().__init__(data)
        year = clock.today().year
        choices: dict[str, list[Any]] = {
            "year": [(one, _("%(year)s年") % {"year": one}) for one in range(year, year - 12, -1)],
            "kind": kinds_of(policy),
            "state": list(ActivityState.choices),
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", _("全部")), *found]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Filters for `queries.activity.filtered`; what is not understood filters nothing and is said."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "year": found.get("year"),
            "kind": found.get("kind", ""),
            "state": found.get("state", ""),
            "text": found.get("q", ""),
        }


def kinds_of(policy: Policy) -> list[tuple[str, str]]:
    return [(kind.id, kind.name) for kind in policy.kinds.values()]


class QueueFilter(forms.Form):
    """A reviewer's queue: unit, person, kind."""

    unit = forms.ChoiceField(label=_("单位"), required=False)
    person = CleanCharField(label=_("姓名"), required=False, max_length=60, printed=False)
    kind = forms.ChoiceField(label=_("继续教育形式"), required=False)

    def __init__(self, policy: Policy, units: list[Organisation], data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [("", _("全部")), *kinds_of(policy)]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("全部")), *((str(one.public_id), one.name) for one in units)]  # type: ignore[attr-defined]
        if len(units) < 2:
            del self.fields["unit"]

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {
            "organisation": _uuid(found.get("unit", "")),
            "person": found.get("person", ""),
            "kind": found.get("kind", ""),
        }


def _uuid(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
