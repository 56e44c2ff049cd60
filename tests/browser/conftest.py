"""Fixtures of the walks, and the page as a walk left it when it failed."""

import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.browser.walker import begins, chromium, portal, walker  # noqa: F401  (fixtures)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed walk says where it stood, what could be clicked and read there, and keeps a picture."""
    report = yield
    walks = item.funcargs.get("walker") if report.when == "call" and report.failed else None
    if walks is not None:
        report.sections.append(("the last page", _last(walks.page)))
    return report


def _last(page) -> str:
    picture = Path(tempfile.mkdtemp(prefix="walk-")) / "last-page.png"
    try:
        page.screenshot(path=picture)
        links = [one.inner_text() for one in page.locator("a:visible").all()]
        words = page.locator("main").inner_text()
    except Error as fault:  # the page is gone, or a dialog holds it
        return str(fault)
    return f"{page.url}\n{picture}\n{links}\n{words}"
