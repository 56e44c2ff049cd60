from datetime import timedelta

import pytest

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.writing.identity import birth_date
from credits.engine.convert import convert
from credits.engine.records import parse_records
from credits.queries import policy_here
from registry.activities.queries.ledger import ledger_of, records_of
from registry.activities.services import activity as services
from registry.activities.services import activity_review as review
from registry.activities.services import taking_back
from registry.activities.services.activity import Incomplete
from registry.enums import ActivityState
from registry.models import Activity, AuditEntry, Award, Professional, SlotClaim
from tests import factories
from tests.registry.activities.activity_factories import (
    FACTS,
    lines_on,
    make_draft,
    make_evidence,
    make_submitted,
)

pytestmark = pytest.mark.django_db


def kept_awards(activity):
    return {
        (row.year, row.subject, row.hours, row.clause, row.why, row.deemed) for row in activity.awards.all()
    }


def converted(activity):
    policy = policy_here()
    result = convert(policy, parse_records(policy, records_of([activity])))
    return {(one.year, one.subject, one.hours, one.clause, one.why, one.deemed) for one in result.awards}


@pytest.mark.parametrize("kind", FACTS)
def test_submit_of_every_kind_keeps_what_convert_gives(alice, kind):
    activity = make_submitted(alice, kind)

    assert activity.state == ActivityState.SUBMITTED
    assert kept_awards(activity) == converted(activity)
    assert kept_awards(activity)


@pytest.mark.parametrize("kind", FACTS)
def test_submit_refused_without_evidence_whatever_the_kind(alice, kind):
    activity = make_draft(alice, kind)

    with pytest.raises(Incomplete) as refusal:
        services.submit(actor=alice, activity=activity, edit=activity.edit)

    assert "证明材料未齐" in refusal.value.sentences[0]
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.DRAFT


def test_the_kinds_under_test_are_those_of_the_policy():
    assert set(FACTS) == set(policy_here().kinds)


def test_create_draft_twice_takes_up_the_untouched_one(alice):
    first = services.create_draft(actor=alice, kind="paper")
    second = services.create_draft(actor=alice, kind="paper")

    assert first == second
    assert Activity.objects.count() == 1


def test_create_draft_refused_for_a_login_without_a_person(world):
    office = factories.make_user("office")

    with pytest.raises(Refused, match="没有关联到专业技术人员"):
        services.create_draft(actor=office, kind="paper")


def test_save_draft_keeps_what_is_unfinished(alice):
    facts = {"author_rank": "第一", "date": "2018-13-40"}

    activity = make_draft(alice, "paper", facts=facts)

    assert Activity.objects.get(pk=activity.pk).facts == facts
    assert kept_awards(activity) == set()


def test_save_draft_refuses_an_old_edit_number_and_changes_nothing(alice):
    activity = make_draft(alice, "award", title="第一稿")
    services.save_draft(
        actor=alice, activity=activity, title="另一页", note="", facts=activity.facts, edit=activity.edit
    )

    with pytest.raises(Stale):
        services.save_draft(
            actor=alice, activity=activity, title="旧页", note="", facts={}, edit=activity.edit
        )

    assert Activity.objects.get(pk=activity.pk).title == "另一页"


def test_save_draft_with_an_old_number_and_the_same_content_is_no_conflict(alice):
    activity = make_draft(alice, "award")

    again = services.save_draft(
        actor=alice, activity=activity, title=activity.title, note="", facts=activity.facts, edit=0
    )

    assert again.edit == activity.edit


def test_save_draft_refuses_more_than_sixty_lines(alice):
    days = [clock.today() - timedelta(days=400 - step) for step in range(61)]

    with pytest.raises(Refused, match="最多60行"):
        make_draft(alice, "training", facts=lines_on(*days))


def test_save_draft_refused_for_a_colleague(alice, bob):
    activity = make_draft(alice)

    with pytest.raises(Refused, match="只有本人"):
        services.save_draft(actor=bob, activity=activity, title="", note="", facts={}, edit=activity.edit)


