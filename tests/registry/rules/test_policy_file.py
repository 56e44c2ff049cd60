"""The life of a policy file: who writes, who puts it in force, what follows."""

from datetime import date

import pytest

from cejc import clock
from cejc.errors import Refused, Stale
from credits.governing import governing
from credits.models import PolicyVersion
from registry.enums import OrganisationKind, Role, Route
from registry.models import AuditEntry, Job, Message, PolicyFile
from registry.rules.services import policy_file, publishing
from registry.rules.services.policy_jobs import count_again, tell_seats
from registry.rules.services.policy_values import change_values, draft_amendment, replacing, rework_examples
from tests import factories
from tests.registry.rules import policy_factories as make

pytestmark = pytest.mark.django_db
AMENDED = {
    "document_number": "湘人社函〔2020〕45号",
    "document_date": date(2020, 6, 10),
    "reasons": "受理时间延长。",
    "reweigh": False,
}


@pytest.fixture
def of_2020(world):
    return make.of_2020()


@pytest.fixture
def bella(world):
    """An officer of a city's bureau."""
    city = factories.make_organisation(
        "长沙市人力资源和社会保障局", kind=OrganisationKind.BUREAU, region="430100", route=Route.CITY
    )
    user = factories.make_person("bella", "白兰")
    factories.make_membership(user, city, Role.BUREAU)
    return user


def test_portal_is_set_up_with_its_own_policy_before_officers_are_there(world):
    row = make.of_2020()

    assert (row.state, row.version.in_force) == ("published", True)
    assert publishing.set_up(text=row.text, name="x")[1] is False
    assert AuditEntry.objects.filter(action="policy_file.set_up").count() == 1


def test_once_officers_are_there_nothing_is_set_up_past_them(world, petra):
    with pytest.raises(Refused, match="政策须由两位经办人发布"):
        make.of_2020()

    assert not PolicyVersion.objects.exists()


def test_notice_of_next_year_is_published_early_and_governs_from_its_day_on(of_2020, petra, paul):
    row = make.published(petra, paul)

    assert (row.state, row.published_by) == ("published", paul)
    assert governing(day=date(2020, 6, 2)).policy.name == "hunan-2020"
    assert governing(day=date(2020, 6, 2)).following.name == "hunan-2021"
    assert governing(day=date(2021, 3, 1)).policy.spans[0].first == 2016


def test_steps_stand_in_the_log_with_their_officers(of_2020, petra, paul):
    row = make.published(petra, paul)

    entries = AuditEntry.objects.filter(subject=str(row.public_id)).order_by("pk")
    assert [(one.action.partition(".")[2], one.actor_label.partition("（")[0]) for one in entries] == [
        ("drafted", "彭悦"),
        ("written", "彭悦"),
        ("written", "彭悦"),
        ("checked", "彭悦"),
        ("tried", "系统"),
        ("proposed", "彭悦"),
        ("published", "潘立"),
    ]


def test_whoever_proposed_does_not_publish(of_2020, petra):
    row = make.proposed(petra)

    with pytest.raises(Refused, match="提出的人不能自己签发"):
        publishing.publish(actor=petra, file=row)

    assert PolicyVersion.objects.count() == 1


def test_second_login_of_the_same_person_does_not_publish_either(of_2020, world, petra):
    twin = factories.province_of(world.province, "petra2", "彭悦")
    twin.professional = petra.professional
    twin.save()
    row = make.proposed(petra)

    with pytest.raises(Refused, match="提出的人不能自己签发"):
        publishing.publish(actor=twin, file=row)


def test_publishing_twice_is_publishing_once(of_2020, petra, paul):
    row = make.published(petra, paul)

    publishing.publish(actor=paul, file=row)

    assert PolicyVersion.objects.filter(name="hunan-2021").count() == 1
    assert Job.objects.filter(kind="policy.tell").count() == 1


