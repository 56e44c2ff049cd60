"""Every address × every role × the expected answer, in one table; and no address is missing from it."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_databases
from django.urls import URLPattern, get_resolver, reverse

from cejc import clock
from cejc.lib import storage
from cejc.lib.signing.authority import new_authority
from cejc.lib.tlog.tiles import Tile
from certification.models import Batch, OwnCopy, Recheck, SlipParcel
from certification.services import allotment, prior, together
from certification.services import batch as batches
from certification.services.notices import notice_draft as drafts
from certification.services.slips import slip_file
from credits.kept import bundled
from registry.changes.services import identity_change, person_request
from registry.keys.models import RevocationList
from registry.keys.services import signing_key
from registry.keys.services.signing import Signed
from registry.machinery.services import job as jobs
from registry.models import (
    AnnualRegistration,
    Binding,
    Completion,
    CompletionBatch,
    CourseReview,
    CrossReview,
    CrossReviewSample,
    Device,
    Employment,
    EvidenceFlag,
    Expert,
    ExportRequest,
    Filing,
    Handbook,
    HandbookClaim,
    HandbookEdition,
    Job,
    LogCheckpoint,
    LogLeaf,
    Membership,
    Message,
    PolicyFile,
    Portrait,
    SeatRequest,
    SessionVersion,
    SheetImport,
    Suspension,
    TakenList,
    TitleRecord,
    WhatIf,
)
from registry.people.services import deputy as deputies
from registry.people.services import hold, recovery
from registry.people.services.kept_filter import keep_filter
from registry.people.services.telling import reminding
from registry.platforms.services import api_client
from registry.public_log.services import sequencing
from registry.results.services import missing_hours
from registry.results.services.completion import receive
from registry.rules.queries.what_if_tally import PEOPLE, Tally
from registry.training.services import course_review
from registry.yearly.services import handbook, handbook_claim, handbook_edition
from tests import factories
from tests.cejc.foreign import assert_english
from tests.cejc.words import odd_words
from tests.certification import rows, ways
from tests.certification.rows import make_case, object_to, on
from tests.certification.stages import cast, open_case
from tests.registry.activities.activity_factories import make_draft, make_evidence, make_submitted
from tests.registry.results import completion_factories
from tests.registry.training import session_factories, training_factories

ROLES = (
    "anonymous",
    "person",
    "colleague",
    "hr",
    "department",
    "county",
    "bureau",
    "province",
    "admin",
    "auditor",
    "security",
    "outsider",
    "base",
)
LISTED = {"rows": [], "named": [], "left_out": []}  # an empty list before an act on many


PAGE = factories.one_page()
TABLE = Path(__file__).with_name("urls.csv")
# What a browser asks for that wants English, and addresses that answer no page.
ENGLISH = {"accept-language": "en-GB,en;q=0.9"}
MACHINES = (
    "registry:signing-certificate",
    "registry:signing-list",
    "health",
    "metrics",
    "robots",
    "cejc:login-state",
    "cejc:words",
    "certification:calendar",
    "certification:verify-proof",
    *(f"certification:verify-offline-{one}" for one in ("file", "keys", "knowledge", "worker")),
    "registry:handbook-verify-proof",
    *(f"registry:log-{one}" for one in ("checkpoint", "key", "proof", "tile")),
)
# Pages of the layout itself, which know no role.
OUTSIDE = ("cejc:styleguide",)


def named(patterns=None, prefix=""):
    """Every named address of the project."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield prefix + entry.name
        else:
            yield from named(entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)


def ours():
    return sorted({name for name in named() if not name.startswith(OUTSIDE)})


def table():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def strangers_pages():
    """Addresses that answer a stranger with a page; those of programs are Chinese."""
    open_ = (row["name"] for row in table().values() if row["method"] == "GET" and row["anonymous"] == "200")
    return {name for name in open_ if not name.startswith("api") and name not in MACHINES}


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """One world for all tests of the module, made once and rolled back at
    the end; each test undoes what it does."""
    if "test" not in Path(connection.settings_dict["NAME"]).name:  # nobody else in this run has asked for it
        with django_db_blocker.unblock():
            setup_databases(verbosity=0, interactive=False, keepdb=True, aliases={"default"})
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(shared):
    with on("2020-06-10 09:00"):
        found = cast()
        found.auditor = factories.make_person("audrey", "沈鉴")
        Membership.objects.create(
            user=found.auditor, organisation=found.province_unit, role="auditor", valid_from="2019-01-01"
        )
        found.security = factories.make_person("selma", "安守正")
        Membership.objects.create(
            user=found.security, organisation=found.province_unit, role="security", valid_from="2019-01-01"
        )
        city = ways.unit("bureau", "长沙市人力资源和社会保障局", route="city")
        county = ways.unit("county", "长沙县人力资源和社会保障局", city, route="city")
        found.city = city
        (found.bureau,) = ways.office(city, "bureau", "bella")
        (found.county,) = ways.office(county, "county", "cora")
        # Under the department, whose personnel department convenes its experts.
        found.training_base = completion_factories.make_base("JDURL", parent=found.department_unit)
        found.base = training_factories.base_staff(found.training_base)
        yield found


