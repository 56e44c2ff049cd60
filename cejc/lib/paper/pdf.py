"""Documents as PDF/A-3b: quick, the same bytes for the same input, and nothing fetched from anywhere.

One `Renderer` serves a whole process: fonts are read once, style sheets parsed once, and the garbage
collector stays out of the way while a document is laid out. A document can always be drawn: a character that
no font has is set as 〓, and a note at the end names it with its neighbours (`printing` refuses it at entry;
this is for what was kept before). Without that it would be an empty box, after tens of seconds of search.
"""

import os
from collections.abc import Iterable, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from cejc.lib.deep import deep

if TYPE_CHECKING:
    from cejc.lib.paper.pdf_renderer import Renderer

_lock = RLock()
_mine: "tuple[int, Renderer] | None" = None


def render(body: str, *, title: str, lang: str = "zh-CN", css: str) -> bytes:
    """As `Renderer.render`, with the one renderer of this process; threads wait for each other."""
    with _lock:
        return deep(_renderer().render, body, title=title, lang=lang, css=css)


def from_template(template: str, content: Mapping[str, Any], *, title: str, css: str) -> bytes:
    """The PDF of a Django template under templates/ with `content` as its context."""
    return render(render_to_string(template, dict(content)), title=title, css=css)


def together(
    template: str, contents: Iterable[Mapping[str, Any]], *, title: str, css: str
) -> tuple[bytes, list[int]]:
    """Papers of one template as one PDF, and how many pages each has: each looks as it does alone, and the
    fonts are cut once for all. Nothing in them may link to a place in them. `contents` are asked for one by
    one, and not none."""
    with _lock:
        bodies = (render_to_string(template, dict(one)) for one in contents)
        return deep(_renderer().together, bodies, title=title, css=css)


def from_blank(template: str, content: Mapping[str, Any], *, title: str, css: str) -> bytes:
    """The same for one page of a kind of which many are drawn: see `cejc.lib.paper.blank`."""
    with _lock:
        return deep(_renderer().fill, render_to_string(template, dict(content)), title=title, css=css)


def _renderer() -> "Renderer":
    """A forked process makes its own: the font map of its parent must not be shared."""
    global _mine
    from cejc.lib.paper.pdf_renderer import Renderer

    if _mine is None or _mine[0] != os.getpid():
        _mine = (os.getpid(), Renderer())
    return _mine[1]
