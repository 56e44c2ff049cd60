"""A draft run over real records: what is counted, once, whatever happens to the worker."""

from decimal import Decimal

import pytest

from cejc.errors import Refused
from credits.engine import convert, load_bytes
from credits.models import PolicyVersion
from credits.services import load_policy
from registry.activities.queries.ledger import claims_of, read_records, settled_of
from registry.enums import PolicyState
from registry.models import AnnualRegistration, AuditEntry, Job, PolicyFile, Professional, WhatIf, WhatIfPiece
from registry.people.queries.governing import policy_of
from registry.people.queries.region import region_of
from registry.rules.queries.policy_text import policy_of_file
from registry.rules.queries.what_if_reading import Piece, Trial
from registry.rules.queries.what_if_tally import GAIN, LOSE, MEET, MISS, PEOPLE, read
from registry.rules.services import policy_file, what_if
from tests import factories
from tests.certification.rows import make_case, on
from tests.registry.rules.what_if_factories import (
    DRAFT,
    checked,
    crowd,
    days,
    evenings,
    full_year,
    published,
    record,
)

pytestmark = pytest.mark.django_db
AMENDMENT = """
format = 1
extends = "hunan-2020@1"
name = "hunan-2020"
slots = [{ id = "day", hours = 8 }]
points = [{ id = "R6", values = { day_limit = 8 } }]
caps = [{ id = "day_limit", hours = 8 }]
[amendment]
edition = 2
document_number = "湘人社函〔2020〕40号"
document_date = 2020-05-20
reasons = "全天按8学时折算。"
reweigh = true
"""
OTHER = """
format = 1
extends = "hunan-2020"
name = "hunan-2020b"
slots = [{ id = "day", hours = 8 }]
points = [{ id = "R6", values = { day_limit = 8 } }]
caps = [{ id = "day_limit", hours = 8 }]
"""


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


@pytest.fixture
def file(petra):
    return checked(petra)


@pytest.fixture
def tried(petra, run_jobs):
    """`tried(file)` runs it to its end; the row."""

    def work(file: PolicyFile) -> WhatIf:
        row = what_if.start(actor=petra, file=file)
        run_jobs()
        row.refresh_from_db()
        return row

    return work


def test_who_loses_gains_and_misses_is_counted_by_person_and_year(file, tried, employer):
    full_year(factories.employee_of(employer, "anne", "安宁"))
    evenings(factories.employee_of(employer, "ben", "毕成"), 5)

    line = tried(file).counts["all"]

    assert [line[place] for place in (PEOPLE, GAIN, LOSE, MEET, MISS)] == [2, 1, 1, 0, 1]


def test_each_clause_has_its_hours_before_and_after(file, tried, employer):
    full_year(factories.employee_of(employer, "anne", "安宁"))

    assert read(tried(file).counts).clauses == {"附二1": [Decimal(90), Decimal(72), 0, 1]}


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_totals_are_those_of_a_plain_loop_over_the_engine(file, tried, employer, monkeypatch, size):
    monkeypatch.setattr(what_if, "PEOPLE", size)
    for person in crowd(employer, 4):
        evenings(person, 3)
        record(person, {"author_rank": 1, "cn_serial": True, "date": "2018-05-05"}, "paper", "submitted")
    tally = read(tried(file).counts)

    counted = tally.all[:7], {key: line[:2] for key, line in tally.clauses.items()}, dict(tally.lost)
    assert counted == _by_hand(policy_of_file(file))


def _by_hand(draft):
    """The same figures by a loop that knows nothing of pieces."""
    line, clauses, lost = [0] * 7, {}, {}
    for person in Professional.objects.filter(activities__isnull=False).distinct():
        now = policy_of(person)
        years = sorted({year for policy in (now, draft) for span in policy.spans for year in span.years})
        rows = claims_of(person)
        before, after = (
            convert(policy, read_records(policy, rows)[0], years, settled=settled_of(rows))
            for policy in (now, draft)
        )
        for side, result in enumerate((before, after)):
            for award in result.awards:
                if award.year in years:
                    clauses.setdefault(award.clause, [Decimal(0), Decimal(0)])[side] += award.hours
        pairs = list(zip(before.years, after.years, strict=True))
        less = sum(max(was.total - then.total, 0) for was, then in pairs)
        more = sum(max(then.total - was.total, 0) for was, then in pairs)
        met = sum(1 for was, then in pairs if not was.settled and then.settled)
        missed = sum(1 for was, then in pairs if was.settled and not then.settled)
        counted = [1, more > 0, less > 0, met > 0, missed > 0, met, missed]
        line = [one + another for one, another in zip(line, counted, strict=True)]
        if less:
            lost[less] = lost.get(less, 0) + 1
    return line, clauses, lost


