"""How an application goes, route by route, as the help page says it: from the stages of the policy."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credits.engine import Policy, Route, Stage
from registry.enums import Office


@dataclass(frozen=True)
class Way:
    """One route: what it is called, and a sentence for each stage."""

    name: str
    steps: list[str]


def ways_of(policy: Policy) -> list[Way]:
    """Those routes that end with a document, in the order of the policy."""
    return [
        Way(route.name, [_sentence(stage, policy) for stage in route.stages])
        for route in policy.routes.values()
        if _ends_with_document(route)
    ]


def _ends_with_document(route: Route) -> bool:
    return any(stage.kind == "issue" for stage in route.stages)


def _sentence(stage: Stage, policy: Policy) -> str:
    said = {
        "review": _("%(office)s审核。"),
        "notice": _("%(office)s公示合格人员名单，不少于%(days)s个工作日，发布当日不计入。"),
        "filing": _("%(office)s在规定时间内统一报送。"),
        "record": _("%(office)s留存登记。"),
        "issue": _("%(office)s签发%(slip)s。"),
    }[stage.kind]
    office = str(Office(stage.office).label)
    return said % {"office": office, "days": stage.working_days, "slip": _slip(policy)}


def _slip(policy: Policy) -> str:
    """Its own name is Chinese; who reads English is told what it is."""
    return _("认定单") if get_language() == "en" else f"《{policy.slip.name}》"
