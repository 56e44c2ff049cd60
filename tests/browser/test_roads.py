"""Other routes in a real browser, from a first entry to a verified
slip; and the flow of another year's notice.

The suite walks three of them, for its time; `make roads` walks them all and keeps the pictures
of docs/tour.md. What the others do otherwise is in tests/certification/cases/test_routes.py,
and each of their pages is one of these.
"""

import os

import pytest

from tests.browser.walker import Walker, open_slip, proof, record

pytestmark = pytest.mark.browser
STAGE = """
from credits.queries import bundled
from credits.services import load_policy
from tests.certification import ways
from tests.certification.stages import complete_years
load_policy(policy=bundled("hunan-{year}"), publish=True)
people = ways.cast("{route}", agency={agency}, year={year})
complete_years(people.person, years=range({first}, {year} - 1))
from tests.registry.activities.activity_factories import make_submitted
make_submitted(people.person, "award", facts={{"level": "prefectural", "rank": 3, "date": "{last}-11-11"}})
{more}
"""
COUNTY = "ways.settle(people, county_review=True)"


class Road:
    """What the stage needs, and the acts after the submission, each by its officer."""

    def __init__(
        self, route: str, *acts, level="senior_associate", year=2020, first=2018, agency=False, more=""
    ):
        self.acts, self.level, self.year = acts, level, year
        self.stage = STAGE.format(
            route=route, year=year, first=first, last=year - 1, agency=agency, more=more
        )


def passes(who: str, button: str):
    def act(walker: Walker) -> None:
        walker.become(who)
        walker.waits_for("开始审核")
        walker.follow("开始审核")
        walker.look(f"lane-{who}")
        answers_courses(walker)
        walker.decides(button)

    return act


def answers_courses(walker: Walker) -> None:
    """Of each course that stands in no catalogue the officer writes down what was found, before deciding."""
    while walker.page.get_by_role("button", name="记入核对依据").count():
        walker.page.get_by_label("核对依据", exact=True).first.fill("已在发证平台查验证书，时长与大纲相符。")
        walker.press("记入核对依据")


def numbers(walker: Walker) -> None:
    """The city claims numbers, the province grants them."""
    walker.become("bella")
    walker.go("编号申领", "申领编号")
    walker.look("claim")
    walker.fill({"count": "5"})
    walker.press("申领")
    walker.become("petra")
    walker.go("核发编号")
    walker.follow("长沙市人力资源和社会保障局")
    walker.look("allotment")
    walker.press("核发")
    walker.sees("已核发")


def announces(then: str):
    """The unit's notice, and its five working days."""

    def act(walker: Walker) -> None:
        walker.become("bob")
        walker.go("拟定公示")
        walker.press("保存拟稿")
        walker.follow("发布公示")
        walker.press("发布公示")
        walker.sees("公示中")
        walker.at(then)

    return act


def files(who: str, material: bool = False):
    def act(walker: Walker) -> None:
        walker.become(who)
        walker.waits_for("编制报送批次")
        walker.follow("编制报送批次")
        walker.press("建立批次")
        walker.follow("确认并报送")
        walker.look("batch")
        if material:
            walker.press("确认并报送")
            walker.sees("请先上传")
            walker.page.set_input_files("input[name=material]", proof("盖章的公示材料"))
        walker.press("确认并报送")
        walker.sees("已报送")

    return act


def records(who: str, step: str = "登记认定结果", button: str = ""):
    def act(walker: Walker) -> None:
        walker.become(who)
        walker.go(step)
        walker.look("record")
        walker.press("核对全部1人")
        walker.look()
        walker.press(button or step)

    return act


def issues(who: str):
    def act(walker: Walker) -> None:
        walker.become(who)
        walker.go("签发认定单")
        walker.press("核对全部1人")
        walker.press("签发认定单")
        walker.waits_for("000001号", "认定单")

    return act


ROADS = {
    "city": Road(
        "city",
        numbers,
        passes("bob", "用人单位审核通过"),
        passes("cora", "县级人社部门审核通过"),
        passes("bella", "市州人社部门核验通过"),
        issues("bruno"),
        more=COUNTY,
    ),
    "local": Road(
        "local",
        numbers,
        passes("bob", "单位人力资源部门或人事档案托管机构审核通过"),
        passes("bella", "所在地人社部门核验通过"),
        issues("bruno"),
        agency=True,
    ),
    "central": Road(
        "central",
        passes("bob", "单位人事部门审核确认通过"),
        announces("2020-08-03 09:00"),
        files("bob"),
        passes("petra", "核验通过"),
        issues("paul"),
    ),
    "intermediate": Road(
        "city",
        passes("bob", "用人单位审核通过"),
        passes("bella", "市州人社部门核验通过"),
        records("bruno"),
        level="intermediate",
        first=2015,
    ),
    "university": Road(
        "university",
        passes("bob", "学校审核认定通过"),
        announces("2020-05-20 09:00"),
        files("bob", material=True),
        records("petra", "留存备查"),
        issues("paul"),
    ),
    "flow of 2024": Road(
        "university",
        passes("bob", "用人单位审核通过"),
        announces("2024-06-03 09:00"),
        passes("dora", "主管部门确认通过"),
        files("dora"),
        records("petra", "备案", "留存备查"),
        issues("paul"),
        year=2024,
        first=2019,
    ),
}


WALKED = list(ROADS) if os.environ.get("CEJC_EVERY_ROAD") else ["city", "university", "flow of 2024"]


@pytest.fixture(params=WALKED)
def road(request):
    return ROADS[request.param]


@pytest.fixture
def stage(road):
    return road.stage


@pytest.fixture
def begins(road):
    return f"{road.year}-05-06"


def test_a_person_comes_from_a_first_entry_to_the_end_of_the_road(walker, road, request):
    walker.album = request.node.callspec.params["road"].replace(" ", "-")
    walker.become("alice")
    year = road.year - 1
    facts = {"date": f"{year}-06-01", "subject": "public", "approved_hours": "30", "minutes": "1350"}
    record(walker, "online", f"{year}公需课程", facts)
    walker.go("认定申请", "申请认定")
    walker.page.select_option("select[name=title_level]", road.level)
    walker.page.select_option("select[name=degree]", "doctor" if road.year == 2020 else "bachelor")
    walker.press("下一步：核对各年度")
    walker.sees("认定渠道由工作单位决定")
    walker.look("case")
    walker.press("提交认定申请")

    for act in road.acts:
        act(walker)

    walker.become("alice")
    if road.level == "intermediate":
        walker.go("认定申请")
        walker.sees("已登记")
        walker.look("end")
        return
    open_slip(walker)
    walker.follow("查看公开查验页面")
    walker.sees("目前有效")
    walker.look("verified")
