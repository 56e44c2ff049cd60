"""What the certification room knows of a person's application, for the first screen; asked through a door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from credits.engine.policy import Policy
from registry.people.models import Organisation, Professional


@dataclass(frozen=True)
class Application:
    """`sentence` says where the case stands, "" when there is none; `url` leads to it or to a new one;
    `level` and `series` are those applied for, "" when there is no case."""

    sentence: str
    url: str
    level: str = ""
    series: str = ""
    returned: bool = False  # it waits for the person's correction


@dataclass(frozen=True)
class LastDay:
    """The last day on which an application is still in time: `label`
    says for what, `why` what the person does."""

    label: str
    day: date
    why: str


LastDaySource = Callable[[Organisation, Policy, str], LastDay | None]
_last_days: list[LastDaySource] = []


def register_last_day(source: LastDaySource) -> None:
    """Let another room say it; called from AppConfig.ready. The one registered last is asked."""
    if source not in _last_days:
        _last_days.append(source)


def last_day_of(organisation: Organisation, policy: Policy, level: str) -> LastDay | None:
    """For people of `organisation` who apply for a title of `level`; None where there is no such day."""
    return _last_days[-1](organisation, policy, level) if _last_days else None


Source = Callable[[Professional, int], Application]
_sources: list[Source] = []


def register_application(source: Source) -> None:
    """Let another room answer; called from AppConfig.ready. The one registered last is asked."""
    if source not in _sources:
        _sources.append(source)


def application_of(professional: Professional, year: int) -> Application | None:
    """The person's case of application year `year`; None when no room knows of cases."""
    return _sources[-1](professional, year) if _sources else None
