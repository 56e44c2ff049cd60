"""Filters that print what notices and slips froze. `{% load certification_ui %}`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from certification.queries import title
from certification.queries.yearly import subject_hours, year_words

register = template.Library()


@register.filter
def year_text(year: Mapping[str, Any]) -> str:
    """One year of a notice in words: hours and result, or the ground."""
    return year_words.words_of(year)


@register.filter
def year_of_entry(year: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """The same in a list that does not say which subjects it has: with their names, where they are others
    than the usual ones."""
    return year_words.words_of(year, entry if "subjects" in entry else None)


@register.filter
def subject_names(content: Mapping[str, Any]) -> list[str]:
    """The subjects of a frozen paper: what its columns are called."""
    return subject_hours.names_in(content)


@register.simple_tag
def entries_heading(entries: Iterable[Any]) -> dict[str, Any]:
    """The heading of the hours of a public list: {text, names}, of which subjects they are, [] where people
    have other ones than their neighbours."""
    names = subject_hours.common(one.snapshot for one in entries)
    text = _("各年度学时（%(names)s）") % {"names": subject_hours.summed(names)} if names else _("各年度学时")
    return {"text": text, "names": names}


@register.filter
def years_printed(years: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The years of a slip with what their columns print."""
    return [year_words.printed(year) for year in years]


@register.filter
def title_text(snapshot: Mapping[str, Any]) -> str:
    """The title of an entry of a notice: name, series, level."""
    return title.title_in(snapshot)
