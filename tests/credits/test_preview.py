from credits.engine import parse_records, preview, show
from tests.credits.build import policy, run

PAPER = {"author_rank": 2, "cn_serial": True, "date": "2018-09-01"}
LINES = {"lines": [{"date": "2019-05-06", "slot": "day", "subject": "public"}]}


def test_preview_says_what_convert_says():
    seen = preview(policy(), "paper", PAPER)

    (award,) = run({"kind": "paper", **PAPER}).awards
    assert [(a.hours, a.why, a.clause) for a in seen.awards] == [(award.hours, award.why, award.clause)]


def test_preview_of_an_unfinished_form_lists_faults_and_evidence():
    seen = preview(policy(), "paper", {"author_rank": 2}, documents=["serial_number"])

    assert [fault.fact for fault in seen.faults] == ["cn_serial", "date"]
    assert [need.name for need in seen.evidence.nearest.missing] == [
        "刊物封面复印件",
        "含论文标题和作者姓名的目录复印件",
    ]


def test_preview_counts_the_persons_other_records_first():
    others = parse_records(policy(), [{"id": "早先的培训", "kind": "training", **LINES}])

    seen = preview(policy(), "training", LINES, others=others)

    assert [refusal.code for refusal in seen.refused] == ["slot_taken"]
    assert "早先的培训" in seen.refused[0].why


def test_preview_of_a_work_alone_is_its_full_worth():
    assert [show(award.hours) for award in preview(policy(), "paper", PAPER, work="w").awards] == ["10"]
