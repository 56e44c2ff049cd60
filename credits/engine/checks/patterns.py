"""Numbers of slips and certificates: each its own, and no field that nobody fills in."""

from __future__ import annotations

import string
from collections.abc import Iterator

from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _

FIELDS = ("year", "serial")


def check_patterns(policy: Policy) -> Iterator[Fault]:
    yield from _pattern("slip.number", policy.slip.number)
    for index, one in enumerate(policy.certificates.values()):
        yield from _pattern(f"certificates[{index}].number", one.number)
    seen = {policy.slip.number: ""}
    for index, one in enumerate(policy.certificates.values()):
        if one.number in seen:
            yield Fault(f"certificates[{index}].number", _("编号样式与另一种证书或认定单相同，编号会重复"))
        seen[one.number] = one.id


def _pattern(path: str, pattern: str) -> Iterator[Fault]:
    try:
        fields = [field for _text, field, *_more in string.Formatter().parse(pattern) if field is not None]
        pattern.format(**dict.fromkeys([*fields, *FIELDS], 1))
    except (ValueError, IndexError, KeyError, AttributeError):
        yield Fault(path, _("编号样式写法有误：花括号须成对，其中只写 year 或 serial，如 {serial:06}"))
        return
    for field in fields:
        if field not in FIELDS:
            yield Fault(
                path,
                _(
                    "编号样式中的 {field} 无人填写，只能用 {known}",
                    field=f"{{{field}}}",
                    known="{year}、{serial}",
                ),
            )
    for field, why in (("serial", _("各份编号会相同")), ("year", _("各年编号会相同"))):
        if field not in fields:
            yield Fault(path, _("编号样式缺少 {field}，{why}", field=f"{{{field}}}", why=why))