def test_submit_refused_without_confirmed_employment(world):
    nomad = factories.make_person("nomad")
    activity = make_draft(nomad, "award")
    make_evidence(nomad, activity)

    with pytest.raises(Refused, match="没有经单位确认的任职信息"):
        services.submit(actor=nomad, activity=activity, edit=activity.edit)


def test_submit_sets_the_present_employer(alice, world):
    activity = make_submitted(alice, "award")

    assert activity.organisation == world.employer


def test_submit_refused_for_a_date_to_come(alice):
    tomorrow = clock.today() + timedelta(days=1)
    activity = make_draft(alice, "training", facts=lines_on("2019-05-06", tomorrow))
    make_evidence(alice, activity)

    with pytest.raises(Incomplete) as refusal:
        services.submit(actor=alice, activity=activity, edit=activity.edit)

    assert [fault.fact for fault in refusal.value.faults] == ["lines[1].date"]
    assert "在今天之后" in refusal.value.faults[0].message


def test_submit_today_is_not_to_come(alice):
    activity = make_submitted(alice, "training", facts=lines_on(clock.today()))

    assert activity.state == ActivityState.SUBMITTED


def refused_beside(user, kind="training", **values):
    """The sentences that keep a second record from being submitted beside what is there."""
    second = make_draft(user, kind, **values)
    make_evidence(user, second)
    with pytest.raises(Incomplete) as refusal:
        services.submit(actor=user, activity=second, edit=second.edit)
    assert Activity.objects.get(pk=second.pk).state == ActivityState.DRAFT
    return refusal.value.sentences


def test_submit_refused_for_a_taken_slot_names_both_records_and_the_date(alice):
    make_submitted(alice, title="甲班", facts=lines_on("2019-05-06", slot="morning"))

    (sentence,) = refused_beside(alice, title="乙班", facts=lines_on("2019-05-06", slot="day"))

    assert "“甲班”（2019年5月6日）" in sentence
    assert "“乙班”（2019年5月6日）" in sentence
    assert "2019年5月6日上午的时段重叠" in sentence


def test_an_evening_beside_a_whole_day_is_cut_and_says_beside_which_record(alice):
    make_submitted(alice, title="甲班", facts=lines_on("2019-05-06", slot="day"))

    second = make_submitted(alice, title="夜校", facts=lines_on("2019-05-06", slot="evening"))

    (award,) = second.awards.all()
    assert award.hours == 0
    assert "同一人同一天最多 10 学时（分），当日已按“甲班”（2019年5月6日）计算，本项计 0" in award.why


@pytest.mark.parametrize("first", ["evening", "day"])
def test_the_order_of_entry_decides_no_hour(alice, first):
    lecture = ("夜校", lines_on("2019-05-06", slot="evening", subject="public"))
    week = (
        "甲班",
        lines_on("2019-05-06", "2019-05-07", "2019-05-08", "2019-05-09", "2019-05-10", slot="day"),
    )
    for title, facts in [lecture, week] if first == "evening" else [week, lecture]:
        make_submitted(alice, title=title, facts=facts)

    earned = {
        award.activity.title: award.hours
        for award in Award.objects.filter(professional=alice.professional).select_related("activity")
    }
    (line,) = ledger_of(alice.professional, [2019]).years
    assert earned == {"夜校": 0, "甲班": 50}
    assert (line.hours["professional"], line.hours["public"]) == (50, 0)


def test_what_a_reviewer_approved_stands_and_the_rest_of_the_day_gives_way(alice, bob):
    lecture = make_submitted(alice, title="夜校", facts=lines_on("2019-05-06", slot="evening"))
    review.approve(actor=bob, activity=lecture)

    day = make_submitted(alice, title="甲班", facts=lines_on("2019-05-06", slot="day"))

    assert [award.hours for award in day.awards.all()] == [8]
    assert ledger_of(alice.professional, [2019]).years[0].total == 10