@pytest.fixture(scope="module")
def things(people):
    """One object of each kind, all of `people.person` and the units around."""
    person = people.person.professional
    award = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}
    draft, sent = make_draft(people.person, "paper"), make_submitted(people.person, "award", facts=award)
    proof, second = make_evidence(people.person, draft)[0], sent.evidence.get()
    case = open_case(people.person, application_year=2020)
    claimed = prior.claim_prior(
        actor=people.person,
        case=case,
        number="旧1",
        first_year=2014,
        last_year=2018,
        file=stored(),
    )
    asked = prior.ask_exemption(actor=people.person, case=case, year=2019, reason="病假", file=stored())
    filed = make_case(people.colleague.professional, state="verification", application_year=2019)
    relied = make_submitted(people.colleague, "award", facts=award)
    filed.items.create(activity=relied)
    to_approve = filed.exemptions.create(year=2018, reason="病假")
    to_check = filed.professional.prior_slips.create(number="旧2", first_year=2014, last_year=2015)
    filing = make_case(
        people.colleague.professional, state="filing", application_year=2020, reached_province=False
    )
    batch = batches.make_batch(
        actor=people.department, organisation=people.department_unit, cases=[filing], name="批次"
    )
    Batch.objects.filter(pk=batch.pk).update(**stored())
    hung = rows.publish(people.hr, [make_case(person, state="notice", application_year=2019)])
    objection = object_to(hung.entries.get(), file=stored())
    drafted = drafts.compose_notice(
        actor=people.hr,
        organisation=people.employer,
        title="拟稿",
        contact="人事部",
        cases=[make_case(person, state="notice", application_year=2018)],
    )
    slip = slip_file.keep_file(
        slip=rows.issue(people.issuer, person, application_year=2017), paper=Signed(b"%PDF-1.7")
    )
    action = rows.slips.propose_action(actor=people.province, slip=slip, kind="revoke", reason="存疑")
    sequencing.grow()
    return SimpleNamespace(
        leaf=LogLeaf.objects.get(place=0),
        tile=Tile(0, 0, LogCheckpoint.objects.get().size).path,
        draft=draft,
        sent=sent,
        proof=proof,
        case=case,
        claimed=claimed,
        asked=asked,
        filed=filed,
        batch=batch,
        filing=filing,
        hung=hung,
        objection=objection,
        drafted=drafted,
        slip=slip,
        action=action,
        employment=Employment.objects.get(professional=person),
        seat=people.hr.memberships.get(),
        unit=people.employer,
        login=people.colleague,
        second=second,
        professional=person,
        flag=EvidenceFlag.objects.create(first=second, second=proof, same_person=True),
        **sheets(people),
        to_approve=to_approve,
        to_check=to_check,
        relied=relied,
        accepted=filed.professional.prior_slips.create(
            number="旧3", first_year=2016, last_year=2016, state="checked", checked_by=people.province
        ),
        recheck=Recheck.objects.create(
            slip=slip, cause="activity", cause_key="k", cause_label="x", reason="x"
        ),
        claim=allotment.claim(actor=people.bureau, organisation=people.city, year=2020, count=10),
        **handbooks(people),
        **results(people),
        **courses(people),
        **sessions(people),
        tried=tried(people),
        **policies(people),
        declared=AnnualRegistration.objects.create(
            professional=person,
            year=2019,
            organisation=people.employer,
            office=people.department_unit,
            state="declared",
            exempt_reason="病假",
            **stored(),
        ),
        locked=AnnualRegistration.objects.create(
            professional=person,
            year=2017,
            organisation=people.employer,
            office=people.department_unit,
            state="locked",
        ),
        deputy=deputies.name_deputy(
            actor=people.hr,
            seat=people.hr.memberships.get(),
            username=people.colleague.username,
            first_day=date(2020, 7, 1),
            last_day=date(2020, 7, 2),
            reason="休假",
        ),
        suspension=Suspension.objects.create(
            first_day="2020-02-01", citation="四(一)", declared_by=people.province
        ),
        change=identity_change.ask(
            actor=people.person,
            professional=person,
            name="张改名",
            number=factories.resident_number(77, region="430105"),
            reason="户口簿已更正",
            file=stored(),
        ),
        confirmed_change=confirmed_change(people),
        binding=Binding.objects.create(user=people.person, provider="gov", subject="1"),
        recovery=recovery.ask(
            actor=people.hr,
            employment=Employment.objects.get(professional=people.colleague.professional),
            reason="手机已更换",
        )[0],
        seat_asked=SeatRequest.objects.create(
            user=people.person,
            organisation=people.employer,
            role="hr",
            valid_from="2020-06-10",
            asked_by=people.admin,
        ),
        export_request=ExportRequest.objects.create(
            owner=people.hr,
            organisation=people.employer,
            title="人员名单",
            rows=5000,
            address="/",
            reason="上报",
        ),
        device=open_device(people.person),
        hold=hold.place(
            actor=people.province, person=person, reason="行政复议", until=clock.today() + timedelta(days=30)
        ),
        message=Message.objects.create(recipient=people.person, kind="x", subject="x", body="x"),
        phrase=together.add_phrase(
            actor=people.hr, seat=people.hr.seats[0], label="缺章", text="请补盖公章。"
        ),
        parcel=SlipParcel.objects.create(
            owner=people.hr, kind="list", stored_name=storage.save(b"%PDF-1.7", ".pdf")
        ),
        taken=TakenList.objects.create(
            owner=people.hr, listed="people", kind="sheet", stored_name=storage.save(b"PK", ".xlsx")
        ),
        dropped=TakenList.objects.create(owner=people.hr, listed="people", kind="paper"),
        kept_filter=keep_filter(actor=people.hr, address="/people/?q=1", name="一"),
        reminding=reminding.prepare(
            actor=people.hr, seat=people.hr.seats[0], wanted=reminding.Wanted("apply", 2020)
        ),
        own_copy=OwnCopy.objects.create(
            professional=person, asked_by=people.person, stored_name=storage.save(b"PK", ".zip")
        ),
        prepared=jobs.prepare("employment.confirm_many", "k", LISTED, owner=people.hr, total=0),
        job=Job.objects.create(kind="mail", key="k", run_after="2020-01-01T00:00:00Z", owner=people.person),
    )


