"""The columns of the yearly figures: which counters each adds up, and what it is called."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from certification.enums import FigureName, SlipState, YearState
from certification.queries.yearly.subject_hours import SUBJECTS, two_names
from certification.workflow.table import CANCELLED, DRAFT, ISSUED, RECORDED, RETURNED, REVOKED
from credits.engine import Policy
from credits.queries import every_published_policy

ZERO = Decimal(0)
HOURS, CASES, SLIPS, DAYS = "hours", "cases", "slips", "days"
STAGED = {CASES: (FigureName.CASES, "case", "count"), DAYS: (FigureName.DAYS, "days", "days")}

# (name, part, days) -> value, of one row of a table.
Figures = Mapping[tuple[str, str, int], Decimal]


@dataclass(frozen=True)
class Column:
    """A column of figures: the counters it adds up (name, part), and
    what a list of those behind is asked by."""

    what: str
    label: str
    picks: tuple[tuple[str, str], ...]
    kind: str = "count"  # count, hours, days

    @property
    def key(self) -> str:
        """What the table is sorted by; two columns may have the same people behind them."""
        return f"{self.what}-sum" if self.kind == "hours" else self.what

    def value(self, figures: Figures) -> Decimal | None:
        """Their sum; of days the median, None where nothing ended yet."""
        if self.kind == "days":
            return median({days: int(n) for (*pick, days), n in figures.items() if tuple(pick) in self.picks})
        return sum((n for (*pick, _days), n in figures.items() if tuple(pick) in self.picks), ZERO)

    def size(self, figures: Figures) -> int:
        """How many rows stand behind it: for days, how many stays the median is of."""
        return int(sum(n for (*pick, _days), n in figures.items() if tuple(pick) in self.picks))


def median(histogram: Mapping[int, int]) -> Decimal | None:
    """The median of whole numbers by how often each occurs; between two middle ones, their mean."""
    size = sum(histogram.values())
    if not size:
        return None
    middle, seen = [], 0
    wanted = [(size - 1) // 2, size // 2]
    for number in sorted(histogram):
        seen += histogram[number]
        while wanted and seen > wanted[0]:
            middle.append(number)
            wanted.pop(0)
    return Decimal(sum(middle)) / 2


def columns(show: str, whole: Figures, policy: Policy) -> list[Column]:
    """The columns of a table; of stages those in which something is, or was, in `whole`; of hours by the
    subjects of `policy`, which governs there."""
    if show == HOURS:
        return hour_columns(policy)
    if show == SLIPS:
        return [slip_column(state) for state in SlipState.values]
    labels = stage_labels()
    present = {part for name, part, _days in whole if name == STAGED[show][0]}
    order = [stage for stage in labels if stage in present] + sorted(present - labels.keys())
    return [stage_column(show, stage, labels) for stage in order]


def hour_columns(policy: Policy) -> list[Column]:
    """Of all years, and of each subject how many are short of it and of how much."""
    settled = [state for state in YearState.values if state != YearState.SHORT]
    years, short, missing = FigureName.YEARS, FigureName.SHORT, FigureName.MISSING
    return [
        Column("people", _("人数"), tuple((years, state) for state in YearState.values)),
        Column("registered", _("已登记"), ((FigureName.REGISTERED, ""),)),
        Column("settled", _("合格"), tuple((years, state) for state in settled)),
        Column("short", _("不足"), ((years, YearState.SHORT),)),
        *(
            column
            for part, name in zip(SUBJECTS, two_names(policy), strict=False)
            for column in (
                Column(f"short-{part}", _("%s不足") % name, ((short, part),)),
                Column(f"short-{part}", _("%s差额") % name, ((missing, part),), "hours"),
            )
        ),
    ]


def slip_column(state: str) -> Column:
    return Column(f"slip-{state}", str(SlipState(state).label), ((FigureName.SLIPS, state),))


def stage_column(show: str, stage: str, labels: Mapping[str, str]) -> Column:
    name, what, kind = STAGED[show]
    return Column(f"{what}-{stage}", labels.get(stage, stage), ((name, stage),), kind)


def stage_labels() -> dict[str, str]:
    """Stage, or where a case rests -> what it is called here, in the order of the routes in force."""
    policies = every_published_policy()
    place: dict[str, int] = {}
    names: dict[str, list[str]] = defaultdict(list)
    for policy in policies:
        for route in policy.routes.values():
            for index, stage in enumerate(route.stages):
                place[stage.id] = max(index, place.get(stage.id, 0))
                names[stage.id].append(stage.name)
    stages = {stage: min(names[stage], key=len) for stage in sorted(place, key=lambda one: place[one])}
    return stages | {
        RETURNED: _("退回修改"),
        DRAFT: _("本人撤回"),
        ISSUED: _("已签发"),
        RECORDED: _("已登记"),
        CANCELLED: _("已取消"),
        REVOKED: _("认定单已撤销"),
    }
