import pytest
from django import forms

from cejc.lib.formfields import (
    AskedChoiceField,
    AskedModelField,
    CleanCharField,
    CleanTextField,
    CreditCodeField,
    PersonNameField,
)
from registry.models import Organisation
from tests.every_form import every_field


class Form(forms.Form):
    line = CleanCharField(max_length=5)
    text = CleanTextField(required=False)
    name = PersonNameField(required=False)
    code = CreditCodeField(required=False)


def test_form_cleans_before_it_measures():
    form = Form(
        {
            "line": "\x00甲\u200b乙\u202e丙 ",
            "text": "一\r\n二\x00",
            "name": "张 三",
            "code": "91110000600037341l",
        }
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "line": "甲乙丙",
        "text": "一\n二",
        "name": "张三",
        "code": "91110000600037341L",
    }


def test_form_says_what_is_wrong():
    form = Form({"line": "\u200b", "name": "张3", "code": "1"})

    assert set(form.errors) == {"line", "name", "code"}
    assert "第2个字“3”" in form.errors["name"][0]


def test_nothing_is_chosen_for_a_reader_of_whom_nothing_is_known():
    class Asked(forms.Form):
        degree = AskedChoiceField(label="学位", choices=[("doctor", "博士"), ("master", "硕士")])

    assert '<option value="" selected>请选择</option>' in str(Asked()["degree"])
    assert '<option value="master" selected>硕士</option>' in str(
        Asked(initial={"degree": "master"})["degree"]
    )
    assert Asked({"degree": "doctor"}).is_valid()
    assert not Asked({"degree": ""}).is_valid()
    assert not Asked({}).is_valid()


CHOICES = [one for one in every_field() if isinstance(one[2], forms.ChoiceField)]


@pytest.mark.parametrize(("form", "name", "field"), CHOICES, ids=[f"{one[0]}.{one[1]}" for one in CHOICES])
def test_an_empty_choice_is_said_in_words(form, name, field):
    assert "---" not in str(getattr(field, "empty_label", ""))
    if not isinstance(field, forms.ModelChoiceField):
        assert all(label for value, label in field.choices if value == "")


def test_a_row_that_nobody_chose_is_asked_for(db):
    class Asked(forms.Form):
        unit = AskedModelField(queryset=Organisation.objects.none(), label="机构")

    assert '<option value="" selected>请选择</option>' in str(Asked()["unit"])
    assert Asked({"unit": ""}).errors["unit"] == ["请从列表中选择一项。"]
