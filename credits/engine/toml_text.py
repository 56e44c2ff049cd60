"""TOML with its faults in Chinese: what is wrong, on which line and in which column."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from credits.engine.words import _, gettext_noop

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
# The beginning of what the parser says -> what we say.
_SAYINGS = (
    ("Cannot overwrite a value", gettext_noop("键 {key} 重复，同一个表中一个键只能出现一次")),
    ("Duplicate inline table key", gettext_noop("键 {key} 重复，同一个表中一个键只能出现一次")),
    ("Cannot declare", gettext_noop("表 {key} 重复，一个 [表] 只能出现一次；列表的每一项写成 [[表]]")),
    ("Cannot mutate immutable", gettext_noop("表 {key} 前面已经写完，不能在此再加内容")),
    ("Cannot redefine namespace", gettext_noop("表 {key} 前面已经写完，不能在此再加内容")),
    ("Invalid value", gettext_noop("此处的值无效：文字要加引号，列表用方括号，日期写成 2020-02-11")),
    ("Expected '='", gettext_noop("键的后面缺少等号")),
    ("Expected newline", gettext_noop("这一项写完后应换行，此处还有多余的内容")),
    ("Unterminated string", gettext_noop("引号没有成对")),
    ('Expected \'"""\'', gettext_noop("引号没有成对")),
    ("Illegal character", gettext_noop("此处有不允许的字符，常见的是引号没有成对")),
    ("Found invalid character", gettext_noop("此处有不允许的字符")),
    ("Unclosed array", gettext_noop("方括号没有成对")),
    ("Unclosed inline table", gettext_noop("花括号没有成对")),
    ("Expected ']", gettext_noop("表名的方括号没有成对")),
    ("Invalid statement", gettext_noop("这一行不是“键 = 值”，也不是 [表]")),
    ("Invalid initial character for a key", gettext_noop("键只能由英文字母、数字、下划线和连字符组成")),
    ("Invalid date", gettext_noop("没有这个日期或时刻")),
    ("Unescaped", gettext_noop("引号中的反斜杠须写两个")),
    ("Invalid hex", gettext_noop("引号中的反斜杠须写两个")),
)


class NotToml(ValueError):
    """The text is not TOML. `str()` says why in Chinese, with line and column."""


def parsed(text: str) -> dict[str, Any]:
    """The root table of `text`. Raises NotToml."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotToml(_told(str(error), text)) from None
    except RecursionError:
        raise NotToml(_("括号嵌套过深")) from None
    except ValueError:  # a whole number of thousands of digits
        raise NotToml(_("文件中有过大的数")) from None


def _told(said: str, text: str) -> str:
    found = _PLACE.search(said)
    what = said[: found.start()] if found else said
    lines = text.split("\n")
    number, column = (int(found[1]), int(found[2])) if found and found[1] else (len(lines), 0)
    line = lines[number - 1] if number <= len(lines) else ""
    why = _why(what, line)
    if not found or not found[1]:
        return _("文件末尾：{why}", why=why)
    return _("第 {line} 行第 {column} 列：{why}", line=number, column=column, why=why)


def _why(what: str, line: str) -> str:
    for begins, saying in _SAYINGS:
        if what.startswith(begins):
            return _(saying, key=_key(what, line))
    return _("不符合 TOML 的写法（{what}）", what=what)


def _key(what: str, line: str) -> str:
    """The key that the parser means: it names some, others stand on the line."""
    if named := re.search(r"\((.*?),?\)", what):
        return named[1].replace("'", "").replace(", ", ".")
    if named := re.search(r"key '?\(?'?([^')]+)", what):
        return named[1]
    on_line = _KEY.match(line)
    return on_line[1] if on_line else line.strip()[:40]
