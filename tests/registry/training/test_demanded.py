"""H8: what is demanded is not marked 选填, and what is demanded is demanded everywhere."""

import pytest
from django.template.loader import render_to_string

from certification.forms.batch import FileForm
from certification.forms.bureau import GrantForm
from certification.forms.case import ExemptionForm, ReturnCaseForm
from registry.results.forms.platform_key import DepositForm, EndKeyForm, GenerateForm
from registry.training.forms.course import CourseEditForm, MaterialForm
from registry.training.forms.filing import FilingForm
from registry.training.forms.session import SessionForm
from registry.yearly.forms.registration import DeclareForm
from tests.registry.training.training_factories import base_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def forms(db):
    base = base_world().base
    return {
        "late": DeclareForm(late=True),
        "batch": FileForm(),
        "kept": FileForm(kept=True),
        "grant": GrantForm(),
        "exempt": ExemptionForm(),
        "return": ReturnCaseForm(),
        "course": CourseEditForm(),
        "material": MaterialForm(),
        "replace": GenerateForm(replaces=True),
        "bring": DepositForm(replaces=True),
        "end": EndKeyForm(),
        "filing": FilingForm(base=base),
        "session": SessionForm(base=base),
    }


@pytest.mark.parametrize(
    ("form", "name", "words"),
    [
        ("late", "late_reason", ""),
        ("late", "file", "申请免于考核的必须上传"),
        ("batch", "material", "报送时必须上传"),
        ("kept", "material", "已上传，再次上传即替换"),
        ("grant", "reason", "不予核发的必填"),
        ("exempt", "file", ""),
        ("return", "text", "至少一项"),
        ("course", "outline", "发布前必填"),
        ("course", "live_on", "网络课程发布前必填"),
        ("material", "url", "必填一项"),
        ("material", "sha256", "填写网址的必填"),
        ("replace", "reason", ""),
        ("bring", "reason", ""),
        ("end", "moment", "登记泄露时必填"),
        ("filing", "textbook", "提交时必填"),
        ("filing", "file", "提交时至少有一项"),
        ("session", "filing", "有公需科目的须选"),
        ("filing", "course", "选填"),
    ],
)
def test_field_says_what_is_demanded_of_it(forms, form, name, words):
    shown = render_to_string("cejc/field.html", {"field": forms[form][name]})

    assert ("选填" in shown) is (words == "选填")
    assert words in shown
    assert bool(words) is not forms[form].fields[name].required


def test_a_key_that_replaces_none_asks_for_no_reason():
    assert "reason" not in GenerateForm().fields
