"""What people see of the API: its reading pages, and an access made with its scopes, in a real browser."""

import pytest

from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
STAGE = """
from credits.queries import bundled
from credits.services import load_policy
from registry.platforms.services import api_client
from tests.factories import make_province, province_of
from tests.registry.results import completion_factories as make
load_policy(policy=bundled("hunan-2020"), publish=True)
base = make.make_base()
officer = province_of(make_province(), "petra", "彭悦")
api_client.create(actor=officer, base=base, name="学习平台联调", environment="staging", scopes=["completions"])
"""


@pytest.fixture
def stage():
    return STAGE


def test_reading_pages_and_an_access_with_its_scopes(walker: Walker):
    walker.album = "api"
    walker.go("数据接口")
    walker.sees("怎样开始")
    walker.look()
    walker.follow("查看答复代码和错误代码")
    walker.look()
    walker.from_a_program(f"{walker.base}/api/v1/problems#key_reused")
    assert walker.page.locator("#key_reused:target").is_visible()

    walker.become("petra")
    walker.go("施教机构")
    walker.follow("继续教育基地JD01")
    walker.follow("接口凭据")
    walker.sees("权限范围：学习结果")
    walker.look()
    walker.fill({"name": "学习平台"})
    walker.page.get_by_label("班次").uncheck()
    walker.press("发放")
    walker.sees("课程、学习结果")
    walker.look()