def test_hours_come_back_when_the_other_record_is_withdrawn(alice):
    lecture = make_submitted(alice, title="夜校", facts=lines_on("2019-05-06", slot="evening"))
    day = make_submitted(alice, title="甲班", facts=lines_on("2019-05-06", slot="day"))
    assert lecture.awards.get().hours == 0

    services.withdraw(actor=alice, activity=day)

    assert lecture.awards.get().hours == 2


@pytest.mark.parametrize(
    "again", ["10.1234/ABC", "doi：10.1234/abc", "https://doi.org/10.1234/Abc", "１０.１２３４/abc"]
)
def test_the_same_work_in_another_spelling_is_refused(alice, again):
    make_submitted(alice, "paper", title="论文甲", facts=FACTS["paper"] | {"work": "10.1234/abc"})

    (sentence,) = refused_beside(alice, "paper", title="论文乙", facts=FACTS["paper"] | {"work": again})

    assert "同一成果" in sentence


ALIKE = ["training", "paper", "award", "computer_exam", "degree_course", "online"]


@pytest.mark.parametrize("kind", ALIKE)
def test_same_kind_name_and_date_is_asked_about_and_told_to_the_reviewer(alice, kind):
    facts = {key: value for key, value in FACTS[kind].items() if key != "work"}
    if kind == "training":
        facts = lines_on("2019-05-06", slot="morning")
    make_submitted(alice, kind, title="全省水利（信息化）成果", facts=facts)
    if kind == "training":
        facts = lines_on("2019-05-06", slot="evening")
    second = make_draft(alice, kind, title="全省水利(信息化) 成果", facts=facts)
    make_evidence(alice, second)

    with pytest.raises(Incomplete) as refusal:
        services.submit(actor=alice, activity=second, edit=second.edit)
    assert [one.title for one in refusal.value.alike] == ["全省水利（信息化）成果"]

    sent = services.submit(actor=alice, activity=second, edit=second.edit, distinct=True)
    assert sent.versions.get().content["distinct_from"] == [str(refusal.value.alike[0].public_id)]


def test_another_date_is_not_asked_about(alice):
    make_submitted(alice, "award", title="科技进步奖")

    second = make_submitted(alice, "award", title="科技进步奖", facts=FACTS["award"] | {"date": "2017-11-11"})

    assert second.state == ActivityState.SUBMITTED


def test_a_date_before_the_sixteenth_birthday_is_refused_at_its_field(alice):
    born = birth_date(alice.professional.identity_type, alice.professional.identity_number)
    young = born.replace(year=born.year + 16) - timedelta(days=1)
    activity = make_draft(alice, "degree_course", facts={"date": young.isoformat()})
    make_evidence(alice, activity)

    with pytest.raises(Incomplete) as refusal:
        services.submit(actor=alice, activity=activity, edit=activity.edit)

    (fault,) = refusal.value.faults
    assert fault.fact == "date"
    assert "年满十六周岁" in fault.message
    activity = services.save_draft(
        actor=alice,
        activity=activity,
        title="课程",
        note="",
        edit=activity.edit,
        facts={"date": (young + timedelta(days=1)).isoformat()},
    )
    assert (
        services.submit(actor=alice, activity=activity, edit=activity.edit).state == ActivityState.SUBMITTED
    )


def test_a_number_without_a_birth_date_says_nothing(alice):
    Professional.objects.filter(pk=alice.professional_id).update(
        identity_type="passport", identity_number="E12345678"
    )
    alice.professional.refresh_from_db()
    activity = make_draft(alice, "degree_course", facts={"date": "1951-01-01"})
    make_evidence(alice, activity)

    assert (
        services.submit(actor=alice, activity=activity, edit=activity.edit).state == ActivityState.SUBMITTED
    )


