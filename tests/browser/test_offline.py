"""A slip on paper is checked with the network off: by the page after one visit, and by its copy on a stick."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.walker import DESK
from tests.photographed import photographs

pytestmark = pytest.mark.browser
PICTURES = 8

STAGE = """
from django.core.management import call_command
from credits.queries import bundled
from credits.services import load_policy
from registry.models import User
from tests.certification.rows import issue, on
from tests.certification.stages import cast
load_policy(policy=bundled("hunan-2020"), publish=True)
cast()
call_command("signing_keys", "begin")
office = User.objects.get(username="petra")
with on("2020-07-06 09:00"):
    issue(office, User.objects.get(username="alice").professional)
"""
PAGE = """
from certification.models import Slip
from certification.services.slips.slip_code import code_of
from certification.services.slips.slip_pdf import draw
from tests.photographed import page_of
slip = Slip.objects.get()
page_of(draw(slip, code_of(slip))).save({path!r})
"""
REVOKE = """
from certification.models import Slip
from registry.models import User
from tests.certification.rows import revoke
revoke(User.objects.get(username="petra"), User.objects.get(username="paul"), Slip.objects.get())
"""
PROOF = """
import json
from certification.models import Slip
from certification.queries.slips.verify import verified
from registry.public_log.services import sequencing
sequencing.grow()
print(json.dumps(verified(Slip.objects.get()).paper()))
"""


@pytest.fixture
def stage():
    return STAGE


@pytest.fixture
def printed(apart, portal, tmp_path):
    """The first page of the slip as a picture of 300 dots an inch."""
    path = tmp_path / "slip.png"
    apart.python(PAGE.format(path=str(path)))
    return path


def check(page, path: Path) -> str:
    page.locator("#result").evaluate("one => { one.hidden = true }")
    page.set_input_files("#picture", path)
    page.locator("#result").wait_for()
    return page.locator("#result").inner_text()


def kept_offline(walker) -> None:
    """Visit the page from the first one; then the network is gone."""
    walker.go("查验认定单", "离线核验认定单")
    walker.sees("本页已保存在这台设备上")
    walker.page.context.set_offline(True)
    walker.page.reload()
    walker.sees("读取二维码")


def test_a_slip_is_checked_with_the_network_off_and_a_revoked_one_is_named(walker, apart, printed, tmp_path):
    kept_offline(walker)
    told = check(walker.page, printed)
    for words in ("签名有效", "2020年第1号", "2020年7月6日", "公需科目", "距今0天", "0份失效的认定单"):
        assert words in told + walker.page.locator("#age").inner_text()
    walker.look()
    walker.on_a_phone()
    walker.look()
    walker.page.set_viewport_size(DESK)

    apart.python(REVOKE)
    assert "签名有效" in check(walker.page, printed)  # it cannot know yet, and says of which day its list is
    walker.page.context.set_offline(False)
    kept_offline(walker)
    told = check(walker.page, printed)
    assert "这份认定单已撤销" in told
    assert "距今0天" in told

    cookies = walker.page.evaluate(
        "async () => { const kept = []; for (const name of await caches.keys()) for (const one of await "
        "(await caches.open(name)).keys()) kept.push(new URL(one.url).pathname); return kept }"
    )
    assert all(one.startswith(("/verify/offline/", "/static/")) for one in cookies)


def test_the_copy_on_a_stick_needs_no_portal(walker, apart, printed, tmp_path):
    walker.go("查验认定单", "离线核验认定单")
    with walker.page.expect_download() as taken:
        walker.page.get_by_role("link", name="下载网页文件").click()
    stick = tmp_path / "stick.html"
    taken.value.save_as(stick)
    walker.page.context.set_offline(True)
    walker.from_a_stick(stick)
    walker.sees("读取二维码")
    assert "签名有效" in check(walker.page, printed)

    for number, seen in enumerate(photographs(Image.open(printed), PICTURES)):
        picture = tmp_path / f"{number}.jpg"
        picture.write_bytes(seen)
        assert "签名有效" in check(walker.page, picture), number

    proof = tmp_path / "proof.json"
    said = apart.python(PROOF)
    proof.write_text(json.dumps(said))
    told = check(walker.page, proof)
    assert "存证文件成立" in told
    assert "与刚才核验的二维码是同一份认定单" in told
    said["content"]["name"] += "某"
    proof.write_text(json.dumps(said))
    assert "存证文件不成立" in check(walker.page, proof)


def test_what_was_changed_is_refused_and_what_is_no_slip_is_said(walker, printed):
    walker.go("查验认定单", "离线核验认定单")
    walker.sees("本页已保存在这台设备上")
    judged = walker.page.evaluate(
        """async () => {
            const told = JSON.parse(document.getElementById("told").textContent);
            const list = (await caches.open((await caches.keys())[0])).match(told.knowledge);
            const note = await (await list).text();
            const known = paper.knowledge(note, told.logKeys);
            const refused = (text) => { try { paper.knowledge(text, told.logKeys); return false } catch { return true } };
            return [refused(note.replace('"active"', '"retired"')), refused(note), paper.looked("https://x/", known).code,
                paper.looked(known.portal + "/verify/2020/1/ABCD", known).code,
                paper.looked(known.portal + "/verify/2020/1/ABCD#AAAA1", known).code];
        }"""
    )
    assert judged == [True, False, "foreign", "plain", "unreadable"]
