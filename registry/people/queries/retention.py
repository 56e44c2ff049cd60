"""What the page of periods shows: each kind with how it stands, and when the job comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from registry.machinery import retention
from registry.machinery.models import Job, KeptKind

TICK = "tick:keep_and_forget:every"


@dataclass(frozen=True)
class Line:
    """One kind, and its row where the job has counted it once."""

    kind: retention.Kind
    row: KeptKind | None

    @property
    def waits(self) -> bool:
        """Whether an officer has to begin it, or to begin it again for a shorter period."""
        if not self.kind.confirm or self.kind.period is None:
            return False
        begun = self.row is not None and self.row.begun_at is not None
        return not begun or self.kind.period.total_seconds() < (self.row.begun_seconds if self.row else 0)


def lines() -> Iterator[Line]:
    rows = {one.kind: one for one in KeptKind.objects.select_related("begun_by")}
    for name, kind in retention.kinds().items():
        yield Line(kind, rows.get(name))


def runs() -> tuple[datetime | None, datetime | None]:
    """When the job ended last, and when it comes next; None where no worker has begun yet."""
    job = Job.objects.filter(key=TICK).only("finished_at", "run_after").first()
    return (job.finished_at, job.run_after) if job else (None, None)
