import pytest
from hypothesis import given
from hypothesis import strategies as st

from cejc.lib.writing import names, text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("买买提．阿不都", "买买提·阿不都"),
        ("买买提・阿不都•热合曼", "买买提·阿不都·热合曼"),
        ("买买提.阿不都", "买买提·阿不都"),
        ("迪丽热巴 · 迪力木拉提", "迪丽热巴·迪力木拉提"),
        ("𬱖䶮", "𬱖䶮"),
        ("㛃𠅤𬍛", "㛃𠅤𬍛"),
        ("\u202e张\u200b三\x00\ufeff", "张三"),
        ("辻\U000e0100三", "辻三"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("O’Neil  Jr.", "O'Neil Jr."),
        ("J.R.R. Tolkien", "J.R.R. Tolkien"),
        ("José Müller-Lüdenscheidt", "José Müller-Lüdenscheidt"),
        ("བཀྲ་ཤིས".replace("་", ""), "བཀྲཤིས"),
        ("Muthu A/L Raman", "Muthu A/L Raman"),
        ("Ｋｕｍａｒ　Ｓ／Ｏ　Ｒａｊ", "Kumar S/O Raj"),
        ("Lim Ah Kow @ Lim Kok Leong", "Lim Ah Kow @ Lim Kok Leong"),
        ("⽅⼩⽉", "方小月"),
        ("⻢⻰⻛", "马龙风"),
        ("\uf9e1\u2f08", "李人"),
        ("김철수", "김철수"),
        ("ئابدۇللا", "ئابدۇللا"),
        ("Nguyễn Văn Ánh", "Nguyễn Văn Ánh"),
        ("Əliyev Łukasz", "Əliyev Łukasz"),
        ("名" * 100, "名" * 100),
        ("名" * 49 + "·" + "字" * 50, "名" * 49 + "·" + "字" * 50),
    ],
)
def test_names_that_people_have(raw, name):
    normalised = names.normalise(raw)

    assert normalised == name
    assert names.check(normalised) is None
    assert names.normalise(normalised) == normalised


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("", "没有填写"),
        ("\u200b\u3164 ", "没有填写"),
        ("张", "现在是1个字"),
        ("名" * 101, "现在是101个字"),
        ("张三3", "第3个字“3”"),
        ("张三🎉", "第3个字“🎉”"),
        ("<b>张三</b>", "第1个字“<”"),
        ("=1+1", "第1个字“=”"),
        ("张三;", "第3个字“;”"),
        ("·张三", "第1个字“·”"),
        ("张三·", "第3个字“·”"),
        ("张··三", "第3个字“·”"),
        ("张\ue863", "第2个字是自造字"),
        ("张⠀三", "第2个字"),
        ("王\U0002fffd", "第2个字“\U0002fffd”（U\\+2FFFD）打印不出来：系统字库中没有该字"),
        ("张/三", "第2个字“/”"),
        ("A/", "第2个字“/”"),
        ("@Lim Ah", "第1个字“@”"),
    ],
)
def test_names_refused_with_sentence(raw, part):
    with pytest.raises(names.NameFault, match=part):
        names.check(names.normalise(raw))


@given(st.text(max_size=30))
def test_normalise_is_settled_after_one_pass(raw):
    once = names.normalise(raw)

    assert names.normalise(once) == once


@given(st.text())
def test_clean_text_keeps_nothing_that_databases_or_eyes_trip_over(raw):
    cleaned = text.clean_text(raw)

    cleaned.encode()
    assert not set(cleaned) & set("\x00\r\x1b\u200b\u202e\u2066\ufeff")
    assert text.clean_text(cleaned) == cleaned


@given(st.text())
def test_clean_line_is_one_line_and_settled(raw):
    cleaned = text.clean_line(raw)

    assert len(cleaned.splitlines()) <= 1
    assert text.clean_line(cleaned) == cleaned


def test_clean_line_and_text_keep_what_was_written():
    assert text.clean_line("  甲\t乙\r\n丙 <b>=1</b> 🎉 ") == "甲 乙 丙 <b>=1</b> 🎉"
    assert text.clean_text("甲\r\n\r\n\r\n\r\n乙\x0b丙 \n") == "甲\n\n乙\n丙"
