"""The reviewer's keyboard in a real browser: a reason typed in pinyin decides
nothing, one key passes and one takes back; evidence that was not looked at is asked for."""

import pytest

from tests.browser.axe import assert_accessible
from tests.browser.walker import Walker
from tests.certification.stages import cast, complete_years, open_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def portal(live_server):
    """The portal of the tests' own process."""
    return live_server.url


@pytest.fixture
def people():
    return cast()


def applied(user):
    """A case of the person that waits for the HR of the unit."""
    from certification.services import case as cases

    user.professional.degree = "doctor"  # two years are enough
    user.professional.save(update_fields=["degree"])
    complete_years(user)
    case = open_case(user)
    cases.submit_case(actor=user, case=case)
    return case


@pytest.fixture
def lane(portal, people, walker: Walker):
    """A page of the lane with one case that waits, opened by its HR
    clerk; the case, and a way to see its state."""
    case = applied(people.person)
    walker.become("bob")
    walker.go("开始审核")
    return walker.page, case


@pytest.fixture
def two(portal, people, walker: Walker):
    """The same with two cases, the second ready before it is asked for."""
    cases = [applied(people.person), applied(people.colleague)]
    walker.become("bob")
    with walker.page.expect_response(lambda answer: "lane-ahead" in answer.request.headers):
        walker.go("开始审核")
    return walker.page, cases


def state(case):
    case.refresh_from_db()
    return case.state.partition(".")[0]


def read_all(page):
    """Go through every file by keys, each long enough to be seen."""
    for _file in range(page.locator("[data-lane-mine]").count()):
        page.keyboard.press("n")
        page.wait_for_timeout(900)


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
    for letter in "ajkunp":
        page.keyboard.press(letter)
    page.wait_for_timeout(300)

    assert state(case) == "initial_review"
    assert page.url.endswith(f"/lane/{case.public_id}/")


COMPOSED = """() => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key: "a", bubbles: true, isComposing: true }))"""


def test_a_letter_that_is_being_composed_decides_nothing(lane):
    page, case = lane

    page.evaluate(COMPOSED)
    page.wait_for_timeout(300)

    assert state(case) == "initial_review"
    assert page.locator("[data-lane-again] p").count() == 0


def test_one_key_passes_what_was_read_and_one_takes_back(lane):
    page, case = lane

    read_all(page)
    with page.expect_navigation():
        page.keyboard.press("a")
    assert state(case) == "notice"
    with page.expect_navigation():
        page.keyboard.press("u")

    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_evidence_that_was_not_opened_wants_a_second_press(lane):
    page, case = lane

    page.keyboard.press("a")
    page.locator("[data-lane-again]", has_text="没有打开看过").wait_for()
    assert state(case) == "initial_review"
    with page.expect_navigation():
        page.keyboard.press("a")

    assert state(case) == "notice"


def test_two_cases_are_decided_by_keys_alone_without_leaving_the_page(two):
    page, (first, second) = two
    page.evaluate("window.stays = true")

    page.keyboard.press("a")
    page.locator("[data-lane-again]", has_text="没有打开看过").wait_for()
    page.keyboard.press("a")
    page.get_by_role("heading", name="初审：蔡蓉").wait_for()
    page.locator("[data-lane-say]", has_text="欧阳晓𬱖：已通过").wait_for(state="attached")

    assert page.evaluate("window.stays")
    assert page.url.endswith(f"/lane/{second.public_id}/")
    assert page.evaluate(FOCUSED).startswith("初审：蔡蓉")
    assert page.locator(".flash", has_text="欧阳晓𬱖：已通过").is_visible()
    assert (state(first), state(second)) == ("notice", "initial_review")

    # A key that still meant the case before decides nothing.
    page.keyboard.press("a")
    page.locator("[data-lane-again]", has_text="请看过再按").wait_for()
    assert_accessible(page)
    page.keyboard.press("r")
    page.keyboard.type("请补交课程表")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="快捷键").wait_for()
    assert_accessible(page)
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="快捷键").wait_for(state="hidden")
    page.wait_for_timeout(300)  # the browser gives the focus back
    page.keyboard.press("r")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    page.get_by_text("待审核的申请已全部办完").wait_for()
    assert state(second) == "returned"
    assert second.transitions.last().reason == "请补交课程表"


