"""What officers change every year: each value is offered once, and a change of it is seen where it acts."""

from datetime import date

import pytest
import tomlkit

from credits.engine import convert, parse_records, read_bytes, show, span_for, window_state
from credits.engine.differences import differences
from credits.engine.working_days import notice_end
from credits.engine.yearly_values import PATTERNS, put, values_of
from credits.governing import ruling_of
from tests.credits.build import policy

BASE = policy()
HEAD = 'format = 1\nextends = "hunan-2020"\nname = "hunan-2021"\n'


def changed(**values):
    """The notice with these values (by name) changed as the form changes them."""
    document = tomlkit.parse(HEAD)
    known = {value.name: value for value in values_of(BASE.written.tree)}
    for name, wanted in values.items():
        put(document, BASE.written.tree, known[name].path, wanted)
    return read_bytes(tomlkit.dumps(document).encode(), "x.toml")


def earned(one, **record):
    found = convert(one, parse_records(one, [{"id": "r", **record}]), years=[2019])
    return [show(award.hours) for award in found.awards], found.years[0]


PAPER = {"kind": "paper", "author_rank": 1, "cn_serial": True, "date": "2019-05-01"}
DAY = {"kind": "training", "lines": [{"date": "2019-05-06", "slot": "day", "subject": "professional"}]}
CALENDAR = {date(2020, 6, day): day not in (6, 7, 13, 14, 20, 21, 27, 28) for day in range(1, 31)}


def notice_days(one):
    stage = next(stage for stage in one.routes["provincial"].stages if stage.kind == "notice")
    return notice_end(date(2020, 6, 1), stage.working_days, CALENDAR).last_day


def window(one, day):
    stage = next(stage for stage in one.routes["provincial"].stages if stage.window)
    return window_state(stage.window, day).phase


# What is changed, and what is looked at before and after.
ACTS = {
    "application_year": ({"application_year": 2021}, lambda one: ruling_of(one).application_year),
    "document_number": ({"document_number": "湘人社函〔2021〕1号"}, lambda one: one.document_number),
    "document_date": ({"document_date": date(2020, 3, 1)}, lambda one: ruling_of(one).begins),
    "title": ({"title": "新的通知"}, lambda one: one.title),
    "themes": ({"themes": ["甲", "乙"]}, lambda one: one.themes),
    "begins": ({"begins": date(2020, 4, 1)}, lambda one: ruling_of(one).runs(date(2020, 3, 1))),
    "ends": ({"ends": date(2020, 12, 31)}, lambda one: ruling_of(one).runs(date(2021, 1, 1))),
    "yearly_total.min": ({"yearly_total__min": 100}, lambda one: earned(one, **PAPER)[1].missing_total),
    "subjects.yearly_min": (
        {"subjects__professional__yearly_min": 70},
        lambda one: earned(one, **PAPER)[1].missing["professional"],
    ),
    "spans.first": ({"spans__general__first": 2014}, lambda one: span_for(one, level="senior_full").first),
    "spans.last": ({"spans__general__last": 2018}, lambda one: span_for(one, level="senior_full").last),
    "routes.stages.window.opens": (
        {"routes__provincial__stages__filing__window__opens": "07-01"},
        lambda one: window(one, date(2020, 6, 15)),
    ),
    "routes.stages.window.closes": (
        {"routes__provincial__stages__filing__window__closes": "07-15"},
        lambda one: window(one, date(2020, 7, 20)),
    ),
    "routes.stages.working_days": ({"routes__provincial__stages__notice__working_days": 7}, notice_days),
    "key_b_deadline": ({"key_b_deadline": "04-01"}, lambda one: one.key_b_deadline),
    "slots.hours": ({"slots__day__hours": 9}, lambda one: earned(one, **DAY)[0]),
    "conversion.cases.hours": (
        {"conversion__paper__cases__1__hours": 40},
        lambda one: earned(one, **PAPER)[0],
    ),
    "conversion.hours": (
        {"conversion__computer_exam__hours": 12},
        lambda one: earned(one, kind="computer_exam", modules=2, date="2019-05-01")[0],
    ),
    "caps.hours": ({"caps__day_limit__hours": 8}, lambda one: earned(one, **DAY)[0]),
    "slip.title": ({"slip__title": "新的认定单"}, lambda one: one.slip.title),
    "slip.name": ({"slip__name": "新单"}, lambda one: one.slip.name),
    "slip.number": ({"slip__number": "新〔{year}〕{serial:06}号"}, lambda one: one.slip.number),
    "conversion.rule": ({"conversion__paper__rule": "新的条文。"}, lambda one: _award(one, **PAPER).rule),
    "evidence.text": ({"evidence__form_1__text": "新的条文。"}, lambda one: one.evidence[0].text),
    "points.text": ({"points__R1__text": "新的解释。"}, lambda one: one.points["R1"].text),
}
NOT_IN_2020 = {"conversion.tiers.hours", "conversion.base"}


def _award(one, **record):
    return convert(one, parse_records(one, [{"id": "r", **record}])).awards[0]


def test_every_value_of_the_form_is_tried_here():
    assert set(ACTS) | NOT_IN_2020 == {pattern.keys for pattern in PATTERNS}


@pytest.mark.parametrize("keys", sorted(ACTS))
def test_change_is_seen_where_it_acts_and_nowhere_else(keys):
    values, seen = ACTS[keys]

    new = changed(**values)

    assert seen(new) != seen(BASE)
    assert len(differences(BASE, new)) == 1


def test_every_value_has_a_name_of_its_own_and_says_where_it_acts():
    values = list(values_of(BASE.written.tree))

    assert len({value.name for value in values}) == len(values)
    assert all(value.pattern.acts and value.where for value in values)
