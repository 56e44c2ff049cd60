"""An import of past years is taken back as a whole, as long as nobody has acted on a record of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from certification.models import CaseItem
from registry.activities.models.evidence import pair_of
from registry.activities.queries.ledger import claims_of
from registry.activities.services import activity as activities
from registry.activities.services import activity_review
from registry.activities.services.past_records_undo import rests
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.machinery.services.job import run_all
from registry.models import (
    Activity,
    ActivityVersion,
    AuditEntry,
    Evidence,
    EvidenceFlag,
    Message,
    SheetImport,
    SlotClaim,
)
from registry.people.services import sheet as sheets
from registry.people.services import sheet_work
from tests import factories
from tests.certification.rows import make_case
from tests.outcome import outcome
from tests.registry.activities.activity_factories import lines_on, make_submitted, png
from tests.registry.activities.history_books import award, book, scans, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(importing, ann):
    """A prize and a training of one person, taken in."""
    return importing(book(award("安然", ann.number), training("安然", ann.number)), scans("奖.png", "证.png"))


def undone(row, clerk):
    sheets.undo(actor=clerk, sheet=row)
    run_all()
    row.refresh_from_db()
    return row


def test_records_are_discarded_and_what_was_submitted_is_kept(imported, ann, bob):
    row = undone(imported, bob)

    assert (row.state, row.counts) == ("undone", {"new": 2, "undone": 2})
    assert set(Activity.objects.values_list("state", flat=True)) == {"discarded"}
    assert claims_of(ann) == []
    assert not SlotClaim.objects.exists()
    assert ActivityVersion.objects.count() == 2
    assert (Evidence.objects.count(), Evidence.objects.current().count()) == (3, 0)
    told = AuditEntry.objects.filter(action="activity.discarded")
    assert {(one.before["state"], one.after["state"], one.reason) for one in told} == {
        ("submitted", "discarded", "单位撤销了以往年度记录的导入（历史.xlsx）")
    }
    assert told.count() == 2


def test_page_says_what_undoing_means_and_does_it(imported, bob, login):
    here = reverse("registry:sheet-undo", args=[imported.public_id])
    assert "提交过的内容和材料留存备查" in login(bob).get(here).content.decode()
    result = login(bob).get(reverse("registry:sheet", args=[imported.public_id])).content.decode()
    assert "都还没有开始审核、本人没有改动、也不是认定申请依据的，可以整批撤销" in result

    outcome(
        login(bob).post(here),
        "已开始撤销，完成后给您发消息。",
        lambda: SheetImport.objects.get(pk=imported.pk).state == "undoing",
    )


def test_same_workbook_goes_in_again_after_it_was_undone_and_accuses_nobody(imported, importing, ann, bob):
    undone(imported, bob)

    row = importing(book(award("安然", ann.number), training("安然", ann.number)), scans("奖.png", "证.png"))

    assert row.counts == {"new": 2, "done": 2}
    assert len(claims_of(ann)) == 2
    assert not EvidenceFlag.objects.exists()


def test_another_record_counts_again_what_the_import_took_from_its_day(importing, ann, bob):
    row = importing(book(training("安然", ann.number, lines="2018-05-06 全天 专业科目")), scans("证.png"))
    own = make_submitted(
        factories.make_user(professional=ann), title="晚间培训", facts=lines_on("2018-05-06", slot="evening")
    )
    assert [int(one.hours) for one in own.awards.all()] == [0]

    undone(row, bob)

    assert [int(one.hours) for one in own.awards.all()] == [2]


def begun(row, ann, bob):
    activity_review.begin(actor=bob, activity=Activity.objects.get(kind="award"))
    return "“科技进步奖”现在是“审核中”"


def approved(row, ann, bob):
    activity_review.approve(actor=bob, activity=Activity.objects.get(kind="award"))
    return "“科技进步奖”现在是“已认可”"


def withdrawn(row, ann, bob):
    activities.withdraw(
        actor=factories.make_user(professional=ann), activity=Activity.objects.get(kind="award")
    )
    return "“科技进步奖”现在是“草稿”"


def applied(row, ann, bob):
    case = make_case(ann, state="initial_review", reached_province=False)
    CaseItem.objects.create(case=case, activity=Activity.objects.get(kind="award"))
    return "这是安然2020年度认定申请的依据"


@pytest.mark.parametrize("act", [begun, approved, withdrawn, applied])
def test_nothing_is_taken_back_while_something_rests_on_one_record(act, imported, ann, bob, login):
    said = act(imported, ann, bob)
    before = sorted(Activity.objects.values_list("pk", "state"))

    with pytest.raises(Refused, match="第2行安然"):
        sheets.undo(actor=bob, sheet=imported)
    answer = login(bob).post(reverse("registry:sheet-undo", args=[imported.public_id]))

    assert said in answer.content.decode()
    imported.refresh_from_db()
    assert imported.state == "done"
    assert sorted(Activity.objects.values_list("pk", "state")) == before


def test_of_a_long_import_the_worker_asks_before_it_takes_any_back(imported, ann, bob, login, monkeypatch):
    for module in (sheets, sheet_work):
        monkeypatch.setattr(module, "ASKED_AT_ONCE", 1)
    said = begun(imported, ann, bob)

    row = undone(imported, bob)

    assert row.state == "done"
    assert said in row.sentence
    assert set(Activity.objects.values_list("state", flat=True)) == {"begun", "submitted"}
    page = login(bob).get(reverse("registry:sheet", args=[row.public_id])).content.decode()
    assert "不能撤销：第2行安然" in page
    assert "的导入没有撤销" in page
    note = Message.objects.filter(recipient=bob, kind="sheet_done").order_by("-pk")[0]
    assert ("没有撤销" in note.subject, said in note.body) == (True, True)


def test_long_import_on_which_nothing_rests_is_undone_as_a_short_one(imported, bob, monkeypatch):
    for module in (sheets, sheet_work):
        monkeypatch.setattr(module, "ASKED_AT_ONCE", 1)

    assert undone(imported, bob).counts == {"new": 2, "undone": 2}


def test_record_that_somebody_begins_in_the_last_moment_stays_and_is_named(imported, ann, bob):
    sheets.undo(actor=bob, sheet=imported)
    begun(imported, ann, bob)
    run_all()

    imported.refresh_from_db()
    assert (imported.state, imported.counts) == ("undone", {"new": 2, "undone": 1, "kept": 1})
    assert imported.rows.get(outcome="kept").faults == [["", "“科技进步奖”现在是“审核中”。"]]
    assert dict(Activity.objects.values_list("kind", "state")) == {"award": "begun", "training": "discarded"}


def test_question_about_a_shared_file_ends_with_the_import(importing, ann, alice, bob):
    prize = make_submitted(alice, "award", label="x")
    name = f"x{Evidence.objects.get(activity=prize).document_kind}.png"
    row = importing(book(award("安然", ann.number, scan=name)), _zip(name))
    flag = EvidenceFlag.objects.get()
    assert (flag.state, flag.pair) == ("open", pair_of(prize.pk, Activity.objects.get(professional=ann).pk))

    undone(row, bob)

    flag.refresh_from_db()
    assert (flag.state, flag.note) == ("cleared", "导入已撤销")
    prize.refresh_from_db()
    assert prize.state == "submitted"


def _zip(name):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, png(name.removesuffix(".png")))
    return out.getvalue()


def test_only_the_units_hr_takes_an_import_back(imported, hana, alice, login):
    for user in (hana, alice):
        assert login(user).post(reverse("registry:sheet-undo", args=[imported.public_id])).status_code == 404
        with pytest.raises(Refused):
            sheets.undo(actor=user, sheet=imported)


@pytest.mark.parametrize("count", [1, 3])
def test_asking_what_rests_costs_the_same_however_many_rows(count, importing, ann, django_assert_num_queries):
    rows = [award("安然", ann.number, title=f"奖{n}", day=f"201{n}-11-11") for n in range(count)]
    row = importing(book(*rows), scans("奖.png"))
    written = list(row.rows.order_by("pk"))
    make_case(ann, state="initial_review", reached_province=False)

    with django_assert_num_queries(3):
        assert rests(row, written) == []


def test_scans_that_prove_no_record_go_with_the_import_and_the_others_stay(
    importing, ann, django_capture_on_commit_callbacks
):
    row = importing(book(award("安然", ann.number)), scans("奖.png", "多余.png"))
    used, spare = (row.scans.get(name=name).stored_name for name in ("奖.png", "多余.png"))
    SheetImport.objects.update(finished_at=clock.now() - timedelta(days=91))

    with django_capture_on_commit_callbacks(execute=True):
        forget_kind("sheets")

    assert spare not in storage.names()
    assert Evidence.objects.get().stored_name == used
    assert used in storage.names()
    assert not row.scans.exists()
