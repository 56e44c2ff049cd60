"""A real browser against a portal of its own, with a real worker: what the walks have in common."""

import io
import os
import shutil
import socket
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from tests.browser.axe import assert_accessible, assert_fits_a_phone
from tests.factories import PASSWORD
from tests.processes import apart

__all__ = ["apart"]
CLOCK = """
from datetime import datetime
from django.utils import timezone
from cejc import clock
from registry.models import DemoClock
wanted = datetime.fromisoformat("%s 09:00").replace(tzinfo=clock.SHANGHAI) - timezone.now()
DemoClock.objects.create(pk=1, offset_seconds=round(wanted.total_seconds()))
print("true")
"""


def proof(words: str) -> dict:
    """A real PDF, different for every record."""
    page = Image.new("RGB", (595, 842), "white")
    ImageDraw.Draw(page).text((60, 60), words, fill="black")
    out = io.BytesIO()
    page.save(out, "PDF")
    return {"name": f"{words}.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


@pytest.fixture
def begins():
    """The day on which the demo's clock stands at first."""
    return "2020-05-06"


@pytest.fixture
def portal(apart, stage, begins):
    """A portal in the demo configuration on a port of its own, set by the fixture `stage`; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    apart.env |= {
        "DJANGO_SETTINGS_MODULE": "cejc.settings", "CEJC_DEMO": "1", "CEJC_DEBUG": "1", "CEJC_PUBLIC_URL": base,
        "CEJC_FONT_DIR": str(settings.BASE_DIR / "var" / "fonts"),
    }  # fmt: skip
    apart.python(stage + CLOCK % begins)
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
        self.album, self.taken = "walk", 0
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
        # A form looks at the login before it goes (autosave.js).
        self.page.locator("html:not([data-sending])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def look(self) -> None:
        """No axe violation, no sideways scroll, on a desk or on a phone; a picture where they are kept."""
        self._keep()
        assert_accessible(self.page)
        assert_fits_a_phone(self.page)

    def _keep(self) -> None:
        """The first screenful, in 64 colours, into the folder that CEJC_PICTURES names (`make roads`)."""
        folder = os.environ.get("CEJC_PICTURES")
        if not folder:
            return
        self.taken += 1
        shown = (
            Image.open(io.BytesIO(self.page.screenshot()))
            .convert("RGB")
            .quantize(64, dither=Image.Dither.NONE)
        )
        shown.save(Path(folder) / f"{self.album}-{self.taken}.png", optimize=True)

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


def record(walker: Walker, kind: str, title: str, facts: dict[str, str]) -> None:
    """Log one activity as a person does: choose the kind, fill in, upload, submit."""
    walker.open("/activities/new/")
    walker.page.locator(f"a[href$='/new/{kind}/']").first.click()
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
    """Choose each document of one permitted combination beside its line; it goes up by itself."""
    for document in DOCUMENTS[title[4:]]:
        line = walker.page.locator(f"#evidence input[name='file:{document}']:not([capture])")
        line.first.set_input_files(proof(f"{title}{document}"))
        walker.page.locator(".file-card", has_text=f"{title}{document}").first.wait_for()


DOCUMENTS = {"公需课程": ["course_plan", "course_progress"], "科技奖": ["award_certificate"]}


def verify_file(walker: Walker, body: bytes) -> None:
    walker.open("/verify/")
    walker.page.set_input_files(
        "form[data-drop-verify] input[type=file]",
        {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": body},
    )
    if walker.page.url.endswith("/verify/"):
        walker.press("比对文件")


def until(done, seconds: float) -> None:
    """Wait for what the worker does."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "the worker did not come"
        time.sleep(0.5)
