from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import CleanCharField
from cejc.lib.listing import Filter, YearField
from certification.queries.yearly.figure_columns import CASES, DAYS, HOURS, SLIPS
from certification.queries.yearly.figure_sources import counted_years
from certification.queries.yearly.figures import REGION, UNIT, YEAR, Scope
from registry.choices import regions

SHOWS = ((HOURS, _("学时")), (CASES, _("申请")), (SLIPS, _("认定单")), (DAYS, _("办理用时")))
BYS = ((UNIT, _("按单位")), (REGION, _("按地区")), (YEAR, _("按年度")))


def every_region() -> list[tuple[str, Any]]:
    return [("", _("全部地区")), *regions()]


def usual_year(years: list[int], show: str) -> int:
    """Of hours the last year that is over, as spans ask for it; of applications and slips the current one."""
    last = clock.today().year - (show == HOURS)
    return max((year for year in years if year <= last), default=years[0])


class FigureFilter(forms.Form):
    """Which figures are asked for; everything lives in the address, and what it leaves out is the usual.

    HR has one unit, whose years are listed; only the province has regions to choose from.
    """

    show = forms.ChoiceField(choices=SHOWS, required=False, widget=forms.HiddenInput)
    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    own = forms.BooleanField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    by = forms.ChoiceField(label=_("统计方式"), required=False)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False)
    region = forms.ChoiceField(label=_("地区"), required=False, choices=every_region)
    q = CleanCharField(label=_("单位名称"), required=False, max_length=60, printed=False)

    def __init__(self, data: Mapping[str, Any], *, scope: Scope) -> None:
        years, said = list(counted_years()), {name: data[name] for name in data if data[name]}
        self.usual = {
            "show": HOURS,
            "by": UNIT if scope.subtree else YEAR,
            "year": usual_year(years, said.get("show", HOURS)),
        }
        # Whoever looks for a unit wants units.
        super().__init__(self.usual | said | ({"by": UNIT} if said.get("q", "").strip() else {}))
        self.fields["year"].choices = [(year, _("%s年") % year) for year in reversed(years)]  # type: ignore[attr-defined]
        self.fields["by"].choices = [  # type: ignore[attr-defined]
            (key, name) for key, name in BYS if key != REGION or scope.organisation is None
        ]
        self._leave_out(scope)

    def _leave_out(self, scope: Scope) -> None:
        """What `scope` leaves nothing to choose in."""
        if scope.organisation is not None:
            del self.fields["region"]
        if not scope.subtree:
            for name in ("by", "year", "q"):
                del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """What is asked for; the usual where nothing, or nothing sensible, was said."""
        self.full_clean()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        nothing = {"unit": None, "own": False, "sort": "", "region": "", "q": ""}
        return nothing | self.usual | said


class BehindFilter(forms.Form):
    """The search among the people behind a figure; what the figure is stays in the address."""

    what = forms.CharField(max_length=60, widget=forms.HiddenInput)
    year = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)
    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    own = forms.BooleanField(required=False, widget=forms.HiddenInput)
    region = forms.ChoiceField(required=False, choices=every_region, widget=forms.HiddenInput)
    q = CleanCharField(label=_("姓名或单位"), required=False, max_length=60, printed=False)


class YearSheetFilter(Filter):
    """Which years stand on the year-end sheet of a unit: so many, up to one."""

    year = YearField(back=10)
    count = forms.TypedChoiceField(
        label=_("年数"), required=False, coerce=int, choices=[(n, _("%s年") % n) for n in (1, 3, 5, 6)]
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.usual = {"year": clock.today().year - 1, "count": 5}
        super().__init__(self.usual | {name: data[name] for name in data if data[name]})

    def years(self) -> list[int]:
        """Rising; the usual ones where nothing sensible was asked for."""
        wanted = self.wanted()
        last, count = wanted["year"] or self.usual["year"], wanted["count"] or self.usual["count"]
        return list(range(last - count + 1, last + 1))
