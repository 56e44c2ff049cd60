"""The supply side in a real browser: a filing and its session, an
online course, one batch through keys A and B.

`make roads` keeps the pictures, from which those of docs/tour.md are chosen. What is not on the way is in
tests/registry.
"""

import subprocess
from pathlib import Path

import pytest

from cejc.lib.sealed_key import open_sealed
from tests.browser.walker import Walker, open_slip, proof

pytestmark = pytest.mark.browser
IDENTITY = "430102198003070018"
# Where a person finds what was reported for him.
RESULTS = ("继续教育记录", "学习结果")
SECRET = "十二个字以上的一句口令2020"
STAGE = """
from credits.services import load_calendar, load_policy
from credits.queries import bundled
load_policy(policy=bundled("hunan-2020"), publish=True)
load_calendar(years=[2020, 2021])
from registry.enums import Role
from tests import factories
from tests.registry.training.training_factories import base_world, make_expert
world = base_world("XJSY")
world.base.platform_name = "湘江学习网"
world.base.save()
for unit, name in ((world.base.organisation, "湖南省水利职工培训中心"), (world.base.personnel_office, "湖南省水利厅")):
    unit.name = name
    unit.save()
province = factories.make_province()
for name, said in (("petra", "彭悦"), ("paul", "蒲立")):
    factories.province_of(province, name, said)
for name, said in (("expert1", "古治平"), ("expert2", "夏禹声"), ("expert3", "秦安澜")):
    make_expert(name, said)
alice = factories.make_user("alice", professional=factories.make_professional("欧阳晓𬱖", number="{identity}"))
factories.make_employment(alice.professional, factories.make_organisation("湘江设计院"))
{more}
"""
ISSUED = """
from credits.services import load_policy
from credits.queries import bundled
load_policy(policy=bundled("hunan-2020"), publish=True)
from tests.certification.rows import on
from tests.certification import platform_slips
from tests.certification.stages import at_state, cast
from tests.registry.results import completion_factories as make
from tests.registry.training.training_factories import make_expert
with on("2020-05-05 09:00"):
    people = cast()
course = platform_slips.recognised_course()
at_state("issued", people, platform_slips.records_of(course))
make_expert("expert9", "古治平", base=make.make_base("JD02"))
for unit, name in ((course.base.organisation, "湘江学习中心"), (course.base.personnel_office, "湖南省教育厅")):
    unit.name = name
    unit.save()
"""
REPORTED = """
from datetime import date
from registry.results.services.completion import receive
from tests.registry.results import completion_factories as make
course = make.make_online(world.base, live_on=date(2020, 4, 1))
make.conclude(course, "2020-03-20")
from tests.certification.rows import on
with on("2020-04-02 20:00"):
    receive(actor=None, base=world.base, reported=[make.reported(
        alice.professional, course_code=course.code, passed_on=date(2020, 4, 2), external_id="XX2020-0001")])
"""


@pytest.fixture
def more():
    return ""


@pytest.fixture
def stage(more):
    return STAGE.format(more=more, identity=IDENTITY)


@pytest.fixture
def begins():
    return "2020-03-05"


def row(walker: Walker, number: int, values: dict[str, str]) -> None:
    """One line of a timetable."""
    for name, value in values.items():
        field = walker.page.locator(f"[name=slots-{number}-{name}]")
        if name in ("slot", "subject"):
            field.select_option(value)
        else:
            field.fill(value)


