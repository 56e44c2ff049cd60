"""A stranger switches the language by what stands on the page, and stays
there; the scripts follow, a login does not."""

import pytest

from tests.browser.test_nothing_lost import stage

__all__ = ["stage"]
pytestmark = pytest.mark.browser
SAID = "async () => (await import('/static/js/words.js')).gettext('已选%(count)s个文件。', { count: 2 })"


def language(walker):
    return walker.page.evaluate("document.documentElement.lang")


def test_switch_keeps_the_page_and_is_remembered_until_a_login(walker):
    walker.go("年度规则")
    here = walker.page.url
    assert walker.page.evaluate(SAID) == "已选2个文件。"
    walker.press("English", within="header")

    assert (walker.page.url, language(walker)) == (here, "en")
    walker.sees("Hours required every year")
    assert walker.page.evaluate(SAID) == "Files chosen: 2."
    for name in ("Course catalogue", "Verify a certification slip", "Help", "Public notices", "Log in"):
        walker.go(name)
        assert language(walker) == "en"
        walker.look()
    walker.on_a_phone()
    walker.look()
    walker.page.fill("main input[name=login]", "bob")
    walker.page.fill("main input[type=password]", walker.password)
    walker.press("Log in")
    assert language(walker) == "zh-hans"
    walker.leave()
    assert language(walker) == "en"
    walker.press("中文", within="header")
    walker.go("年度规则")
    assert language(walker) == "zh-hans"