def test_submit_refused_for_the_same_work_names_both_records(alice):
    make_submitted(alice, "paper", title="论文甲")

    (sentence,) = refused_beside(
        alice, "paper", title="论文乙", facts=FACTS["paper"] | {"date": "2018-10-01"}
    )

    assert "“论文甲”（2018年9月1日）" in sentence
    assert "“论文乙”（2018年10月1日）" in sentence
    assert "同一成果" in sentence


def test_two_half_days_of_one_date_go_together(alice):
    make_submitted(alice, title="甲班", facts=lines_on("2019-05-06", slot="morning"))

    second = make_submitted(alice, title="乙班", facts=lines_on("2019-05-06", slot="afternoon"))

    assert second.state == ActivityState.SUBMITTED


def test_the_slots_of_another_person_are_their_own(alice, charlie):
    make_submitted(alice, facts=lines_on("2019-05-06"))

    theirs = make_submitted(charlie, facts=lines_on("2019-05-06"))

    assert theirs.state == ActivityState.SUBMITTED


def test_the_database_refuses_a_slot_that_a_check_missed(alice):
    first = make_submitted(alice, title="甲班", facts=lines_on("2019-05-06"))
    Activity.objects.filter(pk=first.pk).update(
        state=ActivityState.RETURNED
    )  # claims stay, the check sees nothing
    second = make_draft(alice, title="乙班", facts=lines_on("2019-05-06"))
    make_evidence(alice, second)

    with pytest.raises(Refused, match="刚刚被您的另一条记录占用"):
        services.submit(actor=alice, activity=second, edit=second.edit)

    assert list(SlotClaim.objects.values_list("activity", flat=True).distinct()) == [first.pk]


def test_submit_twice_is_once(alice):
    activity = make_draft(alice)
    make_evidence(alice, activity)
    first = services.submit(actor=alice, activity=activity, edit=activity.edit)

    second = services.submit(actor=alice, activity=first, edit=first.edit)

    assert second.version == 1
    assert AuditEntry.objects.filter(action="activity.submitted").count() == 1


def test_every_submission_is_kept_as_a_version(alice, bob):
    activity = make_submitted(alice, "award", title="第一次")
    review.return_(actor=bob, activity=activity, text="名称不全")
    returned = Activity.objects.get(pk=activity.pk)
    changed = services.save_draft(
        actor=alice, activity=returned, title="第二次", note="", facts=returned.facts, edit=returned.edit
    )

    services.submit(actor=alice, activity=changed, edit=changed.edit)

    versions = activity.versions.order_by("number")
    assert [(row.number, row.content["title"]) for row in versions] == [(1, "第一次"), (2, "第二次")]
    assert versions[0].content["evidence"][0]["sha256"]
    assert versions[0].content["awards"][0]["hours"] == "60.00"
    assert versions[0].content["policy"]["sha256"] == policy_here().sha256


def test_withdraw_frees_the_slots(alice):
    first = make_submitted(alice, title="甲班", facts=lines_on("2019-05-06"))

    services.withdraw(actor=alice, activity=first)

    assert make_submitted(alice, title="乙班", facts=lines_on("2019-05-06")).state == ActivityState.SUBMITTED


def test_discard_of_a_draft_never_submitted_leaves_nothing(alice, django_capture_on_commit_callbacks):
    from cejc.lib import storage

    activity = make_draft(alice, "award")
    (file,) = make_evidence(alice, activity)

    with django_capture_on_commit_callbacks(execute=True):
        gone = services.discard(actor=alice, activity=activity)

    assert gone
    assert not Activity.objects.filter(pk=activity.pk).exists()
    assert not storage.exists(file.stored_name)


