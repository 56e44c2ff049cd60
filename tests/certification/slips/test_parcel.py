"""Slips taken home together: what is in it, what is left out and why, who may have it, and going on half way."""

import hashlib
import io
import zipfile
from datetime import timedelta

import openpyxl
import pikepdf
import pytest
from django.urls import reverse

from cejc import clock
from cejc.lib import storage
from certification.models import Slip, SlipParcel
from certification.services.slips import parcel as parcels
from certification.services.slips import parcel_files
from registry.machinery.services import job as jobs
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import Export, ExportRequest, Job, Membership, Message
from tests import factories
from tests.certification.rows import issue, on, revoke

pytestmark = pytest.mark.django_db
LIST = reverse("certification:slip-list")
NEW = reverse("certification:parcel-new")


@pytest.fixture(autouse=True)
def july():
    with on("2020-07-06 09:00"):
        yield


@pytest.fixture
def papers(world, petra):
    users = [
        factories.employee_of(world.employer, f"p{n}", name) for n, name in enumerate(["甲/乙", "𬱖", "丙"])
    ]
    return [issue(petra, one.professional) for one in users]


def asked(client, kind, **ticked):
    return client.post(NEW, {"kind": kind} | ticked)


def made(client, kind, run_jobs, **ticked):
    """The parcel and its bytes, as its owner gets them."""
    answer = asked(client, kind, **ticked)
    run_jobs()
    row = SlipParcel.objects.get(public_id=answer.url.rstrip("/").rpartition("/")[2])
    got = client.get(reverse("certification:parcel-file", args=[row.public_id]))
    return row, b"".join(got) if got.streaming else got.content


def test_zip_holds_each_slip_as_it_was_drawn_and_an_index_that_agrees(papers, petra, login, run_jobs):
    row, body = made(login(petra), "files", run_jobs, all="1")

    packed = zipfile.ZipFile(io.BytesIO(body))
    names = packed.namelist()
    assert len(names) == 4
    assert not [name for name in names if name.startswith("/") or ".." in name or name.count("/") > 1]
    lines = list(
        openpyxl.load_workbook(io.BytesIO(packed.read("目录.xlsx"))).active.iter_rows(
            min_row=2, values_only=True
        )
    )
    assert [line[3] for line in lines] == list(
        Slip.objects.order_by("-sequence").values_list("number", flat=True)
    )
    for line in lines:
        slip = Slip.objects.get(number=line[3])
        assert hashlib.sha256(packed.read(line[6])).hexdigest() == slip.pdf_sha256 == line[7]
    assert {line[2] for line in lines} == {"甲/乙", "𬱖", "丙"}
    assert row.sha256 == hashlib.sha256(body).hexdigest()
    assert row.size == len(body)


def test_one_document_has_every_slip_on_the_front_of_a_sheet(papers, petra, login, run_jobs):
    _row, body = made(login(petra), "print", run_jobs, all="1")

    with pikepdf.open(io.BytesIO(body)) as whole:
        assert len(whole.pages) % 2 == 0
        pages = []
        for slip in Slip.objects.order_by("-sequence"):
            with storage.open_(slip.pdf_name) as source, pikepdf.open(io.BytesIO(source.read())) as one:
                pages += [one.pages[n].Contents.read_bytes() for n in range(len(one.pages))]
                pages += [None] * (len(one.pages) % 2)
        for page, expected in zip(whole.pages, pages, strict=True):
            assert expected is None or page.Contents.read_bytes() == expected


def test_list_to_sign_names_everybody_and_no_identity_number(papers, petra, login, run_jobs, monkeypatch):
    seen = {}
    draw = parcel_files.pdf.from_template
    monkeypatch.setattr(
        parcel_files.pdf,
        "from_template",
        lambda template, content, **more: draw(template, seen.setdefault(template, content), **more),
    )

    _row, body = made(login(petra), "list", run_jobs, all="1")

    assert body.startswith(b"%PDF")
    (unit,) = seen[parcel_files.TEMPLATE]["units"]
    assert [row["number"] for row in unit["rows"]] == sorted(row.number for row in papers)
    assert seen[parcel_files.TEMPLATE]["count"] == 3


def test_more_than_one_volume_holds_comes_in_volumes_of_a_zip(papers, petra, login, run_jobs, monkeypatch):
    monkeypatch.setattr(parcel_files, "VOLUME", 2)
    client = login(petra)
    row, body = made(client, "print", run_jobs, all="1")

    third, second, first = Slip.objects.order_by("-sequence")
    packed = zipfile.ZipFile(io.BytesIO(body))
    assert packed.namelist() == [
        f"第001册_{third.number}至{second.number}.pdf",
        f"第002册_{first.number}至{first.number}.pdf",
    ]
    pages = []
    for name in packed.namelist():
        with pikepdf.open(io.BytesIO(packed.read(name))) as volume:
            assert len(volume.pages) % 2 == 0
            pages += [one.Contents.read_bytes() for one in volume.pages if "/Contents" in one]
    expected = []
    for slip in (third, second, first):
        with storage.open_(slip.pdf_name) as source, pikepdf.open(io.BytesIO(source.read())) as one:
            expected += [page.Contents.read_bytes() for page in one.pages]
    assert [one for one in pages if one] == expected
    shown = client.get(reverse("certification:parcel", args=[row.public_id])).content.decode()
    assert "已分册，每册不超过2份" in shown
    got = client.get(reverse("certification:parcel-file", args=[row.public_id]))
    assert (got["Content-Type"], "3%E4%BB%BD.zip" in got["Content-Disposition"]) == ("application/zip", True)