def test_a_worker_that_is_killed_only_delays_it(file, petra, employer, run_jobs, monkeypatch):
    crowd(employer, 5)
    whole = _counts(file, petra, run_jobs)
    monkeypatch.setattr(what_if, "PEOPLE", 2)
    row = what_if.start(actor=petra, file=file)
    keep, kept = what_if.keep, []

    def until_killed(**values):
        if len(kept) == 1:
            raise KeyboardInterrupt
        kept.append(keep(**values))
        return kept[-1]

    with monkeypatch.context() as patched:
        patched.setattr(what_if, "keep", until_killed)
        with pytest.raises(KeyboardInterrupt):
            run_jobs()
    row.refresh_from_db()
    assert 0 < row.done < row.total
    assert WhatIfPiece.objects.count() == 1

    what_if.run(Job.objects.get(key=f"{what_if.JOB}:{row.public_id}"))
    row.refresh_from_db()

    assert row.counts == whole
    assert not WhatIfPiece.objects.exists()


def _counts(file, actor, run_jobs):
    row = what_if.start(actor=actor, file=file)
    run_jobs()
    row.refresh_from_db()
    return row.counts


def test_a_piece_that_comes_twice_is_counted_once(file, petra, employer):
    crowd(employer, 2)
    row = what_if.start(actor=petra, file=file)
    (piece,) = what_if._pieces(row)
    with what_if.lanes_for(row) as lanes:
        ((_piece, answer),) = what_if.answers(lanes, iter([piece]))

    assert what_if.keep(row=row, piece=piece, answer=answer, took=1)
    assert not what_if.keep(row=row, piece=piece, answer=answer, took=1)
    assert WhatIfPiece.objects.count() == 1
    assert row.losses.count() == 2


def test_done_the_file_is_tried(file, tried):
    tried(file)
    file.refresh_from_db()

    assert file.state == PolicyState.TRIED


def test_begun_twice_it_is_one_run(file, petra, paul):
    first, again = (what_if.start(actor=one, file=file) for one in (petra, paul))

    assert first == again
    assert AuditEntry.objects.filter(action="policy_file.trying").count() == 1


def test_a_draft_with_another_text_is_not_tried(file, petra, tried, employer, run_jobs):
    crowd(employer, 1)
    row = what_if.start(actor=petra, file=file)
    file.refresh_from_db()
    policy_file.write(actor=petra, file=file, text=file.text.replace("2021〕3号", "2021〕4号"))
    policy_file.check(actor=petra, file=file)

    run_jobs()
    row.refresh_from_db()
    assert row.stopped == "试算期间政策文件有了改动，请重新检查后再试算。"
    assert not row.losses.exists()
    assert tried(file).is_done


def test_an_unchecked_draft_is_not_run(petra):
    draft = policy_file.draft(actor=petra, text=DRAFT)

    with pytest.raises(Refused, match="请先检查"):
        what_if.start(actor=petra, file=draft)


def test_an_office_of_another_place_does_not_begin_it(file, dora):
    with pytest.raises(Refused, match="政策文件由"):
        what_if.start(actor=dora, file=file)
    assert not WhatIf.objects.exists()


def test_when_another_policy_comes_into_force_it_begins_anew(file, petra, employer, run_jobs, monkeypatch):
    monkeypatch.setattr(what_if, "PEOPLE", 1)
    crowd(employer, 3)
    row = what_if.start(actor=petra, file=file)
    keep, before = what_if.keep, row.against

    def meanwhile(**values):
        if values["row"].through and not PolicyVersion.objects.exists():
            load_policy(
                policy=load_bytes(OTHER.encode(), "hunan-2020b.toml"),
                publish=True,
            )
        return keep(**values)

    monkeypatch.setattr(what_if, "keep", meanwhile)
    run_jobs()
    row.refresh_from_db()

    assert row.is_done
    assert row.against == what_if._in_force() != before
    assert row.counts["all"][PEOPLE] == 3
    assert row.counts["all"][LOSE] == 0


def test_the_hundred_who_lose_most_and_whoever_loses_as_much(file, tried, employer, monkeypatch):
    monkeypatch.setattr(what_if, "MOST_LOSSES", 2)
    monkeypatch.setattr(what_if, "PEOPLE", 2)
    people = crowd(employer, 4)
    full_year(factories.employee_of(employer, "q", "钱"), 2)

    kept = tried(file).losses.all()

    most = people[3].professional_id
    assert kept[0].person_id == most
    assert [one.hours for one in kept] == [Decimal(24), Decimal(22), Decimal(22)]
    assert [line["total"] for line in kept[0].before["years"] if line["year"] == 2019] == ["120"]
    assert [line["total"] for line in kept[0].after["years"] if line["year"] == 2019] == ["96"]


