"""Files that are chosen in the form of an activity, in a real browser: up at
once, named, tried again, never dropped."""

import pytest

from tests.browser.walker import KINDS, Walker, proof
from tests.cejc import makefiles as make

pytestmark = pytest.mark.browser
ZONE = ".upload-zone input[type=file]:not([capture])"


@pytest.fixture
def stage():
    return """
from credits.queries import bundled
from credits.services import load_policy
from tests.certification.stages import cast
load_policy(policy=bundled("hunan-2020"), publish=True)
cast()
"""


def files_of(apart) -> dict[str, list[str]]:
    """State of each record -> file names, one for each document, as the database has them."""
    return apart.python(
        "import json\nfrom registry.models import Evidence\nfound = {}\n"
        "for one in Evidence.objects.current().select_related('activity').order_by('pk'):\n"
        "    found.setdefault(one.activity.state, []).append(one.file_name)\n"
        "print(json.dumps(found))"
    )


def begin(walker: Walker, kind: str) -> None:
    walker.go("登记活动", KINDS[kind])


def fill_award(page) -> None:
    page.fill("input[name=title]", "科技进步奖")
    page.fill("[name=fact_date]", "2019-05-06")
    page.check("[name=fact_level][value=provincial]")
    page.fill("[name=fact_rank]", "1")


def card(page, name: str):
    return page.locator(".file-card", has_text=name)


def test_a_newcomer_chooses_a_file_and_presses_the_button_of_the_draft_and_of_the_submission(walker, apart):
    walker.become("alice")
    begin(walker, "award")
    page = walker.page
    page.set_input_files(ZONE, proof("奖状"))
    card(page, "奖状.pdf").wait_for()
    assert files_of(apart) == {"draft": ["奖状.pdf"]}
    walker.look()

    fill_award(page)
    walker.press("保存草稿", within=".form-actions")
    walker.sees("草稿已保存")
    card(page, "奖状.pdf").wait_for()

    walker.press("提交审核")
    walker.sees("待审核")
    assert files_of(apart) == {"submitted": ["奖状.pdf"]}


def test_a_file_that_could_not_go_up_is_named_with_its_reason_and_tried_again(walker, apart):
    walker.become("alice")
    begin(walker, "training")
    page = walker.page
    page.route("**/evidence/", lambda route: route.abort())
    page.set_input_files(ZONE, [proof("通知"), proof("签到表")])
    page.locator(".upload-tray li", has_text="通知.pdf").get_by_text("网络中断，没有上传").wait_for()
    row = page.locator(".upload-tray li", has_text="签到表.pdf")
    row.get_by_text("网络中断，没有上传").wait_for()
    walker.look()

    page.unroute("**/evidence/")
    row.get_by_role("button", name="重试").click()
    card(page, "签到表.pdf").wait_for()

    # What was not tried again goes with the button, the ordinary way.
    page.fill("input[name=title]", "水利培训班")
    walker.press("保存草稿", within=".form-actions")
    walker.sees("“通知.pdf”已上传")
    assert sorted(files_of(apart)["draft"]) == sorted(["签到表.pdf", "通知.pdf"])


def test_the_button_pressed_while_a_picture_is_on_its_way_waits_for_it(walker, apart):
    walker.become("alice")
    begin(walker, "award")
    page = walker.page
    fill_award(page)
    page.locator("[data-autosave-state]", has_text="已保存").wait_for()
    page.route("**/evidence/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    heic = {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": make.heic(size=(1200, 900))}
    page.set_input_files(ZONE, heic)
    walker.press("提交审核")

    walker.sees("待审核")
    assert files_of(apart) == {"submitted": ["IMG_1.heic"]}


def test_one_scan_is_ticked_for_every_document_on_a_phone(walker, apart):
    walker.become("alice")
    page = walker.page
    walker.on_a_phone()
    begin(walker, "training")
    page.set_input_files(ZONE, proof("全部材料"))
    boxes = page.locator(".file-kinds input[type=checkbox]")
    boxes.first.wait_for()
    for place in range(3):
        boxes.nth(place).check()
        page.get_by_text(f"已登记为{place + 1}种材料").wait_for()

    page.reload()
    assert page.locator(".file-card").count() == 1
    assert page.locator(".file-kinds input:checked").count() == 3
    assert files_of(apart) == {"draft": ["全部材料.pdf"] * 3}


def test_a_file_that_is_refused_is_named_and_the_record_is_not_submitted_without_it(walker, apart):
    walker.become("alice")
    begin(walker, "award")
    page = walker.page
    fill_award(page)
    page.set_input_files(ZONE, proof("奖状"))
    card(page, "奖状.pdf").wait_for()
    ofd = {
        "name": "发票.ofd",
        "mimeType": "application/octet-stream",
        "buffer": make.zipped({"OFD.xml": "<x/>"}),
    }
    page.set_input_files(ZONE, ofd)
    row = page.locator(".upload-tray li", has_text="发票.ofd")
    row.get_by_text("OFD版式文件").wait_for()

    walker.press("提交审核")
    walker.sees("还没有提交")
    assert files_of(apart) == {"draft": ["奖状.pdf"]}
    walker.press("提交审核")
    walker.sees("待审核")
