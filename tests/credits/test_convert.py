"""Every row of 附二 and every R that concerns conversion, as tables."""

from dataclasses import replace

import pytest

from credits.engine import convert, parse_records, show
from tests.credits.build import brief, codes, policy, run, training

PAPER = {"kind": "paper", "author_rank": 1, "cn_serial": True, "date": "2018-09-01"}
ONLINE = {"kind": "online", "date": "2019-03-01", "subject": "public"}
PROJECT = {"kind": "project", "role": "lead", "organiser": "government", "date": "2019-01-01"}
PATENT = {"kind": "patent", "inventor_rank": 1, "patent_kind": "invention", "date": "2019-01-01"}
AWARD = {"kind": "award", "level": "provincial", "rank": 1, "date": "2019-01-01"}
POST = {
    "kind": "assignment",
    "level": "provincial",
    "qualified": True,
    "start": "2018-01-01",
    "end": "2018-06-30",
    "assessed": "2018-12-01",
}

SINGLE = [
    # 附二1, R6
    (training("2019-05-06 day"), "10", "附二1"),
    (training("2019-05-06 morning"), "4", "附二1"),
    (training("2019-05-06 afternoon"), "4", "附二1"),
    (training("2019-05-06 evening"), "2", "附二1"),
    (training("2019-05-06 morning", "2019-05-06 afternoon"), "10", "附二1"),
    (training("2019-05-06 morning", "2019-05-06 afternoon", "2019-05-06 evening"), "10", "附二1"),
    (training("2019-05-06 day", "2019-05-06 evening"), "10", "附二1"),
    (training("2019-05-06 morning", "2019-05-06 evening"), "6", "附二1"),
    (training("2019-05-06 day", "2019-05-07 morning"), "14", "附二1"),
    (training("2019-05-06 day", kind="conference"), "10", "附二1"),
    (training("2019-05-06 day", kind="practice"), "10", "附二1"),
    (training("2019-05-06 day", kind="exchange"), "10", "附二1"),
    # 附二2
    (PROJECT, "90", "附二2"),
    ({**PROJECT, "role": "member"}, "60", "附二2"),
    ({**PROJECT, "organiser": "industry"}, "90", "附二2"),
    ({**PROJECT, "organiser": "industry", "role": "member"}, "60", "附二2"),
    ({**PROJECT, "organiser": "other"}, "0", "附二2"),
    # 附二3, R9, R10
    ({"kind": "book", "author_rank": 1, "date": "2019-01-01"}, "90", "附二3"),
    ({"kind": "book", "author_rank": 2, "date": "2019-01-01"}, "60", "附二3"),
    ({"kind": "book", "author_rank": 1, "joint_first": True, "date": "2019-01-01"}, "60", "附二3"),
    (PAPER, "30", "附二3"),
    ({**PAPER, "author_rank": 2}, "10", "附二3"),
    ({**PAPER, "author_rank": 1, "joint_first": True}, "10", "附二3"),
    ({**PAPER, "author_rank": 1, "joint_first": False}, "30", "附二3"),
    ({**PAPER, "cn_serial": False}, "0", "附二3"),
    # 附二4
    (PATENT, "90", "附二4"),
    ({**PATENT, "inventor_rank": 2, "patent_kind": "design"}, "60", "附二4"),
    ({**PATENT, "patent_kind": "utility_model"}, "90", "附二4"),
    # 附二5, R11
    ({**AWARD, "rank": 17}, "90", "附二5"),
    ({**AWARD, "level": "prefectural", "rank": 5}, "60", "附二5"),
    ({**AWARD, "level": "prefectural", "rank": 6}, "30", "附二5"),
    # 附二6
    ({"kind": "computer_exam", "modules": 1, "date": "2019-01-01"}, "20", "附二6"),
    ({"kind": "computer_exam", "modules": 4, "date": "2019-01-01"}, "80", "附二6"),
    # 附二8, 附二9
    ({"kind": "degree_course", "date": "2019-01-01"}, "90", "附二8"),
    ({"kind": "qualification_exam", "date": "2019-01-01"}, "90", "附二9"),
    # R12
    ({**ONLINE, "approved_hours": 12}, "12", "附一3"),
    ({**ONLINE, "approved_hours": "7.50"}, "7.5", "附一3"),
    ({**ONLINE, "minutes": 45}, "1", "附一3"),
    ({**ONLINE, "minutes": 44}, "0.5", "附一3"),
    ({**ONLINE, "minutes": 22}, "0", "附一3"),
    ({**ONLINE, "minutes": 100}, "2", "附一3"),
    ({**ONLINE, "approved_hours": 8, "minutes": 45}, "8", "附一3"),
]


