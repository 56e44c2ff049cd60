"""No page on a clerk's or a person's common ways ends in a script that broke off."""

import pytest

from tests.browser.test_nothing_lost import stage
from tests.browser.walker import KINDS

__all__ = ["stage"]
pytestmark = pytest.mark.browser


def test_no_script_breaks_off_on_the_common_ways(walker):
    broken = []

    walker.page.on("pageerror", lambda fault: broken.append((walker.page.url, str(fault))))
    walker.become("bob")
    walker.go("人员")
    walker.look()
    walker.follow("欧阳晓")
    walker.look()
    walker.follow("更正证件号码")
    walker.look()
    for name in ("记录审核", "公示和异议", "课程目录", "办理台"):
        walker.go(name)

    walker.become("alice")
    walker.look()
    walker.follow("登记活动")
    walker.look()
    walker.follow(KINDS["training"])
    walker.look()
    walker.page.fill("input[name=title]", "防汛抢险培训班")
    walker.page.fill("input[name=line0-date]", "2020-12-31")
    walker.page.locator("#consequence", has_text="在今天之后").wait_for()
    walker.look()
    walker.press("提交审核")
    walker.look()
    walker.on_a_phone()
    for name in ("课程目录", "登记活动", "首页", "继续教育记录"):
        walker.go(name)
        walker.look()
    walker.go("课程目录")
    assert walker.page.locator("details.filter-more").get_attribute("open") is None
    assert broken == []