def test_discard_after_a_submission_keeps_the_record(alice):
    activity = services.withdraw(actor=alice, activity=make_submitted(alice, "award"))

    gone = services.discard(actor=alice, activity=activity)

    assert not gone
    assert Activity.objects.get(pk=activity.pk).state == ActivityState.DISCARDED
    assert activity.evidence.count() == 1


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", "=HYPERLINK(1)", "欧阳·𬱖娜", "名" * 200, "{{ 7|add:7 }}", "a'\";--"],
)
def test_a_title_is_kept_as_it_was_written(alice, title):
    activity = make_submitted(alice, "award", title=title)

    assert activity.versions.get().content["title"] == title


def submitted(user):
    return make_submitted(user, "award")


def state_makers():
    """state -> how an activity gets there: (alice, bob) -> Activity."""

    def begun(alice, bob):
        return review.begin(actor=bob, activity=submitted(alice))

    def returned(alice, bob):
        return review.return_(actor=bob, activity=submitted(alice), text="请更正")

    def approved(alice, bob):
        return review.approve(actor=bob, activity=submitted(alice))

    def revoked(alice, bob):
        return taking_back.take_back(actor=bob, activity=approved(alice, bob), reason="证书有误")

    def discarded(alice, bob):
        activity = services.withdraw(actor=alice, activity=submitted(alice))
        services.discard(actor=alice, activity=activity)
        return activity

    def draft(alice, bob):
        activity = make_draft(alice, "award")
        make_evidence(alice, activity)
        return activity

    return {
        "draft": draft,
        "submitted": lambda alice, bob: submitted(alice),
        "begun": begun,
        "returned": returned,
        "approved": approved,
        "revoked": revoked,
        "discarded": discarded,
    }


ACTIONS = {
    "save": lambda alice, bob, row: services.save_draft(
        actor=alice, activity=row, title="新的名称", note="", facts=row.facts, edit=row.edit
    ),
    "submit": lambda alice, bob, row: services.submit(actor=alice, activity=row, edit=row.edit),
    "withdraw": lambda alice, bob, row: services.withdraw(actor=alice, activity=row),
    "discard": lambda alice, bob, row: services.discard(actor=alice, activity=row),
    "begin": lambda alice, bob, row: review.begin(actor=bob, activity=row),
    "approve": lambda alice, bob, row: review.approve(actor=bob, activity=row, edit=row.edit),
    "return": lambda alice, bob, row: review.return_(actor=bob, activity=row, text="请更正", edit=row.edit),
    "take back": lambda alice, bob, row: taking_back.take_back(actor=bob, activity=row, reason="证书有误"),
}
# state -> action -> the state after; what is not listed is refused and changes nothing.
LEGAL = {
    "draft": {"save": "draft", "submit": "submitted", "discard": "gone"},
    "submitted": {
        "submit": "submitted",
        "withdraw": "draft",
        "begin": "begun",
        "approve": "approved",
        "return": "returned",
    },
    "begun": {"submit": "begun", "begin": "begun", "approve": "approved", "return": "returned"},
    "returned": {"save": "returned", "submit": "submitted", "discard": "discarded", "return": "returned"},
    "approved": {"approve": "approved", "take back": "revoked"},
    "revoked": {"take back": "revoked"},
    "discarded": {"discard": "discarded"},
}
# Asking again for what stands is answered with what stands, and begin passes over what is past it.
UNCHANGED = {
    ("draft", "begin"),
    ("returned", "begin"),
    ("approved", "begin"),
    ("discarded", "begin"),
    ("revoked", "begin"),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", state_makers())
def test_action_in_state(alice, bob, state, action):
    row = Activity.objects.get(pk=state_makers()[state](alice, bob).pk)
    assert row.state == state
    after = state if (state, action) in UNCHANGED else LEGAL[state].get(action)

    if after is None:
        with pytest.raises(Refused):
            ACTIONS[action](alice, bob, row)
        after = state
    else:
        ACTIONS[action](alice, bob, row)

    found = Activity.objects.filter(pk=row.pk).first()
    assert (found.state if found else "gone") == after


def test_every_state_has_a_row_in_the_table():
    assert set(LEGAL) == set(state_makers()) == set(ActivityState.values)
