import pytest

from cejc.lib.writing import uscc


@pytest.mark.parametrize("code", ["91110000600037341L", uscc.complete("N2430000MA4L12345")])
def test_check_accepts_real_codes(code):
    assert uscc.check(code) is None


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "现在是0位"),
        ("91110000600037341", "现在是17位"),
        ("91110000600037341I", "第18位不能是“I”"),
        ("911A0000600037341L", "第4位不能是“A”"),
        ("91110000600037342L", "校验位"),
    ],
)
def test_check_refused_with_sentence(code, part):
    with pytest.raises(uscc.CodeFault, match=part):
        uscc.check(code)


def test_normalise_takes_out_blanks_hyphens_and_full_width():
    assert uscc.normalise(" ９１110000-600037341l\u200b") == "91110000600037341L"
