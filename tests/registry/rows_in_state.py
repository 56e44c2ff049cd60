"""A row of each noun that has a table of moves, in any state, as the database holds it: how
it came there does not matter to the door. `people` are those of
`tests/registry/test_moves.py`, `people["base"]` the training base.
"""

from datetime import date

from allauth.idp.oidc.models import Client

from cejc import clock
from registry.models import (
    Activity,
    AnnualRegistration,
    ApiClient,
    Completion,
    CompletionBatch,
    CourseReview,
    CrossReview,
    CrossReviewSample,
    Death,
    Employment,
    Erasure,
    Evidence,
    EvidenceFlag,
    ExpertOpinion,
    ExportRequest,
    Filing,
    Handbook,
    HandbookClaim,
    IdentityChange,
    Merge,
    MissingHours,
    PolicyFile,
    Recovery,
    Reminding,
    SeatRequest,
    SheetImport,
    SigningKey,
    TitleRecord,
    TrainingSession,
)
from tests.registry.results import completion_factories as make
from tests.registry.training.training_factories import make_course, make_online_course


def _unit(people):
    return people["HR"].seats[0].organisation


def activity(people, **values):
    known = {"professional": people["professional"].professional, "organisation": _unit(people)}
    return Activity.objects.create(kind="course", **(known | values))


def policy_file(people, **values):
    """Of the provincial office; proposed, and asked to be withdrawn, by another login."""
    known = {"proposed_by": people["author"]}
    return PolicyFile.objects.create(name="x-2021", **(known | {"withdrawal_by": people["author"]} | values))


def evidence_flag(people, **values):
    """Between the record of the unit's person and another one of the same unit."""
    by = people["author"]
    sides = [
        activity(people, state="submitted"),
        activity(people, state="submitted", professional=by.professional),
    ]
    first, second = (
        Evidence.objects.create(activity=one, uploaded_by=by, size=1, sha256="ab" * 32) for one in sides
    )
    return EvidenceFlag.objects.create(first=first, second=second, kind="alike", same_person=False, **values)


def sheet(people, **values):
    """A list of people, taken in as far as it is right: all of its moves are the unit's own."""
    known = {"kind": "roster", "file_name": "人员名单.xlsx", "counts": {"done": 1}}
    return SheetImport.objects.create(
        organisation=_unit(people), uploaded_by=people["author"], **(known | values)
    )


def reminding(people, **values):
    """Of the unit's HR; sent or on its way, released by somebody else of it."""
    known = {"topic": "registration", "year": 2019, "subject": "请登记", "text": "请登记", "role": "hr"}
    return Reminding.objects.create(organisation=_unit(people), made_by=people["author"], **known, **values)


def course(people, **values):
    return make_course(people["base"], **values)


def course_review(people, **values):
    made = make_online_course(people["base"])
    by, office = people["author"], people["base"].personnel_office
    row = CourseReview.objects.create(course=made, office=office, convened_by=by, submitted_by=by, **values)
    ExpertOpinion.objects.create(review=row, expert=people["expert"].expert)
    return row


def cross_review(people, *, state):
    """Its state follows from the columns."""
    by, expert = people["author"], people["expert"].expert
    sample = CrossReviewSample.objects.create(year=2020, seed="abcd", size=1, drawn_by=by)
    values = {} if state == "drawn" else {"expert": expert}
    if state in ("answered", "passed", "failed"):
        values |= {"verdict": "pass", "given_at": clock.now()}
    if state in ("passed", "failed"):
        values |= {"decision": state[:4], "decided_by": by, "fails_from": date(2020, 1, 1)}
    return CrossReview.objects.create(sample=sample, course=make_online_course(people["base"]), **values)


def filing(people, **values):
    by = people["author"]
    return Filing.objects.create(base=people["base"], year=2020, title="培训", created_by=by, **values)


def session(people, **values):
    base = people["base"]
    known = {"code": "BC01", "title": "一期", "created_by": people["author"]}
    return TrainingSession.objects.create(base=base, organiser=base.organisation, **known, **values)


def handbook_claim(people, **values):
    by, office = people["author"], people["department"].seats[0].organisation
    return HandbookClaim.objects.create(
        organisation=office, year=2020, composed_by=by, submitted_by=by, **values
    )


