"""A demo for any place and any notice: units and people of the site's file, the same good years for everybody
who applies, and applications led along their routes, one to each stage in turn."""

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cejc import clock
from certification.demo import records
from certification.demo.given import given
from certification.demo.people import Cast, credit_code, gather, staff
from certification.demo.small_people import person_at
from certification.demo.story import SEED, TODAY, at, keep_clock
from certification.models import Case
from certification.services import allotment, bureau, record, review
from certification.services import batch as batches
from certification.services import case as cases
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.slips import slip
from credits.engine import Policy, Stage, span_for
from credits.queries import policy_here
from registry.choices import whole_place
from registry.enums import OrganisationKind, Role, Route
from registry.models import Organisation, Professional, User
from registry.people.services import organisation

APPLYING = 24  # of the people of the departments' units
ROUNDS, DAYS = 6, 7  # the longest route, and how long a stage takes
CITY, UNIT = 60, 63  # numbers of their credit codes


def tell(say: Callable[[str], None] = lambda text: None) -> Cast:
    """Play it; `say` hears a line a chapter."""
    dice, policy = random.Random(SEED), policy_here()  # noqa: S311  (a story, not a secret)
    at("2020-03-02 09:00")
    cast = gather(dice)
    city = _City(cast, dice)
    say(f"机构和人员：{len(cast.people) + len(city.people)} 人")
    at("2020-03-16 10:00")
    applying = [*cast.people[:APPLYING], *city.people]
    for user in applying:
        _good_years(user, policy, dice)
    say("继续教育活动和证明材料")
    at("2020-04-20 09:00")
    for user in applying:
        _apply(user)
    _walk(applying, _Offices(cast, city))
    say("认定申请：沿认定渠道逐环节办理")
    at(TODAY)
    keep_clock()
    return cast


class _City:
    """A city's bureau with a unit under it."""

    def __init__(self, cast: Cast, dice: random.Random) -> None:
        known, number = given("elsewhere"), cast.numbers or iter(())
        self.bureau = _unit(CITY, known["city"], None, OrganisationKind.BUREAU, known["region"])
        named = enumerate(("石敬业", "文思远"), 1)
        self.officers = [
            staff(self.bureau, Role.BUREAU, f"bureau{n}", name, next(number)) for n, name in named
        ]
        self.people: list[User] = []
        self.clerks: dict[int, User] = {}
        for order, one in enumerate(known["units"]):
            unit = _unit(UNIT + order, one["name"], self.bureau, OrganisationKind.EMPLOYER, known["region"])
            clerk = staff(unit, Role.HR, f"{one['login']}hr1", "毕为公", next(number))
            self.clerks[unit.pk] = clerk
            for n, name in enumerate(one["people"], 1):
                made = person_at(clerk, unit, name, next(number), f"{one['login']}{n}", one["series"], dice)
                self.people.append(made)


def _unit(code: int, name: str, above: Organisation | None, kind: str, region: str) -> Organisation:
    return organisation.create(
        actor=None,
        name=name,
        credit_code=credit_code(code),
        supervisor=above,
        kind=kind,
        region=region or whole_place(),
        route=Route.CITY,
        contact=f"人事科，{given('numbers')['phone']}{code:07d}",
    )


def _good_years(user: User, policy: Policy, dice: random.Random) -> None:
    person = Professional.objects.get(users=user)
    span = span_for(policy, level="senior_associate", degree=person.degree, series=person.title_series)
    for year in range(span.first, span.last + 1):
        for one in given("years"):
            facts = _of_year(dict(one.get("facts", {})) | _lines(one), year)
            title = one["title"].format(year=year, name=user.display_name)
            records.make(user, policy, one["kind"], title, facts, dice)


def _lines(one: dict[str, Any]) -> dict[str, Any]:
    return {"lines": one["lines"]} if "lines" in one else {}


def _of_year(value: Any, year: int) -> Any:
    if isinstance(value, dict):
        return {key: _of_year(inner, year) for key, inner in value.items()}
    if isinstance(value, list):
        return [_of_year(inner, year) for inner in value]
    return value.format(year=year) if isinstance(value, str) else value


def _apply(user: User) -> None:
    person = Professional.objects.get(users=user)
    case = cases.open_case(
        actor=user,
        application_year=policy_here().application_year,
        title_series=person.title_series,
        title_level="senior_associate",
        degree=person.degree,
    )
    cases.submit_case(actor=user, case=case)


class _Offices:
    """Who acts for a case at a stage."""

    def __init__(self, cast: Cast, city: _City) -> None:
        self.cast, self.city = cast, city
        bureau.settle(
            actor=city.officers[0],
            organisation=city.bureau,
            application_year=policy_here().application_year,
            edit=0,
        )
        asked = allotment.claim(
            actor=city.officers[0],
            organisation=city.bureau,
            year=policy_here().application_year,
            count=20,
        )
        allotment.grant(actor=cast.officers[0], allotment=asked, count=20)

    def of(self, case: Case, stage: Stage) -> User:
        """The second officer issues: nobody acts in two stages."""
        second = stage.kind in ("issue", "record")
        if stage.office == "province":
            return self.cast.officers[second]
        if stage.office == "bureau":
            return self.city.officers[second]
        if stage.office == "department":
            return self.cast.department_over(case.organisation)
        return self.city.clerks.get(case.organisation_id) or self.cast.hr_of(case.organisation)


def _walk(users: list[User], offices: _Offices) -> None:
    """A round a week; in each, whoever is not to stand still yet goes one stage on."""
    people = {user.professional_id: order for order, user in enumerate(users)}
    for place in range(ROUNDS):
        day = clock.now() + timedelta(days=DAYS)
        clock.set_offset(day - timezone.now())
        notices.close_due()
        rows = Case.objects.filter(professional__in=people).select_related("organisation", "professional")
        going = [case for case in rows.order_by("pk") if people[case.professional_id] % ROUNDS >= place]
        _on(going, offices)


def _on(going: Iterable[Case], offices: _Offices) -> None:
    for stage, group in _by_stage(going):
        actors = [(offices.of(case, stage), case) for case in group]
        if stage.kind == "notice":
            _publish(actors)
        elif stage.kind == "filing":
            _file(actors)
        else:
            act = {"review": review.pass_case, "record": record.record_case, "issue": slip.issue_slip}
            for actor, case in actors:
                act[stage.kind](actor=actor, case=case)


def _by_stage(going: Iterable[Case]) -> list[tuple[Stage, list[Case]]]:
    """The cases of each unit at each stage; what is at none any more is left."""
    found: dict[tuple[str, str, int], list[Case]] = {}
    for case in going:
        found.setdefault((case.route, case.state, case.organisation_id), []).append(case)
    routes = policy_here().routes
    stages = {(key, one.id): one for key, route in routes.items() for one in route.stages}
    return [
        (stages[route, state], group)
        for (route, state, _unit), group in found.items()
        if (route, state) in stages
    ]


def _publish(actors: list[tuple[User, Case]]) -> None:
    unit = actors[0][1].organisation
    made = drafts.compose_notice(
        actor=actors[0][0],
        organisation=unit,
        cases=[case for _actor, case in actors],
        contact=unit.contact,
        title=f"{unit.name}继续教育合格人员名单公示",
    )
    notices.publish_notice(actor=actors[0][0], notice=made)


def _file(actors: list[tuple[User, Case]]) -> None:
    actor, first = actors[0]
    office = first.department or first.organisation
    chosen = [case for _actor, case in actors]
    made = batches.make_batch(actor=actor, organisation=office, cases=chosen, name=f"{office.name}第一批")
    batches.file_batch(actor=actor, batch=made)
