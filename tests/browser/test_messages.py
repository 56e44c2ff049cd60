"""Messages and searches in a real browser: one line for one case, a choice of
mail, a number that never is an address."""

import pytest

from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
STAGE = """
from types import SimpleNamespace
from tests import factories
from registry.people.services.telling import message
employer = factories.make_employer("湖南省水利水电勘测设计院", parent=factories.make_department())
alice = factories.employee_of(employer, "alice", "欧阳晓")
factories.hr_of(employer, "bob", "毕明")
alice.professional.identity_number = NUMBER = factories.resident_number(55)
from registry.people.queries.people import identity_index
alice.professional.identity_index = identity_index(NUMBER)
alice.professional.save()
case = "0f3cb5a1-53a6-4a39-8f6d-1c5a6bb1f7aa"
for name in ("初审", "复审确认", "核验"):
    told = {"stage": SimpleNamespace(name=name), "case": SimpleNamespace(application_year=2020), "state": "待公示"}
    message.tell([alice], "case_pass", told, link=f"/cases/{case}/")
"""


@pytest.fixture
def stage():
    return STAGE


def test_messages_of_one_case_are_one_line_and_mail_is_a_choice(walker: Walker):
    walker.become("alice")
    walker.go("消息")
    walker.sees("同一事项共3条消息")
    walker.look()
    walker.follow("核验已通过")
    walker.sees("同一事项的另外2条消息")
    walker.look()
    walker.follow("返回消息")
    walker.follow("邮件通知设置")
    walker.page.get_by_role("group", name="办理进展").get_by_label("每日汇总一封").check()
    walker.look()
    walker.press("保存")
    walker.sees("邮件通知方式已保存")
    assert walker.page.get_by_role("group", name="办理进展").get_by_label("每日汇总一封").is_checked()


def test_number_typed_into_a_search_box_is_in_no_address(walker: Walker):
    from tests.factories import resident_number

    number = resident_number(55)
    walker.become("bob")
    asked = []
    walker.page.on("request", lambda request: asked.append(request.url))
    walker.go("人员")
    walker.page.fill("main [name=q]", f"{number[:6]} {number[6:14]} {number[14:]}")
    walker.page.keyboard.press("Enter")
    walker.sees("欧阳晓")

    assert walker.page.url.startswith(f"{walker.base}/people/?q=")
    assert not [url for url in asked if number[6:14] in url]