def test_list_to_sign_is_cut_into_volumes_by_unit_and_number(papers, petra, login, run_jobs, monkeypatch):
    monkeypatch.setattr(parcel_files, "LINES", 2)

    _row, body = made(login(petra), "list", run_jobs, all="1")

    first, second, third = Slip.objects.order_by("sequence")
    packed = zipfile.ZipFile(io.BytesIO(body))
    assert packed.namelist() == [
        f"第001册_{first.number}至{second.number}.pdf",
        f"第002册_{third.number}至{third.number}.pdf",
    ]
    assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())


def test_list_to_sign_waits_for_no_slip_to_be_drawn(papers, petra, login):
    asked(login(petra), "list", all="1")
    Job.objects.filter(kind="slip.render").delete()
    jobs.run_all()

    assert SlipParcel.objects.get().stored_name
    assert Slip.objects.filter(pdf_sha256="").count() == 3


def test_more_than_a_parcel_holds_are_refused_in_words(papers, petra, login, monkeypatch):
    monkeypatch.setattr(parcels, "MOST", 2)

    answer = login(petra).post(NEW, {"kind": "files", "all": "1"}, follow=True)

    assert "一次最多打包2份，所选为3份" in answer.content.decode()
    assert not SlipParcel.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_asking_for_a_parcel_reads_nothing_of_each_slip(count, papers, petra, django_assert_num_queries):
    rows = Slip.objects.filter(pk__in=[one.pk for one in papers[:count]])

    with django_assert_num_queries(11):
        parcels.collect(actor=petra, kind="files", slips=rows)


def test_what_is_valid_no_more_is_left_out_and_named(papers, petra, paul, login, run_jobs):
    revoke(petra, paul, papers[0])
    client = login(petra)
    row, body = made(client, "files", run_jobs, all="1")

    assert len(zipfile.ZipFile(io.BytesIO(body)).namelist()) == 3
    page = client.get(reverse("certification:parcel", args=[row.public_id])).content.decode()
    assert "没有列入：1份" in page
    assert papers[0].number in page
    assert "已撤销" in page


def test_only_what_was_ticked_and_only_what_the_filter_finds(papers, petra, login, run_jobs):
    client = login(petra)
    row, _body = made(client, "files", run_jobs, cases=[str(papers[1].public_id)])
    assert row.slips == [str(papers[1].public_id)]

    answer = client.post(f"{NEW}?q={papers[2].content['name']}", {"kind": "files", "all": "1"})
    found = SlipParcel.objects.get(public_id=answer.url.rstrip("/").rpartition("/")[2])
    assert found.slips == [str(papers[2].public_id)]


@pytest.mark.parametrize("kind", ["", "evil"])
def test_kind_that_does_not_exist_is_absent(papers, petra, login, kind):
    assert asked(login(petra), kind, all="1").status_code == 404
    assert not SlipParcel.objects.exists()


def test_nothing_to_take_home_is_said(petra, login):
    answer = login(petra).post(NEW, {"kind": "files", "all": "1"}, follow=True)

    assert "没有可以打包的有效认定单" in answer.content.decode()
    assert not SlipParcel.objects.exists()


def test_unit_takes_home_its_own_and_the_person_sees_the_slip_at_once(papers, bob, hana, login, run_jobs):
    row, _body = made(login(bob), "files", run_jobs, all="1")
    assert len(row.slips) == 3
    for stranger in (hana,):
        client = login(stranger)
        for name in ("parcel", "parcel-file"):
            assert client.get(reverse(f"certification:{name}", args=[row.public_id])).status_code == 404
        assert "没有可以打包" in client.post(NEW, {"kind": "files", "all": "1"}, follow=True).content.decode()
    owner = papers[0].professional.users.get()
    assert papers[0].number in login(owner).get(LIST).content.decode()
    assert login(owner).post(NEW, {"kind": "files", "all": "1"}).status_code == 404


def test_a_role_that_ended_takes_the_parcel_with_it(papers, bob, login, run_jobs):
    row, body = made(login(bob), "files", run_jobs, all="1")
    assert body
    Membership.objects.filter(user=bob).update(valid_until="2020-07-05")

    client = login(type(bob).objects.get(pk=bob.pk))
    assert client.get(reverse("certification:parcel-file", args=[row.public_id])).status_code == 404


