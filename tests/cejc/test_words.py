"""The words that no page may show are seen, and others are left alone;
dates are written as people write them."""

import pytest

from cejc.lib.writing import dates
from registry.activities.forms.activity import without_rulings
from registry.machinery import audit_sentences
from registry.models import AuditEntry
from tests.cejc.words import odd_words


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("按其他作者折算（R9）", "a ruling of ours"),
        ("政策 hunan-2020", "a policy's file"),
        ("至2020-07-02", "a date of machines"),
        ("清单的SHA-256", "the name of a digest"),
        ("47691bac0d12ef", "a digest"),
        ("组合（1）还缺", "a number of a combination"),
        ("“2145ebaa-65c7-41ab-b4ee-ba779dbdad2d”", "a key"),
        ("None", "a placeholder"),
        ("resident_card", "a word of the database"),
        ("结果为checked", "a word of the database"),
        ("共None人", "a placeholder"),
    ],
)
def test_codes_are_seen(words, what):
    assert what in {one for one, _match in odd_words("x", f"<p>{words}</p>")}


@pytest.mark.parametrize(
    "words", ["2020年6月15日", "湘继教认〔2020〕000001号", "20200615", "13907310000", "ABCD2345", "计算机"]
)
def test_words_are_left_alone(words):
    assert odd_words("x", f"<p>{words}</p><script>None</script><input value='2020-06-01'>") == []


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("2020-06-01 全天", "2020年6月1日 全天"),
        ("自2020-07-01至2020-07-02", "自2020年7月1日至2020年7月2日"),
        ("2020-06-10T09:00:00+08:00", "2020年6月10日 09:00"),
        ("2020-13-41", "2020-13-41"),
        ("0731-85480001", "0731-85480001"),
        ("12020-06-01", "12020-06-01"),
        ("", ""),
    ],
)
def test_dates_kept_by_machines_are_put_in_words(kept, read):
    assert dates.in_words(kept) == read


def test_entry_of_the_log_names_no_key_and_no_date_of_machines():
    entry = AuditEntry(
        action="handbook.handed_out",
        subject_label="2145ebaa-65c7-41ab-b4ee-ba779dbdad2d",
        after={"number": "1", "on": "2020-06-10", "received_by": "甲"},
        before={},
    )

    assert odd_words("x", audit_sentences.sentence(entry)) == []
    assert audit_sentences.called(entry) == "尚未填写名称"


def test_help_of_a_policy_is_shown_without_our_numbers():
    assert without_rulings("按其他作者折算（R9）；不是的，不必填写。") == "按其他作者折算；不是的，不必填写。"