@pytest.mark.parametrize(("record", "hours", "clause"), SINGLE)
def test_one_record_gives_one_award_with_hours_clause_and_a_sentence(record, hours, clause):
    award, *others = run(record).awards

    assert (show(award.hours), award.clause, others) == (hours, clause, [])
    assert award.why.endswith("。")
    assert award.why.count("。") == 1
    assert hours in award.why or hours == "0"
    assert not award.deemed


@pytest.mark.parametrize(
    ("start", "end", "assessed", "years"),
    [
        ("2018-01-01", "2018-06-29", "2018-12-01", []),  # one day short of six months
        ("2018-01-01", "2018-06-30", "2018-12-01", [2018]),  # six months exactly
        ("2018-01-01", "2018-12-31", "2019-01-10", [2018]),  # twelve months exactly
        ("2018-01-01", "2019-01-01", "2019-01-10", [2018, 2019]),  # a day over twelve
        ("2018-07-01", "2019-06-30", "2019-07-10", [2018]),  # 184 days against 181
        ("2018-08-01", "2019-06-02", "2019-07-10", [2019]),  # 153 against 153: year of the assessment
        ("2018-08-01", "2019-06-02", "2018-12-30", [2018]),
        ("2018-08-01", "2019-06-02", "2021-01-01", [2019]),  # assessed in neither: the nearer one
        ("2018-08-01", "2019-06-03", "2018-12-30", [2019]),
        ("2018-08-31", "2019-02-27", "2019-03-30", []),  # no 31 February: the period ends with the month
        ("2018-08-31", "2019-02-28", "2019-03-30", [2018]),
        ("2016-12-31", "2018-01-01", "2018-03-30", [2016, 2017, 2018]),
    ],
)
def test_assignment_deems_years_by_its_length(start, end, assessed, years):
    result = run({**POST, "start": start, "end": end, "assessed": assessed})

    assert [award.year for award in result.awards if award.deemed] == years
    assert {show(award.hours) for award in result.awards} == ({"90"} if years else {"0"})
    assert {award.subject for award in result.awards} == {"all"}


@pytest.mark.parametrize(
    ("change", "word"), [({"level": "other"}, "省级以上"), ({"qualified": False}, "考核不合格")]
)
def test_assignment_gives_nothing_when_not_provincial_or_not_qualified(change, word):
    (award,) = run({**POST, **change}).awards

    assert (show(award.hours), award.deemed) == ("0", False)
    assert word in award.why


def test_deemed_year_is_complete_and_counts_its_figure_once():
    twice = run(POST, {**POST, "id": "again"}, training("2018-09-03 day"), years=[2018])

    (line,) = twice.years
    assert (line.status, show(line.total), show(line.hours["professional"])) == ("deemed", "100", "10")
    assert set(line.missing.values()) == {0}


def test_days_of_an_activity_across_two_years_go_to_their_own_year():
    result = run(training("2018-12-31 day", "2019-01-01 day", "2019-01-02 morning"))

    assert brief(result) == [("r1", 2018, "professional", "10"), ("r1", 2019, "professional", "14")]


def test_awards_come_by_record_then_year_then_subject():
    result = run(
        training("2019-01-02 morning public", "2019-01-02 afternoon", "2018-12-31 day public"),
        {**PAPER, "date": "2015-01-01"},
    )

    assert brief(result) == [
        ("r1", 2018, "public", "10"),
        ("r1", 2019, "professional", "4"),
        ("r1", 2019, "public", "4"),
        ("r2", 2015, "professional", "30"),
    ]


