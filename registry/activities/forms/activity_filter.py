"""Filters of the lists of activities; they live in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import ALL, Filter, YearField, choice
from credits.engine.policy import Policy
from registry.enums import ActivityState
from registry.people.models import Organisation


class _OfKind(Filter):
    kind = choice(_("继续教育形式"), [])

    def __init__(self, policy: Policy, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.id, kind.name) for kind in policy.kinds.values()]
        self.fields["kind"].choices = [ALL, *kinds]  # type: ignore[attr-defined]


class ActivityFilter(_OfKind):
    """A person's own list: year, kind, state, words of the title."""

    year = YearField(back=12, required=False)
    state = choice(_("状态"), ActivityState.choices)
    q = CleanCharField(label=_("名称或说明"), required=False, max_length=100, printed=False)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("year", "kind", "state", "q")


class QueueFilter(_OfKind):
    """A reviewer's queue: unit, person, kind."""

    unit = choice(_("单位"), [])
    person = CleanCharField(label=_("姓名"), required=False, max_length=60, printed=False)

    field_order = ("unit", "person", "kind")

    def __init__(self, policy: Policy, units: list[Organisation], data: Any) -> None:
        super().__init__(policy, data)
        self.fields["unit"].choices = [ALL, *((str(one.public_id), one.name) for one in units)]  # type: ignore[attr-defined]
        if len(units) < 2:
            del self.fields["unit"]
