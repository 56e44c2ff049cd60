"""One figure of the bench, and how it is judged."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`name value unit bound ok|short`. The bound is "≤ x" or "≥ x"; without one the figure only informs."""

    name: str
    value: float
    unit: str
    bound: str = ""

    @property
    def ok(self) -> bool:
        if not self.bound:
            return True
        sign, limit = self.bound.split()
        return self.value <= float(limit) if sign == "≤" else self.value >= float(limit)

    def line(self) -> str:
        return "\t".join(
            [self.name, f"{self.value:.4g}", self.unit, self.bound or "-", "ok" if self.ok else "short"]
        )


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest of `times` runs: what the code costs, not what the machine did beside it."""
    return min(seconds(work) for _ in range(times))


def seconds(work: Callable[[], object]) -> float:
    """Seconds that `work` takes by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
