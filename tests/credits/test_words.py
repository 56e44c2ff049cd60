"""The engine's sentences: Chinese as they are written, or as whoever calls it says them."""

import pytest

from credits.engine import words


@pytest.fixture
def _in_capitals():
    before = words._translate
    words.speak_by({"缺 {name}": "NEEDS {name}"}.get)
    yield
    words.speak_by(before)


def test_without_a_translator_a_sentence_is_as_it_is_written():
    assert words._("缺 {name}", name="甲") == "缺 甲"
    assert words._("{没有值}") == "{没有值}"


@pytest.mark.usefixtures("_in_capitals")
def test_translator_is_asked_before_the_values_are_put_in():
    assert words._("缺 {name}", name="{甲}") == "NEEDS {甲}"
