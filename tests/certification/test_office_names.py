"""Offices are called as the notice calls them, and as ever where it does not say."""

import pytest
from django.urls import reverse

from credits import services
from credits.engine import load_bytes
from tests.credits.build import policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed():
    text = policy().source_text.replace('name = "hunan-2020"', 'name = "renamed-2021"', 1)
    text = text.replace("application_year = 2020", "application_year = 2021\nbegins = 2021-03-01", 1)
    text = text.replace("关于做好2020年", "关于做好2021年", 1)
    one = load_bytes(f'{text}\n[offices]\nbureau = "市州职改办"\n'.encode(), "renamed.toml")
    services.load_policy(policy=policy(), publish=True)
    services.load_policy(policy=one, publish=True)
    return one


def test_rules_page_names_offices_as_the_notice_does(client, renamed):
    address = reverse("certification:rules")

    usual = client.get(address, {"policy": "hunan-2020"}).content.decode()
    named = client.get(address, {"policy": "renamed-2021"}).content.decode()

    assert "市州人社部门" in usual
    assert "市州职改办" not in usual
    assert "市州职改办" in named
    assert "主管部门" in named  # not said by the file


def test_office_that_the_file_does_not_name_keeps_its_usual_name(renamed):
    assert renamed.office_name("bureau", "市州人社部门") == "市州职改办"
    assert renamed.office_name("county", "县市区人社部门") == "县市区人社部门"
