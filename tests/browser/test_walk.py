"""One professional from the first login to a verified slip, in a real browser against a running portal."""

import io
import shutil
import socket
import time
import urllib.request

import pytest
from django.conf import settings
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from tests.browser.axe import assert_accessible, assert_fits_a_phone
from tests.factories import PASSWORD, resident_number
from tests.processes import apart

__all__ = ["apart"]
pytestmark = pytest.mark.browser
STAGE = """
import json
from datetime import datetime
from django.utils import timezone
from cejc import clock
from credits.queries import bundled
from credits.services import load_policy
from registry.models import DemoClock
from tests.certification.stages import cast
load_policy(policy=bundled("hunan-2020"), publish=True)
cast()
wanted = datetime(2020, 5, 6, 9, tzinfo=clock.SHANGHAI) - timezone.now()
DemoClock.objects.create(pk=1, offset_seconds=round(wanted.total_seconds()))
print(json.dumps(True))
"""


def proof(words: str) -> dict:
    """A real PDF, different for every record."""
    page = Image.new("RGB", (595, 842), "white")
    ImageDraw.Draw(page).text((60, 60), words, fill="black")
    out = io.BytesIO()
    page.save(out, "PDF")
    return {"name": f"{words}.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


@pytest.fixture
def portal(apart):
    """A portal in the demo configuration on a port of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    apart.env |= {
        "DJANGO_SETTINGS_MODULE": "cejc.settings", "CEJC_DEMO": "1", "CEJC_DEBUG": "1", "CEJC_PUBLIC_URL": base,
        "CEJC_FONT_DIR": str(settings.BASE_DIR / "var" / "fonts"),
    }  # fmt: skip
    apart.python(STAGE)
    apart.start("manage.py", "runserver", f"127.0.0.1:{port}", "--noreload")
    apart.start("manage.py", "worker")
    for _try in range(120):
        try:
            urllib.request.urlopen(f"{base}/health/", timeout=2)
            break
        except OSError:
            time.sleep(0.25)
    return base


class Walker:
    """The browser, one person at a time."""

    def __init__(self, browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.page = browser.new_page()

    def leave(self) -> None:
        """Another visitor, who is not logged in."""
        self.page.context.close()
        self.page = self.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.page.set_default_timeout(15_000)

    def fill(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)

    def become(self, username: str) -> None:
        self.leave()
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[type=password]", PASSWORD)
        self.press("登录", within="main")

    def open(self, path: str) -> None:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, name: str, *, within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def look(self) -> None:
        """No axe violation, no sideways scroll, on a desk or on a phone."""
        assert_accessible(self.page)
        assert_fits_a_phone(self.page)

    def at(self, moment: str) -> None:
        self.open("/demo/clock/")
        self.page.fill("input[name=moment]", moment)
        self.press("调整时钟")

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()


@pytest.fixture
def walker(portal):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield Walker(browser, portal)
        browser.close()


NEWCOMER = {"name": "欧阳新𬱖", "number": resident_number(77)}


def activate(walker: Walker) -> None:
    """HR enters a new person and hands over a code; the person opens the account with it."""
    walker.become("bob")
    walker.open("/people/add/")
    walker.look()
    walker.fill(NEWCOMER | {"position": "规划处", "valid_from": "2012-07-01"})
    walker.page.select_option("select[name=degree]", "doctor")
    walker.press("添加")
    walker.look()
    walker.press("激活码")
    walker.look()
    code = walker.page.locator(".code-slip-code").inner_text()

    walker.leave()
    walker.open("/activate/")
    walker.look()
    walker.fill(
        NEWCOMER | {"code": code, "username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}
    )
    walker.press("开通账号")
    walker.look()


def record(walker: Walker, kind: str, title: str, facts: dict[str, str]) -> None:
    """Log one activity as a person does: choose the kind, fill in, upload, submit."""
    walker.open("/activities/new/")
    walker.page.locator(f"form[action$='/new/{kind}/'] button").click()
    walker.page.wait_for_load_state()
    if title == "2018公需课程":
        walker.look()
    walker.page.fill("input[name=title]", title)
    for name, value in facts.items():
        field = walker.page.locator(f"[name=fact_{name}]")
        if field.first.get_attribute("type") == "radio":
            walker.page.check(f"[name=fact_{name}][value={value}]")
        else:
            field.fill(value)
    _upload_all(walker, title)
    walker.press("提交审核")
    walker.sees("待审核")


def _upload_all(walker: Walker, title: str) -> None:
    """Upload each document of one permitted combination."""
    for document in DOCUMENTS[title[4:]]:
        walker.page.select_option("select[name=document_kind]", document)
        walker.page.set_input_files("input[type=file]", proof(f"{title}{document}"))
        walker.press("上传材料")
        walker.page.get_by_text(f"{title}{document}").first.wait_for()


DOCUMENTS = {"公需课程": ["course_plan", "course_progress"], "科技奖": ["award_certificate"]}


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
    walker.open("/cases/new/")
    walker.look()
    walker.page.select_option("select[name=degree]", "doctor")
    walker.page.fill("input[name=title_name]", "高级工程师")
    walker.press("下一步：核对各年度")
    walker.look()
    walker.press("提交初审")
    walker.sees("待初审")

    walker.become("bob")
    walker.open("/lane/")
    walker.look()
    walker.press("初审通过")
    walker.open("/office/notices/new/")
    walker.look()
    walker.press("保存拟稿")
    walker.look()
    walker.follow("发布公示")
    walker.look()
    walker.press("发布公示")
    walker.sees("公示中")
    walker.leave()
    walker.open("/notices/")
    walker.look()
    walker.follow("合格人员名单公示")
    walker.sees(NEWCOMER["name"])
    walker.look()
    walker.at("2020-05-20 09:00")

    walker.become("dora")
    _until(lambda: walker.open("/lane/") or "复审确认" in walker.page.title(), 60)
    # By keyboard: a passes.
    walker.page.locator("h1").first.click()
    walker.page.keyboard.press("a")
    walker.page.wait_for_url("**/desk/")
    walker.at("2020-06-02 09:00")
    walker.open("/batches/new/")
    walker.look()
    walker.press("建立批次")
    walker.look()
    walker.follow("确认并报送")
    walker.look()
    walker.press("确认并报送")
    walker.sees("已报送")

    walker.become("petra")
    walker.open("/lane/")
    walker.look()
    walker.press("核验通过")

    walker.become("paul")
    walker.open("/slips/issue/")
    walker.look()
    walker.press("下一步：核对清单")
    walker.look()
    walker.press("签发认定单")
    _until(lambda: walker.open("/slips/") or "湘继教认〔2020〕000001号" in walker.page.content(), 60)

    walker.become("newcomer")
    _until(lambda: _slip_page(walker), 60)
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
    walker.open("/")
    walker.look()
    walker.fill({"number": "2020-1", "code": code.lower()})
    walker.press("查验")
    walker.sees("目前有效")
    walker.sees(NEWCOMER["name"])
    assert NEWCOMER["number"] not in walker.page.content()
    _verify_file(walker, body)
    walker.sees("与签发时的文件完全一致")
    _verify_file(walker, body.replace(b"%%EOF", b"%%EOE"))
    walker.sees("文件与签发的原件不一致")


def _slip_page(walker: Walker) -> bool:
    walker.open("/slips/")
    walker.page.locator("main").get_by_role("link", name="000001").first.click()
    walker.page.wait_for_load_state()
    return walker.page.get_by_role("link", name="下载认定单").count() > 0


def _verify_file(walker: Walker, body: bytes) -> None:
    walker.open("/verify/")
    walker.page.set_input_files(
        "form[data-drop-verify] input[type=file]",
        {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": body},
    )
    if walker.page.url.endswith("/verify/"):
        walker.press("比对文件")


def _until(done, seconds: float) -> None:
    """Wait for what the worker does."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "the worker did not come"
        time.sleep(0.5)
