"""The head of a notice: its years agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _

_YEAR_OF_TITLE = re.compile(r"((?:19|20)\d\d)年")
_YEAR_OF_NUMBER = re.compile(r"〔((?:19|20)\d\d)〕")


def check_head(policy: Policy) -> Iterator[Fault]:
    year, date = policy.application_year, policy.document_date
    found = _YEAR_OF_TITLE.search(policy.title)
    if found and int(found[1]) != year:
        yield Fault("title", _("标题写的是 {found} 年，申报年度却是 {year}", found=found[1], year=year))
    found = _YEAR_OF_NUMBER.search(policy.document_number)
    if found and int(found[1]) != date.year:
        message = _("文号写的是 {found} 年，发文日期却在 {year} 年", found=found[1], year=date.year)
        yield Fault("document_number", message)
    if date.year > year:
        yield Fault("document_date", _("发文日期在申报年度 {year} 之后", year=year))