def test_return_without_a_reason_stays_on_the_page_and_says_so(two):
    page, (first, _second) = two
    page.evaluate("window.stays = true")

    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")

    page.locator("#error-summary").wait_for()
    assert page.evaluate("window.stays")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert state(first) == "initial_review"


def test_case_that_a_colleague_decided_meanwhile_leads_on_with_a_sentence(two, people):
    from certification.services import review
    from tests import factories

    page, (first, second) = two
    beth = factories.hr_of(people.employer, "beth", "白贝")
    first.refresh_from_db()
    review.return_case(actor=beth, case=first, text="请更正")

    page.keyboard.press("a")
    page.get_by_role("heading", name="初审：蔡蓉").wait_for()

    page.get_by_text("的申请刚由白贝办理").first.wait_for()
    assert (state(first), state(second)) == ("returned", "initial_review")


def test_the_review_begins_only_when_the_page_has_been_looked_at(lane):
    page, case = lane
    case.refresh_from_db()
    assert case.state == "initial_review"

    page.get_by_text("已开始审核").wait_for()

    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_what_is_fetched_ahead_is_not_begun(two):
    page, (case, ahead) = two

    page.get_by_text("已开始审核").wait_for()

    case.refresh_from_db()
    ahead.refresh_from_db()
    assert (case.state, ahead.state) == ("initial_review.begun", "initial_review")


def look(frame):
    return frame.get_attribute("data-turn"), frame.get_attribute("data-scale")


def test_pictures_keep_their_place_and_are_turned_and_enlarged_by_keys_and_buttons(lane):
    page, _case = lane
    frame = page.locator("[data-page]").first
    before = frame.bounding_box()
    frame.locator("img").evaluate("one => one.decode()")
    assert frame.bounding_box() == before

    page.keyboard.press("]")
    page.keyboard.press("+")
    assert look(frame) == ("90", "1.5")
    page.get_by_role("button", name="还原").click()
    assert look(frame) == ("0", "1")


def goes_on(page):
    """Another item by its key; on a busy machine a press may come before the page listens."""
    before = page.url
    for _press in range(3):
        page.keyboard.press("j")
        for _tenth in range(150):
            if page.url != before:
                return
            page.wait_for_timeout(100)
    raise AssertionError(f"{before} is still there")


def test_picture_is_found_as_it_was_left(two):
    page, _cases = two
    frame = page.locator("[data-page]").first

    page.keyboard.press("]")
    page.keyboard.press("+")
    page.keyboard.press("+")
    frame.evaluate("one => one.scrollTo(40, 90)")
    page.wait_for_timeout(400)
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("p")
    goes_on(page)
    page.get_by_role("heading", name="初审：蔡蓉").wait_for()
    assert look(page.locator("[data-page]").first) == (None, None)
    goes_on(page)  # the end of the queue leads to its beginning
    page.get_by_role("heading", name="初审：欧阳晓").wait_for()

    assert look(frame) == ("90", "2")
    assert frame.evaluate("one => [one.scrollLeft, one.scrollTop]") == [40, 90]


def test_two_records_are_decided_by_keys_alone(portal, people, walker: Walker):
    from registry.models import Activity
    from tests.registry.activities.activity_factories import make_submitted

    first = make_submitted(people.person, "award", title="第一条")
    second = make_submitted(people.person, "paper", title="第二条")
    walker.become("bob")
    walker.go("记录审核")
    page = walker.page
    with page.expect_response(lambda answer: "lane-ahead" in answer.request.headers):
        walker.follow("从第一条开始")
    page.evaluate("window.stays = true")

    read_all(page)
    page.keyboard.press("a")
    page.get_by_role("heading", name="第二条").wait_for()
    page.locator("[data-lane-say]", has_text="第一条").wait_for(state="attached")
    assert page.evaluate("window.stays")
    assert page.locator(".places [aria-current]").inner_text().startswith("记录审核")
    page.keyboard.press("r")
    page.keyboard.type("请补盖公章")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    walker.sees("已退回")
    assert Activity.objects.get(pk=first.pk).state == "approved"
    assert Activity.objects.get(pk=second.pk).state == "returned"