def registration(people, **values):
    """Of a unit with an office above it that confirms, unless told otherwise."""
    person, office = people["professional"].professional, people["department"].seats[0].organisation
    known = {"professional": person, "organisation": _unit(people), "year": 2019, "office": office}
    return AnnualRegistration.objects.create(**(known | values))


def handbook(people, **values):
    person, claim = people["professional"].professional, handbook_claim(people, state="granted")
    return Handbook.objects.create(
        professional=person, claim=claim, year=2020, sequence=1, number="湘手册000001", **values
    )


def title_record(people, **values):
    person, by = people["professional"].professional, people["author"]
    known = {"series": "engineering", "level": "senior_full", "since": date(2015, 1, 1), "unit": "院"}
    return TitleRecord.objects.create(professional=person, entered_by=by, evidence="证书", **known, **values)


def batch(people, **values):
    base = people["base"]
    keys = {"key_a": make.make_key(base, "A"), "key_b": make.make_key(base, "B")}
    return CompletionBatch.objects.create(base=base, year=2020, number=1, **keys, **values)


def platform_key(people, **values):
    return make.make_key(people["base"], "A", **values)


def completion(people, **values):
    known = {"code": "unfiled", "passed_on": "2020-06-01", "name": "某", "external_id": "R1"}
    return Completion.objects.create(base=people["base"], identity_index="x", **known, **values)


def missing_hours(people, **values):
    about = people["professional"].professional
    known = {"passed_on": "2020-06-01", "due_on": "2020-07-01", "title": "课程"}
    return MissingHours.objects.create(professional=about, base=people["base"], **known, **values)


def employment(people, **values):
    about = people["author"].professional
    return Employment.objects.create(professional=about, organisation=_unit(people), **values)


def api_client(people, *, state):
    """Its state follows from the columns."""
    known = {"oauth": Client.objects.create(name="平台"), "created_by": people["author"]}
    row = ApiClient(base=people["base"], name="学习平台", **known)
    row.state = state
    row.save()
    return row


def signing_key(people, **values):
    now = clock.now()
    known = {"algorithm": "ecdsa-p256", "place": "file", "fingerprint": "ab" * 32, "issuer_key": ""}
    return SigningKey.objects.create(name="签章", not_before=now, not_after=now, **known, **values)


def seat_request(people, **values):
    """For the unit's person, asked by somebody who is no one of these."""
    known = {"user": people["professional"], "organisation": _unit(people), "valid_from": "2020-01-01"}
    return SeatRequest.objects.create(role="hr", asked_by=people["author"], **(known | values))


def recovery(people, **values):
    known = {"user": people["professional"], "organisation": _unit(people), "asked_by": people["author"]}
    return Recovery.objects.create(reason="无法登录", first_hash="a", **(known | values))


def export_request(people, **values):
    known = {"owner": people["author"], "organisation": _unit(people), "title": "人员名单", "rows": 5000}
    return ExportRequest.objects.create(reason="上报", address="/people/export/", **(known | values))


def _asked(people, **values):
    """A change of the person's file, asked by the person, confirmed by somebody who is no one of these."""
    about, by = people["professional"], people["author"]
    known = {"professional": about.professional, "asked_by": about, "first_by": by}
    return known | {"first_person": by.professional, "organisation": _unit(people)} | values


def identity_change(people, **values):
    return IdentityChange.objects.create(**_asked(people, **values))


def merge(people, **values):
    return Merge.objects.create(duplicate=people["outsider"].professional, **_asked(people, **values))


def death(people, **values):
    return Death.objects.create(died_on="2020-01-01", **_asked(people, **values))


def erasure(people, **values):
    values = _asked(people, **values)
    del values["organisation"]
    return Erasure.objects.create(**values)


MAKERS = {
    made.__name__: made
    for made in (
        activity,
        evidence_flag,
        policy_file,
        sheet,
        reminding,
        course,
        course_review,
        cross_review,
        filing,
        session,
        registration,
        handbook_claim,
        handbook,
        title_record,
        batch,
        platform_key,
        completion,
        missing_hours,
        employment,
        api_client,
        identity_change,
        merge,
        death,
        erasure,
        signing_key,
        seat_request,
        recovery,
        export_request,
    )
} | {"webhook": api_client}
# Moves that want another row than the rest of their noun.
FOR_MOVE = {
    ("registration", "lock_alone"): {"office": None},
    ("sheet", "reopen"): {"kind": "history"},
}
