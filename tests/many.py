"""An act on many as its officer goes through it: tick, look at the list before, confirm. And what is taken home of a list."""

import html
import io
import re

import openpyxl

from registry.people.services.exporting import MARK


def listed(client, address, ticked):
    """The list before the act, for what was ticked on a page."""
    return client.post(address, ticked, follow=True)


def confirm(client, page, **values):
    """Press the button under the list before, where its form stands."""
    return client.post(page.request["PATH_INFO"], values)


def button(page, label):
    """Where the button with this label sends what is ticked, as the page says."""
    text = page.content.decode() if hasattr(page, "content") else page
    found = re.search(rf'formaction="([^"]+)"[^>]*>(?:(?!</button>).)*{label}', text, re.DOTALL)
    assert found, f"no button “{label}”"
    return html.unescape(found[1])


def take(client, page, label, **ticked):
    """Press a button of the bar under a list, with what is ticked."""
    return client.post(button(page, label), ticked)


def sheet(answer):
    """The lines of a workbook that was downloaded, its heads first; each row was marked behind them."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return unmarked(book)


def unmarked(book):
    """The same of a workbook; a row without its own mark fails."""
    head, *rows = (list(row) for row in book.active.iter_rows(values_only=True))
    marks = [row.pop() for row in rows]
    assert (head.pop(), len(set(marks))) == ("校验码（只读）", len(rows))
    assert all(MARK.fullmatch(one) for one in marks)
    return [head, *rows]
