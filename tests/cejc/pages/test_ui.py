"""Tags, filters and the pages that belong to no domain."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory

from cejc.lib.listing import Order
from cejc.templatetags import cejc_ui
from cejc.views import errors, large_text, styleguide, styleguide_samples

ROOT = Path(__file__).resolve().parents[3]
# 00:30 on 15 June in Shanghai, while it is still 14 June in UTC.
JUST_AFTER_MIDNIGHT = datetime(2020, 6, 14, 16, 30, tzinfo=UTC)


class Sample(forms.Form):
    name = forms.CharField(help_text="提示")
    kind = forms.ChoiceField(choices=[("a", "甲")], widget=forms.RadioSelect)
    agree = forms.BooleanField(required=False)
    paper = forms.FileField(required=False)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("30.0"), "30"),
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.0"), "0"),
        (Decimal("342.5"), "342.5"),
        (90, "90"),
        ("12.10", "12.1"),
        (None, ""),
        ("免于考核", "免于考核"),
    ],
)
def test_hours_have_no_trailing_zeros(value: object, shown: str) -> None:
    assert cejc_ui.hours(value) == shown


def test_date_is_the_calendar_day_of_shanghai() -> None:
    assert cejc_ui.cn_date_weekday(JUST_AFTER_MIDNIGHT) == "2020年6月15日（周一）"
    assert cejc_ui.cn_time(JUST_AFTER_MIDNIGHT) == "2020年6月15日 00:30"
    assert cejc_ui.cn_date(None) == ""


@pytest.mark.parametrize(
    ("day", "words", "look"),
    [
        (date(2020, 6, 25), "还有10天", "calm"),
        (date(2020, 6, 18), "还有3天", "pressing"),
        (date(2020, 6, 15), "今天截止", "pressing"),
        (date(2020, 6, 11), "已过4天", "past"),
    ],
)
def test_deadline_counts_calendar_days_in_shanghai(day: date, words: str, look: str) -> None:
    with time_machine.travel(JUST_AFTER_MIDNIGHT, tick=False):
        assert cejc_ui.days_left_text(day) == words
        assert cejc_ui.urgency(day) == look


@pytest.mark.parametrize(
    ("size", "shown"), [(812, "812字节"), (834_000, "814KB"), (20 * 1024 * 1024, "20MB"), (None, "")]
)
def test_file_size_is_short(size: int | None, shown: str) -> None:
    assert cejc_ui.file_size(size) == shown


def test_state_tag_has_a_symbol_and_escapes_its_words() -> None:
    shown = render("{% state_tag label 'done' %}", label="<b>已通过</b>")

    assert "#done" in shown
    assert "state-done" in shown
    assert "&lt;b&gt;已通过" in shown


def test_state_tag_of_unknown_kind_is_neutral() -> None:
    assert "state-neutral" in render("{% state_tag '未填报' 'purple' %}")


def test_control_ties_hint_and_error_to_the_field() -> None:
    form = Sample({})
    form.is_valid()

    shown = render("{{ field|as_crispy_field }}", field=form["name"])

    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown


def test_control_kinds() -> None:
    form = Sample()

    assert {name: cejc_ui.control_kind(form[name]) for name in form.fields} == {
        "name": "input",
        "kind": "choices",
        "agree": "check",
        "paper": "file",
    }


def test_error_summary_links_lead_to_controls_that_exist() -> None:
    form = Sample({})
    form.is_valid()

    shown = render("{% include 'ui/error_summary.html' %}{{ form|crispy }}", form=form)

    for target in ("id_name", "id_kind_0"):
        assert f'href="#{target}"' in shown
        assert f'id="{target}"' in shown


@pytest.mark.parametrize(
    ("value", "whole", "share"),
    [
        (18, 30, "60%"),
        ("72.5", 60, "100%"),
        (Decimal(1), 3, "33.33%"),
        (0, 30, "0%"),
        (5, 0, "100%"),
        (-3, 30, "0%"),
    ],
)
def test_share_of_a_bar_stays_inside_it(value: object, whole: object, share: str) -> None:
    assert cejc_ui.percent_of(value, whole) == share


def test_year_bars_say_in_words_what_is_missing_and_what_is_over() -> None:
    segments = [
        {"label": "公需", "kind": "public", "hours": Decimal("18.0"), "need": Decimal(30)},
        {"label": "专业", "kind": "professional", "hours": Decimal("72.5"), "need": Decimal(60)},
    ]

    shown = render("{% year_bars years uid='t' %}", years=[{"year": 2018, "segments": segments}])

    assert "还差12" in shown
    assert "超出12.5" in shown
    assert 'fill="url(#t-public)"' in shown
    assert 'x="33.33%" width="66.67%"' in shown
    assert "style=" not in shown


def test_page_query_keeps_filters_and_replaces_the_page() -> None:
    request = RequestFactory().get("/", {"name": "陈", "page": "3"})

    assert cejc_ui.page_query(Context({"request": request}), 4) == "?name=%E9%99%88&page=4"


def test_paging_elides_far_pages() -> None:
    page = Paginator(range(2000), 20).page(37)

    assert cejc_ui.page_range(page) == [1, "…", 36, 37, 38, "…", 100]


TABLE = (
    "{% table name, hours in rows label='人员' order=order %}{% column '姓名' sort='name' %}<b>{{ name }}</b>"
    "{% column '专业学时' class='num' short='学时' when show and rows %}{{ hours }}{% empty "
    "%}没有人员{% endtable %}"
)


def test_table_sorting_starts_at_the_first_page_and_says_its_order() -> None:
    asked = RequestFactory().get("/", {"name": "陈", "page": "3", "sort": "-name"}).GET

    shown = render(TABLE, rows=[("<陈>", 3)], order=Order(asked, {"name": ("name",)}, "name"))

    assert 'aria-sort="descending"' in shown
    assert "?name=%E9%99%88&amp;sort=name" in shown


def test_order_of_a_name_that_does_not_sort_is_the_default() -> None:
    asked = RequestFactory().get("/", {"sort": "-password"}).GET

    order = Order(asked, {"name": ("name",)}, "-name", falling=True)

    assert (order.now, order.direction("name"), order.query("name")) == ("-name", "descending", "?sort=name")


def test_table_names_each_cell_escapes_it_and_leaves_columns_out() -> None:
    shown, without = (render(TABLE, rows=[("<陈>", 3)], show=show) for show in (True, False))

    assert '<td role="cell" data-label="姓名"><b>&lt;陈&gt;</b></td>' in shown
    assert '<td role="cell" class="num" data-label="学时">3</td>' in shown
    assert '<th role="columnheader" scope="col" class="num">专业学时</th>' in shown
    assert "学时" not in without


@pytest.mark.parametrize(("said", "stacked"), [("", True), ("narrow=1", False)])
def test_table_becomes_cards_on_a_phone_unless_it_is_narrow(said, stacked) -> None:
    source = "{% table one in rows label='日程' " + said + " %}{% column '日期' %}{{ one }}{% endtable %}"

    drawn = Template(source).render(Context({"rows": ["周一"]}))

    assert ('class="table stack"' in drawn) is stacked


def test_table_without_rows_says_what_is_empty() -> None:
    assert render(TABLE, rows=[]) == "没有人员"


def switch(data: dict[str, str]) -> tuple[str, str]:
    answer = large_text.switch(RequestFactory().post("/large-text/", data))
    return answer["Location"], answer.cookies[large_text.COOKIE].value


def test_large_text_is_remembered_and_returns_to_the_page() -> None:
    assert switch({"on": "1", "next": "/ui/?page=2"}) == ("/ui/?page=2", "1")
    assert switch({"on": "0", "next": "/ui/"}) == ("/ui/", "")


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_large_text_never_leads_to_another_host(target: str) -> None:
    assert switch({"on": "1", "next": target})[0] == "/"


def test_large_text_refuses_get() -> None:
    assert large_text.switch(RequestFactory().get("/large-text/")).status_code == 405


def test_server_error_page_needs_nothing_but_its_template() -> None:
    answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "系统没有办完这次请求" in answer.content.decode()


@pytest.mark.django_db
def test_body_over_the_limit_is_answered_with_413(client: Client) -> None:
    request = client.get("/accessibility/").wsgi_request

    assert errors.bad_request(request, RequestDataTooBig("big")).status_code == 413
    assert errors.bad_request(request, ValueError("odd")).status_code == 400


def test_style_guide_is_absent_in_production(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styleguide, "sys", type("Bare", (), {"modules": {}}))

    with pytest.raises(styleguide.Http404):
        styleguide.guide(RequestFactory().get("/ui/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["", *(f"page/{one}/" for one in [*styleguide_samples.PAGES, *styleguide_samples.ERRORS])]
)
def test_style_guide_pages_have_no_inline_script_or_style(client: Client, name: str) -> None:
    page = client.get(f"/ui/{name}").content.decode()

    assert "<h1" in page
    for forbidden in (" style=", "<style", " onclick=", " hx-on", "<script>"):
        assert forbidden not in page


def test_every_icon_that_templates_name_is_drawn() -> None:
    drawn = (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")

    missing = [name for name in cejc_ui.STATE_ICONS.values() if f'id="{name}"' not in drawn]

    assert missing == []


def test_parts_state_their_variables_at_the_top() -> None:
    parts = sorted((ROOT / "templates/ui").glob("*.html"))

    bare = [part.name for part in parts if "{% comment %}" not in part.read_text(encoding="utf-8")[:80]]

    assert len(parts) >= 30
    assert bare == []
