"""Everything about oneself as a file: whole, one's own alone, without a card's number in any name."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from cejc import clock
from cejc.lib import storage
from certification.models import OwnCopy
from certification.queries.own import own_data
from certification.services import own_copy
from credits.queries import policy_held
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import AuditEntry, Evidence, Message, Professional
from registry.people.looking import Seen
from registry.people.services import look
from tests import factories
from tests.certification.rows import issue, make_case, on
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted
from tests.registry.changes.test_merge import MOVES

pytestmark = pytest.mark.django_db
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}
PAGE = reverse("certification:own-data")
ASK = reverse("certification:own-data-ask")


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


def made(login, user, run_jobs):
    """The copy that `user` asks for, and the ZIP as they get it."""
    client = login(user)
    client.post(ASK)
    run_jobs()
    row = OwnCopy.objects.get(professional=user.professional)
    body = body_of(client.get(reverse("certification:own-data-file", args=[row.public_id])))
    return row, zipfile.ZipFile(io.BytesIO(body))


def body_of(answer):
    return b"".join(answer.streaming_content)


def data(packed):
    return json.loads(packed.read("个人数据.json"))


def test_copy_holds_records_files_and_papers_and_both_forms_agree(alice, petra, login, run_jobs):
    sent = make_submitted(alice, "award", facts=AWARD, title="科技进步奖")
    proof = sent.evidence.get()
    slip = issue(petra, alice.professional, application_year=2019)
    run_jobs()

    row, packed = made(login, alice, run_jobs)

    assert packed.testzip() is None
    held = data(packed)
    assert held["个人信息"][0]["姓名"] == "欧阳晓𬱖"
    assert [one["名称"] for one in held["继续教育记录"]] == ["科技进步奖"]
    assert [one["编号"] for one in held["认定单"]] == [slip.number]
    page = packed.read("个人数据.html").decode()
    for part, rows in held.items():
        assert f"{part}</a>（{len(rows)}）" in page
    with storage.open_(proof.stored_name) as kept:
        (name,) = (one for one in packed.namelist() if one.startswith("文件/继续教育记录/"))
        assert packed.read(name) == kept.read()
    assert any(name.startswith("文件/认定单/") and name.endswith(".pdf") for name in packed.namelist())
    assert (row.files, row.missing) == (2, [])
    assert Message.objects.filter(recipient=alice, kind="own_copy_ready").count() == 1


def test_no_name_and_no_page_holds_the_number_of_the_card(alice, login, run_jobs):
    number = str(alice.professional.identity_number)
    sent = make_submitted(alice, "award", facts=AWARD, title="奖")
    Evidence.objects.filter(activity=sent).update(file_name=f"身份证{number}.pdf")

    _row, packed = made(login, alice, run_jobs)

    assert not any(number in name or number[:14] in name for name in packed.namelist())
    (page,) = (packed.read(name) for name in packed.namelist() if name.endswith(".html"))
    assert alice.professional.identity_masked in page.decode()
    assert number not in str(data(packed)["个人信息"])


def test_what_is_of_others_is_not_in_it(alice, charlie, bob, login, run_jobs):
    make_submitted(charlie, "award", facts=AWARD, title="他人的奖")
    make_case(charlie.professional, state="notice")

    _row, packed = made(login, alice, run_jobs)

    text = packed.read("个人数据.json").decode()
    assert "他人的奖" not in text
    assert "陈立" not in text


def test_text_with_marks_is_text_on_the_page(alice, login, run_jobs):
    make_submitted(alice, "award", facts=AWARD, title="<script>alert(1)</script>")

    _row, packed = made(login, alice, run_jobs)

    assert b"<script" not in packed.read("个人数据.html")


def test_nobody_else_gets_it_and_a_second_login_of_the_person_does(alice, bob, petra, admin, login, run_jobs):
    row, _packed = made(login, alice, run_jobs)
    address = reverse("certification:own-data-file", args=[row.public_id])

    for other in (bob, petra, admin):
        assert login(other).get(address).status_code == 404
    second = factories.make_user("alice2", professional=alice.professional)
    assert login(second).get(address).status_code == 200


def test_login_without_a_person_has_no_copy(world, login):
    nobody = factories.make_user("nobody")

    assert login(nobody).get(PAGE).status_code == 404
    assert login(nobody).post(ASK).status_code == 404


def test_asked_twice_it_is_made_once_and_the_next_replaces_it(alice, login, run_jobs):
    client = login(alice)
    for _twice in range(2):
        outcome(
            client.post(ASK),
            "已开始整理，完成后给您发消息。",
            lambda: OwnCopy.objects.filter(professional=alice.professional).count() == 1,
        )
    run_jobs()
    first = OwnCopy.objects.get()
    client.post(ASK)
    assert first.stored_name in {row.stored_name for row in OwnCopy.objects.all()}  # until the next is there
    run_jobs()

    assert OwnCopy.objects.get().pk != first.pk
    assert AuditEntry.objects.filter(action="own_copy.asked").count() == 2


def test_download_that_broke_off_goes_on(alice, login, run_jobs):
    row, _packed = made(login, alice, run_jobs)
    address = reverse("certification:own-data-file", args=[row.public_id])
    client = login(alice)
    whole = body_of(client.get(address))

    rest = client.get(address, headers={"range": "bytes=100-", "if-range": f'"{row.sha256}"'})

    assert (rest.status_code, body_of(rest)) == (206, whole[100:])


def test_file_that_is_gone_is_named_and_the_rest_is_there(alice, login, run_jobs):
    sent = make_submitted(alice, "award", facts=AWARD, title="奖")
    storage.delete(sent.evidence.get().stored_name)

    row, packed = made(login, alice, run_jobs)

    assert (row.files, len(row.missing)) == (0, 1)
    assert row.missing[0] in packed.read("个人数据.html").decode()


def test_copy_is_forgotten_after_three_days(alice, login, run_jobs, django_capture_on_commit_callbacks):
    row, _packed = made(login, alice, run_jobs)
    OwnCopy.objects.update(created_at=clock.now() - timedelta(days=3, minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        forget_kind("own_copies")

    assert not OwnCopy.objects.exists()
    with pytest.raises(FileNotFoundError):
        storage.open_(row.stored_name)


def test_person_who_is_forgotten_leaves_no_copy(alice, login, run_jobs):
    made(login, alice, run_jobs)

    own_copy.hear([("account.erased", alice, alice.professional)])

    assert not OwnCopy.objects.exists()


# Columns that name the person as an officer, and what is kept of another's list or counted from the rest.
LEFT = {
    "registry.ActivationCode.professional": "a code, used up or void",
    "registry.SheetRow.person": "a list that the unit sent",
    "registry.Professional.merged_into": "the tombstone of another file",
    "registry.ActivityReview.person": "as an officer",
    "certification.Review.person": "as an officer",
    "registry.SlotClaim.professional": "follows from the records",
    "registry.HandbookClaimEntry.professional": "the line by which the handbook was granted",
    "registry.HandbookEvent.person": "as whoever handed it out",
    "registry.PlatformKey.person": "as an officer",
    "registry.AnnualRegistration.employer_person": "as an officer",
    "certification.OwnCopy.professional": "the copies themselves",
    "registry.Hold.person": "an office's measure for a dispute; what it keeps stands in the copy",
} | {
    f"registry.{model}.{column}": "as an officer"
    for model in ("Death", "Erasure", "IdentityChange", "Merge")
    for column in ("first_person", "second_person")
}


def test_every_table_that_names_a_person_is_in_it_or_left_out_for_a_reason():
    taken = {model.__name__ for model in vars(own_data).values() if isinstance(model, type)}
    named = {name for name in MOVES if name not in LEFT}

    assert {name for name in named if name.split(".")[1] not in taken} == set()
    assert not set(LEFT) - MOVES


def test_queries_do_not_grow_with_what_there_is(alice, django_assert_num_queries):
    person = Professional.objects.get(pk=alice.professional_id)
    for count in (1, 3):
        for number in range(count):
            make_submitted(alice, "award", facts=AWARD, title=f"奖{count}{number}")
        with django_assert_num_queries(QUERIES), policy_held():
            assert list(own_data.parts_of(person))


QUERIES = 24


def test_copy_says_who_looked_and_from_where_without_the_address(alice, bob):
    person = alice.professional
    look.keep(bob, [Seen(person.pk, person, person)], address="10.1.2.3")

    part = next(one for one in own_data.parts_of(person) if one.title == "谁看过我的资料")

    (row,) = (dict(zip(part.heads, one, strict=True)) for one in part.rows)
    assert (row["查看人"], row["从哪里"]) == (str(bob), "内部网络")
    assert "10.1.2.3" not in str(part)
