import re

import pytest
from django.db import IntegrityError, transaction

from cejc.errors import Refused
from credits.queries import policy_here
from registry.activities.services import activity as activities
from registry.activities.services import activity_review as review
from registry.activities.services import evidence as files
from registry.activities.services import flag_decision as services
from registry.activities.views.flag import side_of
from registry.activities.views.flag_words import masked
from registry.enums import FlagState
from registry.models import Activity, AuditEntry, EvidenceFlag
from tests.registry.activities.activity_factories import (
    documents_for,
    lines_on,
    make_draft,
    make_evidence,
    make_submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(alice, charlie):
    """Alice and Charlie, of different employers, handed in the same certificate."""
    make_submitted(alice, "award", label="同一份")
    make_submitted(charlie, "award", label="同一份")
    return EvidenceFlag.objects.get()


def test_the_same_file_of_two_people_raises_one_flag(alice, charlie):
    first = make_submitted(alice, "award", label="同一份")
    second = make_submitted(charlie, "award", label="同一份")

    flag = EvidenceFlag.objects.get()

    assert (flag.first.activity, flag.second.activity, flag.same_person) == (first, second, False)


def test_the_same_file_twice_by_one_person_raises_a_flag(alice):
    make_submitted(alice, "award", label="同一份", title="甲奖")
    make_submitted(alice, "award", label="同一份", title="乙奖")

    assert EvidenceFlag.objects.get().same_person


def test_three_files_of_a_pair_raise_one_flag_that_names_all(alice, login, bob):
    """What a training course asks for is three files: nine pairs of files are one question."""
    make_submitted(alice, "training", label="同一班", title="甲班", facts=lines_on("2019-05-06"))
    make_submitted(alice, "training", label="同一班", title="乙班", facts=lines_on("2019-05-08"))

    flag = EvidenceFlag.objects.get()
    assert len(flag.files) == len(documents_for("training")) > 1

    page = login(bob).get(f"/review/{flag.second.activity.public_id}/").content.decode()
    assert "“甲班”" in page
    assert "“乙班”" in page
    login(bob).post(f"/flags/{flag.public_id}/", {"decision": "cleared", "note": "同一通知，两期"})
    assert review.approve(actor=bob, activity=flag.first.activity).state == "approved"
    assert review.approve(actor=bob, activity=flag.second.activity).state == "approved"


def test_a_file_that_comes_later_asks_again_about_the_same_pair_and_what_was_answered_does_not(
    flag, alice, bob
):
    services.decide_flag(actor=bob, flag=flag, upheld=False, note="已说明")
    activity = flag.first.activity
    review.return_(actor=bob, activity=activity, reasons=["duplicate"])
    other = make_evidence(alice, flag.second.activity, label="第二份")
    make_evidence(alice, activity, label="第二份")
    row = Activity.objects.get(pk=activity.pk)

    activities.submit(actor=alice, activity=row, edit=row.edit)

    assert EvidenceFlag.objects.count() == 2
    assert EvidenceFlag.objects.get(state=FlagState.OPEN).files == [other[0].sha256]


def test_two_open_flags_of_one_pair_cannot_stand(flag):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFlag.objects.create(first=flag.second, second=flag.first, same_person=False)


def test_a_draft_with_the_same_file_accuses_nobody(alice, charlie):
    make_evidence(charlie, make_draft(charlie, "award"), label="同一份")

    make_submitted(alice, "award", label="同一份")

    assert not EvidenceFlag.objects.exists()


def test_other_files_raise_nothing(alice, charlie):
    make_submitted(alice, "award")
    make_submitted(charlie, "award")

    assert not EvidenceFlag.objects.exists()


def test_looking_again_after_commit_raises_no_second_flag(flag, run_jobs):
    run_jobs()

    assert EvidenceFlag.objects.count() == 1


def test_two_submissions_that_did_not_see_each_other_are_flagged_by_the_worker(flag, run_jobs):
    EvidenceFlag.objects.all().delete()

    run_jobs()

    assert EvidenceFlag.objects.count() == 1


def test_replacing_the_file_closes_the_flag_at_the_next_submission(flag, alice, bob):
    activity = flag.first.activity
    review.return_(actor=bob, activity=activity, reasons=["duplicate"])
    files.remove(actor=alice, evidence=flag.first)
    make_evidence(alice, activity, label="另一份")
    returned = Activity.objects.get(pk=activity.pk)

    activities.submit(actor=alice, activity=returned, edit=returned.edit)

    flag.refresh_from_db()
    assert (flag.state, flag.note, flag.decided_by) == (FlagState.CLEARED, "材料已由本人更换", None)


def test_clear_lets_the_review_go_on(flag, bob):
    services.decide_flag(actor=bob, flag=flag, upheld=False, note="同一奖项，两人都是完成人")

    approved = review.approve(actor=bob, activity=flag.first.activity)

    assert approved.state == "approved"
    assert AuditEntry.objects.get(action="evidence_flag.cleared").reason == "同一奖项，两人都是完成人"


def test_uphold_is_kept_with_note_and_reviewer(flag, bob):
    services.decide_flag(actor=bob, flag=flag, upheld=True, note="证书上没有本人姓名")

    flag.refresh_from_db()
    assert (flag.state, flag.decided_by) == (FlagState.UPHELD, bob)


def test_deciding_twice_is_refused(flag, bob, hana):
    services.decide_flag(actor=bob, flag=flag, upheld=False, note="已说明")

    with pytest.raises(Refused, match="已经核对过"):
        services.decide_flag(actor=hana, flag=flag, upheld=True, note="属实")


def test_deciding_without_a_note_is_refused(flag, bob):
    with pytest.raises(Refused, match="请说明核对的情况"):
        services.decide_flag(actor=bob, flag=flag, upheld=False, note="  ")


@pytest.mark.parametrize("who", ["alice", "petra", "admin"])
def test_deciding_is_for_reviewers_of_one_of_the_records(flag, who, request):
    with pytest.raises(Refused):
        services.decide_flag(actor=request.getfixturevalue(who), flag=flag, upheld=False, note="说明")

    flag.refresh_from_db()
    assert flag.state == FlagState.OPEN


def test_a_side_outside_the_seats_shows_no_name_title_or_file(flag, bob):
    own, other = (side_of(policy_here(), bob, one) for one in (flag.first, flag.second))

    assert own["seen"]
    assert own["name"] == "欧阳晓𬱖"
    assert not other["seen"]
    assert other["name"] == "陈*"
    assert set(other) == {"seen", "unit", "kind", "date", "submitted", "state", "document", "name"}


@pytest.mark.parametrize(("name", "shown"), [("陈立", "陈*"), ("欧阳晓𬱖", "欧***"), ("王", "王")])
def test_masked(name, shown):
    assert masked(name) == shown


def test_flag_page_is_absent_for_its_owner_and_for_outsiders(flag, login, alice, petra, bob):
    address = f"/flags/{flag.public_id}/"

    assert login(alice).get(address).status_code == 404
    assert login(petra).get(address).status_code == 404
    assert login(bob).get(address).status_code == 200


def test_flag_page_hides_the_other_units_person_from_the_reviewer(flag, login, bob):
    page = login(bob).get(f"/flags/{flag.public_id}/").content.decode()

    assert "欧阳晓𬱖" in page
    assert "陈立" not in page
    assert re.search(r'class="state state-waiting">.*?待核对</span>\s*</h1>', page, re.S)
    assert str(flag.second.activity.public_id) not in page


def test_flag_page_posts_a_decision(flag, login, bob):
    answer = login(bob).post(f"/flags/{flag.public_id}/", {"decision": "upheld", "note": "证书不符"})

    flag.refresh_from_db()
    assert answer.status_code == 302
    assert flag.state == FlagState.UPHELD


def test_flag_page_without_a_note_says_so_and_changes_nothing(flag, login, bob):
    answer = login(bob).post(f"/flags/{flag.public_id}/", {"decision": "upheld", "note": ""})

    flag.refresh_from_db()
    assert answer.status_code == 422
    assert flag.state == FlagState.OPEN


def test_the_person_reads_why_a_record_came_back_for_an_upheld_flag(flag, alice, bob, login):
    services.decide_flag(
        actor=bob, flag=flag, upheld=True, note="证书上没有本人姓名", against=flag.first.activity
    )

    for page in ("", "edit/"):
        shown = login(alice).get(f"/activities/{flag.first.activity.public_id}/{page}").content.decode()
        assert "证书上没有本人姓名" in shown
