"""Turns that a case can take, as its people walk them: a flag upheld,
objections, a pass taken back, one HR alone.

`make roads` walks them all and keeps the pictures of docs/tour.md; the suite walks the first two, for its
time. The rules are in tests/certification.
"""

import os

import pytest

from tests.browser.walker import Walker, record

pytestmark = pytest.mark.browser
EVERY = bool(os.environ.get("CEJC_EVERY_ROAD"))
STAGE = """
from copy import copy
from credits.queries import bundled
from credits.services import load_policy
from certification.services import case as cases
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services import review
from tests import factories
from tests.certification.rows import on
from tests.certification.stages import cast, complete_years, open_case, walk
load_policy(policy=bundled("hunan-2020"), publish=True)
people = cast()
colleague = copy(people)
colleague.person = people.colleague
for doctor in (people.colleague, people.hr):
    doctor.professional.degree = "doctor"
    doctor.professional.save(update_fields=["degree"])
def begin(who, state):
    with on("2020-05-06 09:00"):
        complete_years(who.person)
        case = open_case(who.person)
    walk(case, state, who)
    return case
"""


@pytest.fixture
def more():
    return ""


@pytest.fixture
def stage(more):
    return STAGE + more


class TestFlag:
    def test_hours_of_a_paper_handed_in_twice_do_not_count_twice(self, walker: Walker):
        walker.album = "flag"
        walker.become("alice")
        for year in (2018, 2019):
            facts = {"level": "prefectural", "rank": "3", "date": f"{year}-11-11"}
            record(walker, "award", f"{year}科技奖", facts, papers="2018科技奖")

        walker.become("bob")
        walker.go("记录审核")
        walker.look()
        walker.follow("相同材料核对")
        walker.follow("2018科技奖获奖证书")
        walker.look("records")
        walker.fill({"note": "两条记录用的是同一张获奖证书，第二条属重复登记。"})
        walker.press("重复属实")
        walker.sees("重复属实")
        walker.look("upheld", at="#flag-word")
        walker.go("记录审核")
        assert walker.page.locator("main tbody tr").count() == 1

        walker.become("alice")
        walker.sees("需要您更正")
        walker.look()
        walker.follow("2019科技奖")
        walker.sees("经核对属重复")
        walker.look("returned")
        walker.press("提交审核")
        walker.sees("不能再计学时")
        walker.look("refused")


class TestObjections:
    """Two people on one notice, an objection to each: one is upheld, one is not."""

    @pytest.fixture
    def more(self):
        return """
two = [begin(people, "notice"), begin(colleague, "notice")]
with on("2020-05-11 09:00"):
    drafted = drafts.compose_notice(
        actor=people.hr, organisation=people.employer, cases=two, title="2020年度继续教育学时认定合格人员名单公示",
        contact="组织人事部 0731-80000001",
    )
    notices.publish_notice(actor=people.hr, notice=drafted)
"""

    @pytest.fixture
    def begins(self):
        return "2020-05-12"

    def test_one_is_upheld_and_one_is_not(self, walker: Walker):
        walker.album = "objection"
        first = self._objects(walker, "欧阳晓𬱖", "2019年的获奖证书不是本人的，请核对。")
        second = self._objects(walker, "蔡蓉", "2018年公需课程没有学完。")

        self._reads(walker)
        self._answers(walker, "欧阳晓𬱖", "yes", "经核实，证书上没有该人员的姓名。")
        self._answers(walker, "蔡蓉", "no", "经核实，课程已学完，平台记录完整。")

        self._follows(walker, first, "异议成立")
        self._follows(walker, second, "异议不成立")

        walker.become("alice")
        walker.go("认定申请", "2020年度")
        walker.sees("证书上没有该人员的姓名")
        walker.look("returned")
        walker.at("2020-05-20 09:00")
        walker.become("dora")
        walker.waits_for("开始审核")
        walker.follow("开始审核")
        walker.sees("异议不成立")
        walker.sees("蔡蓉")
        walker.look("lane", at="text=异议不成立")

    def _objects(self, walker: Walker, name: str, text: str) -> str:
        """A visitor objects; the receipt's code."""
        walker.leave()
        walker.go("合格人员名单公示")
        walker.page.get_by_role("row", name=name).get_by_role("link", name="提出异议").click()
        walker.fill({"name": "唐守正", "contact": "13900000000", "text": text})
        walker.look("form")
        walker.press("提交异议")
        walker.sees("异议已收到")
        walker.look("receipt")
        return walker.page.locator(".confirmation-number b").inner_text()

    def _reads(self, walker: Walker) -> None:
        """Who published does not answer, and does not learn who objected."""
        walker.become("bob")
        walker.go("公示和异议", "全部异议")
        walker.follow("欧阳晓𬱖")
        walker.sees("这份公示由您发布")
        assert not walker.shows("唐守正")
        walker.look("unit")

    def _answers(self, walker: Walker, name: str, upheld: str, answer: str) -> None:
        walker.become("dora")
        walker.go("查看", name)
        walker.page.check(f"main [name=upheld][value={upheld}]")
        walker.fill({"answer": answer})
        walker.look(f"answer-{upheld}", at="#answer")
        walker.press("提交答复")
        walker.sees(answer)

    def _follows(self, walker: Walker, code: str, standing: str) -> None:
        walker.leave()
        walker.go("凭回执码查看异议办理情况")
        walker.fill({"code": code})
        walker.press("查看")
        walker.sees(standing)
        walker.look("upheld" if standing == "异议成立" else "dismissed")