def open_device(user):
    """A device on which the login is open."""
    later = clock.now() + timedelta(days=9000)
    session = Session.objects.create(session_key="k" * 32, session_data="", expire_date=later)
    return Device.objects.create(user=user, session_key=session.session_key)


DRAFTING = ("edit", "text", "rework", "check", "drop", "propose")
IN_FORCE = ("ask_withdrawal",)


def policies(people):
    """Files of the provincial office, one for each step of their life that a page is for."""
    text = bundled("hunan-2020").source_text.replace("hunan-", "x-")
    known = {"office": people.province_unit, "name": "x-2020", "title": "关于2020年的通知", "text": text}
    return {
        f"policy_{name}": PolicyFile.objects.create(state=state, edition=number, **known)
        for number, (name, state) in enumerate(
            (
                ("published", "published"),
                ("draft", "draft"),
                ("proposed", "proposed"),
                ("leaving", "withdrawing"),
            ),
            1,
        )
    }


def tried(people):
    """A run of a draft of the provincial office, over one person."""
    file = PolicyFile.objects.create(
        office=people.province_unit, state="tried", name="x-2021", text="x", checked_sha256="0" * 64
    )
    known = {"file": file, "sha256": file.checked_sha256, "started_by": people.province}
    tally = Tally()
    tally.all[PEOPLE] = 1
    counts = {**tally.kept(), "units_left": 0}
    return WhatIf.objects.create(**known, day="2020-06-10", finished_at=clock.now(), counts=counts)


def signing_certificate():
    """A certificate of somebody's authority, with its list."""
    authority = new_authority("根证书", now=clock.now())
    _key, pen = authority.pen("签章", "ecdsa-p256", now=clock.now())
    made = signing_key.note_stamps(pen.certificate, pen.chain)
    data = authority.revocations([], number=1, now=clock.now())
    RevocationList.objects.create(issuer_key=made.issuer_key, data=data, next_update=clock.now())
    return made


def results(people):
    """A held result of `people.person`, reported by a base under the
    department, and a question after another."""
    base = people.training_base
    session = completion_factories.make_session(base, code="BCURL")
    said = completion_factories.reported(
        people.person.professional, lines=completion_factories.lines(("2020-06-01", "day", "public"))
    )
    receive(actor=None, session=session, reported=[said])
    missing = missing_hours.ask(
        actor=people.person, base=base, title="安全生产网络课", passed_on=date(2020, 6, 1), file=stored()
    )
    access, _secret = api_client.create(
        actor=people.province, base=base, name="网络平台", environment="staging"
    )
    course = completion_factories.make_online(base, "KCURL")
    said = completion_factories.reported(
        people.person.professional, "RURL", course_code=course.code, passed_on=date(2020, 6, 2)
    )
    receive(actor=None, base=base, reported=[said])
    signed = Completion.objects.get(external_id="RURL")
    completion_factories.signed_batch(base, [signed])
    signed.refresh_from_db()
    return {
        "signing": signing_certificate(),
        "result": Completion.objects.get(session=session),
        "missing": missing,
        "base": base,
        "access": access,
        "signed": signed,
        "key": signed.batch.key_a,
        "key_batch": CompletionBatch.objects.create(base=base, year=2020, number=9),
    }


