"""The demo's spring of 2020, told day by day through the services."""

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils import timezone

from cejc import clock
from certification.demo import bases, beside, elsewhere, handbooks, online, records, registrations, sessions
from certification.demo.people import Cast, gather
from certification.models import Case, Notice, NoticeEntry
from certification.services import batch as batches
from certification.services import case as cases
from certification.services import review
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.notices import objection as objections
from certification.services.slips import slip
from credits.engine import Policy, span_for
from credits.queries import policy_here
from registry.activities.services import activity_review
from registry.models import Activity, DemoClock, Professional, User

SEED = 2020
TODAY = "2020-06-22 10:00"
# How many people stand at each stage at the end of the story, dealt out over all employers in turn.
STAGES = {
    "issued": 6,
    "issue": 3,
    "verification": 4,
    "filing": 4,
    "confirmation": 4,
    "open": 6,
    "notice": 4,
    "returned": 2,
    "begun": 2,
    "submitted": 5,
    "draft": 2,
}
AFTER_NOTICE = ("issued", "issue", "verification", "filing", "confirmation")
AT_PROVINCE = ("issued", "issue", "verification")


def at(moment: str) -> None:
    """Set this process's clock to a moment of Asia/Shanghai."""
    wanted = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)
    clock.set_offset(wanted - timezone.now())


def tell(say: Callable[[str], None] = lambda text: None) -> Cast:
    """Play the whole story; `say` hears a line a chapter. The clock of the demo stays at its end."""
    dice, policy = random.Random(SEED), policy_here()  # noqa: S311  (a story, not a secret)
    at("2020-03-02 09:00")
    cast = gather(dice)
    others = elsewhere.gather(dice, cast.numbers or iter(()))
    trainers = bases.gather(cast)
    bases.offer(trainers)
    bases.prepare(trainers)
    at("2020-03-05 15:00")
    offices = (cast.departments[0][1], others.clerks["faculty"][0])
    online.deposit(trainers, *offices, cast.officers[0])
    say(f"机构和人员：{len(cast.people)} 人")
    groups = _deal(cast)
    _record(cast, groups, policy, dice)
    elsewhere.record_years(others, policy, dice)
    elsewhere.settle(others, cast.officers[0])
    say("继续教育活动和证明材料")
    at("2020-04-08 10:00")
    handbooks.grant(cast)
    bases.review(trainers, *offices)
    at("2020-04-16 15:00")
    handbooks.hand_out(cast, clock.today())
    filed = sessions.file(trainers, cast.officers[0])
    _submit(groups)
    elsewhere.submit(others)
    _review(cast, groups)
    elsewhere.review_all(others)
    _first_notices(cast, groups, others)
    _confirm_and_file(cast, groups)
    say("认定申请：初审、公示、复审、报送")
    _verify_and_issue(cast, groups)
    elsewhere.finish(others)
    _open_notices(cast, groups)
    _latest(cast, groups)
    say("核验、签发、撤销和换发")
    at("2020-06-16 18:00")
    clerk = trainers.clerks[trainers.water.code][0]
    sessions.close(trainers, sessions.hold(trainers, filed[0], "SLPX2020-01", cast.people[60:84]))
    at("2020-06-18 15:00")
    bases.convene(trainers, "WL2020-02", cast.departments[0][1], trainers.experts[:2], answer=False)
    bases.draw(trainers, cast.officers[0])
    say("继续教育基地：课程、审定和交叉审查")
    _online(cast, trainers, offices[0])
    say("网络平台：秘钥、学习结果和证书批次")
    at("2020-06-19 09:00")
    registrations.register(cast, {user.pk for group in groups.values() for user in group})
    say("2019年度登记")
    handbooks.lose_one(clock.today())
    handbooks.claim(cast)
    handbooks.draw(cast, groups["issued"][2:5])
    say("登记手册")
    at("2020-06-19 11:00")
    beside.publish(cast)
    at("2020-06-19 15:00")
    beside.record(cast)
    say("其他行业的学分规定：一名医生、一名会计")
    at(TODAY)
    today = sessions.hold(trainers, filed[1], "SLPX2020-02", [*cast.people[84:100], *cast.people[:2]])
    sessions.tick(clerk, today, until=clock.now())
    sessions.wait(trainers)
    unit, clerks = cast.employers[0]
    sessions.at_home(clerks[0], unit, cast.people[0:30:6])
    say("公需科目备案和培训班次")
    keep_clock()
    return cast


