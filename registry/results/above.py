"""Who hears what became of results: platforms, by whatever room knows them. Added in `AppConfig.ready`."""

from collections.abc import Callable, Sequence

from cejc.lib.hook import Hook
from registry.results.models import Completion

listeners: Hook[Callable[[Sequence[Completion]], None]] = Hook()


def tell_platforms(rows: Sequence[Completion]) -> None:
    """These results stand otherwise than before. Called inside a
    service, in the transaction of the change."""
    for hear in listeners:
        hear(rows)