@pytest.mark.parametrize("actor", ["alice", "bob", "dora", "charlie"])
def test_others_neither_see_nor_draft(of_2020, actor, request):
    user = request.getfixturevalue(actor)

    assert not PolicyFile.objects.visible_to(user).exists()
    with pytest.raises(Refused, match="政策文件由"):
        policy_file.draft(actor=user, text="format = 1")


def test_file_with_faults_is_not_checked_and_says_where_they_are(of_2020, petra):
    row = make.drafted(petra)
    policy_file.write(actor=petra, file=row, text=row.text + "\nunknown = 1\n[yearly_total]\nmin = 10\n")

    with pytest.raises(policy_file.Faulty) as caught:
        policy_file.check(actor=petra, file=row)

    assert caught.value.faults
    row.refresh_from_db()
    assert (row.state, row.checked_sha256) == ("draft", "")


def test_change_after_the_check_goes_back_to_the_draft(of_2020, petra):
    row = make.tried(petra)

    row = policy_file.write(actor=petra, file=row, text=row.text + "\n# 说明\n")

    assert (row.state, row.checked_sha256) == ("draft", "")
    with pytest.raises(Stale):
        publishing.propose(actor=petra, file=row)


def test_trial_of_another_text_counts_for_nothing(of_2020, petra):
    row = policy_file.check(actor=petra, file=make.drafted(petra))

    row = policy_file.tried(file=row, sha256="ab" * 32)

    assert row.state == "checked"


def test_form_that_somebody_else_overtook_is_stale(of_2020, petra, paul):
    row = make.drafted(petra)
    policy_file.write(actor=paul, file=row, text=row.text + "\n# 说明\n", edit=row.edit)

    with pytest.raises(Stale):
        policy_file.write(actor=petra, file=row, text="format = 1", edit=row.edit)


def test_returned_file_is_a_draft_again_and_its_author_reads_why(of_2020, petra, paul):
    row = publishing.return_(actor=paul, file=make.proposed(petra), reason="截止日期有误")

    assert (row.state, row.reason) == ("draft", "截止日期有误")
    assert Message.objects.get(recipient=petra, kind="policy_returned").body == "退回的理由：截止日期有误"


def test_amendment_takes_the_place_of_the_edition_before(of_2020, petra, paul):
    draft = draft_amendment(actor=petra, base=of_2020, **AMENDED)
    draft = change_values(
        actor=petra, file=draft, values={"routes__central__stages__filing__window__closes": "09-10"}
    )
    checked = policy_file.check(actor=petra, file=draft)
    ready = policy_file.tried(file=checked, sha256=checked.checked_sha256)
    publishing.propose(actor=petra, file=ready)

    row = publishing.publish(actor=paul, file=ready)

    of_2020.refresh_from_db()
    found = governing(day=date(2020, 6, 11)).policy
    closes = [stage.window.closes for stage in found.routes["central"].stages if stage.window]
    assert (row.edition, of_2020.state, closes) == (2, "amended", [date(2020, 9, 10)])
    assert PolicyVersion.objects.get(edition=1).retired_why == "amended"


def test_second_amendment_is_not_begun_beside_the_first(of_2020, petra):
    draft_amendment(actor=petra, base=of_2020, **AMENDED)

    with pytest.raises(Refused, match="已有一份修订正在办理"):
        draft_amendment(actor=petra, base=of_2020, **AMENDED)


def test_withdrawal_wants_a_second_officer_and_a_reason(of_2020, petra, paul):
    row = make.published(petra, paul)
    with pytest.raises(Refused, match="请写明撤回的理由"):
        publishing.ask_withdrawal(actor=petra, file=row, reason=" ")
    publishing.ask_withdrawal(actor=petra, file=row, reason="文号有误，另行发布")
    with pytest.raises(Refused, match="提出的人不能自己签发"):
        publishing.withdraw(actor=petra, file=row)

    row = publishing.withdraw(actor=paul, file=row)

    assert row.state == "withdrawn"
    assert governing(day=date(2021, 6, 1)).policy.name == "hunan-2020"