def courses(people):
    """Of the base: an online course in preparation with a material; one before `people.colleague` as its
    expert; a cross-review of it before the same; and another expert."""
    world = training_factories
    course = world.make_online_course(people.training_base, "URL1", live_on="2020-12-01")
    paper = stored()
    material = world.make_material(
        course, people.base, url="", file_name="a.pdf", stored_name=paper["stored_name"], mime=paper["mime"]
    )
    reviewed = world.make_online_course(people.training_base, "URL2", live_on="2020-12-01")
    world.make_material(reviewed, people.base)
    asked = Expert.objects.create(user=people.colleague, valid_from="2019-01-01")
    review = course_review.convene(actor=people.department, course=reviewed, experts=[asked])
    CourseReview.objects.filter(pk=review.pk).update(stored_name=paper["stored_name"], file_name="a.pdf")
    sample = CrossReviewSample.objects.create(
        year=2020, seed="seed", size=1, population=[str(reviewed.public_id)], drawn_by=people.province
    )
    cross = CrossReview.objects.create(sample=sample, course=reviewed, expert=asked)
    return {
        "course": course,
        "material": material,
        "expert": world.make_expert("xavier", "谢专家"),
        "review": review,
        "opinion": review.opinions.get(),
        "sample": sample,
        "cross": cross,
    }


def sheets(people):
    """A list of people that waits for its sender's decision, and one that was taken in."""
    known = {
        "kind": "roster",
        "organisation": people.employer,
        "uploaded_by": people.hr,
        "file_name": "a.xlsx",
    }
    files = {name: storage.save(b"PK", ".xlsx") for name in ("stored_name", "annotated_name", "wrong_name")}
    told = {"form": "Excel（xlsx）", "sheets": [], "columns": [], "asides": [], "others": [], "orders": []}
    ready = SheetImport.objects.create(
        **known, **files, state="ready", facts=told, counts={"new": 1, "wrong": 1}
    )
    ready.rows.create(sheet=0, number=2, label="李四", verdict="new")
    taken = SheetImport.objects.create(**known, state="done", facts=told, counts={"new": 1, "done": 1})
    taken.rows.create(sheet=0, number=2, label="李四", verdict="same", outcome="undone")
    past = known | {"kind": "history"}
    history = SheetImport.objects.create(**past, **files, state="preparing", sha256="0" * 64)
    asked = SheetImport.objects.create(**past, state="unread", sentence="读不了。")
    return {"roster": ready, "taken_roster": taken, "history": history, "unread_history": asked}


def sessions(people):
    """A filing that waits for the province; an open session of the base with
    a refused workbook and `people.person`."""
    clerk, base = people.base, people.training_base
    filing = session_factories.submit(clerk, session_factories.make_draft(clerk, base))
    Filing.objects.filter(pk=filing.pk).update(pdf_name=stored()["stored_name"], pdf_edit=filing.edit)
    row = session_factories.make_session(clerk, base=base, code="BCRUN", assessed=True)
    SessionVersion.objects.create(
        session=row, number=1, closed_by=clerk, content={"found": {"slots": [], "people": []}, "receipts": []}
    )
    file = stored()
    to_file = session_factories.make_draft(clerk, base, file=file)
    return {
        "sent_filing": filing,
        "to_file": to_file,
        "running": row,
        "listed": session_factories.listed(clerk, row, people.person.professional),
        "slot": session_factories.slot_of(row),
    }


