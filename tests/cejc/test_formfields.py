from django import forms

from cejc.lib.formfields import CleanCharField, CleanTextField, CreditCodeField, PersonNameField


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
        "line": "甲乙丙", "text": "一\n二", "name": "张三", "code": "91110000600037341L",
    }  # fmt: skip


def test_form_says_what_is_wrong():
    form = Form({"line": "\u200b", "name": "张3", "code": "1"})

    assert set(form.errors) == {"line", "name", "code"}
    assert "第2个字“3”" in form.errors["name"][0]
