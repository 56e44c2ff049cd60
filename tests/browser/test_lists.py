"""A clerk narrows a list, takes it home on paper and in Excel, and writes to the people on it."""

import openpyxl
import pypdfium2
import pytest

from tests.browser.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture
def stage():
    return """
from credits.queries import bundled
from credits.services import load_policy
from tests import factories
from tests.certification.stages import cast
load_policy(policy=bundled("hunan-2020"), publish=True)
people = cast()
for number in range(60):
    person = factories.make_professional(f"周{number:02}")
    factories.make_employment(person, people.employer, position="财务处 工程师")
"""


def saved(walker: Walker, press, path) -> None:
    with walker.page.expect_download() as download:
        press()
    download.value.save_as(path)


def test_what_a_filter_finds_is_printed_exported_and_written_to(walker, tmp_path):
    walker.become("bob")
    walker.go("人员")
    walker.fill({"department": "财务处"})
    walker.press("筛选")
    walker.sees("选定列出的全部60人")
    walker.look()

    # On paper, by the worker: every page has its heads and its number.
    walker.page.get_by_label("选定列出的全部").check()
    walker.sees("已选定列出的全部")
    walker.press("打印所选")
    walker.page.get_by_role("link", name="下载").wait_for()
    walker.look()
    paper = tmp_path / "list.pdf"
    saved(walker, lambda: walker.page.get_by_role("link", name="下载").click(), paper)
    pages = [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(paper)]
    assert len(pages) > 1
    assert all("证件号码" in text for text in pages)
    assert f"第{len(pages)}页" in pages[-1]
    walker.follow("导出和打印")
    walker.sees("可以下载")
    walker.look()

    # In Excel at once: two that were ticked, by the keyboard.
    walker.go("人员")
    walker.fill({"department": "财务处"})
    walker.press("筛选")
    for number in (0, 1):
        walker.page.locator("[data-bulk-item]").nth(number).focus()
        walker.page.keyboard.press("Space")
    walker.sees("已选2项")
    book = tmp_path / "list.xlsx"
    saved(walker, lambda: walker.page.get_by_role("button", name="导出所选").press("Enter"), book)
    lines = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    assert [line[0] for line in lines] == ["姓名", "周00", "周01"]

    # A message to one's own words; who has no account is named.
    walker.go("人员")
    walker.page.get_by_label("选定列出的全部").check()
    walker.press("给所选人员发消息")
    walker.fill({"subject": "{姓名}：请补交学位证书", "text": "{姓名}您好：请于周五前到{单位}人事处。"})
    walker.look()
    walker.press("放入发件箱并预览")
    walker.sees("已放入发件箱，还没有通知任何人。")
    walker.look()
    walker.follow("不发送")
    walker.sees("没有可用的账号，收不到提醒")
    walker.follow("将收到")
    walker.follow("发出（")
    walker.look()
    walker.press("发出")
    walker.waits_for("已发出", "更多", "提醒")

    walker.become("alice")
    walker.waits_for("请补交学位证书", "消息")
    walker.on_a_phone()
    walker.look()