class TestTakenBack:
    """A wrong pass: by who gave it, minutes later; by the table's return, at a later stage."""

    __test__ = EVERY

    @pytest.fixture
    def more(self):
        return 'begin(people, "initial_review")\nbegin(colleague, "filing")\n'

    @pytest.fixture
    def begins(self):
        return "2020-05-25"

    def test_by_the_one_who_gave_it_and_by_the_return_of_a_later_stage(self, walker: Walker):
        walker.album = "taken-back"
        walker.become("bob")
        walker.go("开始审核")
        walker.decides("初审通过")
        walker.sees("现在可以收回")
        walker.look("passed")
        walker.page.locator("[data-lane-undo]").click()
        walker.sees("通过已收回")
        walker.look("undone")
        walker.go("开始审核")
        walker.sees("初审：欧阳晓𬱖")
        walker.look()

        walker.become("dora")
        walker.follow("蔡蓉")
        walker.look()
        walker.page.locator("main details summary", has_text="退回").click()
        walker.page.locator("main details[open] textarea").fill("报送前核对发现2019年的证书不清晰，请更换。")
        walker.look("return", at="text=退回，理由发给本人")
        walker.press("退回，理由发给本人")
        walker.sees("已退回")
        walker.become("carol")
        walker.go("认定申请", "2020年度")
        walker.sees("证书不清晰")
        walker.look("returned")


class TestOneHr:
    """The only clerk of a unit applies: the office above acts in the unit's stead, a deputy publishes."""

    __test__ = EVERY

    @pytest.fixture
    def more(self):
        return 'with on("2020-05-05 09:00"):\n    complete_years(people.hr)\n'

    def test_the_office_above_and_a_deputy_act_for_the_only_clerk(self, walker: Walker):
        walker.album = "one-hr"
        walker.become("bob")
        walker.acts_as("我的继续教育")
        walker.go("认定申请", "申请认定")
        walker.fill({"title_name": "高级工程师"})
        walker.press("下一步：核对各年度")
        walker.press("提交认定申请")
        walker.sees("由湖南省水利厅代为办理")
        walker.look("submitted")

        walker.become("dora")
        walker.look()
        walker.go("开始审核")
        walker.look("office")
        walker.decides("初审通过")
        walker.sees("已通过")

        walker.become("bob")
        walker.page.locator("header summary", has=walker.page.locator(".menu-name")).click()
        walker.follow("外出委托")
        walker.fill({"username": "carol", "reason": "回避本人申请", "last_day": "2020-05-20"})
        walker.look("deputy", at="#deputy-new")
        walker.press("登记委托")
        walker.sees("委托已登记")

        walker.become("carol")
        walker.look()
        walker.go("拟定公示")
        walker.press("保存拟稿")
        walker.follow("发布公示")
        walker.look()
        walker.press("发布公示")
        walker.sees("公示中")
        walker.look("published")