def handbooks(people):
    """A granted claim list of the department, whose booklet was handed
    out to `people.person`; and one submitted."""
    unit = people.department_unit
    granted = handbook_claim.compose(actor=people.department, organisation=unit)
    granted = handbook_claim.submit(actor=people.department, claim=granted, edit=granted.edit)
    handbook_claim.strike(
        actor=people.province,
        entry=granted.entries.exclude(professional=people.person.professional).first(),
        reason="x",
    )
    granted.refresh_from_db()
    handbook_claim.grant(actor=people.province, claim=granted, edit=granted.edit)
    book = Handbook.objects.get(professional=people.person.professional)
    handbook.hand_out_many(actor=people.department, handbooks=[book], on=clock.today())
    HandbookClaim.objects.filter(pk=granted.pk).update(
        pdf_name=stored()["stored_name"], pdf_edit=granted.edit + 1
    )
    sent = handbook_claim.compose(actor=people.department, organisation=unit)
    sent = handbook_claim.submit(actor=people.department, claim=sent, edit=sent.edit)
    edition = handbook_edition.ask(actor=people.person, handbook=book)
    HandbookEdition.objects.filter(pk=edition.pk).update(pdf_name=stored()["stored_name"])
    photo = Portrait.objects.create(
        professional=book.professional, stored_name=stored()["stored_name"], uploaded_by=people.person
    )
    title = TitleRecord.objects.create(
        professional=book.professional,
        series="engineering",
        level="junior",
        since="2009-01-01",
        entered_by=people.person,
    )
    return {
        "edition": edition,
        "photo": photo,
        "title": title,
        "book": book,
        "claimed_books": granted,
        "sent_claim": sent,
        "claim_entry": sent.entries.first(),
    }


def confirmed_change(people):
    """A change of the colleague's name that HR has confirmed."""
    asked = identity_change.ask(
        actor=people.colleague,
        professional=people.colleague.professional,
        name="张又改名",
        reason="户口簿已更正",
        file=stored(),
    )
    return person_request.confirm(actor=people.hr, request=asked)


def stored():
    """The columns of a kept file."""
    name = storage.save(PAGE, ".pdf")
    return {"file_name": "a.pdf", "stored_name": name, "sha256": "0" * 64, "mime": "application/pdf"}


# What a press has to say to be more than an empty form.
SENT = {
    "registry:export-ask": {
        "of": signing.dumps(
            {"title": "人员名单", "rows": 5000, "address": "/all/", "kind": "", "file": ""}, salt="export"
        )
    },
    "registry:people-bulk": {"decision": "codes"},
    "certification:prior-check": {"genuine": "yes"},
    "certification:figure-people": {"what": "people", "year": "2019"},
    "certification:figure-people-export": {"what": "people", "year": "2019"},
}


