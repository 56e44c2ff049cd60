"""A newcomer's whole way on a telephone: account, camera, no network, an
ended login, the back button, submitted."""

import pytest

from tests.browser.test_walk import NEWCOMER, activate, stage
from tests.browser.walker import KINDS, Walker
from tests.cejc import makefiles

__all__ = ["stage"]
pytestmark = pytest.mark.browser
CAMERA = "#evidence input[name='file:award_certificate'][capture]"
NOTE = "湖南省科学技术进步奖，证书在单位档案室"


def test_a_newcomer_loses_nothing_on_a_telephone(walker: Walker):
    walker.album = "newcomer"
    activate(walker)
    walker.become("newcomer")
    walker.on_a_phone()
    walker.go("登记活动")
    walker.look()
    walker.follow(KINDS["award"])
    page = walker.page

    # The camera's picture, chosen while there is no network: it goes up with the button.
    page.route("**/evidence/", lambda route: route.abort())
    photo = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": makefiles.mpo((1200, 900))}
    page.locator(CAMERA).set_input_files(photo)
    walker.sees("网络中断，没有上传")
    walker.look("offline", at=".upload-tray")
    page.unroute("**/evidence/")
    page.fill("input[name=title]", "水库大坝安全监测科技奖")
    page.check("[name=fact_level][value=prefectural]")
    walker.fill({"fact_rank": "3", "fact_date": "2019-11-11"})
    walker.press("保存草稿", within=".form-actions")
    walker.sees("“IMG_0001.JPG”已上传")
    walker.look("kept")

    # The login ends; what is typed meanwhile comes back after the next one.
    page.context.clear_cookies()
    page.fill("textarea[name=note]", NOTE)
    page.get_by_role("link", name="请重新登录").wait_for()
    walker.look("ended", at=".autosave-state")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="请重新登录").click()
    walker.page = opened.value
    walker.on_a_phone()
    page.close()
    walker.log_in("newcomer")
    assert walker.page.input_value("textarea[name=note]") == NOTE
    walker.look("given-back", at="textarea[name=note]")

    # Submitted; the back button neither loses the record nor hands it in again.
    walker.press("提交审核")
    walker.sees("待审核")
    walker.look("submitted")
    walker.page.go_back()
    walker.page.wait_for_load_state()
    walker.look("back")
    walker.go("继续教育记录")
    assert walker.page.locator("main tbody tr").count() == 1
    walker.sees("待审核")
    walker.look()
    assert NEWCOMER["name"] in walker.page.content()
