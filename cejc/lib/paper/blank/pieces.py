"""A page of HTML that a template made, taken apart into what stays and the texts that fill it.

Only for what our templates write: values are escaped, so that whatever stands between `<` and `>` is the
template's own. A text is what stands between two tags. Headings stay, for they make the bookmarks.
"""

import re
from collections.abc import Sequence
from html import unescape

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAGS = re.compile(r"(<h[12]\b.*?</h[12]>|<[^>]*>)", re.DOTALL)
BLANK = re.compile(r"[ \t\n\r\f]+")
FILLER = "一"


def without_comments(html: str) -> str:
    """A text that a template breaks by a comment, so as not to write a blank into it, is one again."""
    return COMMENT.sub("", html)


class Pieces:
    """The parts of a page: `texts` as CSS would read them, and all that stands between them."""

    def __init__(self, html: str) -> None:
        parts = TAGS.split(html)
        self.texts: list[str] = []
        self._between = [""]
        for place, part in enumerate(parts):
            text = "" if place % 2 else BLANK.sub(" ", unescape(part)).strip(" ")
            if text:
                self.texts.append(text)
                self._between.append("")
            else:
                self._between[-1] += part

    def skeleton(self, lines: Sequence[int]) -> str:
        """The page with texts of so many lines: what a blank is made of, and known by."""
        page = [self._between[0]]
        for number, (count, after) in enumerate(zip(lines, self._between[1:], strict=True)):
            page += (f"<t-{number} hidden>", "<br>".join([FILLER] * count), f"</t-{number}>", after)
        return "".join(page)