class TestFilingAndSession:
    def test_filing_is_accepted_and_its_session_brings_hours(self, walker, tmp_path):
        walker.album = "training"
        number = self._filed(walker, tmp_path)
        self._opened(walker, number)
        address = self._code(walker)
        self._signed_on_a_phone(walker, address)
        self._closed(walker)

        walker.become("alice")
        walker.waits_for("已计入", *RESULTS)
        walker.look()
        walker.page.locator("main tbody a").first.click()
        walker.look("hours")

    def _filed(self, walker: Walker, folder: Path) -> str:
        """From draft to accepted; its form as PDF."""
        walker.become("staff-xjsy")
        walker.go("培训备案", "新建备案")
        walker.press("保存")
        walker.sees("还没有保存")
        walker.fill(
            {
                "title": "2020年公需科目面授培训班（第一期）",
                "theme": "人工智能与健康",
                "place": "长沙市岳麓区培训中心一号厅",
                "textbook": "《人工智能与健康》",
                "audience": "在长单位专业技术人员",
                "headcount": "120",
                "contact": "柯教务 0731-80000001",
                "plan": "两个半天，每半天三学时，签到考勤，课后答疑。",
            }
        )
        for order, part in enumerate(("morning", "afternoon")):
            row(
                walker,
                order,
                {"date": "2020-03-18", "slot": part, "topic": "人工智能导论", "teacher": "钟教授"},
            )
        walker.look("filing-form")
        walker.press("保存")
        walker.follow("提交备案")
        walker.look()
        walker.press("提交备案")
        walker.become("petra")
        walker.go("培训备案")
        walker.look()
        walker.follow("2020年公需科目面授培训班")
        walker.follow("受理备案")
        walker.press("受理备案")
        number = walker.page.locator(".lead-sentence").inner_text().split("·")[1].strip()
        walker.waits_for("下载备案表PDF")
        walker.look("filing")
        with walker.page.expect_download() as kept:
            walker.page.get_by_role("link", name="下载备案表PDF").click()
        kept.value.save_as(folder / "filing.pdf")
        walker.shows_paper(folder / "filing.pdf", "filing-paper")
        words = subprocess.run(
            ["pdftotext", "-layout", str(folder / "filing.pdf"), "-"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert number in words.stdout
        assert "公需科目培训备案表" in words.stdout
        return number

    def _opened(self, walker: Walker, number: str) -> None:
        walker.become("staff-xjsy")
        walker.go("培训备案")
        walker.follow("2020年公需科目面授培训班")
        walker.follow("按此备案开班")
        walker.fill({"code": "BC2020-01"})
        walker.look()
        for order, hours in enumerate((("09:00", "11:30"), ("14:30", "17:00"))):
            row(walker, order, {"begins": hours[0], "ends": hours[1], "subject": "public"})
        walker.press("保存")
        walker.follow("添加人员")
        walker.fill({"name": "欧阳晓𬱖", "number": IDENTITY})
        walker.press("列入名单")
        walker.follow("返回班次")
        walker.follow("开班")
        walker.press("开班")
        walker.look()

    def _code(self, walker: Walker) -> str:
        walker.at("2020-03-18 08:50")
        walker.go("培训班次")
        walker.follow("2020年公需科目面授培训班")
        walker.follow("签到二维码")
        walker.look("code")
        slot = walker.page.url.split("/slots/")[1].split("/")[0]
        return f"{walker.base}/sign-in/{slot}/{walker.page.locator('.screen-code').inner_text().strip()}/"

    def _signed_on_a_phone(self, walker: Walker, address: str) -> None:
        walker.leave()
        walker.on_a_phone()
        walker.from_paper(address)
        walker.log_in("alice")
        walker.look("sign-in")
        walker.page.context.set_offline(True)
        walker.press("签到")
        walker.sees("网络不通，签到已保存在本机")
        walker.look("offline")
        walker.page.context.set_offline(False)
        walker.sees("签到成功")
        walker.look("signed")

    def _closed(self, walker: Walker) -> None:
        """The afternoon by the list; then the session ends."""
        walker.become("staff-xjsy")
        walker.at("2020-03-18 17:10")
        walker.go("培训班次")
        walker.follow("2020年公需科目面授培训班")
        walker.page.locator("main tbody a", has_text="按名单登记").nth(1).click()
        walker.page.locator("[name=there]").check()
        walker.look()
        walker.press("保存本页")
        walker.follow("返回班次")
        walker.follow("结班")
        walker.look()
        walker.press("结班")
        walker.look("closed")


class TestOnlineCourse:
    @pytest.fixture
    def more(self):
        return (
            "from tests.registry.results import completion_factories as make; "
            "make.make_key(world.base, 'B', '2020-03-02')"
        )

    def test_it_goes_from_materials_to_recognised(self, walker):
        walker.album = "course"
        walker.become("staff-xjsy")
        walker.go("新建课程")
        walker.fill(
            {"title": "人工智能与健康", "code": "WL2020-01", "minutes": "1350", "live_on": "2020-05-01"}
        )
        for field, value in (("form", "online"), ("subject", "public")):
            walker.page.locator(f"[name={field}][value={value}]").check()
        walker.fill(
            {"theme_year": "2020", "teachers": "钟教授", "textbook": "《人工智能与健康》", "price": "0"}
        )
        walker.fill({"outline": "一、人工智能导论；二、健康湖南；三、案例研讨。"})
        walker.look()
        walker.press("保存")
        walker.fill({"title": "教案"})
        walker.page.set_input_files("main [name=file]", proof("教案"))
        walker.press("添加")
        walker.sees("文件校验值")
        walker.press("发布")
        walker.look()
        walker.become("officer-xjsy")
        walker.go("组织课程审定")
        for one in walker.page.locator("[name=experts]").all():
            one.check()
        walker.look("experts")
        walker.press("送专家审定")
        for name in ("expert1", "expert2", "expert3"):
            walker.become(name)
            walker.follow("人工智能与健康")
            walker.page.locator("[name=verdict][value=pass]").check()
            walker.fill({"text": "内容准确，时长与大纲相符，同意上线。"})
            walker.press("提交意见")
        walker.become("officer-xjsy")
        walker.go("形成审定结论")
        walker.look("opinions")
        walker.follow("形成结论")
        walker.page.locator("[name=conclusion][value=pass]").check()
        walker.fill({"hours": "30", "text": "三位专家一致同意。"})
        walker.page.set_input_files("main [name=upload]", proof("审定结论"))
        walker.look()
        walker.press("保存结论")
        walker.press("提交省人社厅")
        walker.look("submitted")

        walker.leave()
        walker.go("课程目录")
        walker.follow("人工智能与健康")
        walker.look("recognised")
        walker.sees("予以认可")


class TestBatch:
    @pytest.fixture
    def more(self):
        return REPORTED

    def test_batch_goes_through_both_keys(self, walker, tmp_path):
        """Key A is made and used in its holder's browser, key B is sealed here."""
        walker.album = "batch"
        file = self._key_a(walker, tmp_path)
        self._key_b(walker)
        walker.at("2020-04-03 09:00")
        self._frozen(walker)
        self._signs_a(walker, file)
        self._signs_b(walker)

        walker.become("alice")
        walker.waits_for("已计入", *RESULTS)
        walker.page.locator("main tbody a").first.click()
        walker.look()
        self._verified(walker, tmp_path)

    def _key_a(self, walker: Walker, folder: Path) -> Path:
        walker.become("officer-xjsy")
        walker.go("登记平台秘钥")
        walker.look()
        walker.page.get_by_role("link", name="登记2020年秘钥A").click()
        walker.follow("改为自行保管私钥")
        walker.page.fill("[data-passphrase]", SECRET)
        walker.page.fill("[data-again]", SECRET + "错")
        walker.press("生成并保存私钥文件")
        walker.sees("两次输入的口令不一致")
        walker.page.fill("[data-again]", SECRET)
        with walker.page.expect_download() as kept:
            walker.press("生成并保存私钥文件")
        kept.value.save_as(folder / "a.sealed.json")
        walker.sees("已保存到本机")
        walker.look("key-made")
        walker.press("登记秘钥")
        walker.sees("2020年的秘钥A已登记")
        assert (
            len(open_sealed((folder / "a.sealed.json").read_text(), SECRET)) == 32
        )  # the off-line tool opens it too
        return folder / "a.sealed.json"

    def _key_b(self, walker: Walker) -> None:
        walker.become("petra")
        walker.go("登记平台秘钥")
        walker.page.get_by_role("link", name="登记2020年秘钥B").click()
        walker.fill({"passphrase": SECRET, "again": SECRET})
        walker.look()
        walker.press("登记秘钥")
        walker.sees("2020年的秘钥B已登记")
        walker.look()

    def _frozen(self, walker: Walker) -> None:
        walker.become("staff-xjsy")
        walker.go("等待编入证书批次的结果")
        walker.look()
        walker.press("收集到批次")
        walker.press("封存批次")
        walker.sees("等待秘钥A签署")
        walker.look()

    def _signs_a(self, walker: Walker, file: Path) -> None:
        walker.become("officer-xjsy")
        walker.look()
        walker.go("签署证书批次")
        walker.page.set_input_files("#h-file", file)
        walker.page.fill("#h-pass", SECRET + "错")
        walker.press("在本机签名")
        walker.sees("口令不正确")
        walker.page.fill("#h-pass", SECRET)
        walker.press("在本机签名")
        walker.sees("签名已填入下方")
        walker.look("key-a")
        walker.page.locator("main form").get_by_role("button", name="签署", exact=True).click()
        walker.sees("已签署")

    def _signs_b(self, walker: Walker) -> None:
        walker.become("petra")
        walker.go("签署证书批次")
        walker.fill({"passphrase": SECRET})
        walker.look("key-b")
        walker.page.locator("main form").get_by_role("button", name="签署", exact=True).click()
        walker.sees("已签署")
        walker.look()

    def _verified(self, walker: Walker, folder: Path) -> None:
        with walker.page.expect_download() as kept:
            walker.page.get_by_role("link", name="下载双重签署的证书").click()
        kept.value.save_as(folder / "certificate.json")
        walker.leave()
        walker.go("查验培训证书")
        walker.page.set_input_files("main [name=file]", folder / "certificate.json")
        walker.press("查验")
        walker.sees("证书真实有效")
        walker.look("certificate")


class TestBack:
    """From a platform's results to a slip, and back when the course fails its cross-review."""

    @pytest.fixture
    def begins(self):
        return "2020-06-12"

    @pytest.fixture
    def stage(self):
        return ISSUED

    def test_failed_cross_review_marks_the_slip_that_relied_on_it(self, walker):
        walker.album = "back"
        self._slip(walker)
        walker.sees("目前有效")
        code_on_paper = walker.page.url
        self._reviewed(walker)
        self._failed(walker)

        walker.leave()
        walker.from_paper(code_on_paper)
        walker.waits_for("待重核")
        walker.look("slip")
        walker.become("petra")
        walker.go("查看")
        walker.look("recheck")

    def _slip(self, walker: Walker) -> None:
        walker.become("alice")
        open_slip(walker)
        walker.follow("查看公开查验页面")

    def _reviewed(self, walker: Walker) -> None:
        """Drawn, given to an expert of another base, who finds against it."""
        walker.become("petra")
        walker.go("交叉审查")
        walker.fill({"seed": "20200612-0042", "size": "1"})
        walker.look()
        walker.press("抽取")
        walker.follow("公需网络课程")
        walker.page.select_option("select[name=expert]", index=1)
        walker.press("请该专家审查")
        walker.become("expert9")
        walker.follow("公需网络课程")
        walker.page.locator("[name=verdict][value=fail]").check()
        walker.fill({"text": "视频时长不足申报的三分之一，与大纲不符。"})
        walker.press("提交意见")

    def _failed(self, walker: Walker) -> None:
        walker.become("petra")
        walker.go("决定交叉审查")
        walker.page.locator("[name=decision][value=fail]").check()
        walker.fill({"fails_from": "2019-01-01", "reason": "视频时长与申报不符。"})
        walker.look("decide")
        walker.press("作出决定")
        walker.sees("确认不予认可")
        walker.look()
        walker.press("决定不予认可")
        walker.sees("决定已作出")