def test_waiting_records_whose_hours_change_are_counted(file, tried, employer):
    anne = factories.employee_of(employer, "anne", "安宁")
    record(anne, days(1), state="submitted")
    record(anne, days(2, slot="morning"), state="begun")
    record(anne, days(3))

    assert tried(file).counts["waiting"] == 1


def test_an_amendment_that_counts_again_reaches_open_applications(petra, tried, employer):
    published()
    anne, ben = (factories.employee_of(employer, name, name) for name in ("anne", "ben"))
    for person in (anne, ben):
        full_year(person)
    make_case(anne.professional, state="initial_review", application_year=2020, policy="hunan-2020")

    counts = tried(checked(petra, AMENDMENT)).counts

    assert counts["all"][MISS] == 2
    assert counts["cases"] == 1


def test_next_years_notice_leaves_open_applications_alone(file, tried, employer):
    anne = factories.employee_of(employer, "anne", "安宁")
    full_year(anne)
    make_case(anne.professional, state="initial_review", application_year=2020)

    assert tried(file).counts["cases"] == 0


def test_the_place_of_a_unit_is_that_of_the_bureau_above_it(world, file):
    city = factories.make_organisation("长沙市人社局", kind="bureau", region="430100")
    units = [
        city,
        factories.make_organisation("岳麓区人社局", parent=city, kind="county", region="430104"),
        factories.make_employer("长沙一中", parent=city, region="430102"),
        world.employer,
    ]
    cities = Trial(policy_of_file(file), what_if.clock.today()).cities

    assert [cities[one.pk] for one in units] == [region_of(one) for one in units]


@pytest.mark.parametrize("count", [1, 3])
def test_a_piece_is_read_in_a_constant_number_of_queries(file, employer, count, django_assert_num_queries):
    people = crowd(employer, count)
    trial = Trial(policy_of_file(file), what_if.clock.today())

    with django_assert_num_queries(9):
        tally, _losses = trial.counted(Piece(0, people[-1].professional_id))
    assert tally.all[PEOPLE] == count


def test_a_year_that_is_not_examined_is_not_missed(file, tried, employer):
    anne = factories.employee_of(employer, "anne", "安宁")
    full_year(anne)
    AnnualRegistration.objects.create(
        professional=anne.professional,
        year=2019,
        organisation=employer,
        office=employer,
        state="locked",
        exempt_reason="病假",
    )
    line = tried(file).counts["all"]

    assert (line[LOSE], line[MISS]) == (1, 0)


def test_whom_the_draft_is_not_for_is_not_counted(petra, tried, employer):
    for name, series in (("anne", "accounting"), ("ben", "engineering")):
        person = factories.employee_of(employer, name, name)
        Professional.objects.filter(pk=person.professional_id).update(title_series=series)
        full_year(person)

    counts = tried(checked(petra, DRAFT + '[scope]\nseries = ["accounting"]\n')).counts

    assert list(counts["groups"]["series"]) == ["accounting"]
    assert counts["all"][PEOPLE] == 1


def test_where_a_notice_for_the_series_goes_on_to_govern_a_general_draft_changes_nothing(
    file, tried, employer
):
    own = OTHER.replace("hunan-2020b", "accounts-2020") + '[scope]\nseries = ["accounting"]\n'
    published()
    load_policy(policy=load_bytes(own.encode(), "accounts-2020.toml"), publish=True)
    person = factories.employee_of(employer, "anne", "安宁")
    Professional.objects.filter(pk=person.professional_id).update(title_series="accounting")
    full_year(person)

    assert tried(file).counts["all"][PEOPLE] == 0


def test_hours_that_a_draft_counts_beside_are_compared_with_none(petra, tried, employer):
    full_year(factories.employee_of(employer, "anne", "安宁"))

    beside = DRAFT.replace("hunan-2021", "credits-2021") + "[scope]\nbeside = true\n"
    line = tried(checked(petra, beside)).counts["all"]

    assert (line[GAIN], line[LOSE], line[7], line[8]) == (1, 0, "0", "72")


LESS = """
[[reductions]]
id = "masters"
text = "硕士按一半计。"
when = { degree = "master" }
by = "factor"
factor = "1/2"
basis = "resolution"
"""


def test_draft_that_asks_less_of_some_people_is_tried_on_who_they_are(petra, tried, employer):
    """Half a year's hours are enough for the master alone."""
    for name, degree in (("anne", "master"), ("ben", "bachelor")):
        person = factories.employee_of(employer, name, name)
        Professional.objects.filter(pk=person.professional_id).update(degree=degree)
        record(person, days(1, 2, subject="public"))
        record(person, days(4, 5, 6, 7))

    counts = tried(checked(petra, DRAFT + LESS)).counts

    assert (counts["all"][PEOPLE], counts["all"][MEET]) == (2, 1)
