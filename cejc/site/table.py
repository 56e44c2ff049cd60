"""One table of a site's file: values by key, and a sentence for each that is missing or wrong."""

import re
from collections.abc import Iterator
from typing import Any

COLOUR, CODE, IDENTIFIER = re.compile(r"#[0-9a-f]{6}"), re.compile(r"[0-9]{6}"), re.compile(r"[a-z0-9-]+")
# A name is set into sentences that are formatted afterwards.
FORMATS = re.compile(r"[%{}]")
FIELD = re.compile(r"\{(\w+)(?::0?[0-9]{1,2}d?)?\}")


class Table:
    def __init__(self, known: Any, path: str = "", faults: list[str] | None = None) -> None:
        self.path, self.faults = path, [] if faults is None else faults
        self.known: dict[str, Any] = known if isinstance(known, dict) else {}

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(f"{self.path}{key}：{sentence}")

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.known.get(key, default)
        if value is None:
            self.fault(key, "缺少")
        elif not isinstance(value, str) or (not value.strip() and default is None):
            self.fault(key, "应为文字")
        elif FORMATS.search(value):
            self.fault(key, "不能含有 %、{、}")
        return value if isinstance(value, str) else ""

    def _matching(self, key: str, pattern: re.Pattern[str], sentence: str, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if value and not pattern.fullmatch(value):
            self.fault(key, sentence)
        return value

    def identifier(self, key: str) -> str:
        return self._matching(key, IDENTIFIER, "只能用小写字母、数字和连字符")

    def colour(self, key: str, default: str) -> str:
        return self._matching(key, COLOUR, "应为 #rrggbb 形式的颜色（小写）", default)

    def code(self, key: str) -> str:
        return self._matching(key, CODE, "应为六位数字的代码")

    def lines(self, key: str) -> tuple[str, ...]:
        """One line or some."""
        value = self.known.get(key)
        if isinstance(value, str) and value.strip():
            return (value,)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            self.fault(key, "应为一行或几行文字")
            return ()
        return tuple(value)

    def pattern(self, key: str, *fields: str) -> str:
        """A text with each of `fields` in braces once: {year}, {serial:06}."""
        value = self.known.get(key)
        if not isinstance(value, str):
            self.fault(key, "缺少" if value is None else "应为文字")
            return ""
        if sorted(FIELD.findall(value)) != sorted(fields) or FORMATS.search(FIELD.sub("", value)):
            self.fault(key, f"应含有且只含有 {'、'.join(f'{{{one}}}' for one in fields)} 各一次")
        return value

    def inner(self, key: str, *, needed: bool = True) -> "Table":
        value = self.known.get(key)
        if (value is None and needed) or (value is not None and not isinstance(value, dict)):
            self.fault(key, "缺少" if value is None else "应为表")
        return Table(value, f"{self.path}{key}.", self.faults)

    def many(self, key: str) -> Iterator["Table"]:
        rows = self.known.get(key)
        if not isinstance(rows, list) or not rows:
            self.fault(key, "至少要有一项")
            return
        for place, one in enumerate(rows):
            inner = Table(one, f"{self.path}{key}[{place}].", self.faults)
            inner.nothing_else(("code", "name"))
            yield inner

    def nothing_else(self, keys: tuple[str, ...]) -> None:
        for key in self.known:
            if key not in keys:
                self.fault(key, "没有这个项目")
