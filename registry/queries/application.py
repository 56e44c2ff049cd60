"""What the certification room knows of a person's application, for the first screen; asked through a door."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.models import Professional


@dataclass(frozen=True)
class Application:
    """`sentence` says where the case stands, "" when there is none; `url` leads to it or to a new one."""

    sentence: str
    url: str


Source = Callable[[Professional, int], Application]
_sources: list[Source] = []


def register_application(source: Source) -> None:
    """Let another room answer; called from AppConfig.ready. The one registered last is asked."""
    if source not in _sources:
        _sources.append(source)


def application_of(professional: Professional, year: int) -> Application | None:
    """The person's case of application year `year`; None when no room knows of cases."""
    return _sources[-1](professional, year) if _sources else None
