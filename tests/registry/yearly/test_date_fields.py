"""Dates that a page fills in itself stand where a browser's date field reads them."""

import re

import pytest
from django.urls import reverse
from django.utils import formats

from cejc import clock
from registry.yearly.forms.handbook import HandOutForm

pytestmark = pytest.mark.django_db


def test_a_date_is_written_as_a_browser_reads_it_and_read_as_people_write_it():
    today = clock.today()

    assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%Y-%m-%d"
    assert f'value="{today.isoformat()}"' in str(HandOutForm()["on"])
    for written in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"):
        form = HandOutForm({"on": today.strftime(written), "received_by": ""})
        assert form.is_valid(), written
        assert form.cleaned_data["on"] == today


def test_more_than_three_filters_are_folded_behind_the_first(client):
    page = client.get(reverse("registry:catalogue")).content.decode()

    bar = re.search(r'<form class="filter-bar".*?</form>', page, flags=re.S)[0]
    before, _opening, inside = bar.partition('<details class="filter-more"')
    assert before.count('class="filter-field"') == 1
    assert inside.partition("</details>")[0].count('class="filter-field"') >= 3
    assert "open" not in inside.partition(">")[0].replace("data-open-wide", "")
