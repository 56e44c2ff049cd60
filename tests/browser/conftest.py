"""Fixtures of the walks, and the page as a walk left it when it failed."""

import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.browser.walker import begins, chromium, portal, walker  # noqa: F401  (fixtures)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed walk says where it stood, what could be clicked and read there, what was
    typed and not answered, and keeps a picture."""
    report = yield
    walks = item.funcargs.get("walker") if report.when == "call" and report.failed else None
    if walks is not None:
        report.sections.append(("the last page", _last(walks.page, walks.unanswered)))
    return report


TYPED = (
    "[...document.forms].map(one => [...new FormData(one)].filter(([name]) => "
    "!/token|password/.test(name)).map(String))"
)


def _last(page, unanswered: list[str]) -> str:
    picture = Path(tempfile.mkdtemp(prefix="walk-")) / "last-page.png"
    try:
        page.screenshot(path=picture)
        links = [one.inner_text() for one in page.locator("a:visible").all()]
        words = page.locator("main").inner_text()
        typed = page.evaluate(TYPED)
    except Error as fault:  # the page is gone, or a dialog holds it
        return str(fault)
    return f"{page.url}\n{picture}\nunanswered: {unanswered}\ntyped: {typed}\n{links}\n{words}"
