"""Texts of a notice that no font at hand can draw."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cejc.lib.paper import fonts
from credits.drawn import undrawn
from credits.engine import bundled_names, load_bytes
from tests.credits.build import policy

GREETING = "\U000133e4"  # a hieroglyph: no font of documents has it


def with_text(old: str, new: str):
    text = policy().source_text
    assert old in text
    return load_bytes(text.replace(old, new, 1).encode(), "x.toml")


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_notices_can_all_be_printed(name):
    assert undrawn(policy(name)) == ()


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('title = "关于', f'title = "{GREETING}关于', "title"),
        ('unit = "学时', f'unit = "{GREETING}学时', "unit"),
        ('name = "学时（分）认定单"', f'name = "认定单{GREETING}"', "slip.name"),
    ],
)
def test_a_character_that_no_font_draws_is_named_with_its_field(old, new, path):
    (fault,) = undrawn(with_text(old, new))

    assert fault.path == path
    assert f"“{GREETING}”（U+133E4）打印不出来" in fault.message


def test_of_an_extension_the_path_is_that_of_its_own_file():
    text = (
        'format = 1\nextends = "hunan-2020"\nname = "x-2021"\n[slip]\ntitle = "单' + GREETING + '"\n'
    ).encode()

    assert [one.path for one in undrawn(load_bytes(text, "x.toml"))] == ["slip.title"]


def test_what_stands_on_pages_alone_is_not_looked_at():
    found = with_text("[[examples]]\n", f"[[examples]]\n# {GREETING}\n")

    assert undrawn(found) == ()


def test_check_policies_names_file_field_and_character(tmp_path):
    path = tmp_path / "x.toml"
    text = (
        policy().source_text.replace('"hunan-2020"', '"x"').replace('unit = "学时', f'unit = "{GREETING}学时')
    )
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=f"x.toml：unit：第1个字“{GREETING}”"):
        call_command("check_policies", str(path), stdout=StringIO())


def test_without_fonts_check_policies_says_that_it_could_not_tell(tmp_path, settings):
    settings.CEJC_FONT_DIR = tmp_path
    fonts._ranges.cache_clear()
    told = StringIO()
    try:
        call_command("check_policies", stdout=StringIO(), stderr=told)
    finally:
        fonts._ranges.cache_clear()

    assert "未检查文字能否印出" in told.getvalue()
