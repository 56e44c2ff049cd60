"""[cited]: the clauses that the portal's own sentences name are the notice's, or stand in none."""

import pytest

from cejc.site import named, of_site
from credits.engine import BUNDLED, PolicyInvalid, load_bytes
from credits.engine.cited import TOPICS
from registry.training import standings

TEXT = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")
HEAD = '[cited]\ncity_settings = "三(三)"'


def loaded(text):
    return load_bytes(text.encode(), "test.toml")


def test_the_notice_of_hunan_says_where_it_speaks_of_each():
    cited = loaded(TEXT).cited

    assert set(cited) == set(TOPICS)
    assert (cited["handbook"], cited["unit_training"]) == ("二", "四(二)")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('city_settings = "三(九)"', "cited.city_settings：通知正文中没有“三(九)”这一条"),
        ("city_settings = 3", "cited.city_settings："),
        ('city_setings = "三(三)"', "cited.city_setings：没有名为 city_setings 的键"),
    ],
)
def test_a_clause_that_is_not_there_is_named(line, fault):
    with pytest.raises(PolicyInvalid) as caught:
        loaded(TEXT.replace(HEAD, f"[cited]\n{line}", 1))

    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("site", "clause", "said"), [("hunan", "四(二)", "（通知二）"), ("lanchuan", "", "")]
)
def test_a_sentence_and_a_standing_cite_the_place_s_own_notice(settings, site, clause, said):
    settings.CEJC_SITE = site

    assert named("{handbook_clause}") == said
    assert standings.standing("needs_consent").clause == clause
    assert of_site("hours_place") == ("附二" if site == "hunan" else "")
