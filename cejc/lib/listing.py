"""What a list takes from its address: what to show, in which order, which page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.paging import LongPaginator

ALL: tuple[str, Any] = ("", _("全部"))


class Filter(forms.Form):
    """The filters of a list. A field narrows by the method `by_<its
    name>`, or by the column that `columns` gives it.

    What is not understood filters nothing and is said above the list.
    """

    columns: Mapping[str, str] = {}

    def wanted(self) -> dict[str, Any]:
        """What is asked for, by field; "" or None where nothing is."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def said(self) -> list[tuple[str, str]]:
        """What is asked for, in words: (label, value) of every filter that is set and shown."""
        self.is_valid()
        asked = [one for one in self.visible_fields() if one.name in self.changed_data]
        return [(str(one.label), _worded(one)) for one in asked if one.name in self.cleaned_data]

    def found(self, rows: QuerySet[Any], per_page: int, count: int | None = None) -> dict[str, Any]:
        """What every list shows: this form, the page of `rows` that the
        address asks for, and how many there are."""
        page = LongPaginator(rows, per_page, count).get_page(self.data.get("page"))
        return {"form": self, "page": page, "found": page.paginator.count, "active": bool(self.changed_data)}

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        self.is_valid()
        for name, value in getattr(self, "cleaned_data", {}).items():
            rows = self._by(name, rows, value) if value else rows
        return rows

    def _by(self, name: str, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        own = getattr(self, f"by_{name}", None)
        return own(rows, value) if own else rows.filter(**{self.columns.get(name, name): value})


def _worded(field: forms.BoundField) -> str:
    """What a filter is set to: the label of a choice, else what was typed."""
    labels = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    value = str(field.value() or "")
    return labels.get(value, value)


def choice(label: Any, choices: Any) -> forms.ChoiceField:
    """One of `choices`, or of what they answer when asked, or all."""
    every = (lambda: [ALL, *choices()]) if callable(choices) else [ALL, *choices]
    return forms.ChoiceField(label=label, choices=every, required=False)


class YearField(forms.TypedChoiceField):
    """One of the last years; where it is not `required`, also all."""

    def __init__(self, *, back: int, required: bool = True) -> None:
        first = [] if required else [ALL]
        years = lambda: [*first, *_years(back)]  # noqa: E731
        super().__init__(label=_("年度"), required=required, coerce=int, empty_value=None, choices=years)


def _years(back: int) -> list[tuple[int, Any]]:
    year = clock.today().year
    return [(one, gettext("%(year)s年") % {"year": one}) for one in range(year, year - back, -1)]


class Order:
    """The order of a list: `sorts` says by which columns each name
    sorts; "-name" in the address turns it round.

    A heading that is pressed first sorts upwards, with `falling` downwards; pressed again it turns.
    """

    def __init__(
        self,
        asked: QueryDict,
        sorts: Mapping[str, Any],
        default: str,
        param: str = "sort",
        falling: bool = False,
    ) -> None:
        self.asked, self.sorts, self.param, self.first = asked, sorts, param, "-" if falling else ""
        wanted = asked.get(param, "")
        self.now = wanted if wanted.removeprefix("-") in sorts else default

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        columns = self.sorts[self.now.removeprefix("-")]
        return rows.order_by(*(_turned(one) if self.now.startswith("-") else one for one in columns))

    def direction(self, name: str) -> str:
        return {name: "ascending", f"-{name}": "descending"}.get(self.now, "")

    def query(self, name: str) -> str:
        """The address that sorts by `name`, from the first page, filters kept."""
        first = f"{self.first}{name}"
        copy = self.asked.copy()
        copy.pop("page", None)
        copy[self.param] = _turned(first) if self.now == first else first
        return f"?{copy.urlencode()}"


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
