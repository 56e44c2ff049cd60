import pytest

from credits.engine import NoSpan, remaining_years, span_for
from tests.credits.build import policy


@pytest.mark.parametrize(
    ("level", "degree", "series", "years"),
    [
        ("senior_associate", "bachelor", "engineering", (2015, 2019)),
        ("senior_associate", "doctor", "engineering", (2018, 2019)),
        ("senior_full", "doctor", "engineering", (2015, 2019)),
        ("senior_full", "doctor", "health", (2015, 2019)),
        ("senior_associate", "master", "health", (2016, 2019)),
        ("senior_associate", "master", "engineering", (2015, 2019)),
        ("senior_full", "master", "health", (2015, 2019)),
        ("senior_associate", "doctor", "health", (2018, 2019)),
        ("senior_associate", "bachelor", "health", (2015, 2019)),
        ("intermediate", "doctor", "health", (2015, 2019)),
    ],
)
def test_span_of_2020_by_level_degree_and_series(level, degree, series, years):
    span = span_for(policy(), level=level, degree=degree, series=series)

    assert (span.first, span.last) == years


def test_person_who_fits_several_spans_gets_the_shortest():
    span = span_for(policy("credits-north"), level="senior_associate", degree="doctor", series="health")

    assert span.id == "doctor"


def test_no_fitting_span_is_said():
    with pytest.raises(NoSpan, match="没有适用"):
        span_for(policy("credits-north"), level="junior", degree="other", series="health")


def test_unknown_series_is_an_error():
    with pytest.raises(KeyError):
        span_for(policy(), level="senior_full", degree="doctor", series="nonsense")


def test_prior_slip_leaves_only_the_missing_years():
    span = span_for(policy(), level="senior_full", degree="other", series="engineering")

    remaining = remaining_years(span, [2014, 2015, 2016, 2017, 2018])

    assert remaining.certified == (2015, 2016, 2017, 2018)
    assert remaining.ignored == (2014,)
    assert remaining.examine == (2019,)


def test_years_outside_the_span_are_said_in_order_and_none_is_said_twice():
    span = span_for(policy(), level="senior_full", degree="other", series="engineering")

    remaining = remaining_years(span, [2021, 2013, 2014, 2013])

    assert (remaining.span, remaining.certified, remaining.ignored) == (span, (), (2013, 2014, 2021))
    assert remaining.examine == (2015, 2016, 2017, 2018, 2019)
