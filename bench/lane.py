"""Twenty cases read and passed one after another in a real browser, by keys alone.

The promise: a hundred items read for ten seconds each take a thousand seconds and at most sixty more. Read for
`CEJC_READING` seconds here (2), in which the next item has less time to be fetched than a clerk gives it;
`CEJC_ITEMS=100` takes the hundred, of which making the people is most. What counts is what is not reading:
from the key that passes to the next item on the screen with its picture drawn.
The server's processor time an item (decision, page ahead, pictures) says what a busy machine hides.
"""

import hashlib
import io
import os
import random
from collections.abc import Iterator
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from bench import data
from bench.figure import Figure
from bench.pages import _client
from cejc.lib import storage
from certification.services import case as cases
from registry.activities.services import activity as activities
from registry.models import Activity, Evidence, Organisation, Professional, User
from tests import factories
from tests.browser.walker import chromium_of
from tests.certification.rows import on
from tests.registry.activities.activity_factories import documents_for

READING = float(os.environ.get("CEJC_READING", "2"))
ITEMS = int(os.environ.get("CEJC_ITEMS", "20"))
WITHOUT = ITEMS // 5
YEARS = (2018, 2019)  # what a doctor has to show
SIZE = (1240, 1754)  # a page scanned at 150 dots an inch
# The item is there: its name is another, and what of its pictures is in the window is drawn.
THERE = """before => {
  const heading = document.querySelector("h1")?.textContent.trim();
  if (!heading || heading === before || !document.querySelector("[data-lane]")) return false;
  const seen = [...document.querySelectorAll("img.lane-page")].filter(one => {
    const box = one.getBoundingClientRect();
    return one.offsetParent && box.top < innerHeight && box.bottom > 0;
  });
  return seen.every(one => one.complete && one.naturalWidth > 0);
}"""


def figures() -> Iterator[Figure]:
    """Seconds beside the reading: of all cases, the slowest of them, and of each without a page at hand."""
    world = data.begin()
    unit, clerk = world.units[0], world.clerks[0]
    for number in range(ITEMS + WITHOUT + 2):
        _applies(unit, number)
    cookies, server = _cookies(clerk), LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        began = process_time()
        waits, plain = _walked(f"http://127.0.0.1:{server.port}", cookies)
    finally:
        spent = process_time() - began
        server.terminate()
    yield Figure("lane-reading", READING, "s an item")
    yield Figure(f"lane-{ITEMS}-beside-reading", sum(waits), "s", f"≤ {0.6 * ITEMS:g}")
    yield Figure("lane-item-processor", spent / (ITEMS + WITHOUT) * 1000, "ms")
    yield Figure("lane-item-median", median(waits) * 1000, "ms")
    yield Figure("lane-item-slowest", max(waits) * 1000, "ms")
    yield Figure("lane-item-median-nothing-at-hand", median(plain) * 1000, "ms")


def _applies(unit: Organisation, number: int) -> None:
    with on("2020-05-06 09:00"):
        user = factories.employee_of(unit, f"lane{number}", f"申请人{number}")
        Professional.objects.filter(pk=user.professional_id).update(degree="doctor")
        for year in YEARS:
            public = {"date": f"{year}-06-01", "subject": "public", "approved_hours": "30", "minutes": 1350}
            _record(user, "online", public)
            _record(user, "award", {"level": "prefectural", "rank": 3, "date": f"{year}-11-11"})
        title = {"title_series": "engineering", "title_level": "senior_associate", "title_name": "高级工程师"}
        case = cases.open_case(actor=user, application_year=2020, degree="doctor", **title)
        cases.submit_case(actor=user, case=case)


def _record(user: User, kind: str, facts: dict[str, Any]) -> None:
    row = activities.create_draft(actor=user, kind=kind)
    title = f"{user.professional}{facts['date']}"
    row = activities.save_draft(actor=user, activity=row, title=title, note="", facts=facts, edit=row.edit)
    for document in documents_for(kind):
        _scan(user, row, document)
    activities.submit(actor=user, activity=row, edit=row.edit)


def _scan(user: User, row: Activity, document: str) -> None:
    """A page like a scan: grain on white, and lines of no two pages alike."""
    dice = random.Random(f"{row.public_id}{document}")
    page = Image.effect_noise(SIZE, 12).point(lambda one: min(255, one + 110)).convert("RGB")
    draw = ImageDraw.Draw(page)
    for line in range(40):
        draw.line((120, 200 + line * 35, dice.randrange(400, 1100), 200 + line * 35), fill="black", width=9)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    body = out.getvalue()
    Evidence.objects.create(
        activity=row,
        document_kind=document,
        file_name="扫描件.jpg",
        stored_name=storage.save(body, ".jpg"),
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        mime="image/jpeg",
        uploaded_by=user,
    )


def _cookies(clerk: User) -> list[dict[str, Any]]:
    return [
        {"name": name, "value": one.value, "domain": "127.0.0.1", "path": "/"}
        for name, one in _client(clerk).cookies.items()
    ]


def _walked(base: str, cookies: list[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """The waits with the next page at hand, and those without."""
    with sync_playwright() as playwright:
        browser = chromium_of(playwright)
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="zh-CN", bypass_csp=True
        )
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(base + reverse("certification:lane"))
        waits = [_passed(page) for _item in range(ITEMS)]
        page.route(lambda _url: True, _not_ahead)
        page.reload()
        plain = [_passed(page) for _item in range(WITHOUT)]
        browser.close()
    return waits, plain


def _not_ahead(route: Any) -> None:
    route.abort() if "lane-ahead" in route.request.headers else route.continue_()


def _passed(page: Any) -> float:
    """Read the item, file by file, and pass it by one key; seconds from the key to the next item."""
    files = page.locator("[data-lane-mine]").count()
    for _file in range(files):
        page.wait_for_timeout(READING * 1000 / files)
        page.keyboard.press("n")
    page.wait_for_timeout(600)  # the last file is looked at too: this is reading
    before = page.evaluate("document.querySelector('h1').textContent.trim()")
    started = perf_counter()
    page.keyboard.press("a")
    page.wait_for_function(THERE, arg=before)
    return perf_counter() - started
