"""Staging: answers as in earnest, over what the client itself sent, and nothing real told or changed."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import Completion, StagingResult
from tests.registry.platforms import test_api as calls
from tests.registry.platforms.test_api import RESULTS, Caller, access_of, codes_of, result, token_of

pytestmark = pytest.mark.django_db
officer, course, access, caller = calls.officer, calls.course, calls.access, calls.caller


def test_staging_client_gets_the_same_answers_and_nothing_is_kept(client, officer, course, alice):
    staging = Caller(
        client, token_of(client, access_of(officer, course.base, "staging")).json()["access_token"]
    )

    answer = staging.report(result(alice.professional))

    assert answer.json()["receipts"][0]["code"] == "unsigned"
    assert not Completion.objects.exists()


@pytest.fixture
def staging(client, officer, course):
    return Caller(client, token_of(client, access_of(officer, course.base, "staging")).json()["access_token"])


def test_staging_lists_what_it_was_sent_and_nothing_real(staging, caller, alice, bob):
    caller.report(result(alice.professional, "REAL"))
    receipt = staging.report(result(bob.professional, "TRIAL")).json()["receipts"][0]

    listed = staging.get(RESULTS).json()["results"]
    shown = staging.get(f"{RESULTS}/{receipt['id']}").json()

    assert [one["external_id"] for one in listed] == ["TRIAL"]
    assert shown == listed[0]
    assert (shown["code"], shown["state"]) == ("unsigned", "held")
    assert bob.professional.name not in str(listed)
    assert str(bob.professional.identity_number) not in str(listed)
    assert staging.get(RESULTS, state="held").json()["results"] == listed
    assert staging.get(RESULTS, state="counted").json()["results"] == []
    assert [one["external_id"] for one in caller.get(RESULTS).json()["results"]] == ["REAL"]
    assert staging.get(f"{RESULTS}/{Completion.objects.get().public_id}").status_code == 404


def test_staging_answers_a_resend_a_change_and_a_correction_as_the_real_thing(staging, caller, alice):
    for who in (staging, caller):
        first = result(alice.professional)
        later = first | {"passed_on": "2020-06-02"}
        codes = [
            who.report(one, key=f"k{place}").json()["receipts"][0]["code"]
            for place, one in enumerate((first, first, later, later | {"supersedes": True}))
        ]

        assert codes == ["unsigned", "repeated", "changed", "unsigned"]

    assert staging.get(RESULTS).json()["results"][0]["version"] == 2
    assert Completion.objects.count() == 2


def test_staging_results_of_long_ago_are_forgotten(staging, alice):
    staging.report(result(alice.professional))

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        forget_kind("answers")

    assert not StagingResult.objects.exists()


def test_staging_says_nothing_of_what_was_reported_in_earnest(staging, caller, alice):
    caller.report(result(alice.professional, "REAL"))

    for place, record in enumerate(
        (result(alice.professional, "REAL"), result(alice.professional, "REAL") | {"passed_on": "2020-06-02"})
    ):
        answer = staging.report(record, key=f"k{place}")
        assert codes_of(answer) == [["unsigned"], ["changed"]][place]

    other = staging.report(result(alice.professional, "TRIAL", course_code="KC01"), key="k3")
    assert codes_of(other) == ["duplicate"]
    assert Completion.objects.get().external_id == "REAL"


def test_staging_never_names_the_real_result_of_the_same_person(staging, caller, alice):
    caller.report(result(alice.professional, "REAL"))

    answer = staging.report(result(alice.professional, "TRIAL"))

    assert codes_of(answer) == ["unsigned"]
    assert "REAL" not in answer.content.decode()


def test_staging_answers_a_person_reported_twice_as_the_real_thing(staging, caller, alice):
    for who in (staging, caller):
        codes = codes_of(who.report(result(alice.professional, "R1"), result(alice.professional, "R2")))
        codes += codes_of(who.report(result(alice.professional, "R3"), key="k2"))

        assert codes == ["unsigned", "duplicate", "duplicate"]


def test_check_in_staging_looks_beside_what_staging_was_sent_and_keeps_nothing(staging, alice):
    first = result(alice.professional, "R1")
    staging.report(first)

    again = staging.post(f"{RESULTS}/check", {"results": [first, result(alice.professional, "R2")]})

    assert codes_of(again) == ["repeated", "duplicate"]
    assert [one["external_id"] for one in staging.get(RESULTS).json()["results"]] == ["R1"]


def test_staging_answers_every_order_within_one_list_as_the_real_thing(staging, caller, alice, bob):
    first = result(alice.professional, "R1")
    later, latest = (first | {"passed_on": f"2020-06-0{day}", "supersedes": True} for day in (2, 3))
    other = result(bob.professional, "R2")
    for who in (staging, caller):
        said = [
            codes_of(who.report(*rows, key=f"k{place}"))
            for place, rows in enumerate(
                (
                    [first, first, later, other],
                    [first, later, latest, later],
                    [other | {"supersedes": True}, result(bob.professional, "R3"), latest],
                )
            )
        ]

        assert said == [
            ["unsigned", "repeated", "twice", "unsigned"],
            ["repeated", "unsigned", "twice", "repeated"],
            ["repeated", "duplicate", "unsigned"],
        ]


def test_a_resend_in_staging_is_answered_in_words(staging, alice):
    first = result(alice.professional)
    staging.report(first)

    again = staging.report(first, key="k2").json()

    assert "此前已接收，内容相同，不重复计入。" in str(again["receipts"])