def test_whole_day_of_two_subjects_is_not_split_by_invention():
    result = run(training("2019-01-02 day", "2019-01-02 evening public"))

    assert brief(result) == [("r1", 2019, "professional", "10"), ("r1", 2019, "public", "0")]


def test_morning_and_afternoon_of_two_trainings_are_two_half_days():
    result = run(training("2019-05-06 morning"), training("2019-05-06 afternoon"), years=[2019])

    assert show(result.years[0].total) == "8"


def test_three_trainings_fill_a_date_to_ten():
    result = run(
        training("2019-05-06 morning"),
        training("2019-05-06 afternoon", kind="conference"),
        training("2019-05-06 evening", kind="practice"),
        years=[2019],
    )

    assert (show(result.years[0].total), result.refused) == ("10", ())


@pytest.mark.parametrize(
    ("records", "refused"),
    [
        ([training("2019-05-06 day"), training("2019-05-06 morning")], [("r2", "slot_taken")]),
        ([training("2019-05-06 afternoon"), training("2019-05-06 day")], [("r1", "slot_taken")]),
        ([training("2019-05-06 day", kind="exchange"), training("2019-05-06 day")], [("r1", "slot_taken")]),
        (
            [training("2019-05-06 morning"), training("2019-05-05 day", "2019-05-06 day")],
            [("r1", "slot_taken")],
        ),
        ([training("2019-05-06 day"), training("2019-05-06 day", kind="exchange")], [("r2", "slot_taken")]),
        ([training("2019-05-06 evening"), training("2019-05-06 evening public")], [("r2", "slot_taken")]),
        ([training("2019-05-06 day", "2019-05-06 morning public")], [("r1", "slot_taken")]),
        ([{**PAPER, "work": "w"}, {**PAPER, "work": "w"}], [("r2", "duplicate_work")]),
        ([{**PAPER, "work": "w"}, {**PAPER, "work": "v"}], []),
        ([{**PAPER, "work": "w", "cn_serial": False}, {**PAPER, "work": "w"}], []),
        ([{**PAPER, "work": "w", "date": "2019-01-01"}, {**PAPER, "work": "w"}], [("r1", "duplicate_work")]),
        (
            [{**PAPER, "work": "10.1234/ABC"}, {**PAPER, "work": "https://doi.org/10.1234/abc"}],
            [("r2", "duplicate_work")],
        ),
    ],
)
def test_conflicting_record_is_refused_whole_and_the_sentence_names_both(records, refused):
    result = run(*records)

    assert codes(result) == refused
    for refusal in result.refused:
        assert refusal.record in refusal.why
        assert refusal.other in refusal.why
        assert refusal.record not in {award.record for award in result.awards}


def test_refused_record_leaves_its_other_slots_free():
    result = run(
        training("2019-05-06 day"),
        training("2019-05-06 morning", "2019-05-07 morning"),
        training("2019-05-07 day"),
    )

    assert codes(result) == [("r2", "slot_taken")]
    assert [award.record for award in result.awards] == ["r1", "r3"]


LECTURE, WEEK = (
    training("2019-05-06 evening"),
    training(*[f"2019-05-{day:02} day" for day in range(6, 11)]),
)


@pytest.mark.parametrize("records", [[LECTURE, WEEK], [WEEK, LECTURE]])
def test_a_lecture_in_the_evening_costs_a_training_of_five_days_nothing(records):
    result = run(*records, years=[2019])

    by_record = {
        len(record["lines"]): show(award.hours) for record, award in zip(records, result.awards, strict=True)
    }
    assert by_record == {5: "50", 1: "0"}
    assert (show(result.years[0].total), result.refused) == ("50", ())
    (lecture,) = (award for award in result.awards if not award.hours)
    assert "同一人同一天最多 10 学时（分），当日已按记录" in lecture.why


def test_what_was_approved_keeps_its_hours_and_the_rest_of_the_day_is_cut():
    named = [{"id": "r1", **LECTURE}, {"id": "r2", **WEEK}]

    result = convert(policy(), parse_records(policy(), named), settled={"r1"})

    assert [show(award.hours) for award in result.awards] == ["2", "48"]


