"""The year after a notice, while the next one is not out: every page says which year it shows."""

import pytest
from django.urls import reverse

from certification.queries.desk import Deadlines, row
from credits.services import load_calendar
from tests.certification.rows import make_case, on

pytestmark = pytest.mark.django_db
SAID = "2021年度的通知尚未发布，这里是2020年度的规则。2021年度以发布后的通知为准。"


@pytest.mark.parametrize(
    "name",
    ["certification:rules", "certification:rules-calculator", "certification:help"],
)
def test_public_pages_say_that_the_notice_is_not_out(client, name):
    with on("2021-03-01 09:00"):
        page = client.get(reverse(name) if ":" in name else name).content.decode()
        assert SAID in page
    with on("2020-06-15 09:00"):
        assert "通知尚未发布" not in client.get(reverse(name) if ":" in name else name).content.decode()
    assert "今年的规则" not in page


def test_own_page_and_application_say_that_the_notice_is_not_out(login, alice):
    with on("2021-03-01 09:00"):
        client = login(alice)
        assert SAID in client.get(reverse("registry:home")).content.decode()
        assert SAID in client.get(reverse("certification:case-new")).content.decode()


def test_day_of_another_year_carries_its_year_and_says_that_it_is_past(alice):
    with on("2020-06-15 09:00"):
        load_calendar(years=[2020, 2021])
        case = make_case(alice.professional, state="notice")
        assert "最迟公示 7月23日" in row(case, Deadlines.load(), "/")["meta"]
    with on("2021-03-01 09:00"):
        assert "最迟公示 2020年7月23日（已过）" in row(case, Deadlines.load(), "/")["meta"]


def test_batch_is_named_after_the_year_that_its_people_apply_for(login, alice, dora):
    with on("2021-03-01 09:00"):
        make_case(alice.professional, state="filing", application_year=2020, reached_province=False)
        page = login(dora).get(reverse("certification:batch-new")).content.decode()

    assert "2020年报送批次" in page
    assert "2021年报送批次" not in page