def arguments(name, t):
    """The address's arguments, by its name."""
    given = {
        "certification:own-data-file": [t.own_copy.public_id],
        "certification:calendar": ["no-such-secret"],
        "certification:public-notice": [t.hung.public_id],
        "certification:public-objection-new": [t.hung.entries.get().public_id],
        "certification:verify-offline": ["zh"],
        "certification:verify-offline-file": ["zh"],
        "certification:verify-proof": [t.slip.year, t.slip.sequence, t.slip.check_code],
        "certification:verify-slip": [t.slip.year, t.slip.sequence, t.slip.check_code],
        "certification:prior-take-back": [t.filed.public_id, t.accepted.public_id],
        "certification:prior-drop": [t.case.public_id, t.claimed.public_id],
        "certification:prior-file": [t.case.public_id, t.claimed.public_id],
        "certification:exemption-drop": [t.case.public_id, t.asked.public_id],
        "certification:exemption-file": [t.case.public_id, t.asked.public_id],
        "certification:exemption-approve": [t.filed.public_id, t.to_approve.public_id],
        "certification:case-course": [t.filed.public_id, t.relied.public_id],
        "certification:prior-check": [t.filed.public_id, t.to_check.public_id],
        "certification:case-evidence": [t.case.public_id, t.second.public_id],
        "certification:case-evidence-preview": [t.case.public_id, t.second.public_id, 1, "small"],
        "certification:notice-print": [t.hung.public_id],
        "certification:notice-withdraw": [t.hung.public_id],
        "registry:take": ["people", "sheet"],
        **{f"registry:taken{part}": [t.taken.public_id] for part in ("", "-file", "-letter")},
        "registry:taken-drop": [t.dropped.public_id],
        **{f"registry:what-if{part}": [t.tried.public_id] for part in ("", "-file", "-stop")},
        "registry:what-if-start": [t.tried.file.public_id],
        **{
            f"registry:policy-file{part}": [t.policy_published.public_id]
            for part in ("", "-file", "-amend", "-notice")
        },
        **{f"registry:policy-file-{part}": [t.policy_draft.public_id] for part in DRAFTING},
        **{f"registry:policy-file-{part}": [t.policy_published.public_id] for part in IN_FORCE},
        **{f"registry:policy-file-{part}": [t.policy_proposed.public_id] for part in ("return", "publish")},
        **{f"registry:policy-file-{part}": [t.policy_leaving.public_id] for part in ("keep", "withdraw")},
        "registry:filter-forget": [t.kept_filter.public_id],
        "registry:reminder-letter": [t.reminding.public_id, t.reminding.letters.earliest("pk").public_id],
        **{
            f"registry:reminder{part}": [t.reminding.public_id]
            for part in ("", "-write", "-choose", "-release", "-drop")
        },
        "registry:history": [t.history.public_id],
        "registry:history-scans": [t.history.public_id],
        "registry:history-replace": [t.history.public_id],
        "registry:history-start": [t.history.public_id],
        "registry:registration-year": [2019],
        "registry:registration-ask": [t.locked.public_id],
        "registry:registration-reopen": [t.locked.public_id],
        "registry:registration": [t.declared.public_id],
        "registry:registration-withdraw": [t.declared.public_id],
        "registry:registration-confirm": [t.declared.public_id],
        "registry:registration-return": [t.declared.public_id],
        "registry:registration-file": [t.declared.public_id],
        "registry:oversight-flags": ["early"],
        "registry:catalogue-base": [t.base.code],
        "registry:filing": [t.sent_filing.public_id],
        "registry:filing-edit": [t.to_file.public_id],
        "registry:filing-plan": [t.to_file.public_id],
        "registry:filing-pdf": [t.sent_filing.public_id],
        "registry:filing-draw": [t.sent_filing.public_id],
        "registry:filing-act": [t.sent_filing.public_id, "accept"],
        "registry:session-person-remove": [t.running.public_id, t.listed.public_id],
        "registry:session-staff": [t.running.public_id],
        "registry:session-mark": [t.running.public_id, t.slot.public_id],
        "registry:session-screen": [t.running.public_id, t.slot.public_id],
        "registry:session-version": [t.running.public_id, 1],
        "registry:session-act": [t.running.public_id, "close"],
        "registry:sign-in": [t.slot.public_id, "RS-ABCDEFGH"],
        **{
            f"registry:session{part}": [t.running.public_id]
            for part in ("", "-edit", "-person-add", "-results", "-sheet", "-sheet-template")
        },
        "registry:course-review": [t.review.public_id],
        "registry:course-review-urge": [t.review.public_id],
        "registry:course-review-replace": [t.review.public_id, t.opinion.public_id],
        "registry:course-review-conclude": [t.review.public_id],
        "registry:course-review-submit": [t.review.public_id],
        "registry:course-review-document": [t.review.public_id],
        "registry:opinion": [t.opinion.public_id],
        "registry:cross-opinion": [t.cross.public_id],
        "registry:cross-sample": [t.sample.public_id],
        "registry:cross-review": [t.cross.public_id],
        "registry:cross-review-assign": [t.cross.public_id],
        "registry:cross-review-decide": [t.cross.public_id],
        "registry:course-material-remove": [t.course.public_id, t.material.public_id],
        "registry:course-material-file": [t.course.public_id, t.material.public_id],
        "registry:expert-dismiss": [t.expert.public_id],
        "registry:keys-of-base": [t.base.public_id],
        "registry:key-make": [t.base.public_id, 2020, "A"],
        "registry:key-end": [t.key.public_id],
        **{
            f"registry:{name}": [t.signing.public_id]
            for name in ("signing-certificate", "signing-list", "signing-key-retire", "signing-key-revoke")
        },
        "registry:key-public": [t.key.public_id],
        "registry:key-batches": [t.base.public_id],
        "registry:key-batch": [t.key_batch.public_id],
        "registry:key-batch-freeze": [t.key_batch.public_id],
        "registry:key-batch-void": [t.key_batch.public_id],
        "registry:key-batch-manifest": [t.signed.batch.public_id],
        "registry:completion-certificate": [t.signed.public_id],
        "registry:api-clients": [t.base.public_id],
        "registry:api-client-rotate": [t.access.public_id],
        "registry:api-client-revoke": [t.access.public_id],
        "registry:api-webhook": [t.access.public_id],
        "registry:api-webhook-remove": [t.access.public_id],
        "api:one": [t.result.public_id],
        "registry:completion": [t.result.public_id],
        "registry:completion-withdraw": [t.result.public_id],
        "registry:completion-overrule": [t.result.public_id],
        "registry:missing-hours-detail": [t.missing.public_id],
        "registry:missing-hours-withdraw": [t.missing.public_id],
        "registry:missing-hours-file": [t.missing.public_id],
        "registry:deputy-end": [t.deputy.public_id],
        "registry:device-end": [t.device.public_id],
        "registry:hold-lift": [t.hold.public_id],
        "registry:hold-new": [t.professional.public_id],
        "registry:retention-begin": ["messages"],
        "registry:export-request": [t.export_request.public_id],
        "registry:export-request-act": [t.export_request.public_id, "refuse"],
        "registry:recovery-ask": [t.employment.public_id],
        "registry:recovery-act": [t.recovery.public_id, "refuse"],
        "registry:seat-request-act": [t.seat_asked.public_id, "withdraw"],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "registry:binding-end": [t.binding.public_id],
        "registry:binding-link": ["gov"],
        "openid_connect_login": ["gov"],
        "openid_connect_callback": ["gov"],
        "registry:change-number": [t.change.public_id],
        "registry:change-identity-for": [t.professional.public_id],
        "registry:change-death": [t.professional.public_id],
        "registry:change-approve": ["identity", t.confirmed_change.public_id],
        "registry:flag": [t.flag.public_id],
        "registry:handbook": [t.book.public_id],
        "registry:handbook-loss": [t.book.public_id],
        "registry:handbook-reissue": [t.book.public_id],
        "registry:handbook-edition": [t.book.public_id],
        "registry:handbook-pdf": [t.edition.public_id],
        "registry:handbook-verify-proof": [t.book.year, t.book.sequence, t.edition.check_code],
        "registry:log-proof": [t.leaf.digest],
        "registry:log-tile": [t.tile],
        "registry:handbook-verify-code": [t.book.year, t.book.sequence, t.edition.check_code],
        "registry:portrait-picture": [t.photo.public_id],
        "registry:titles": [t.professional.public_id],
        "registry:title-confirm": [t.title.public_id],
        "registry:title-refuse": [t.title.public_id],
        "registry:handbook-claim-pdf": [t.claimed_books.public_id],
        "registry:handbook-claim-strike": [t.sent_claim.public_id, t.claim_entry.public_id],
        "registry:handbook-claim-act": [t.sent_claim.public_id, "grant"],
        "registry:job-retry": [t.job.public_id],
        "registry:job-stop": [t.prepared.public_id],
        "registry:job-undo": [t.prepared.public_id],
        "registry:job-before": [t.prepared.public_id],
        "registry:person": [t.professional.public_id],
        "registry:person-reveal": [t.professional.public_id],
        **{
            f"registry:sheet{part}": [t.roster.public_id]
            for part in ("", "-take", "-drop", "-wrong", "-annotated")
        },
        "registry:sheet-undo": [t.taken_roster.public_id],
        "registry:sheet-reopen": [t.unread_history.public_id],
        "registry:suspension-end": [t.suspension.public_id],
        "registry:password-set": [t.login.public_id, "token"],
        "certification:lane-item": [t.filed.public_id],
        "certification:case-pass": [t.filed.public_id],
        "certification:case-begin": [t.filed.public_id],
        "certification:case-hold": [t.filed.public_id],
        "certification:case-assign": [t.filed.public_id],
        "certification:case-note": [t.filed.public_id],
        "certification:desk-act": ["pass"],
        "certification:phrase-drop": [t.phrase.public_id],
        "certification:parcel": [t.parcel.public_id],
        "certification:parcel-file": [t.parcel.public_id],
        "certification:case-undo": [t.filed.public_id],
        "certification:case-return": [t.filed.public_id],
        "certification:batch-people": [t.batch.public_id, "extend"],
        "certification:notice-people": [t.drafted.public_id, "extend"],
        "certification:notice-strike": [t.hung.entries.get().public_id],
        "certification:slip-decide": [t.action.public_id],
        "certification:recheck": [t.recheck.public_id],
        "registry:activity-take-back": [t.sent.public_id],
        "certification:notice-annul": [t.hung.public_id],
        "certification:allotment-decide": [t.claim.public_id],
        "account_confirm_email": ["no-such-key"],
        "account_reset_password_from_key": ["1", "no-such-key"],
        "registry:activity-create": ["paper"],
        "registry:activity-new-preview": ["paper"],
        "registry:activity-new-autosave": ["paper"],
        "registry:activity-new-evidence": ["paper"],
        "registry:role-switch": ["self"],
        "registry:evidence-page": [t.proof.public_id, 1, "small"],
        "registry:evidence-file": [t.proof.public_id],
        "registry:evidence-original": [t.proof.public_id],
        "registry:job": [t.job.public_id],
        "registry:message": [t.message.public_id],
    }
    if name in given:
        return given[name]
    if name.startswith("registry:change"):
        return ["identity", t.change.public_id]
    for part, row in (
        ("handbook-claim-", t.sent_claim),
        ("handbook-claim", t.claimed_books),
        ("review-", t.sent),
        ("activity", t.draft),
        ("notice-", t.drafted),
        ("notice", t.hung),
        ("objection", t.objection),
        ("degree-change", t.employment),
        ("degree", t.case),
        ("batch", t.batch),
        ("slip", t.slip),
        ("case", t.case),
        ("prior", t.case),
        ("exemption", t.case),
        ("employment-request-at", t.unit),
        ("employment", t.employment),
        ("activation", t.employment),
        ("person", t.employment),
        ("organisation", t.unit),
        ("register", t.unit),
        ("account", t.login),
        ("membership-add", t.login),
        ("membership", t.seat),
        ("catalogue-course", t.course),
        ("course", t.course),
        ("base", t.base),
    ):
        if part in name.partition(":")[2]:
            return [row.public_id]
    return []


