"""One professional from the first login to a verified slip, in a real browser against a running portal."""

import pytest

from tests.browser.walker import Walker, open_slip, record, verify_file
from tests.factories import PASSWORD, resident_number

pytestmark = pytest.mark.browser


@pytest.fixture
def stage():
    return """
from credits.queries import bundled
from credits.services import load_policy
from tests.certification.stages import cast
load_policy(policy=bundled("hunan-2020"), publish=True)
cast()
"""


NEWCOMER = {"name": "欧阳新𬱖", "number": resident_number(77)}


def activate(walker: Walker) -> None:
    """HR enters a new person and hands over a code; the person opens the account with it."""
    walker.become("bob")
    walker.go("人员", "添加一人")
    walker.look()
    walker.fill(NEWCOMER | {"position": "规划处", "valid_from": "2012-07-01"})
    walker.page.select_option("select[name=degree]", "doctor")
    walker.press("添加")
    walker.look()
    walker.press("激活码")
    walker.look()
    code = walker.page.locator(".code-slip-code").inner_text()

    walker.leave()
    walker.go("用激活码开通")
    walker.look()
    walker.fill(
        NEWCOMER | {"code": code, "username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}
    )
    walker.press("开通账号")
    walker.look()


def test_a_professional_comes_from_the_first_login_to_a_verified_slip(walker):
    activate(walker)
    walker.become("newcomer")
    walker.look()
    for year in (2018, 2019):
        record(
            walker,
            "online",
            f"{year}公需课程",
            {"date": f"{year}-06-01", "subject": "public", "approved_hours": "30"},
        )
        record(
            walker, "award", f"{year}科技奖", {"level": "prefectural", "rank": "3", "date": f"{year}-11-11"}
        )
    walker.go("认定申请", "申请认定")
    walker.look()
    # Whose series nobody knows is asked for it; the level is the one after the present.
    walker.page.select_option("select[name=title_level]", "senior_associate")
    walker.page.select_option("select[name=degree]", "doctor")
    walker.page.fill("input[name=title_name]", "高级工程师")
    walker.press("下一步：核对各年度")
    walker.sees("请从列表中选择一项")
    walker.page.select_option("select[name=title_series]", "engineering")
    walker.press("下一步：核对各年度")
    walker.look()
    walker.press("提交认定申请")
    walker.sees("待初审")

    walker.become("bob")
    walker.go("开始审核")
    walker.look()
    walker.decides("初审通过")
    walker.go("拟定公示")
    walker.look()
    walker.press("保存拟稿")
    walker.look()
    walker.follow("发布公示")
    walker.look()
    walker.press("发布公示")
    walker.sees("公示中")
    walker.leave()
    walker.go("全部公示")
    walker.look()
    walker.follow("合格人员名单公示")
    walker.sees(NEWCOMER["name"])
    walker.look()
    walker.at("2020-05-20 09:00")

    walker.become("dora")
    walker.waits_for("开始审核")
    walker.follow("开始审核")
    walker.sees("复审确认")
    # By keyboard: a passes.
    walker.page.locator("h1").first.click()
    walker.decides("复审确认", key="a")
    walker.at("2020-06-02 09:00")
    walker.go("编制报送批次")
    walker.look()
    walker.press("建立批次")
    walker.look()
    walker.follow("确认并报送")
    walker.look()
    walker.press("确认并报送")
    walker.sees("已报送")

    walker.become("petra")
    walker.go("开始审核")
    walker.look()
    walker.decides("核验通过")

    walker.become("paul")
    walker.go("签发认定单")
    walker.look()
    walker.press("核对全部1人")
    walker.look()
    walker.press("签发认定单")
    walker.waits_for("湘继教认〔2020〕000001号", "认定单")

    walker.become("newcomer")
    open_slip(walker)
    walker.look()
    with walker.page.expect_download() as download:
        walker.page.get_by_role("link", name="下载认定单").click()
    paper = download.value.path()
    body = paper.read_bytes()
    assert body.startswith(b"%PDF-")
    walker.follow("查看公开查验页面")
    walker.sees("目前有效")
    walker.look()
    code = walker.page.url.rpartition("/")[2]

    walker.leave()
    walker.look()
    walker.fill({"number": "2020-1", "code": code.lower()})
    walker.press("查验")
    walker.sees("目前有效")
    walker.sees(NEWCOMER["name"])
    assert NEWCOMER["number"] not in walker.page.content()
    verify_file(walker, body)
    walker.sees("与签发时的文件完全一致")
    verify_file(walker, body.replace(b"%%EOF", b"%%EOE"))
    walker.sees("文件与签发的原件不一致")
