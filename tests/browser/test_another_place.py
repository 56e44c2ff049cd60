"""Another province's portal, served with its site's file: from the first page to a slip that anybody verifies."""

import pytest
from django.conf import settings

from cejc.site import read
from tests.browser.walker import Walker, proof, verify_file

pytestmark = pytest.mark.browser
NUMBER = "澜教证〔2020〕第00001号"
PLACE = read(settings.BASE_DIR / "sites" / "lanchuan")


@pytest.fixture
def stage(apart):
    """Everything of the span but one paper of its last year."""
    apart.env["SITE"] = PLACE.name
    return """
from credits.queries import bundled
from registry.machinery.models import SiteInUse
from credits.services import load_policy
from tests.certification.rows import on
from tests.certification.stages import cast
from tests.registry.activities.activity_factories import make_submitted
SiteInUse.objects.update(name="lanchuan")
load_policy(policy=bundled("lanchuan-2020"), publish=True)
people = cast()
with on("2020-03-02 09:00"):
    for year in (2017, 2018, 2019):
        online = {"date": f"{year}-05-18", "subject": "common", "approved_hours": "24", "minutes": "1200"}
        make_submitted(people.person, "online", title=f"{year}网络课程", facts=online)
        facts = {"date": f"{year}-11-20", "rank": 1}
        make_submitted(people.person, "paper", title=f"{year}论文", facts=facts)
        if year < 2019:
            make_submitted(people.person, "paper", title=f"{year}论文之二", facts=facts | {"rank": 2})
"""


def a_paper(walker: Walker) -> None:
    walker.go("登记活动", "论文")
    walker.look()
    walker.page.fill("input[name=title]", "2019论文之二")
    walker.fill({"fact_rank": "2", "fact_date": "2019-12-01"})
    line = walker.page.locator("#evidence input[name='file:publication']:not([capture])")
    line.first.set_input_files(proof("原件"))
    walker.page.locator(".file-card", has_text="原件").first.wait_for(timeout=60_000)
    walker.press("提交审核")
    walker.sees("待审核")


def apply(walker: Walker) -> None:
    walker.go("认定申请", "申请认定")
    walker.page.select_option("select[name=title_level]", "senior_associate")
    walker.page.select_option("select[name=degree]", "doctor")
    if walker.page.locator("select[name=title_series]").count():
        walker.page.select_option("select[name=title_series]", "engineering")
    walker.press("下一步：核对各年度")
    walker.look()
    walker.press("提交认定申请")
    walker.sees("待单位审核")


def test_another_province_from_the_first_page_to_a_verified_slip(walker):
    walker.home()
    walker.sees(PLACE.names["organiser"])
    walker.sees(PLACE.examples["slip_number"])
    walker.look()
    walker.go("办理步骤和常见问题")
    walker.sees("省属单位")
    walker.look()

    walker.become("alice")
    walker.look()
    a_paper(walker)
    apply(walker)

    walker.become("bob")
    walker.go("开始审核")
    walker.look()
    walker.decides("单位审核通过")
    walker.go("拟定公示")
    walker.press("保存拟稿")
    walker.follow("发布公示")
    walker.press("发布公示")
    walker.sees("公示中")
    walker.at("2020-05-20 09:00")

    walker.become("petra")
    walker.waits_for("开始审核")
    walker.follow("开始审核")
    walker.look()
    walker.decides("省厅复核通过")
    walker.become("paul")
    walker.go("签发学时证明")
    walker.press("核对全部1人")
    walker.press("签发学时证明")
    walker.waits_for(NUMBER, "学时证明")

    walker.become("alice")
    walker.go("学时证明", NUMBER)
    walker.waits_for("下载学时证明")
    walker.sees("澜川省专业技术人员继续教育学时证明")
    walker.look()
    with walker.page.expect_download() as download:
        walker.page.get_by_role("link", name="下载学时证明").click()
    body = download.value.path().read_bytes()
    walker.follow("查看公开查验页面")
    walker.sees("目前有效")
    code = walker.page.url.rpartition("/")[2]
    walker.leave()
    walker.fill({"number": NUMBER, "code": code})
    walker.press("查验")
    walker.sees("目前有效")
    walker.look()
    verify_file(walker, body, "查验学时证明")
    walker.sees("与签发时的文件完全一致")