def address(name, things):
    """The address of `name`: without arguments where it takes none."""
    try:
        return reverse(name)
    except Exception:
        return reverse(name, args=arguments(name, things))


# What no GET may change (D7): every noun with stages. Limits, sessions, read messages and the
# record of who looked are no part of these.
NOUNS = {
    "certification_case",
    "certification_caseyear",
    "certification_transition",
    "certification_review",
    "certification_notice",
    "certification_noticeentry",
    "certification_objection",
    "certification_batch",
    "certification_slip",
    "certification_exemption",
    "certification_priorslip",
    "certification_allotment",
    "registry_activity",
    "registry_activityreview",
    "registry_evidenceflag",
    "registry_annualregistration",
    "registry_filing",
    "registry_course",
    "registry_coursereview",
    "registry_expertopinion",
    "registry_crossreview",
    "registry_completion",
    "registry_completionbatch",
    "registry_platformkey",
    "registry_trainingsession",
    "registry_handbook",
    "registry_handbookclaim",
    "registry_employment",
    "registry_membership",
    "registry_deputy",
}


class Writes:
    """Tables that statements changed while it was watching."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, params, many, context):
        found = re.match(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', sql)
        if found:
            self.tables.add(found.group(1))
        return execute(sql, params, many, context)


@pytest.fixture(scope="module")
def visitor(things, people):
    """`visitor(role)`: a browser of its own with that role's login, which is made once."""
    logins = {}
    for role in ROLES[1:]:
        client = Client()
        client.force_login(getattr(people, role))
        logins[role] = client.cookies.output(header="", sep=";")

    def opened(role):
        client = Client()
        client.cookies.load(logins.get(role, ""))
        return client

    return opened