def test_a_policy_that_refuses_above_a_cap_refuses_only_what_is_left_with_nothing():
    strict = replace(policy(), caps=tuple(replace(cap, over="refuse") for cap in policy().caps))
    named = [{"id": "r1", **LECTURE}, {"id": "r2", **WEEK}]

    result = convert(strict, parse_records(strict, named))

    assert codes(result) == [("r1", "day_limit")]
    assert [show(award.hours) for award in result.awards] == ["50"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_work_entered_twice_counts_for_the_year_of_its_earlier_date(turned):
    patents = [
        {**PATENT, "work": "ZL 2018 1 0123456.7"},
        {**PATENT, "date": "2018-11-02", "work": "201810123456.7"},
    ]

    result = run(*(reversed(patents) if turned else patents), years=[2018, 2019])

    assert [show(line.total) for line in result.years] == ["90", "0"]


def test_several_works_of_a_year_add_up_without_cap():
    result = run(*[{**PAPER, "work": f"w{n}"} for n in range(9)], years=[2018])

    assert show(result.years[0].total) == "270"


@pytest.mark.parametrize("kind", ["degree_course", "qualification_exam"])
def test_ninety_once_a_year_for_each_of_the_two_rules(kind):
    first, second, other_year = (
        {"kind": kind, "date": day} for day in ("2019-01-01", "2019-06-01", "2018-06-01")
    )
    other_kind = {"degree_course": "qualification_exam", "qualification_exam": "degree_course"}[kind]

    result = run(first, second, other_year, {"kind": other_kind, "date": "2019-02-01"})

    assert [hours for *_, hours in brief(result)] == ["90", "0", "90", "90"]
    assert "r1" in result.awards[1].why


def test_make_up_of_a_public_year_counts_for_that_year_and_shows_the_real_date():
    made_up = {**ONLINE, "approved_hours": 30, "attributed_year": 2017}

    public, professional = run(made_up, {**made_up, "subject": "professional"}).awards

    assert (public.year, professional.year) == (2017, 2019)
    assert "2019年3月1日" in public.why
    assert "2017" in public.why


def test_ninety_professional_hours_do_not_satisfy_a_year():
    (line,) = run({"kind": "degree_course", "date": "2019-01-01"}, years=[2019]).years

    assert line.status == "short"
    assert {key: show(value) for key, value in line.missing.items()} == {"public": "30", "professional": "0"}
    assert show(line.surplus["professional"]) == "30"


def test_year_is_met_exactly_at_thirty_and_sixty():
    courses = [
        {**ONLINE, "approved_hours": 30},
        {**ONLINE, "approved_hours": 60, "subject": "professional"},
    ]

    enough, less = (
        run(*courses, years=[2019]),
        run(courses[0], {**courses[1], "approved_hours": "59.5"}, years=[2019]),
    )

    assert (enough.years[0].status, less.years[0].status) == ("met", "short")
    assert show(less.years[0].missing["professional"]) == "0.5"


def test_surplus_is_never_moved_to_another_year():
    lines = run({**ONLINE, "approved_hours": 500}, years=[2018, 2019, 2020]).years

    assert [show(line.total) for line in lines] == ["0", "500", "0"]
    assert show(lines[1].surplus["public"]) == "470"


def test_certified_comes_before_exempt_and_neither_misses_anything():
    lines = run(
        years=[2017, 2016, 2015, 2015], certified={2017: "slip", 2016: "s"}, exempt={2016: "x", 2015: "病休"}
    ).years

    assert [(line.year, line.status, line.note) for line in lines] == [
        (2015, "exempt", "病休"),
        (2016, "certified", "s"),
        (2017, "certified", "slip"),
    ]
    assert all(not line.missing_total for line in lines)


def test_every_award_cites_its_rule_of_the_notice():
    texts = {rule.id: rule.text for rule in policy().rules}

    awards = run(*(record for record, _, _ in SINGLE if "lines" not in record)).awards

    assert all(texts[award.rule_id] == award.rule for award in awards)