def _online(cast: Cast, trainers: bases.Bases, officer: User) -> None:
    """A batch under both keys, one that waits for key B, results that are in no batch, and a question."""
    base, clerk, province = trainers.water, trainers.clerks["SLPX"][0], cast.officers[0]
    at("2020-06-18 16:00")
    online.report(base, "WL2020-01", cast.people[100:130], date(2020, 6, 8))
    online.sign(online.freeze(base, clerk), officer, province)
    at("2020-06-18 17:00")
    online.report(base, "WL2020-01", cast.people[130:148], date(2020, 6, 12))
    online.sign(online.freeze(base, clerk), officer)
    at("2020-06-18 18:00")
    online.report(base, "WL2020-01", cast.people[148:156], date(2020, 6, 17))
    online.report(trainers.college, "XJ-GX2020", cast.people[156:160], date(2020, 6, 17))
    online.ask(cast.people[4], base)


def keep_clock() -> None:
    wanted = clock.now() - timezone.now()
    DemoClock.objects.update_or_create(pk=1, defaults={"offset_seconds": round(wanted.total_seconds())})


def _deal(cast: Cast) -> dict[str, list[User]]:
    people = iter(cast.people)
    return {stage: [next(people) for _number in range(count)] for stage, count in STAGES.items()}


def _record(cast: Cast, groups: dict[str, list[User]], policy: Policy, dice: random.Random) -> None:
    """Whole spans for those with a case; one or two records, some of them drafts, for everybody else."""
    at("2020-03-16 10:00")
    busy = {user.pk for group in groups.values() for user in group}
    for order, user in enumerate(user for group in groups.values() for user in group):
        for year in _span(user, policy):
            kind = records.PROFESSIONAL[(order + year) % len(records.PROFESSIONAL)]
            records.a_good_year(user, policy, year, kind, dice)
    for order, user in enumerate(user for user in cast.people if user.pk not in busy):
        _some_records(user, policy, order, dice)


def _span(user: User, policy: Policy) -> range:
    person = Professional.objects.get(users=user)
    span = span_for(policy, level="senior_associate", degree=person.degree, series=person.title_series)
    return range(span.first, span.last + 1)


def _some_records(user: User, policy: Policy, order: int, dice: random.Random) -> None:
    year = 2015 + order % 5
    kind = (*records.PROFESSIONAL, "assignment")[order % 14]
    for record in records.professional_record(kind, year, dice, user.username):
        records.make(user, policy, *record, dice, send=order % 4 != 0)
    if order % 9 == 0:
        records.make(user, policy, *records.public_record(year, dice), dice, send=order % 4 != 0)


def _submit(groups: dict[str, list[User]]) -> None:
    at("2020-05-06 09:30")
    for stage, users in groups.items():
        for user in users:
            case = _open(user)
            if stage != "draft":
                cases.submit_case(actor=user, case=case)


def _open(user: User) -> Case:
    person = Professional.objects.get(users=user)
    name = "高级工程师" if person.title_series == "engineering" else "副主任医师"
    return cases.open_case(
        actor=user,
        application_year=2020,
        title_series=person.title_series,
        title_level="senior_associate",
        degree=person.degree,
        title_name=name,
    )


def _cases(users: Iterable[User]) -> list[Case]:
    people = [user.professional_id for user in users]
    return list(
        Case.objects.filter(professional__in=people)
        .select_related("organisation", "professional")
        .order_by("pk")
    )


def _past_review(groups: dict[str, list[User]]) -> list[User]:
    return [user for stage in (*AFTER_NOTICE, "open", "notice") for user in groups[stage]]


def _review(cast: Cast, groups: dict[str, list[User]]) -> None:
    """The employers' initial review; the professional-subject records are approved with it."""
    at("2020-05-08 14:00")
    for case in _cases(_past_review(groups)):
        actor = cast.hr_of(case.organisation)
        review.begin_review(actor=actor, case=case)
        review.pass_case(actor=actor, case=case)
    for case in _cases(groups["returned"]):
        review.return_case(
            actor=cast.hr_of(case.organisation),
            case=case,
            text="2018年专业科目证书上的姓名与身份证不一致，请换成清晰的原件扫描件。",
        )
    for case in _cases(groups["begun"]):
        review.begin_review(actor=cast.hr_of(case.organisation), case=case)


