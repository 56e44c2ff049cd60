"""Policies of other professions beside Hunan's, and a city's own: what a doctor, an accountant and somebody of the
city see, and what their personnel offices review."""

import pytest

from tests.browser.walker import PHONE, Walker, proof

pytestmark = pytest.mark.browser
CME = "继续医学教育学分授予与管理办法"
ACCOUNTING = "会计专业技术人员继续教育规定"
CITY = "专业技术人员继续教育登记细则"
# As long as names get.
HOSPITAL = "湖南省血吸虫病防治所附属湘岳医院（湖南省第三工人医院、湖南省职业病防治院分院）"


@pytest.fixture
def stage():
    """Three notices beside that of 2020, published by two officers, and somebody under each."""
    return f"""
from credits.queries import bundled
from registry.rules.services import policy_file, publishing
from tests import factories
from tests.certification.rows import on
from tests.credits import beside
from tests.registry.activities.activity_factories import make_submitted
publishing.set_up(text=bundled("hunan-2020").source_text, name="hunan-2020")
province = factories.make_province()
petra = factories.province_of(province, "petra", "彭悦")
paul = factories.province_of(province, "paul", "潘立")
with on("2020-03-02 09:00"):
    for text in (beside.cme_text(), beside.accounting_text(), beside.city_text()):
        row = policy_file.check(actor=petra, file=policy_file.draft(actor=petra, text=text))
        row = policy_file.tried(file=row, sha256=row.checked_sha256)
        publishing.publish(actor=paul, file=publishing.propose(actor=petra, file=row))
    health = factories.make_department("湖南省卫生健康委员会")
    hospital = factories.make_employer("{HOSPITAL}", parent=health)
    city = factories.make_organisation("长沙市职改办", kind="bureau", region="430100", parent=province)
    works = factories.make_employer("长沙市水务集团", parent=city, route="city", region="430100")
    factories.hr_of(hospital, "bob", "毕明")
    factories.hr_of(works, "hugo", "胡果")
    people = dict(doctor=("欧阳晓𬱖", "health", hospital), account=("安账", "accounting", hospital))
    people["chen"] = ("陈城", "engineering", works)
    for login, (name, series, unit) in people.items():
        user = factories.employee_of(unit, login, name)
        user.professional.title_series, user.professional.title_level = series, "intermediate"
        user.professional.save()
"""


def enters(walker: Walker, kind: str, title: str, facts: dict[str, str]) -> None:
    """A record of `kind`, with its one paper, handed in."""
    walker.go("登记活动", kind)
    walker.look()
    walker.page.fill("input[name=title]", title)
    for name, value in facts.items():
        field = walker.page.locator(f"main [name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") in ("radio", "checkbox"):
            walker.page.check(f"main [name={name}][value='{value}']")
        else:
            field.fill(value)
    papers = walker.page.locator("#evidence input[type=file]:not([capture])")
    papers.first.set_input_files(proof(title))
    walker.page.locator(".file-card", has_text=title).first.wait_for(timeout=60_000)


def hands_in(walker: Walker) -> None:
    walker.press("提交审核")
    walker.sees("待审核")
    walker.look()


def on_both(walker: Walker, at: str = "") -> None:
    """The page at hand on a desk, and on a phone; with what `at` finds in the middle."""
    walker.look(at=at)
    size = walker.page.viewport_size
    walker.page.set_viewport_size(PHONE)
    walker.look(at=at)
    walker.page.set_viewport_size(size)


def doctor(walker: Walker) -> None:
    walker.become("doctor")
    walker.sees(CME)
    walker.go("登记活动")
    walker.sees(CME)
    on_both(walker)
    enters(
        walker,
        "国家级项目参加",
        "国家级继续医学教育项目",
        {"fact_hours_held": "30", "fact_date": "2020-03-02"},
    )
    walker.sees("I类学分")
    hands_in(walker)
    paper = {"fact_author_rank": "2", "fact_cn_serial": "true", "fact_date": "2020-03-01"}
    enters(walker, "发表论文", "血吸虫病防治论文", paper)
    walker.sees("II类学分")
    on_both(walker)


def test_doctor_accountant_and_city_each_under_their_policies(walker):
    doctor(walker)
    walker.go("年度登记")
    walker.sees("I类学分10")
    on_both(walker, at=".beside")

    walker.become("bob")
    walker.go("记录审核", "从第一条开始")
    walker.sees("I类学分")
    on_both(walker)
    walker.decides("认可")

    walker.become("doctor")
    walker.home()
    walker.sees("还缺II类学分15")
    on_both(walker, at=".beside")
    walker.follow("看这项政策的规则")
    walker.sees("国家级项目Ⅰ类学分")
    walker.sees("省级医疗卫生单位")
    on_both(walker)

    walker.become("account")
    walker.sees(ACCOUNTING)
    walker.sees("专业科目须占2/3")
    on_both(walker, at=".beside")
    enters(walker, "会计资格等相关考试", "中级会计实务", {"fact_passed": "1", "fact_date": "2020-04-01"})
    hands_in(walker)
    walker.home()
    walker.sees("专业科目90")
    on_both(walker, at=".beside")

    walker.become("chen")
    walker.go("登记活动")
    walker.sees("职称计算机")
    assert not walker.shows("公需科目面授培训")
    on_both(walker)
    enters(walker, "职称计算机", "计算机考试", {"fact_date": "2019-05-01"})
    hands_in(walker)
    walker.home()
    assert not walker.shows("公需科目")
    on_both(walker)
    walker.become("hugo")
    walker.go("记录审核", "从第一条开始")
    walker.sees("职称计算机")
    on_both(walker)
