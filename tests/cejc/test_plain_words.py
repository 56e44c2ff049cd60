"""Subjects, clauses and kinds of units are called as the notice and the site call them: code has no names of its
own for them, but where it says why below."""

import ast
import io
import re
import subprocess
import tokenize

import pytest
from django.conf import settings

from cejc.site import gettext_lazy, named
from credits.engine import BUNDLED, load_bytes
from credits.services import load_policy

WORDS = re.compile(
    r"公需|专业科目|专业课|市州|省直|自评高校|[一二三四五][(（][一二三四五][)）]|附[一二][0-9]|通知[一二三四五]"
)
ROOMS = ("cejc", "credits/*.py", "registry", "certification", "templates")
# Where they may stand, and why.
ALLOWED = {
    "cejc/lib/papercode/record.py": "the format of the printed record: names that it need not say",
    "cejc/views/styleguide_samples.py": "the guide of style shows made-up content",
    "templates/guide/guide.html": "the guide of style shows made-up content",
    "certification/queries/yearly/subject_hours.py": "what papers say that were frozen without names",
    "credits/engine/difference_words.py": "the engine names keys of the format, and knows no site",
    "credits/engine/yearly_values.py": "the engine names keys of the format, and knows no site",
    "registry/training/models/filing.py": "names of the model, which migrations hold; forms have their own",
}


def texts_of(name):
    """The texts of a file that somebody could read: of Python no comment and no docstring."""
    source = (settings.BASE_DIR / name).read_text(encoding="utf-8")
    if not name.endswith(".py"):
        return [re.sub(r"(?s){% comment %}.*?{% endcomment %}|<!--.*?-->", "", source)]
    docs = {
        node.body[0].value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    strings = (
        {tokenize.STRING, tokenize.FSTRING_MIDDLE}
        if hasattr(tokenize, "FSTRING_MIDDLE")
        else {tokenize.STRING}
    )
    return [one.string for one in tokens if one.type in strings and one.start[0] not in docs]


def test_no_sentence_calls_them_by_a_name_of_its_own():
    listed = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    asked = [
        name
        for name in listed
        if name.endswith((".py", ".html", ".txt")) and "/migrations/" not in name and "demo" not in name
    ]
    found = {name for name in asked if any(WORDS.search(text) for text in texts_of(name))}

    assert len(asked) > 1000
    assert found == ALLOWED.keys()


TEXT = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("hunan", "公需科目和专业科目，市州人社部门（四(四)）（四(五)）（四(四)、四(五)）"),
        ("lanchuan", "公需科目和专业科目，市人社部门"),  # its notice names no clauses of these
    ],
)
def test_a_sentence_says_it_as_the_place_does(settings, site, said):
    settings.CEJC_SITE = site
    text = "{filed_subject}和{other_subject}，{cities}人社部门{filed_clause}{key_clause}{training_clauses}"

    assert named(text) == said
    assert str(gettext_lazy(text)) == said


@pytest.mark.django_db
def test_within_a_screen_the_notice_in_force_is_spoken_of(client):
    text = TEXT.replace('name = "公需科目"', 'name = "通识课程"').replace(
        "[slip]", '[recognition]\nfiled_subject = "public"\nclause = "附则三"\nunfiled = "hold"\n\n[slip]', 1
    )
    load_policy(policy=load_bytes(text.encode("utf-8"), "hunan-2020.toml"), publish=True)

    assert "通识课程" in client.get("/rules/").content.decode()
