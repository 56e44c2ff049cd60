"""What was typed outlives an ended login, a page that is left, and a
form that was refused: in a real browser."""

import re

import pytest

from tests.browser.walker import KINDS, Walker, until
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
STATE = "[data-autosave-state]"


@pytest.fixture
def stage():
    return """
from credits.queries import bundled
from credits.services import load_policy
from registry.models import User
from tests.certification.stages import cast
from tests.registry.activities.activity_factories import make_submitted
load_policy(policy=bundled("hunan-2020"), publish=True)
cast()
make_submitted(User.objects.get(username="alice"), "award", title="科技进步奖")
"""


def stored(apart) -> list[dict]:
    """Drafts as the database has them."""
    return apart.python(
        "import json\nfrom registry.models import Activity\n"
        "print(json.dumps(list(Activity.objects.filter(state='draft').values('title', 'note'))))"
    )


def begin_paper(walker: Walker) -> None:
    walker.go("登记活动", KINDS["paper"])


def open_login(page):
    """Follow 请重新登录 into its new window."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="请重新登录").click()
    return opened.value


def log_in(beside, username: str):
    beside.fill("input[name=login]", username)
    beside.fill("input[type=password]", PASSWORD)
    beside.locator("main").get_by_role("button", name="登录").click()
    beside.wait_for_load_state()
    return beside


def copies(page) -> int:
    """Copies that this browser holds, once the page's own script, which forgets what was taken, has run."""
    page.wait_for_load_state()
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('copy:')).length")


def test_an_activity_outlives_its_login(walker, apart):
    walker.become("alice")
    begin_paper(walker)
    page = walker.page
    page.fill("input[name=title]", "堤防渗流研究")
    page.locator(STATE, has_text="已保存").wait_for()
    assert re.search(r"/activities/[0-9a-f-]{36}/edit/$", page.url)

    page.context.clear_cookies()
    page.fill("textarea[name=note]", "水利学报，第一作者单位为本院")
    page.locator(STATE, has_text="请重新登录").wait_for()
    page.get_by_role("button", name="保存草稿").last.click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/edit/")
    assert page.input_value("textarea[name=note]") == "水利学报，第一作者单位为本院"
    assert stored(apart) == [{"title": "堤防渗流研究", "note": ""}]

    beside = open_login(page)
    page.close()
    log_in(beside, "alice")
    assert beside.input_value("textarea[name=note]") == "水利学报，第一作者单位为本院"
    beside.locator(STATE, has_text="已填回").wait_for()
    until(lambda: stored(apart)[0]["note"] == "水利学报，第一作者单位为本院", 20)

    # A page that stands open goes on where it was.
    beside.context.clear_cookies()
    beside.fill("textarea[name=note]", "水利学报2018年第9期")
    beside.locator(STATE, has_text="请重新登录").wait_for()
    log_in(open_login(beside), "alice")
    beside.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    beside.locator(STATE, has_text="已保存").wait_for()
    beside.get_by_role("button", name="保存草稿").last.click()
    beside.get_by_text("草稿已保存").wait_for()
    assert stored(apart) == [{"title": "堤防渗流研究", "note": "水利学报2018年第9期"}]
    assert copies(beside) == 0


def test_another_login_never_gets_or_sends_what_somebody_typed(walker, apart):
    walker.become("alice")
    begin_paper(walker)
    page = walker.page
    page.fill("input[name=title]", "甲的论文")
    page.locator(STATE, has_text="已保存").wait_for()
    page.context.clear_cookies()
    page.fill("input[name=title]", "甲的论文，改过")
    page.locator(STATE, has_text="请重新登录").wait_for()

    log_in(open_login(page), "bob")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(STATE, has_text="另一位用户").wait_for()

    assert stored(apart) == [{"title": "甲的论文", "note": ""}]


def test_a_page_left_at_once_has_sent_what_was_typed(walker, apart):
    walker.become("alice")
    begin_paper(walker)
    walker.page.fill("input[name=title]", "一键之间")
    walker.page.wait_for_timeout(300)

    walker.go("继续教育记录")

    until(lambda: stored(apart) == [{"title": "一键之间", "note": ""}], 20)
    walker.go("继续教育记录")
    walker.sees("一键之间")


def test_a_reason_outlives_its_login_and_is_forgotten_once_it_was_taken(walker):
    walker.become("bob")
    walker.go("记录审核")
    walker.follow("科技进步奖")
    page = walker.page
    page.locator("[data-lane-return] summary").click()
    page.fill("[data-lane-return] textarea", "请补盖单位公章后重新提交")
    page.context.clear_cookies()
    page.get_by_role("button", name="退回，理由发给本人").click()
    page.get_by_role("link", name="请重新登录").wait_for()

    beside = log_in(open_login(page), "bob")
    assert beside.input_value("[data-lane-return] textarea") == "请补盖单位公章后重新提交"

    beside.context.clear_cookies(name="csrftoken")
    if not beside.locator("[data-lane-return]").get_attribute("open"):
        beside.evaluate("document.querySelector('[data-lane-return]').open = true")
    beside.get_by_role("button", name="退回，理由发给本人").click()
    beside.get_by_text("已退回").first.wait_for()
    assert copies(beside) == 0
