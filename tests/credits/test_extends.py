"""A year's file says only what differs from its base; the whole is what the two make."""

import hashlib
import json

import pytest

from credits.engine import (
    BUNDLED,
    NoBase,
    PolicyInvalid,
    bundled_base,
    load_bytes,
    load_file,
    parse_records,
    read_bytes,
    span_for,
)
from credits.engine.convert import convert
from tests.credits.build import policy

HEAD = 'format = 1\nextends = "hunan-2020"\nname = "mine"\napplication_year = 2021\ntitle = "通知"\n'
YEARS = """spans = [
  { id = "general", first = 2016, last = 2020 },
  { id = "doctor", last = 2020 },
  { id = "medical_master", last = 2020 },
]
"""


def mine(text: str = "", spans: str = YEARS):
    return load_bytes((HEAD + spans + text).encode(), "mine.toml")


def faults(text: str, head: str = HEAD, **more) -> list[str]:
    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes((head + text).encode(), "mine.toml", **more)
    return [str(fault) for fault in invalid.value.faults]


def test_what_the_file_does_not_say_is_as_in_the_base():
    found, base = mine(), policy()

    assert (found.name, found.application_year) == ("mine", 2021)
    assert found.document_number == base.document_number
    assert [(span.id, span.first, span.last) for span in found.spans] == [
        ("general", 2016, 2020),
        ("doctor", 2018, 2020),
        ("medical_master", 2016, 2020),
    ]
    assert found.spans[1].degrees == ("doctor",)
    assert found.rules == base.rules


def test_windows_are_days_of_the_new_year():
    filing = next(stage for stage in mine().routes["provincial"].stages if stage.window)

    assert filing.window.opens.isoformat() == "2021-06-01"


def test_an_entry_is_added_placed_and_taken_out():
    found = mine(
        """
[[series]]
id = "tea"
name = "茶艺"
before = "research_social"

[[series]]
id = "civil_aviation"
remove = true

[[series]]
id = "wine"
name = "酿酒"

[[series]]
id = "ships"
after = "health"
"""
    )

    ids = list(found.series)
    assert ids[:6] == ["higher_education", "tea", "research_social", "research_natural", "health", "ships"]
    assert ids[-2:] == ["auditing", "wine"]
    assert "civil_aviation" not in ids
    assert found.series["health"].flags == ("medical",)


def test_stages_of_a_route_merge_too():
    found = mine(
        """
[[routes]]
id = "provincial"
stages = [{ id = "filing", window = { closes = "08-15" } }, { id = "verification", remove = true }]
"""
    )

    stages = {stage.id: stage for stage in found.routes["provincial"].stages}
    assert "verification" not in stages
    assert (stages["filing"].window.opens.day, stages["filing"].window.closes.day) == (1, 15)
    assert stages["filing"].name == "汇总报送"


def test_a_key_of_the_base_is_left_out_by_without():
    found = mine('[[routes]]\nid = "university"\nstages = [{ id = "filing", without = ["material"] }]\n')

    (filing,) = [stage for stage in found.routes["university"].stages if stage.kind == "filing"]
    assert (filing.material, filing.name) == ("", "报送公示材料")


def test_the_words_of_a_notice_are_its_own_and_go_on_in_its_later_editions():
    amended = 'format = 1\nextends = "hunan-2020"\nname = "hunan-2020"\n[amendment]\nedition = 2\n'
    amended += 'document_number = "湘人社函〔2020〕30号"\ndocument_date = 2020-05-01\nreasons = "更正"\n'

    assert len(policy().clauses) == 41
    assert mine().clauses == ()
    assert load_bytes(amended.encode(), "x.toml").clauses == policy().clauses


def test_identity_is_that_of_the_file_and_its_base():
    text = (HEAD + YEARS).encode()
    base = policy().sha256

    assert policy().sha256 == hashlib.sha256((BUNDLED / "hunan-2020.toml").read_bytes()).hexdigest()
    assert mine().sha256 == hashlib.sha256(text + base.encode()).hexdigest()
    assert (mine().written.base, mine().written.base_sha256) == ("hunan-2020", base)


