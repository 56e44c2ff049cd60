"""Records of another policy that count under one beside it: `[[also]]`."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.engine import NOBODY, PolicyInvalid, convert, parse_records, preview
from credits.engine.also import own_kinds
from tests.credits import beside

PAPER = {"id": "r1", "kind": "paper", "author_rank": 2, "cn_serial": True, "date": "2019-03-01"}
TALK = 'kind = "patent"\nas = "case_talk"\nfacts = { date = "date" }'
ranks = st.integers(1, 9)
days = st.dates(date(2015, 1, 1), date(2019, 12, 31))


def cme(more: str = ""):
    return beside.of_text(beside.cme_text(more))


def awards(policy, *records):
    return [
        (one.year, one.subject, one.hours) for one in convert(policy, parse_records(policy, records)).awards
    ]


def test_paper_of_the_province_is_one_of_class_two():
    assert awards(cme(), PAPER) == [(2019, "class_two", 5)]


def test_record_that_does_not_fit_is_none_of_this_policy():
    with pytest.raises(Exception, match="没有“paper”这一类活动"):
        parse_records(cme(), [PAPER | {"cn_serial": False}])


def test_form_of_the_province_is_previewed_by_the_own_kind():
    facts = {key: PAPER[key] for key in ("author_rank", "cn_serial", "date")}

    found = preview(cme(), "paper", facts, person=NOBODY)

    assert [one.hours for one in found.awards] == [5]
    assert found.evidence.row.id == cme().evidence_by_kind["cme_paper"].id


def test_which_kinds_a_policy_takes_up():
    assert own_kinds(cme(), "paper") == ("cme_paper",)
    assert own_kinds(cme(), "distance") == ("distance",)
    assert own_kinds(cme(), "patent") == ()


@given(ranks, days)
def test_taken_up_it_is_worth_what_the_own_kind_is(rank, day):
    theirs = PAPER | {"author_rank": rank, "date": day.isoformat()}
    own = {"id": "r1", "kind": "cme_paper", "rank": rank, "journal": "cn", "date": day.isoformat()}

    assert awards(cme(), theirs) == awards(cme(), own)


@given(ranks, days)
def test_rows_for_others_change_nothing_of_own_records(rank, day):
    own = {"id": "r1", "kind": "cme_paper", "rank": rank, "journal": "foreign", "date": day.isoformat()}
    without = beside.of_text(beside.cme_text().replace(beside.CME_ALSO, ""))

    assert awards(cme(), own) == awards(without, own)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('kind = "distance"\nas = "cme_paper"', "distance 是本政策自己的类别"),
        ('kind = "patent"\nas = "cme_paper"\nfacts = { rank = "rank", date = "date" }', "缺少 journal"),
        (
            'kind = "patent"\nas = "cme_paper"\nfacts = { rank = "rank", date = "date" }\ngiven = { journal = "x" }',
            "'x' 不是事实 journal 可能的值",
        ),
        (
            'kind = "patent"\nas = "case_talk"\nfacts = { date = "date", size = "size" }',
            "size 不是该类活动的事实",
        ),
        (
            'kind = "patent"\nas = "case_talk"\nfacts = { date = "date" }\ngiven = { date = "2019-01-01" }',
            "date 已从原记录取得",
        ),
        ('kind = "patent"\nas = "nothing"', "只能是"),
        (
            f"{TALK}\n[[also]]\n{TALK}",
            "本条不会用到",
        ),
    ],
)
def test_row_that_cannot_be_is_refused(row, said):
    with pytest.raises(PolicyInvalid, match=said):
        cme(f"\n[[also]]\n{row}\n")
