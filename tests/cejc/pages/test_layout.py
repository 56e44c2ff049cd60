"""What a form says beside its fields is what `{% crispy form %}` draws."""

import pytest
from django import forms
from django.template import Context, Template

from cejc.lib.layout import Button, Drawn, Upload
from registry.people.views import answers


class Plain(forms.Form):
    name = forms.CharField()
    token = forms.CharField(widget=forms.HiddenInput)


class Official(Plain):
    helper = Drawn("name", title="作废编号", submit_label="作废", official=True, refused="没有作废")


class Several(Plain):
    helper = Drawn(
        title="核发编号", buttons=(Button("核发", "grant", look="official"), Button("不予核发", "refuse"))
    )


class Paper(forms.Form):
    file = forms.FileField()
    helper = Drawn(Upload("file", 1024), attrs={"data-drop-verify": True})


def drawn(form: forms.Form, **page: object) -> str:
    """As it is read: white space at the edges of an element shows nothing."""
    shown = Template("{% crispy form %}").render(Context({"form": form, **page}))
    return " ".join(shown.split()).replace("> ", ">").replace(" <", "<")


def test_form_without_helper_says_what_the_page_says() -> None:
    shown = drawn(Plain(), submit_label="保存", cancel_url="/back/", send_to="/there/")

    assert 'action="/there/"' in shown
    assert 'class="btn btn-primary">保存<' in shown
    assert 'href="/back/">返回<' in shown


def test_helper_comes_before_the_page() -> None:
    shown = drawn(Official(), submit_label="保存")

    assert 'class="btn btn-official">作废<' in shown
    assert "保存" not in shown


def test_hidden_field_that_no_layout_names_is_drawn() -> None:
    assert 'name="token"' in drawn(Official())


def test_refused_form_begins_with_what_is_wrong() -> None:
    shown = drawn(Official({}))

    assert shown.index("没有作废") < shown.index("<form")
    assert 'href="#id_name"' in shown


def test_each_button_has_its_name() -> None:
    shown = drawn(Several())

    assert 'class="btn btn-official" name="grant" value="1">核发<' in shown
    assert 'class="btn btn-primary" name="refuse" value="1">不予核发<' in shown


def test_upload_is_a_zone_with_its_limit_in_a_form_for_files() -> None:
    shown = drawn(Paper())

    assert 'data-upload-limit="1024"' in shown
    assert 'enctype="multipart/form-data"' in shown
    assert " data-drop-verify " in shown


def test_form_that_asks_only_sends_no_token() -> None:
    asked = Plain()
    asked.helper = Drawn(method="get")

    assert "csrfmiddlewaretoken" not in drawn(asked, csrf_token="secret")
    assert "csrfmiddlewaretoken" in drawn(Plain(), csrf_token="secret")


@pytest.mark.parametrize(("form", "title"), [(Official, "作废编号"), (Several, "核发编号"), (Plain, "")])
def test_page_of_its_own_is_named_by_the_helper(form, title, monkeypatch) -> None:
    monkeypatch.setattr(answers, "form_page", lambda _request, _template, page: page)

    page = answers.lone_form(None, form(), "/back/")

    assert page["title"] == title
    assert page["cancel_url"] == "/back/"
    assert answers.lone_form(None, form(), "/back/", title="换发")["title"] == "换发"
