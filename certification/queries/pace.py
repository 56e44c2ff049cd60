"""How long it takes here: what the same office needed for the same stage, in working days, as it was."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from certification.models import Case, StageStay
from certification.offices import office_of
from certification.queries.policy import table_of
from certification.workflow.table import DRAFT, RETURNED
from registry.enums import Office

FEWEST = 10  # ended stays; of fewer nothing is said
YEARS = 2  # application years that are looked at, the case's own the last
QUICK, USUAL, SLOW = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class Pace:
    """Of ten cases one was quicker than `quick`, half were done within `usual`, nine within `slow`."""

    count: int
    quick: int
    usual: int
    slow: int

    @property
    def short(self) -> str:
        """What stands under a step."""
        if self.quick == self.slow:
            return _("通常%s") % _days(self.usual)
        words = {"usual": _days(self.usual), "quick": _days(self.quick), "slow": _days(self.slow)}
        return _("通常%(usual)s，快的%(quick)s，慢的%(slow)s") % words


def _days(number: int) -> str:
    return _("%s个工作日") % number if number else _("当天")


def paces(case: Case) -> Mapping[str, Pace]:
    """Stage (id) -> what its office needed in the last years, where enough was done to tell. One query."""
    wanted = Q(pk__in=[])
    for stage in table_of(case).stages:
        office = office_of(case, stage.office)
        if office or stage.office == Office.PROVINCE:  # who does it is known
            wanted |= Q(stage=stage.id, office=office)
    years = range(case.application_year - YEARS + 1, case.application_year + 1)
    rows = StageStay.objects.filter(wanted, year__in=years).exclude(workdays=None).order_by()
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for stage_id, days, count in rows.values_list("stage", "workdays").annotate(Count("pk")):
        found[stage_id][days] = count
    return {name: pace for name, counts in found.items() if (pace := _pace(counts))}


def _pace(counts: Mapping[int, int]) -> Pace | None:
    total = sum(counts.values())
    if total < FEWEST:
        return None
    return Pace(total, *(_within(counts, ceil(total * part)) for part in (QUICK, USUAL, SLOW)))


def _within(counts: Mapping[int, int], wanted: int) -> int:
    """The days within which `wanted` of them were done."""
    done = 0
    for days in sorted(counts):
        done += counts[days]
        if done >= wanted:
            return days
    return 0


def sentence(case: Case, found: Mapping[str, Pace]) -> str:
    """What the page of a case says of how long it takes; "" where too little is known."""
    if case.state in (DRAFT, RETURNED):
        stages = [stage.id for stage in table_of(case).stages]
        if not stages or any(one not in found for one in stages):
            return _("各环节在办理它的机关通常需要的时间列在上面，未列的办理件数还少。") if found else ""
        usual = sum(found[one].usual for one in stages)
        return _("按近两年的实际情况，各环节通常用时相加约%s，不含退回修改的时间。") % _days(usual)
    pace = found.get(case.stage)
    if pace is None:
        return ""
    words = {"pace": pace.short, "count": pace.count}
    return _("近两年这一环节在这里办理%(count)s件：%(pace)s。") % words
