"""How one room answers another that need not know it: the lower room
asks, whoever is above has added its answer."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Answer = TypeVar("Answer", bound=Callable[..., object])


class Hook(Generic[Answer]):
    """Functions added from `AppConfig.ready`, in the order in which they came. Twice is once."""

    def __init__(self) -> None:
        self._known: list[Answer] = []

    def add(self, answer: Answer) -> Answer:
        if answer not in self._known:
            self._known.append(answer)
        return answer

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._known)
