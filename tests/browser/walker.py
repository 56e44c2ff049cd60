"""A real browser against a portal of its own, with a real worker: what the walks have in common."""

import functools
import io
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from PIL import Image, ImageDraw
from playwright.sync_api import Request, sync_playwright

from tests.browser.axe import assert_accessible, assert_fits_a_phone
from tests.factories import PASSWORD

LOOKED_AT = connection.vendor == "sqlite"
CLOCK = """
from datetime import datetime
from django.utils import timezone
from cejc import clock
from registry.models import DemoClock
wanted = datetime.fromisoformat("%s 09:00").replace(tzinfo=clock.SHANGHAI) - timezone.now()
DemoClock.objects.create(pk=1, offset_seconds=round(wanted.total_seconds()))
"""


@functools.cache
def proof(words: str) -> dict:
    """A real PDF; the same words are the same file, others another: no font
    draws them here, so its title says them."""
    page = Image.new("RGB", (595, 842), "white")
    ImageDraw.Draw(page).text((60, 60), words, fill="black")
    out = io.BytesIO()
    page.save(out, "PDF", title=words)
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
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "CEJC_DEMO": "1",
        "CEJC_DEBUG": "1",
        "CEJC_PUBLIC_URL": base,
        "CEJC_FONT_DIR": str(settings.BASE_DIR / "var" / "fonts"),
    }
    script = apart.folder / "stage.py"
    script.write_text(stage + CLOCK % begins)
    server = apart.start("-m", "tests.browser.serve", str(port), str(script))
    until(lambda: _answers(base, server, apart), 120, lambda: f"the portal does not answer: {apart.logs()}")
    return base


def _answers(base: str, server, apart) -> bool:
    assert server.poll() is None, apart.logs()
    try:
        urllib.request.urlopen(f"{base}/health/", timeout=2)
    except OSError:
        return False
    return True


DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# A page that writes waits for its turn at the database for half a minute
# (cejc/settings.py): so long a walk waits too.
PATIENCE = 45_000


