"""Cases, notices and slips put where a test needs them, as rows: for tests of what comes after.

`stages.py` walks the whole way through the services; here nobody walks.
"""

import uuid
from contextlib import contextmanager
from datetime import datetime

import time_machine

from cejc import clock
from certification.models import Case, CaseYear, Notice, NoticeEntry, Objection, Slip
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.notices import objection as objections
from certification.services.slips import slip as slips
from credits.queries import bundled
from credits.services import load_calendar
from registry.models import Professional, User

POLICY = "hunan-2020"
# What an upload left: the proof of an exemption, or any other paper that is asked for.
PROOF = {"file_name": "证明.pdf", "stored_name": "proof.pdf", "sha256": "", "mime": "application/pdf"}


@contextmanager
def on(text: str):
    """The clock stands at this moment of Asia/Shanghai: `on("2020-06-15 09:00")`."""
    moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)
    with time_machine.travel(moment, tick=False):
        yield


def make_case(person: Professional, *, state: str = "issue", **values) -> Case:
    """A case of the provincial route at `state`, with five met years."""
    employment = person.employments.select_related("organisation").get()
    policy = bundled(POLICY)
    values = {
        "organisation": employment.organisation,
        "department": employment.organisation.supervisor,
        "application_year": 2020,
        "title_series": "engineering",
        "title_level": "senior_associate",
        "title_name": "高级工程师",
        "degree": "bachelor",
        "route": "provincial",
        "span_first": 2015,
        "span_last": 2019,
        "span_why": "2020年度一般认定跨度",
        "policy": policy.name,
        "policy_sha256": policy.sha256,
        "round": 1,
        "reached_province": state in ("verification", "issue", "issued"),
        "submitted_at": clock.now(),
    } | values
    case = Case.objects.create(professional=person, state=state, **values)
    CaseYear.objects.bulk_create(
        CaseYear(case=case, year=year, public_hours=30, professional_hours=60, total_hours=90, result="met")
        for year in case.span
    )
    return case


def issue(officer: User, person: Professional, **values) -> Slip:
    """A slip issued by `officer` to `person`."""
    return slips.issue_slip(actor=officer, case=make_case(person, **values))


def publish(hr: User, cases: list[Case], *, title: str = "2020年度继续教育合格人员名单公示") -> Notice:
    """A notice of `cases` published now (the years' calendars are loaded)."""
    load_calendar(years=[clock.today().year, clock.today().year + 1])
    made = drafts.compose_notice(
        actor=hr,
        organisation=cases[0].organisation,
        cases=cases,
        title=title,
        contact="组织人事部 0731-85480001",
        text="经初审，下列人员学时符合要求。\n如有异议，请实名反映。",
    )
    return notices.publish_notice(actor=hr, notice=made)


def object_to(entry: NoticeEntry, **values) -> Objection:
    """An objection by a stranger."""
    values = {
        "submission_key": str(uuid.uuid4()),
        "name": "唐守正",
        "contact": "13900000000",
        "text": "签到表与实际不符，请核对。",
    } | values
    return objections.file_objection(entry=entry, **values)


def revoke(first: User, second: User, slip: Slip, reason: str = "结业证书经核实系他人证书。") -> Slip:
    """Revoke `slip`: `first` proposes, `second` carries out."""
    action = slips.propose_action(actor=first, slip=slip, kind="revoke", reason=reason)
    slips.decide_action(actor=second, action=action, approve=True)
    slip.refresh_from_db()
    return slip
