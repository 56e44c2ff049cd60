"""The reviewer's keyboard in a real browser: a reason typed in pinyin decides
nothing, one key passes and one takes back."""

import pytest

from tests.browser.walker import Walker
from tests.certification.stages import cast, complete_years, open_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server):
    """The portal of the tests' own process."""
    return live_server.url


@pytest.fixture
def lane(portal, walker: Walker):
    """A page of the lane with one case that waits, opened by its HR
    clerk; the case, and a way to see its state."""
    from certification.services import case as cases

    people = cast()
    complete_years(people.person)
    case = open_case(people.person)
    cases.submit_case(actor=people.person, case=case)
    walker.become("bob")
    walker.go("开始审核")
    return walker.page, case


def state(case):
    case.refresh_from_db()
    return case.state.partition(".")[0]


def test_a_reason_typed_in_pinyin_decides_nothing_and_is_sent_with_control_and_enter(lane):
    page, case = lane

    page.keyboard.press("r")
    page.keyboard.type("cailiao bu quan jakr")

    assert page.evaluate("document.activeElement.value") == "cailiao bu quan jakr"
    assert state(case) == "initial_review"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert state(case) == "returned"
    assert case.transitions.last().reason == "cailiao bu quan jakr"


@pytest.mark.parametrize(
    "place", ["[data-lane-return] > summary", ".lane-file summary", ".lane-approve button"]
)
def test_no_letter_decides_while_something_that_opens_or_sends_has_the_focus(lane, place):
    page, case = lane

    page.locator(place).first.focus()
    for letter in "ajku":
        page.keyboard.press(letter)
    page.wait_for_timeout(300)

    assert state(case) == "initial_review"
    assert page.url.endswith(f"/lane/{case.public_id}/")


def test_one_key_passes_and_one_takes_back(lane):
    page, case = lane

    with page.expect_navigation():
        page.keyboard.press("a")
    assert state(case) == "notice"
    with page.expect_navigation():
        page.keyboard.press("u")

    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_the_review_begins_only_when_the_page_has_been_looked_at(lane):
    page, case = lane
    case.refresh_from_db()
    assert case.state == "initial_review"

    page.get_by_text("已开始审核").wait_for()

    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_pictures_keep_their_place_and_are_turned_and_enlarged_by_keys_and_buttons(lane):
    page, _case = lane
    frame = page.locator("[data-page]").first
    before = frame.bounding_box()
    frame.locator("img").evaluate("one => one.decode()")
    assert frame.bounding_box() == before

    page.keyboard.press("]")
    page.keyboard.press("+")
    assert (frame.get_attribute("data-turn"), frame.get_attribute("data-scale")) == ("90", "1.5")
    page.get_by_role("button", name="还原").click()
    assert (frame.get_attribute("data-turn"), frame.get_attribute("data-scale")) == ("0", "1")
