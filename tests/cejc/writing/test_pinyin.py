"""By which letters a name is found: every reading, with and without
marks, whatever stands between its parts."""

import pytest

from cejc.lib.writing import names, pinyin

SURNAMES = (
    "覃 qin tan,卜 bu,召 shao zhao,阚 kan,种 chong,吕 lv lu lyu,乜 nie mie,佴 nai,隗 wei kui,单 shan,"
    "查 zha,仇 qiu,解 xie,区 ou,"
    "曾 zeng,尉迟 yuchi,万俟 moqi,任 ren,朴 piao,翟 zhai di,盖 ge gai,乐 yue le,缪 miao,宓 mi,员 yun,"
    "冼 xian,繁 po,句 gou,折 she,"
    "黑 he hei,秘 bi,薄 bo,过 guo,那 na,能 nai,牟 mu mou,费 fei bi,祭 zhai,炅 gui,尉 wei yu,逄 pang,逯 "
    "lu,郇 xun huan,郄 qie xi,"
    "谌 chen shen,强 qiang jiang,瞿 qu,郗 xi chi,长孙 zhangsun,澹台 tantai,令狐 linghu,鲜于 xianyu,"
    "单于 chanyu,呼延 huyan,"
    "皇甫 huangfu,拓跋 tuoba,乐正 yuezheng,颛孙 zhuansun,濮阳 puyang"
)
READINGS = [tuple(one.split()) for one in SURNAMES.split(",")]


@pytest.mark.parametrize(("surname", "typed"), [(one[0], typed) for one in READINGS for typed in one[1:]])
def test_surname_is_found_by_each_of_its_readings(surname, typed):
    key = pinyin.key(f"{surname}小明")

    assert f"{typed}xiaoming" in key.split()
    assert f"{typed[0]}" in {word[0] for word in key.split() if word.endswith("xm")}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("覃小明", "qin xiao ming"),
        ("吕洞宾", "lv dong bin"),
        ("尉迟恭", "yu chi gong"),
        ("张三", "zhang san"),
        ("欧阳晓𬱖", "ou yang xiao di"),
        ("Łukasz Żak", "lukasz zak"),
    ],
)
def test_key_begins_with_the_usual_reading_for_sorting(name, first):
    assert pinyin.key(name).startswith(first)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("José Muñoz", "jose"),
        ("José Muñoz", "josemunoz"),
        ("Nguyễn Văn Ánh", "nguyenvananh"),
        ("Đặng Thị Hoa", "dang"),
        ("Łukasz Żak", "lukasz"),
        ("Müller-Lüdenscheidt", "muller"),
        ("Müller-Lüdenscheidt", "mueller"),
        ("Zoé Straße", "strasse"),
        ("Björn Ångström", "bjorn"),
        ("Þór Óskarsson", "thor"),
        ("Əliyev", "eliyev"),
        ("김철수", "kimcheolsu"),
        ("김철수", "gim"),
        ("박지성", "park"),
        ("이영희", "lee"),
        ("최민식", "choi"),
        ("ئابدۇللا مۇھەممەت", "abdulla"),
        ("ئابدۇللا مۇھەممەت", "muhemmet"),
        ("Нурлан Қасымов", "nurlan"),
        ("བསྟན་འཛིན", "bstn"),
        ("ᠮᠣᠩᠭᠣᠯ", "monggol"),
        ("ꆈꌠ", "nuosu"),
        ("ภาษาไทย", "phasa"),
        ("O'Neil-Smith", "oneilsmith"),
        ("Muthu A/L Raman", "muthualraman"),
        ("阿卜杜拉·买买提", "abudulamaimaiti"),
        ("张长乐", "zhangchangle"),
        ("女娲", "nyuwa"),
    ],
)
def test_name_of_any_script_is_found_by_plain_letters(name, typed):
    key = pinyin.key(name)

    assert any(word.startswith(typed) or typed in word for word in key.split()), key


def test_every_name_that_may_be_kept_has_a_key_that_fits():
    for name in ("名" * 100, "单" * 100, "买买提·" * 20 + "阿", "김" * 50, "ك" * 60, "Ł" * 100):
        key = pinyin.key(name)
        assert key
        assert len(key) <= pinyin.LONGEST


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", ".", "．", "∙", "", " · "])
def test_parts_of_a_name_are_compared_without_what_stands_between(dot):
    assert pinyin.folded(f"阿卜杜拉{dot}买买提") in pinyin.key(names.normalise("阿卜杜拉·买买提")).split()


def test_search_in_other_letters_is_brought_to_plain_ones():
    assert [
        pinyin.plain(typed) for typed in ("Nguyễn", "Łukasz", "lü", "김", "O’Neil", "张", "ئابدۇللا")
    ] == [
        "nguyen",
        "lukasz",
        "lv",
        "kim",
        "oneil",
        "",
        "abdulla",
    ]


def test_short_names_are_read_as_the_tables_read_them():
    """Where no word is in a name, the tables are not asked for the whole of it; what they say is the same."""
    import pypinyin

    words = [word for word in pypinyin.constants.PHRASES_DICT if 2 <= len(word) <= 4][::37]
    chars = [chr(code) for code in pypinyin.constants.PINYIN_DICT if 0x4E00 <= code <= 0x9FFF][::11]
    names = [*words, *(a + b + c for a, b, c in zip(chars, chars[500:], chars[900:], strict=False))]
    assert len(names) > 1500
    for name in names:
        expected = tuple(pypinyin.lazy_pinyin(name, style=pypinyin.Style.NORMAL, errors=list))
        assert pinyin._usual(name) == expected, name