def test_only_policy_in_force_cannot_be_withdrawn(of_2020, petra, paul):
    publishing.ask_withdrawal(actor=petra, file=of_2020, reason="试一试")

    with pytest.raises(Refused, match="唯一在执行的政策"):
        publishing.withdraw(actor=paul, file=of_2020)

    assert governing(day=date(2020, 6, 1)).policy.name == "hunan-2020"


def test_kept_policy_goes_on(of_2020, petra, paul):
    publishing.ask_withdrawal(actor=petra, file=of_2020, reason="试一试")

    row = publishing.keep(actor=paul, file=of_2020)

    assert (row.state, row.withdrawal_by) == ("published", None)


def test_every_seat_hears_once(of_2020, petra, paul, bob, alice):
    row = make.published(petra, paul)
    job = Job.objects.get(kind="policy.tell")
    job.payload = {"file": str(row.public_id)}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registry.rules.services.policy_jobs.beat", lambda *_args: None)
        tell_seats(job)
        tell_seats(job)

    told = Message.objects.filter(kind="policy_published")
    assert sorted(one.recipient.username for one in told) == ["bob", "paul", "petra"]
    assert "2021年3月1日起执行；在此之前仍按现行政策办理" in told[0].body


def test_waiting_records_are_weighed_by_a_policy_that_began(of_2020, petra, paul, alice, bob):
    from tests.registry.activities.activity_factories import make_submitted

    clock_day = clock.today()
    activity = make_submitted(alice, "paper")
    row = make.published(petra, paul, begins=clock_day)
    job = Job.objects.get(kind="policy.reweigh")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registry.rules.services.policy_jobs.beat", lambda *_args: None)
        count_again(job)

    assert row.version.begins <= clock_day
    assert set(activity.awards.values_list("policy", flat=True)) == {"hunan-2021"}


def test_city_drafts_for_its_own_place_alone(of_2020, bella):
    row = make.drafted(bella, name="city-2021")

    with pytest.raises(policy_file.Faulty, match="市州自定的政策只能适用于本市州"):
        policy_file.check(actor=bella, file=row)

    region = bella.seats[0].organisation.region
    row = policy_file.write(
        actor=bella, file=row, text=row.text + f'\n[scope]\nset = "city"\nregions = ["{region}"]\n'
    )
    assert policy_file.check(actor=bella, file=row).state == "checked"


def test_value_is_written_where_it_stands_and_nothing_else_is_touched(of_2020, petra):
    row = make.drafted(petra)

    changed = change_values(
        actor=petra, file=row, values={"spans__doctor__last": 2020, "document_number": "湘人社函〔2020〕46号"}
    )

    added = changed.text.replace(row.text.rstrip("\n"), "")
    assert "doctor" in added
    assert "document_number" not in added


def test_example_that_refuses_another_record_now_is_written_anew_without_the_old_name(of_2020, petra):
    """Tables of an extension are laid over those of its base: what no longer holds has to be taken out."""
    row = make.drafted(petra, reworked=False)
    text = row.text + '\n[[examples]]\nid = "day_same_slot"\nexpect = { refused = { r9 = "slot_taken" } }\n'
    row = policy_file.write(actor=petra, file=row, text=text)

    row = rework_examples(actor=petra, file=row)

    assert policy_file.faults_of(row.text) == ()


def test_replacing_takes_out_what_is_below_and_no_longer_wanted():
    below = {"refused": {"r1": "slot_taken"}, "years": {"2019": {"status": "met", "total": 90}}}

    found = replacing(below, {"refused": {"r2": "slot_taken"}, "years": {"2019": {"status": "short"}}})

    assert found == {
        "refused": {"r2": "slot_taken", "without": ["r1"]},
        "years": {"2019": {"status": "short", "without": ["total"]}},
    }
