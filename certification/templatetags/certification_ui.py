"""Filters that print what notices and slips froze. `{% load certification_ui %}`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from certification.queries import title
from certification.queries.yearly import year_words

register = template.Library()


@register.filter
def year_text(year: Mapping[str, Any]) -> str:
    """One year of a notice in words: hours and result, or the ground."""
    return year_words.words_of(year)


@register.filter
def years_printed(years: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The years of a slip with what their columns print."""
    return [year_words.printed(year) for year in years]


@register.filter
def title_text(snapshot: Mapping[str, Any]) -> str:
    """The title of an entry of a notice: name, series, level."""
    return title.title_in(snapshot)