def answers(name, method, visitor, things, written, kinds):
    """Role -> status code; every press is undone. `written` takes the tables that a GET changed, `kinds` the
    type of each role's answer. No page shows a code of the machinery."""
    found = {}
    for role in ROLES:
        client, watching = visitor(role), Writes()
        with transaction.atomic(), connection.execute_wrapper(watching):
            answer = getattr(client, method.lower())(address(name, things), SENT.get(name, {}))
            if method == "GET":
                written |= watching.tables
            found[role], kinds[role] = str(answer.status_code), answer.headers.get("Content-Type")
            assert role == "anonymous" or kept_from_caches(answer), f"{name} may be kept by a cache"
            if answer.streaming:
                b"".join(answer.streaming_content)
            elif answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                assert odd_words(name, answer.content.decode()) == [], f"{name}, read by {role}"
            transaction.set_rollback(True)
    return found


def kept_from_caches(answer):
    """Asked for again each time, or nothing that belongs to a login."""
    said = answer.headers.get("Cache-Control", "")
    return any(word in said for word in ("no-store", "no-cache", "private", "public"))


def headed(name, role, visitor, things):
    """What HEAD says where GET says something, undone."""
    with transaction.atomic():
        answer = visitor(role).head(address(name, things), SENT.get(name, {}))
        assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == b""
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Content-Type")


def test_no_address_is_missing_from_the_table():
    assert sorted(table()) == ours()


@pytest.mark.parametrize("name", sorted(table()) if TABLE.exists() else [])
def test_address_answers_every_role_as_expected(name, visitor, things):
    row, written, kinds = table()[name], set(), {}

    assert answers(name, row["method"], visitor, things, written, kinds) == {
        role: row[role] for role in ROLES
    }
    assert not written & NOUNS
    if row["method"] == "GET" and (seen := [role for role in ROLES if row[role] == "200"]):
        assert headed(name, seen[0], visitor, things) == (200, kinds[seen[0]])


# Whose address names the language, so that one file of each can be carried away.
IN_ENGLISH = {"certification:verify-offline": ["en"]}


def read_in_english(name, visitor, things):
    """The page of a stranger whose browser asks for English, undone."""
    with transaction.atomic():
        here = reverse(name, args=IN_ENGLISH[name]) if name in IN_ENGLISH else address(name, things)
        answer = visitor("anonymous").get(here, SENT.get(name, {}), headers=ENGLISH)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", sorted(strangers_pages()))
def test_page_that_strangers_meet_is_whole_in_english(name, visitor, things):
    answer = read_in_english(name, visitor, things)

    assert answer.status_code == 200
    assert_english(answer, '<html lang="en"')