class Walker:
    """The browser, one person at a time: addresses are not typed, but for the first page's."""

    def __init__(self, browser, base: str, password: str = PASSWORD) -> None:
        self.base, self.password = base, password
        self.album, self.taken = "walk", 0
        self.page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
        self.page.set_default_timeout(PATIENCE)
        self.unanswered: list[str] = []
        self.page.on("request", lambda asked: self.unanswered.append(f"{asked.method} {asked.url}"))
        for ended in ("requestfinished", "requestfailed"):
            self.page.on(ended, self._answered)

    def _answered(self, asked: Request) -> None:
        with suppress(ValueError):
            self.unanswered.remove(f"{asked.method} {asked.url}")

    # Where to.

    def home(self) -> None:
        """The first page: the one address that is typed; from any page
        of the portal, its wordmark leads there."""
        wordmark = self.page.locator("a.wordmark")
        if wordmark.count():
            wordmark.click()
        else:
            self.page.goto(self.base + "/")
        self.page.wait_for_load_state()

    def go(self, *names: str) -> None:
        """From the first page by the visible links of these names, at most two clicks.

        What the rail has no room for is behind its 更多, which is one of the two."""
        self.home()
        clicks = [*names]
        if self._link(names[0]) is None:
            clicks.insert(0, "更多")
        assert len(clicks) <= 2, f"{names} is {len(clicks)} clicks from the first page"
        for name in clicks:
            self.follow(name)

    def follow(self, name: str) -> None:
        """Click the visible link of that name."""
        until(
            lambda: self._link(name) is not None,
            PATIENCE / 1000,
            lambda: f"no visible link {name} on {self.page.url}",
        )
        link = self._link(name)
        assert link is not None
        link.click()
        self.page.wait_for_load_state()

    def _link(self, name: str):
        """The visible link: its whole name before a part of one, a place of the rail
        before the page, the page before the rest."""
        label = self.page.locator(".place-label").get_by_text(name, exact=True)
        for one in self.page.locator(".places a", has=label).all():
            if one.is_visible():
                return one
        for exact in (True, False):
            for within in ("main", "body"):
                for one in self.page.locator(within).get_by_role("link", name=name, exact=exact).all():
                    if one.is_visible():
                        return one
        return None

    def from_paper(self, address: str) -> None:
        """Open what a camera reads from a code on paper or on the wall: no page of the portal links to it."""
        assert address.startswith(self.base)
        self._arrive(address)

    def from_a_program(self, address: str) -> None:
        """Open the address that an answer of the API names as the type of an error: only programs meet it."""
        assert address.startswith(f"{self.base}/api/")
        self._arrive(address)

    def from_a_stick(self, copy: Path) -> None:
        """Open a file that was taken from the portal, where there is no portal."""
        self._arrive(copy.as_uri())

    def _arrive(self, address: str) -> None:
        answer = self.page.goto(address)
        # None: another place of the same page.
        assert answer is None or answer.ok, f"{address}: {answer and answer.status}"

    # Who.

    def leave(self) -> None:
        """Log out by the menu of the account, if anybody is logged in: what follows is another visitor's."""
        self.page.set_viewport_size(DESK)
        if self.page.url == "about:blank":
            self.home()
        menu = self.page.locator("header summary", has=self.page.locator(".menu-name"))
        if menu.count():
            menu.click()
            self.press("退出登录", within="header")

    def become(self, username: str) -> None:
        self.leave()
        self.go("登录")
        self.log_in(username)

    def log_in(self, username: str) -> None:
        """On the page of the login."""
        self.page.fill("main input[name=login]", username)
        self.page.fill("main input[type=password]", self.password)
        self.press("登录")

    def acts_as(self, role: str) -> None:
        """By the menu of the roles that one login holds."""
        self.page.locator("header .role-switch summary").click()
        self.press(role, within="header .role-switch")

    def on_a_phone(self) -> None:
        """From here to the next logout the window is a phone's."""
        self.page.set_viewport_size(PHONE)

    # What is done there.

    def fill(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)

    def press(self, name: str, *, within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=name).first.click()
        # A form looks at the login before it goes (autosave.js).
        self.page.locator("html:not([data-sending])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def decides(self, name: str, key: str = "") -> None:
        """Press a decision of a lane, by its button or its key. Files that were not opened are asked about once:
        pressed again, it is made."""
        before, again = self.page.url, self.page.locator("[data-lane-again]", has_text="再按一次")
        for _press in range(2):
            self.page.keyboard.press(key) if key else self.press(name)
            until(
                lambda: self.page.url != before or again.count() > 0,
                PATIENCE / 1000,
                lambda: f"{name} was neither done nor asked about on {self.page.url}",
            )
            if self.page.url != before:
                return
            self.page.wait_for_timeout(1000)  # the page takes no second press in the same breath
        self.page.wait_for_url(lambda url: url != before)

    def at(self, moment: str) -> None:
        """The demo's clock, by the link of its banner."""
        self.page.get_by_role("link", name="调整时钟").click()
        self.page.fill("main input[name=moment]", moment)
        self.press("调整时钟")

    # What is seen there.

    def look(self, named: str = "", *, at: str = "") -> None:
        """No axe violation, no sideways scroll, on a desk or on a phone; a picture where they are kept:
        `named` for docs/tour.md, with what the selector `at` finds in its middle. Once a run, on SQLite: a
        page looks the same on either database.
        """
        if at:
            found = self.page.locator(at).locator("visible=true").first
            found.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
        # What htmx is exchanging is on the page twice for a moment.
        until(lambda: not self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").count(), 15)
        self._keep(named)
        if LOOKED_AT:
            assert_accessible(self.page)
            assert_fits_a_phone(self.page)

    def _keep(self, named: str) -> None:
        """The first screenful into the folder that CEJC_PICTURES names (`make roads`)."""
        folder = os.environ.get("CEJC_PICTURES")
        if folder:
            self.taken += 1
            kept(self.page.screenshot(), Path(folder) / f"{self.album}-{named or self.taken}.png")

    def shows_paper(self, document: Path, named: str) -> None:
        """The first page of a PDF, where pictures are kept."""
        folder = os.environ.get("CEJC_PICTURES")
        if folder:
            kept(drawn(document), Path(folder) / f"{self.album}-{named}.png")

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def shows(self, text: str) -> bool:
        """Does the text stand on the page now?"""
        return self.page.get_by_text(text).count() > 0

    def waits_for(self, text: str, *way: str) -> None:
        """Go the way again and again until the worker has brought the text, a minute at most."""

        def there() -> bool:
            self.go(*way) if way else self.page.reload()
            return self.shows(text)

        until(there, 60, lambda: f"{text} did not come, {self.page.url}")


def chromium_of(playwright):
    """The system's browser, speaking Chinese: its date fields too;
    without windows, of which nobody sees any."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
        env={**os.environ, "LANGUAGE": "zh_CN"},
    )


def kept(picture: bytes, path: Path) -> None:
    """In 64 colours, which these pages do not exceed by much: a third of the size."""
    shown = Image.open(io.BytesIO(picture)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    shown.save(path, optimize=True)


def drawn(document: Path) -> bytes:
    """The first page of a PDF as a picture."""
    command = [shutil.which("pdftoppm") or "pdftoppm", "-r", "80", "-png", "-singlefile", str(document)]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def chromium():
    """One browser a module; each walk has a context of its own."""
    # Playwright's loop runs in this thread, and some walks ask the database beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = chromium_of(playwright)
        yield opened
        opened.close()


@pytest.fixture
def walker(portal, chromium):
    walks = Walker(chromium, portal)
    yield walks
    walks.page.context.close()


KINDS = {
    "online": "公需科目网络课程",
    "award": "课题获奖",
    "paper": "发表论文",
    "training": "培训班、研修班、进修班",
}


def record(walker: Walker, kind: str, title: str, facts: dict[str, str], papers: str = "") -> None:
    """Log one activity as a person does: choose the kind, fill in,
    upload (what is called `papers`), submit."""
    walker.go("登记活动", KINDS[kind])
    if title == "2018公需课程":
        walker.look()
    walker.page.fill("input[name=title]", title)
    for name, value in facts.items():
        field = walker.page.locator(f"[name=fact_{name}]")
        if field.first.get_attribute("type") == "radio":
            walker.page.check(f"[name=fact_{name}][value={value}]")
        else:
            field.fill(value)
    _upload_all(walker, papers or title)
    walker.press("提交审核")
    walker.sees("待审核")


def _upload_all(walker: Walker, title: str) -> None:
    """Choose each document of one permitted combination beside its line; it goes up by itself."""
    for document in DOCUMENTS[title[4:]]:
        line = walker.page.locator(f"#evidence input[name='file:{document}']:not([capture])")
        line.first.set_input_files(proof(f"{title}{PAPERS[document]}"))
        # The file is checked and copied by processes of their own, which a busy machine makes wait.
        walker.page.locator(".file-card", has_text=f"{title}{PAPERS[document]}").first.wait_for(
            timeout=60_000
        )


PAPERS = {"course_plan": "课程安排", "course_progress": "完成进度", "award_certificate": "获奖证书"}
DOCUMENTS = {"公需课程": ["course_plan", "course_progress"], "科技奖": ["award_certificate"]}


def verify_file(walker: Walker, body: bytes, by: str = "查验认定单") -> None:
    walker.go(by)
    walker.page.set_input_files(
        "form[data-drop-verify] input[type=file]",
        {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": body},
    )
    if walker.page.url.endswith("/verify/"):
        walker.press("比对文件")


def open_slip(walker: Walker) -> None:
    """One's own slip, once the worker has drawn it."""
    walker.waits_for("000001号", "认定单")
    walker.follow("000001号")
    walker.waits_for("下载认定单")


def until(done, seconds: float, what=lambda: "the worker did not come") -> None:
    """Wait for what somebody else does; `what` says what did not come."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, what()
        time.sleep(0.2)
