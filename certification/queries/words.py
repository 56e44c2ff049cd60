"""How an office's own route names its steps: a university reads 学校审核认定, never another route's 复审."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from certification.offices import ROLE_OF_OFFICE
from credits.engine import Policy, Stage
from registry.enums import Office
from registry.models import Membership
from registry.people.queries.governing import policy_of_unit


@dataclass(frozen=True)
class Words:
    """`first`: the first review. `passed`: the last review before the batch. `after_notice`: where people go
    after the notice, with who does it. `filer`: who hands the batch in."""

    first: str
    passed: str
    after_notice: str
    filer: str


RECORD = _("登记认定结果")


def record_name(seat: Membership) -> str:
    """What the seat's office calls the stage of its record: 登记认定结果, or 留存备查 where the papers go on
    to be issued (三(二)). The usual name where its routes differ."""
    offices = {str(office.value) for office, role in ROLE_OF_OFFICE.items() if role == seat.role}
    names = {
        stage.name
        for route in policy_of_unit(seat.organisation).routes.values()
        for stage in route.stages
        if stage.kind == "record" and stage.office in offices
    }
    return names.pop() if len(names) == 1 else str(RECORD)


def words_of(seat: Membership) -> Words:
    """By the route of the seat's unit in the newest policy; the
    provincial route's words where it has none."""
    policy = policy_of_unit(seat.organisation)
    routes = [one for one in policy.routes.values() if seat.organisation.route in one.covers]
    with_notice = [one for one in routes if any(stage.kind == "notice" for stage in one.stages)]
    route = (with_notice or routes or list(policy.routes.values()))[0]
    stages = list(route.stages)
    reviews = [stage for stage in stages if stage.kind == "review"]
    kinds = [stage.kind for stage in stages]
    filing = stages[kinds.index("filing")] if "filing" in kinds else None
    before = [one for one in reviews if filing is None or stages.index(one) < stages.index(filing)]
    following = stages[kinds.index("notice") + 1] if "notice" in kinds and kinds[-1] != "notice" else None
    return Words(
        first=reviews[0].name if reviews else "",
        passed=before[-1].name if before else "",
        after_notice=_who_does(policy, following),
        filer=_office(policy, filing) if filing else "",
    )


def _who_does(policy: Policy, stage: Stage | None) -> str:
    return f"{_office(policy, stage)}{stage.name}" if stage else ""


def _office(policy: Policy, stage: Stage) -> str:
    return policy.office_name(stage.office, str(Office(stage.office).label))
