"""axe in a real browser: the one way in which browser tests ask for
accessibility and for a page that fits."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[str]:
    """What axe finds on the page now, one line a rule with the first places; empty when there is nothing."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 when nobody has to scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def assert_accessible(page: Page) -> None:
    """Zero axe violations and no sideways scrolling, with everything that is wrong in the message."""
    wrong = violations(page)

    assert wrong == [], "\n".join([page.url, *wrong])
    assert overflow(page) == 0, f"{page.url} is {overflow(page)} px too wide"


SIDE_BY_SIDE = """() => {
  document.documentElement.classList.add("large-text");
  const found = [...document.querySelectorAll(".frame, .page-body, .two-columns, .record-columns, .lane")]
    .filter(one => getComputedStyle(one).display !== "block").map(one => one.className);
  document.documentElement.classList.remove("large-text");
  return found;
}"""
CUT = """() => [...document.querySelectorAll(".place-label")]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.trim())"""


def assert_fits_a_phone(page: Page) -> None:
    """No sideways scrolling and no place cut off at 390 px, and one column in
    大字版; the window has its width again."""
    wide = page.viewport_size
    assert wide is not None
    side_by_side = page.evaluate(SIDE_BY_SIDE)
    page.set_viewport_size({"width": 390, "height": 844})
    too_wide, cut = overflow(page), page.evaluate(CUT)
    page.set_viewport_size(wide)

    assert too_wide == 0, f"{page.url} is {too_wide} px too wide for a phone"
    assert cut == [], f"{page.url} cuts the places {cut}"
    assert side_by_side == [], f"{page.url} has columns in large text: {side_by_side}"