def _by_unit(rows: list[Case]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = {}
    for case in rows:
        found.setdefault(case.organisation_id, []).append(case)
    return found


def _publish(cast: Cast, users: list[User]) -> list[Notice]:
    made = []
    for unit_cases in _by_unit(_cases(users)).values():
        unit = unit_cases[0].organisation
        actor = cast.hr_of(unit)
        notice = drafts.compose_notice(
            actor=actor,
            organisation=unit,
            cases=unit_cases,
            contact=unit.contact,
            title=f"{unit.name}2020年度继续教育合格人员名单公示",
            text="经初审，下列人员继续教育学时符合要求，现予公示。如有异议，请在公示期内实名反映。",
        )
        made.append(notices.publish_notice(actor=actor, notice=notice))
    return made


def _first_notices(cast: Cast, groups: dict[str, list[User]], others: elsewhere.Elsewhere) -> None:
    at("2020-05-11 09:00")
    _publish(cast, [user for stage in AFTER_NOTICE for user in groups[stage]])
    elsewhere.publish(others)
    at("2020-05-19 08:30")
    notices.close_due()


def _confirm_and_file(cast: Cast, groups: dict[str, list[User]]) -> None:
    at("2020-05-20 10:00")
    rows = _cases(user for stage in (*AT_PROVINCE, "filing") for user in groups[stage])
    for case in rows:
        review.pass_case(actor=cast.department_over(case.organisation), case=case)
    at("2020-06-01 09:00")
    for department, actor in cast.departments:
        ready = [
            case
            for case in _cases(user for stage in AT_PROVINCE for user in groups[stage])
            if case.department_id == department.pk
        ]
        if ready:
            made = batches.make_batch(
                actor=actor, organisation=department, cases=ready, name=f"{department.name}2020年第一批"
            )
            batches.file_batch(actor=actor, batch=made)


def _verify_and_issue(cast: Cast, groups: dict[str, list[User]]) -> None:
    at("2020-06-03 09:30")
    for case in _cases([*groups["issued"], *groups["issue"]]):
        review.pass_case(actor=cast.officers[0], case=case)
    at("2020-06-05 15:00")
    issued = [slip.issue_slip(actor=cast.officers[1], case=case) for case in _cases(groups["issued"])]
    at("2020-06-10 11:00")
    revoke = slip.propose_action(
        actor=cast.officers[0],
        slip=issued[0],
        kind="revoke",
        reason="2017年专业科目结业证书经核实系他人证书，认定依据不成立。",
    )
    slip.decide_action(actor=cast.officers[1], action=revoke, approve=True)
    reissue = slip.propose_action(
        actor=cast.officers[0],
        slip=issued[1],
        kind="reissue",
        reason="申报职称名称填写有误，予以更正。",
        changes={"title_name": "高级工程师（水利）"},
    )
    slip.decide_action(actor=cast.officers[1], action=reissue, approve=True)
    slip.propose_action(
        actor=cast.officers[0], slip=issued[2], kind="revoke", reason="单位来函反映材料存疑，提请复核。"
    )


def _open_notices(cast: Cast, groups: dict[str, list[User]]) -> None:
    at("2020-06-18 09:00")
    published = _publish(cast, groups["open"])
    at("2020-06-19 16:20")
    entry = NoticeEntry.objects.filter(notice=published[0]).order_by("position").first()
    if entry:
        objections.file_objection(
            entry=entry,
            submission_key="00000000-0000-4000-8000-000000002020",
            name="唐守正",
            contact="13900000000",
            text="该同志2016年8月的研修班，本人同期在工地值班，请核对签到表。",
        )


def _latest(cast: Cast, groups: dict[str, list[User]]) -> None:
    """HR has looked at some of the records that belong to no case yet."""
    at("2020-06-19 17:00")
    waiting = Activity.objects.filter(
        state="submitted", case_items=None, is_professional_subject=True
    ).order_by("pk")
    for order, row in enumerate(waiting.select_related("organisation")[:40]):
        if row.organisation is None:
            continue
        actor = cast.hr_of(row.organisation)
        if order % 5 == 4:
            activity_review.return_(actor=actor, activity=row, text="证书编号看不清，请重新扫描后上传。")
        elif order % 5 != 3:
            activity_review.approve(actor=actor, activity=row)