def test_slips_that_are_not_drawn_yet_are_drawn_for_it(papers, petra, login):
    client = login(petra)
    answer = asked(client, "files", all="1")
    page = client.get(answer.url).content.decode()
    assert "progress" in page
    Job.objects.filter(kind="slip.render").delete()
    jobs.run_all()

    outcome_page = client.get(answer.url).content.decode()
    assert "下载" in outcome_page
    assert not Slip.objects.filter(pdf_sha256="").exists()


def test_made_twice_is_one_file(papers, petra, login, run_jobs, left):
    row, _body = made(login(petra), "files", run_jobs, all="1")
    before = left()

    parcels.run_make(Job.objects.get(kind=parcels.JOB))

    row.refresh_from_db()
    assert left() == before
    assert row.stored_name in before


@pytest.mark.parametrize(
    ("asked_range", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=5-999999999", 206, slice(5, None)),
        ("bytes=999999999-", 416, None),
        ("bytes=9-3", 416, None),
        ("lines=1-2", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
    ],
)
def test_download_that_broke_off_goes_on(papers, petra, login, run_jobs, asked_range, status, part):
    client = login(petra)
    row, body = made(client, "list", run_jobs, all="1")

    answer = client.get(
        reverse("certification:parcel-file", args=[row.public_id]), headers={"range": asked_range}
    )

    assert answer.status_code == status
    if part is not None:
        assert answer["Accept-Ranges"] == "bytes"
        assert b"".join(answer) == body[part]
        assert int(answer["Content-Length"]) == len(body[part])


def test_another_file_under_the_same_address_begins_anew(papers, petra, login, run_jobs):
    client = login(petra)
    row, body = made(client, "list", run_jobs, all="1")

    answer = client.get(
        reverse("certification:parcel-file", args=[row.public_id]),
        headers={"range": "bytes=10-", "if-range": '"other"'},
    )

    assert (answer.status_code, b"".join(answer)) == (200, body)


def test_parcels_are_forgotten_after_a_week_and_the_slips_are_not(
    papers, petra, login, run_jobs, django_capture_on_commit_callbacks
):
    row, _body = made(login(petra), "files", run_jobs, all="1")
    SlipParcel.objects.update(created_at=clock.now() - parcels.KEPT - timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        forget_kind("parcels")

    assert not SlipParcel.objects.exists()
    assert not storage.exists(row.stored_name)
    assert all(storage.exists(name) for name in Slip.objects.values_list("pdf_name", flat=True))


def test_list_of_slips_is_found_by_office_above_and_day(papers, petra, login, world):
    client = login(petra)

    def numbers(**query):
        return len(client.get(LIST, query).context["page"].object_list)

    assert numbers(unit=world.employer.supervisor.name) == 3
    assert numbers(unit="无此机构") == 0
    assert numbers(since="2020-07-06", until="2020-07-06") == 3
    assert numbers(since="2020-07-07") == 0
    assert numbers(until="2020-07-05") == 0


def test_file_names_are_fit_for_every_file_system():
    slip = Slip(content={"unit": "a" * 90 + "..", "name": 'x\x00<>:"/\\|?*.'}, number="湘〔2020〕1号")

    name = parcel_files.file_name(slip)

    assert name == "a" * 40 + "/x__________湘〔2020〕1号.pdf".replace("__________湘", "_" * 10 + "_湘")


def test_very_many_are_put_together_once_another_officer_agrees(
    papers, petra, paul, login, run_jobs, settings
):
    settings.CEJC_EXPORT_ALONE = 2
    client = login(petra)
    answer = asked(client, "files", all="1")
    run_jobs()
    row = SlipParcel.objects.get()
    here = reverse("certification:parcel", args=[row.public_id])
    assert (row.stored_name, Job.objects.filter(kind=parcels.JOB).exists()) == ("", False)
    assert "选定3份，数量较大，须另一位经办人同意后才制作文件。" in client.get(here).content.decode()
    assert "须另一位经办人同意" in client.get(reverse("certification:parcels")).content.decode()
    client.post(answer.url, {"reason": "归档"})
    request = ExportRequest.objects.get()

    login(paul).post(reverse("registry:export-request-act", args=[request.public_id, "grant"]))
    run_jobs()

    row.refresh_from_db()
    request.refresh_from_db()
    assert row.stored_name
    assert (request.state, Export.objects.get().request, Export.objects.get().rows) == ("used", request, 3)
    assert login(petra).get(reverse("certification:parcel-file", args=[row.public_id])).status_code == 200


def test_few_stand_in_the_register_of_exports(papers, petra, login, run_jobs):
    made(login(petra), "print", run_jobs, all="1")

    assert (Export.objects.get().rows, Export.objects.get().made_by) == (3, petra)


def test_page_promises_no_message_that_nobody_writes(papers, petra, login, run_jobs):
    client = login(petra)
    answer = asked(client, "files", all="1")
    page = client.get(answer.url).content.decode()
    assert "做好后在“打包下载”中下载" in page
    assert "给您发消息" not in page

    run_jobs()
    assert not Message.objects.filter(recipient=petra, kind__in=["parcel", "many_done"]).exists()
