import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from cejc.lib.paper import fonts, seal


@pytest.fixture(scope="module", autouse=True)
def built(django_db_blocker):
    fonts.build()


@pytest.mark.parametrize("count", [2, 4, 5, 8, 12, 13, 20, 30, 40])
@pytest.mark.parametrize("line", ["", "继续教育学时认定专用章"])
def test_seal_keeps_its_characters_inside_the_ring_and_apart(count, line):
    glyphs = seal._glyphs(("湖南省人力资源和社会保障厅" * 4)[:count], line)

    assert len(glyphs) == count + len(line)
    for glyph in glyphs:
        assert ((glyph.x - 210) ** 2 + (glyph.y - 210) ** 2) ** 0.5 <= 197
        assert glyph.width > 6
    arc = glyphs[:count]
    inner = seal.TEXT_RADIUS - arc[0].height * 0.78
    assert all(b.turn - a.turn >= a.width / inner * 0.99 for a, b in pairwise(arc))
    assert arc[0].turn == pytest.approx(-arc[-1].turn)


@pytest.mark.parametrize("draw", [seal.svg, seal.paper])
def test_seal_is_well_formed_and_the_same_each_time(draw):
    drawing = draw("湖南省人力资源和社会保障厅", "专用章")
    for kept in (seal._svg, seal._paper):
        kept.cache_clear()

    assert draw("湖南省人力资源和社会保障厅", "专用章") == drawing
    root = ElementTree.fromstring(drawing)
    assert root.get("aria-label") == "湖南省人力资源和社会保障厅专用章"
    assert "style=" not in drawing


def test_paper_seal_names_its_font_and_holds_every_character_once():
    drawing = seal.paper("湖南省水利厅", "人事处")

    assert "".join(re.findall(r">([^<>])</text>", drawing)) == "湖南省水利厅人事处"
    assert 'font-family="cejc Song, cejc Song B"' in drawing


def test_seal_draws_rare_characters_and_refuses_what_it_cannot():
    assert "<path" in seal.svg("𬱖䶮研究院")
    with pytest.raises(ValueError, match="2 to 40"):
        seal.svg("湖")
    with pytest.raises(ValueError, match="2 to 40"):
        seal.svg("湖" * 41)
    with pytest.raises(ValueError, match="no font"):
        seal.svg("湖南🎉")


def test_seal_escapes_markup():
    drawing = seal.paper('<b>"&', "")

    ElementTree.fromstring(drawing)
    assert "<b>" not in drawing
