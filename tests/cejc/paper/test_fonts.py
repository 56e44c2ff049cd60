import os

import pytest

from cejc.lib import checks
from cejc.lib.paper import fonts, hbsubset


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


def test_build_does_nothing_the_second_time():
    assert fonts.is_built()
    assert fonts.build() is False


def test_build_makes_a_folder_from_nothing(settings, tmp_path):
    settings.CEJC_FONT_DIR = tmp_path / "fonts"

    made = fonts.build()

    assert made
    assert fonts.is_built()
    (fonts.folder() / "cejcSong-Bold.otf").unlink()
    assert not fonts.is_built()


def test_build_says_which_package_is_missing(settings, tmp_path, monkeypatch):
    settings.CEJC_FONT_DIR = tmp_path
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path / "empty"),))

    with pytest.raises(fonts.FontsMissing, match="fonts-noto-cjk"):
        fonts.build()
    assert not fonts.is_built()


def test_missing_glyphs_are_those_that_no_font_draws():
    assert fonts.missing_glyphs("湖南省 𬱖𠅤㛃䶮𬍛·〔2020〕ABC\n\u3000") == set()
    assert fonts.missing_glyphs("张三🎉\ue863") == {"🎉", "\ue863"}


def test_daily_characters_hold_the_words_of_a_slip():
    words = "湖南省专业技术人员继续教育学时（分）认定单编号校验码公需科目职称系列〔2020〕号：，。"

    assert {ord(char) for char in words} <= fonts.daily_characters()
    assert ord("𬱖") not in fonts.daily_characters()


def test_only_ours_puts_the_setting_back(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/before")
    with fonts.only_ours():
        inside = os.environ["FONTCONFIG_FILE"]
    assert (inside, os.environ["FONTCONFIG_FILE"]) == (str(fonts.folder() / "fonts.conf"), "/before")

    monkeypatch.delenv("FONTCONFIG_FILE")
    with fonts.only_ours():
        pass
    assert "FONTCONFIG_FILE" not in os.environ


def test_check_is_an_error_without_the_harfbuzz_library(monkeypatch):
    assert checks.harfbuzz_subset(None) == []

    monkeypatch.setattr(hbsubset, "LIBRARY", "libnothing.so.0")

    assert [error.id for error in checks.harfbuzz_subset(None)] == ["cejc.E003"]
    assert "libharfbuzz-subset0" in checks.harfbuzz_subset(None)[0].msg