def test_another_base_of_the_same_name_makes_another_policy():
    text, _sha = bundled_base("hunan-2020")
    changed = text.replace("yearly_min = 30", "yearly_min = 25", 1)
    base = hashlib.sha256(changed.encode()).hexdigest()

    found = read_bytes((HEAD + YEARS).encode(), "mine.toml", base_of=lambda name: (changed, base))

    assert found.subjects[0].minimum == 25
    assert found.sha256 != mine().sha256


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[series]]\nid = "none"\nremove = true\n', "series[0]：hunan-2020 没有 none 这一项，无从去掉"),
        (
            '[[series]]\nid = "ships"\nremove = true\nname = "x"\n',
            "series[0].remove：去掉一项只写 id 和 remove",
        ),
        (
            '[[series]]\nid = "a"\nname = "甲"\nafter = "zz"\n',
            "series[0].after：没有 zz 这一项，不能排在它的前后",
        ),
        ('[[series]]\nid = "ships"\n[[series]]\nid = "ships"\n', "series[1].id：标识 ships 重复"),
        ('without = ["theme"]\n', "without：hunan-2020 的此处没有 theme，无从去掉"),
        # what the reader finds stands where the extension says it, not where it came to stand in the whole
        ('[[series]]\nid = "ships"\nnmae = "x"\n', "series[0].nmae：没有名为 nmae 的键"),
        ('[[points]]\nid = "R28"\n', "points[0].title：缺少此项"),
    ],
)
def test_a_fault_is_named_by_its_place_in_the_extension(text, fault):
    assert any(fault in found for found in faults(YEARS + text))


def test_what_the_base_said_and_no_longer_fits_says_so():
    found = faults(
        YEARS
        + "subjects = [{ id = 'professional', remove = true }, { id = 'skill', name = '技能', yearly_min = 1 }]\n"
    )

    assert any("没有 professional 这一项" in one and "（沿用 hunan-2020 的内容）" in one for one in found)
    assert any(one.startswith("subjects[1].basis：缺少此项") for one in found)


def test_an_unknown_base_names_those_that_exist():
    found = faults("", HEAD.replace("hunan-2020", "hunan-2019"))

    known = "hunan-2020、hunan-2021、hunan-2022、hunan-2024、hunan-2025"
    assert found == [f"extends：没有名为 hunan-2019 的底本，可用的有 {known}"]


def test_a_file_extends_neither_itself_nor_in_a_circle():
    texts = {
        "a": 'format = 1\nextends = "b"\nname = "a"\n',
        "b": 'format = 1\nextends = "a"\nname = "b"\n',
    }

    assert "底本绕成了一圈：a → b → a" in faults("", texts["a"], base_of=lambda name: (texts[name], ""))[0]
    assert "底本绕成了一圈：mine → mine" in faults("", HEAD.replace("hunan-2020", "mine"))[0]


def test_the_base_that_comes_with_the_product_is_found_by_name():
    text, sha256 = bundled_base("hunan-2025")

    assert text.startswith("# The Hunan rules of 2025")
    assert sha256 == policy("hunan-2025").sha256
    with pytest.raises(NoBase, match="没有名为 hunan-1999"):
        bundled_base("hunan-1999")


def test_the_whole_of_2024_is_what_it_was_as_a_file_of_its_own():
    tree = dict(policy("hunan-2024").written.tree)
    tree = {key: tree[key] for key in tree if key not in ("examples", "clauses", "cited")}
    tree["points"] = [{key: one[key] for key in one if key != "same_as"} for one in tree["points"]]
    content = json.dumps(tree, ensure_ascii=False, default=str, sort_keys=True).encode()

    assert (
        hashlib.sha256(content).hexdigest()
        == "c90a6d6574495fa08cbd848c17c31bec3b3d0e5004a31a31b7ff624d76ec6de3"
    )


@pytest.mark.parametrize(
    ("name", "general", "doctor", "medical_master"),
    [
        ("hunan-2020", (2015, 2019), (2018, 2019), (2016, 2019)),
        ("hunan-2021", (2016, 2020), (2019, 2020), (2017, 2020)),
        ("hunan-2022", (2017, 2021), (2020, 2021), (2019, 2021)),
        ("hunan-2024", (2019, 2023), (2019, 2023), (2019, 2023)),
        ("hunan-2025", (2020, 2024), (2020, 2024), (2020, 2024)),
    ],
)
def test_spans_of_each_year(name, general, doctor, medical_master):
    def span(degree):
        found = span_for(policy(name), level="senior_associate", degree=degree, series="health")
        return found.first, found.last

    assert [span("bachelor"), span("doctor"), span("master")] == [general, doctor, medical_master]


def test_in_2021_own_training_in_the_public_subject_needs_consent():
    assert policy("hunan-2020").point_value("R26", "counts_directly") is True
    assert policy("hunan-2021").point_value("R26", "counts_directly") is False
    assert policy("hunan-2022").points["R26"].basis == "resolution"


def test_the_table_of_conversion_goes_on_in_later_years():
    record = {"id": "p", "kind": "paper", "author_rank": 2, "cn_serial": True, "date": "2019-03-01"}
    for name in ("hunan-2021", "hunan-2022", "hunan-2024", "hunan-2025"):
        rules = policy(name)
        (award,) = convert(rules, parse_records(rules, [record])).awards
        assert (award.hours, award.clause) == (10, "附二3")


def test_themes_and_slip_of_2025_are_those_of_2024():
    found = load_file(BUNDLED / "hunan-2025.toml")

    assert len(found.themes) == 3
    assert found.slip.name == "学时认定单"
