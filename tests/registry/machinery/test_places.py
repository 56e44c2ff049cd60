"""The frame: at most six places a role, from providers that other rooms register."""

import pytest
from django.test import RequestFactory

from registry.enums import Role
from registry.machinery import places
from registry.machinery.places import Place


@pytest.fixture
def request_as(monkeypatch):
    """`request_as(role, path)` for providers registered on an empty register."""
    monkeypatch.setattr(places, "_providers", {})

    def make(seat_role, path="/"):
        request = RequestFactory().get(path)
        request.acting = type("Seat", (), {"role": seat_role})() if seat_role else None
        return request

    return make


def _many(count):
    for number in range(count):
        places.register(Role.HR, lambda request, n=number: [Place(f"p{n}", f"/{n}/", count=n, order=80 - n)])


def test_six_places_are_shown_sorted(request_as):
    _many(6)

    shown = [place["label"] for place in places.for_request(request_as(Role.HR))]

    assert shown == ["p5", "p4", "p3", "p2", "p1", "p0"]
    assert places.beyond(request_as(Role.HR)) == []


def test_of_more_than_six_the_last_opens_the_rest_and_counts_what_waits_there(request_as):
    _many(8)

    shown = places.for_request(request_as(Role.HR))

    assert [place["label"] for place in shown] == ["p7", "p6", "p5", "p4", "p3", "更多"]
    assert shown[-1]["count"] == 0 + 1 + 2
    assert [place.label for place in places.beyond(request_as(Role.HR))] == ["p2", "p1", "p0"]


@pytest.mark.parametrize("path", ["/more/", "/1/x/"])
def test_a_place_of_the_rest_marks_the_last_one_as_current(request_as, path):
    _many(8)

    shown = places.for_request(request_as(Role.HR, path))

    assert [place["label"] for place in shown if place["current"]] == ["更多"]


def test_registering_twice_is_once(request_as):
    def provider(request):
        return [Place("a", "/a/")]

    places.register(Role.HR, provider)
    places.register(Role.HR, provider)

    assert len(places.for_request(request_as(Role.HR))) == 1


def _three(request):
    return [Place("home", "/"), Place("people", "/people/"), Place("p", "/people/roster/")]


def test_current_place_is_the_longest_that_leads_here(request_as):
    places.register(places.PERSON, _three)

    shown = places.for_request(request_as(None, "/people/roster/x/"))

    assert [place["label"] for place in shown if place["current"]] == ["p"]


def test_other_roles_places_are_not_shown(request_as):
    places.register(Role.ADMIN, lambda request: [Place("a", "/a/")])

    assert places.for_request(request_as(Role.HR)) == []
