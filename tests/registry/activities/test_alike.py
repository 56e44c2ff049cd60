"""The same paper handed in twice, not byte by byte."""

import hashlib
import io

import numpy
import pytest
from django.core.management import call_command
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bench.alike_papers import certificate
from bench.alike_variants import VARIANTS
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.uploads import alike as looking
from cejc.lib.uploads import limited
from registry.activities.queries import paper
from registry.activities.services import activity as activities
from registry.activities.services import activity_review as review
from registry.activities.services import alike, flag_decision
from registry.activities.services.paper_backlog import look_at_earlier
from registry.activities.services.paper_look import forget
from registry.enums import FlagKind, FlagState
from registry.models import Evidence, EvidenceFlag, PaperFile, PaperLook
from tests.registry.activities.activity_factories import documents_for, lines_on, make_draft, make_evidence

pytestmark = pytest.mark.django_db


def png(page):
    out = io.BytesIO()
    page.save(out, "PNG", compress_level=1)
    return out.getvalue()


def pdf(*lines):
    """A PDF with words in it."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setFont("STSong-Light", 20)
    for number, line in enumerate(lines):
        canvas.drawString(80, 700 - 50 * number, line)
    canvas.save()
    return out.getvalue()


def handed_in(user, body, *, kind="award", mime="image/png", ending=".png", **values):
    """A submitted record with `body` as each of its documents."""
    activity = make_draft(user, kind, **values)
    for document in documents_for(kind):
        Evidence.objects.create(
            activity=activity,
            document_kind=document,
            file_name=f"证书{ending}",
            stored_name=storage.save(body, ending),
            sha256=hashlib.sha256(body).hexdigest(),
            size=len(body),
            mime=mime,
            uploaded_by=user,
        )
    return activities.submit(actor=user, activity=activity, edit=activity.edit)


def variant(name, page):
    return png(VARIANTS[name](page, numpy.random.default_rng(5)))


@pytest.fixture
def run_jobs(run_jobs):
    """In this process, without a child for each file; tests/cejc/test_alike.py holds that both are the same."""

    def run():
        with limited.own_files():
            run_jobs()

    return run


@pytest.fixture
def flag(alice, charlie, run_jobs):
    """Charlie has photographed the certificate that Alice handed in."""
    page = certificate(0)
    handed_in(alice, png(page))
    handed_in(charlie, variant("photographed", page))
    run_jobs()
    return EvidenceFlag.objects.get()


def test_a_photographed_certificate_raises_one_flag_for_the_pair(flag, alice, run_jobs):
    run_jobs()

    assert EvidenceFlag.objects.get() == flag
    assert (flag.kind, flag.state, flag.same_person) == (FlagKind.ALIKE, FlagState.OPEN, False)
    assert flag.likeness == {"pages": [1, 1], "number": ""}
    assert flag.first.activity.professional == alice.professional
    assert len(set(flag.files)) == 2


def test_a_certificate_on_its_head_is_found_with_the_same_person_too(alice, run_jobs):
    page = certificate(0)
    handed_in(alice, png(page), title="甲奖")
    handed_in(alice, variant("upside_down", page), title="乙奖")

    run_jobs()

    assert EvidenceFlag.objects.get().same_person


def test_another_certificate_of_the_same_form_is_no_finding(alice, charlie, run_jobs):
    handed_in(alice, png(certificate(0)))
    handed_in(charlie, png(certificate(1)))

    run_jobs()

    assert PaperLook.objects.values("file").distinct().count() == 2
    assert not EvidenceFlag.objects.exists()


def test_nothing_is_refused_and_approval_waits_for_the_answer(flag, bob):
    activity = flag.first.activity
    with pytest.raises(Refused, match="材料"):
        review.approve(actor=bob, activity=activity)

    flag_decision.decide_flag(actor=bob, flag=flag, upheld=False, distinct=True, note="编号不同")

    flag.refresh_from_db()
    assert (flag.state, flag.note) == (FlagState.DISTINCT, "编号不同")
    assert review.approve(actor=bob, activity=activity).state == "approved"


def test_what_was_told_apart_is_not_asked_again(flag, bob, alice, run_jobs):
    flag_decision.decide_flag(actor=bob, flag=flag, upheld=False, distinct=True, note="编号不同")
    activity = flag.first.activity
    review.return_(actor=bob, activity=activity, reasons=["duplicate"])
    activity.refresh_from_db()

    activities.submit(actor=alice, activity=activity, edit=activity.edit)
    run_jobs()

    assert EvidenceFlag.objects.count() == 1


def test_the_same_bytes_cannot_be_told_apart(alice, charlie, bob):
    body = png(certificate(0))
    handed_in(alice, body)
    handed_in(charlie, body)
    flag = EvidenceFlag.objects.get()

    with pytest.raises(Refused, match="同一个文件"):
        flag_decision.decide_flag(actor=bob, flag=flag, upheld=False, distinct=True, note="编号不同")


def test_replacing_the_paper_closes_the_flag(flag, alice, bob):
    activity = flag.first.activity
    review.return_(actor=bob, activity=activity, reasons=["duplicate"])
    activity.refresh_from_db()
    activity.evidence.update(removed_at=activity.updated_at)
    make_evidence(alice, activity, label="另一份")

    activities.submit(actor=alice, activity=activity, edit=activity.edit)

    flag.refresh_from_db()
    assert (flag.state, flag.note) == (FlagState.CLEARED, "材料已由本人更换")


def test_the_page_shows_both_papers_to_whom_may_see_them_and_masks_the_other(flag, login, bob):
    page = login(bob).get(f"/flags/{flag.public_id}/").content.decode()

    assert "两个人的记录，材料疑似同一份" in page
    assert "第一份的第1页与第二份的第1页，版面和文字基本一致。" in page
    assert "不是同一份" in page
    assert page.count('class="paper-page"') == 1
    assert str(flag.second.activity.professional) not in page
    assert page.count("证书.png") == 4  # heading, alternative text and card of the one that may be seen


def test_one_number_in_two_pdfs_is_a_finding_though_they_look_different(alice, charlie, run_jobs):
    handed_in(alice, pdf("结业证书", "证书编号：JXJY-2019-00731"), mime="application/pdf", ending=".pdf")
    other = pdf("证 明", "兹证明某某参加了学习，成绩合格。", "编 号: jxjy—2019—00731", "长沙")
    handed_in(charlie, other, mime="application/pdf", ending=".pdf")

    run_jobs()

    assert EvidenceFlag.objects.get().likeness == {"pages": [0, 0], "number": "JXJY201900731"}


def test_two_pdfs_that_differ_in_their_number_alone_are_two_papers(alice, charlie, run_jobs):
    lines = ("结业证书", "姓名：王伟", "参加继续教育高级研修班学习，考核合格", "湖南省继续教育基地")
    for user, number in ((alice, "20190073"), (charlie, "20190078")):
        body = pdf(*lines, f"证书编号：{number}")
        handed_in(user, body, mime="application/pdf", ending=".pdf")

    run_jobs()

    assert PaperFile.objects.filter(numbers__isnull=False).count() == 2
    assert not EvidenceFlag.objects.exists()


@pytest.mark.parametrize(("day", "found"), [("2019-05-06", 0), ("2019-05-08", 1)])
def test_the_sheet_of_one_class_is_no_finding_among_two_people(alice, charlie, run_jobs, day, found):
    body = png(certificate(0))
    handed_in(alice, body, kind="training", title="甲班", facts=lines_on("2019-05-06"))
    handed_in(charlie, body, kind="training", title="甲班", facts=lines_on(day))

    assert EvidenceFlag.objects.count() == found


def test_of_many_papers_of_one_form_those_that_say_the_same_are_compared(
    alice, charlie, run_jobs, monkeypatch
):
    """The form is what they have in common: names and numbers rank them."""
    monkeypatch.setattr(paper, "MOST_COMPARED", 1)
    for number in range(6):
        handed_in(alice, png(certificate(number)), title=f"奖项{number}")
    run_jobs()
    handed_in(charlie, variant("photographed", certificate(3)))
    run_jobs()

    assert EvidenceFlag.objects.get().first.activity.title == "奖项3"


def test_earlier_papers_are_looked_at_by_a_command_and_accuse_nobody(alice, charlie, capsys):
    page = certificate(0)
    handed_in(alice, png(page))
    handed_in(charlie, variant("cropped", page))

    call_command("look_at_papers", most=1)
    call_command("look_at_papers")

    assert capsys.readouterr().out.splitlines() == [
        "Files looked at: 1; whose bytes are missing: 0.",
        "Files looked at: 1; whose bytes are missing: 0.",
    ]
    assert look_at_earlier() == (0, 0)
    assert not EvidenceFlag.objects.exists()


def test_what_a_forgotten_file_looked_like_is_forgotten(flag):
    gone = flag.second
    forget([flag.first.sha256, gone.sha256])
    assert PaperFile.objects.count() == 2

    Evidence.objects.filter(sha256=gone.sha256).update(removed_at=gone.uploaded_at)
    forget([flag.first.sha256, gone.sha256])

    assert list(PaperFile.objects.values_list("sha256", flat=True)) == [flag.first.sha256]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("证书编号：湘JX2019001", set()),
        ("证书编号：JX-2019-001", {"JX2019001"}),
        ("编　号：00012345", {"00012345"}),
        ("湘人社发〔2019〕12号", set()),
        ("身份证号码：430102199001011234", set()),
        ("联系电话 0731-88888888", set()),
    ],
)
def test_numbers_that_a_paper_calls_its_own(words, numbers):
    assert looking.own_numbers(words) == numbers


def failing(real, most):
    """The child that compares, failing over more than `most` pairs."""

    def compared(own, pairs):
        if len(pairs) > most:
            raise limited.ChildFailed("same")
        return real(own, pairs)

    return compared


@pytest.fixture
def three(alice, charlie):
    """A certificate, and two photographs of it that are not yet looked at."""
    page = certificate(0)
    handed_in(alice, png(page))
    handed_in(charlie, variant("photographed", page), title="甲奖")
    return handed_in(charlie, variant("askew", page), title="乙奖")


def test_a_comparison_that_fails_for_many_is_made_for_each(three, run_jobs, monkeypatch):
    monkeypatch.setattr(looking, "agreements", failing(looking.agreements, 1))

    run_jobs()

    assert EvidenceFlag.objects.count() == 3


def test_what_cannot_be_compared_is_not_called_done(three, run_jobs, monkeypatch):
    real = looking.agreements
    run_jobs()
    EvidenceFlag.objects.all().delete()
    monkeypatch.setattr(looking, "agreements", failing(real, 0))
    with limited.own_files(), pytest.raises(alike.NotCompared):
        alike.compare(three)

    monkeypatch.setattr(looking, "agreements", real)
    with limited.own_files():
        alike.compare(three)
    assert EvidenceFlag.objects.exists()


def test_pages_that_could_not_be_looked_at_are_not_called_done(three, monkeypatch):
    monkeypatch.setattr(looking, "looks_of", lambda source, mime: None)

    with pytest.raises(alike.NotCompared):
        alike.compare(three)
    assert PaperFile.objects.get().recipe == 0
