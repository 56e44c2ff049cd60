"""A city's own certificate for titles below senior: policy data, a
series of its own, verified, never a slip."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from certification.enums import SlipState
from certification.models import Slip
from certification.queries.ledger import certified_years
from certification.services.record import record_case
from certification.services.slips import slip as slips
from certification.services.slips.slip_pdf import draw
from credits.engine import BUNDLED, load_bytes
from credits.services import load_policy
from registry.machinery.services.job import run_all
from tests import factories
from tests.certification import ways
from tests.certification.rows import on

pytestmark = pytest.mark.django_db
OWN = """
[[spans]]
id = "changsha_intermediate"
name = "长沙市中级"
first = 2017
last = 2019
levels = ["intermediate"]
regions = ["430100"]
basis = "resolution"
clause = "三(三)"

[[certificates]]
id = "changsha"
title = "长沙市专业技术人员继续教育学时证书"
name = "学时证书"
number = "长继教〔{year}〕{serial:05}号"
regions = ["430100"]
levels = ["intermediate"]
basis = "resolution"
clause = "三(三)"
"""


@pytest.fixture
def policy(db):
    text = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8") + OWN
    return load_policy(policy=load_bytes(text.encode(), "hunan-2020.toml"), publish=True)


@pytest.fixture
def people(policy):
    return ways.cast("city")


@pytest.fixture
def recorded(people):
    case = ways.begin(people, "intermediate")
    ways.walk(case, people)
    with on("2020-08-01 09:00"):
        yield case


def test_recorded_case_of_the_city_has_a_certificate_of_its_own_series_and_span(recorded, people):
    paper = Slip.objects.get()

    assert (recorded.state, recorded.span_first, recorded.span_last) == ("recorded", 2017, 2019)
    assert (paper.certificate, paper.number, paper.sequence) == ("changsha", "长继教〔2020〕00001号", 1)
    assert paper.content["document_title"] == "长沙市专业技术人员继续教育学时证书"
    assert paper.content["issuer"] == people.city.name
    assert "不是全省统一的" in paper.content["remark"]


def test_recording_twice_issues_once(recorded, people):
    record_case(actor=people.officers["bureau"][0], case=recorded)

    assert Slip.objects.count() == 1


def test_city_without_a_certificate_in_the_policy_only_records(db):
    people = ways.cast("city")
    ways.walk(ways.begin(people, "intermediate"), people)

    assert not Slip.objects.exists()


def test_certificate_is_verified_on_the_public_page_and_says_that_it_is_no_slip(client, recorded):
    paper = Slip.objects.get()
    page = client.get(reverse("certification:verify-slip", args=[2020, 1, paper.check_code])).content.decode()

    assert "该证书由本系统签发，目前有效" in page
    assert "不是全省统一的" in page


def test_slip_and_certificate_of_the_same_number_are_told_apart_by_their_codes(client, recorded, people):
    certificate = Slip.objects.get()
    _senior(people)
    slip = Slip.objects.get(certificate="")

    pages = [
        client.get(reverse("certification:verify-slip", args=[2020, 1, one.check_code])).content.decode()
        for one in (certificate, slip)
    ]

    assert (certificate.sequence, slip.sequence) == (1, 1)
    assert ["该证书由" in page for page in pages] == [True, False]


def _senior(people):
    """A senior case of a colleague, to its slip."""
    with on(ways.START):
        ways.stock(people)
        colleague = factories.employee_of(people.home, "erin", "艾玲")
    colleague.professional.degree = "doctor"
    colleague.professional.save()
    both = SimpleNamespace(**(vars(people) | {"person": colleague}))
    ways.walk(ways.begin(both), both)


def test_years_of_a_certificate_are_not_taken_over_as_those_of_a_slip(recorded):
    assert certified_years(recorded.professional) == {}


def test_certificate_is_revoked_by_two_officers_of_the_city(recorded, people, client):
    paper = Slip.objects.get()
    first, second = people.officers["bureau"]

    with on((recorded.state_since + timedelta(days=30)).strftime(ways.FORMAT)):
        action = slips.propose_action(actor=first, slip=paper, kind="revoke", reason="材料不实")
        slips.decide_action(actor=second, action=action, approve=True)

    paper.refresh_from_db()
    page = client.get(reverse("certification:verify-slip", args=[2020, 1, paper.check_code])).content.decode()
    assert paper.state == SlipState.REVOKED
    assert "该证书已撤销" in page


def test_certificate_is_drawn_and_its_kind_frozen_by_the_database(recorded):
    run_all()
    paper = Slip.objects.get()

    assert draw(paper)[:5] == b"%PDF-"
    assert paper.pdf_sha256
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE certification_slip SET certificate = %s WHERE id = %s", ["", paper.pk])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('regions = ["430100"]\nlevels', 'regions = ["长沙"]\nlevels', "行政区划代码应为六位数字"),
        ("{serial:05}", "1", "编号样式应含"),
        ('levels = ["intermediate"]\nbasis', 'levels = ["middle"]\nbasis', "没有 middle 这一项"),
    ],
)
def test_wrong_certificate_in_a_policy_file_is_named(old, new, sentence):
    from credits.engine import PolicyInvalid

    text = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8") + OWN.replace(old, new)

    with pytest.raises(PolicyInvalid, match=sentence):
        load_bytes(text.encode(), "x.toml")
