import pytest

from credits.engine import NoRoute, next_stage, route_for, stages_of
from tests.credits.build import policy


@pytest.mark.parametrize(
    ("route", "stages"),
    [
        (
            "provincial",
            (
                "initial_review:employer notice:employer confirmation:department filing:department "
                "verification:province issue:province"
            ),
        ),
        (
            "university",
            "initial_review:university notice:university filing:university record:province issue:province",
        ),
        ("city", "initial_review:employer verification:bureau issue:bureau"),
        ("local", "initial_review:employer verification:bureau issue:bureau"),
        (
            "central",
            "initial_review:employer notice:employer filing:employer verification:province issue:province",
        ),
    ],
)
def test_stages_of_the_five_routes(route, stages):
    found = stages_of(policy().routes[route])

    assert " ".join(f"{stage.id}:{stage.office}" for stage in found) == stages


def test_both_subjects_are_reviewed_on_every_route():
    for route in policy().routes.values():
        approved = [subject for stage in stages_of(route) for subject in stage.subjects]

        assert sorted(approved) == ["professional", "public"]


def test_provincial_notice_runs_five_working_days():
    assert [stage.working_days for stage in policy().routes["provincial"].stages] == [0, 5, 0, 0, 0, 0]


def test_optional_stage_is_taken_only_where_wanted():
    city = policy().routes["city"]

    assert next_stage(city, "initial_review").id == "verification"
    assert next_stage(city, "initial_review", wanted=["county_review"]).id == "county_review"
    assert next_stage(city, "issue") is None


def test_junior_titles_take_a_route_that_ends_without_a_slip():
    route = route_for(policy(), "provincial", "junior")

    assert (route.id, route.stages[-1].kind) == ("provincial_basic", "record")


def test_central_units_have_no_route_for_junior_titles():
    with pytest.raises(NoRoute, match="没有适用"):
        route_for(policy(), "central", "junior")


def test_2024_merges_units_and_universities_into_one_route():
    rules = policy("hunan-2024")

    unit, university = (route_for(rules, kind, "senior_full") for kind in ("provincial", "university"))

    assert unit is university
    assert "university" not in rules.routes
    assert unit.stages != policy().routes["provincial"].stages
