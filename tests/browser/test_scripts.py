"""No page on a clerk's or a person's common ways ends in a script that broke off."""

import pytest

from tests.browser.test_nothing_lost import stage
from tests.browser.walker import apart, begins, portal, walker

__all__ = ["apart", "begins", "portal", "stage", "walker"]
pytestmark = pytest.mark.browser


def test_no_script_breaks_off_on_the_common_ways(walker):
    broken = []

    def listen():
        walker.page.on("pageerror", lambda fault: broken.append((walker.page.url, str(fault))))

    walker.become("bob")
    listen()
    walker.open("/people/")
    walker.look()
    walker.follow("欧阳晓")
    walker.look()
    walker.follow("更正证件号码")
    walker.look()
    for path in ("/review/", "/lane/", "/catalogue/", "/desk/"):
        walker.page.goto(walker.base + path)

    walker.become("alice")
    listen()
    walker.open("/mine/")
    walker.look()
    walker.page.get_by_role("link", name="登记活动").first.click()
    walker.look()
    walker.page.locator("a[href$='/new/training/']").first.click()
    walker.look()
    walker.page.fill("input[name=title]", "防汛抢险培训班")
    walker.page.fill("input[name=line0-date]", "2020-12-31")
    walker.page.locator("#consequence", has_text="在今天之后").wait_for()
    walker.look()
    walker.press("提交审核")
    walker.look()
    walker.page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/catalogue/", "/activities/new/", "/mine/", "/activities/"):
        walker.open(path)
        walker.look()
    walker.open("/catalogue/")
    assert walker.page.locator("details.filter-more").get_attribute("open") is None
    assert broken == []
