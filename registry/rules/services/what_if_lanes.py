"""Where a trial is computed: in this process, or in two beside it, each with a connection of its own.

A lane is asked for pieces and answers in that order. Those beside end by themselves when this process is
gone: what they are asked with has then come to its end.
"""

import json
import os
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import IO, Any, Protocol, cast

from django.conf import settings
from django.db import connection

from registry.rules.models import WhatIf
from registry.rules.queries.policy_text import policy_of_file
from registry.rules.queries.what_if_reading import Piece, Trial

BESIDE = 2  # processes
AHEAD = 2  # pieces that a lane is asked for before it has answered the first


@dataclass(frozen=True)
class Answer:
    """The sums of a piece (`Tally.kept`), who of it loses most, and the memory its lane has needed (MiB)."""

    counts: dict[str, Any]
    losses: list[dict[str, Any]]
    peak: int


class Lane(Protocol):
    def ask(self, piece: Piece) -> None: ...

    def answer(self) -> Answer: ...


class Here:
    """In this process, when the answer is wanted."""

    def __init__(self, row: WhatIf) -> None:
        self.trial, self.asked = trial_of(row), deque[Piece]()

    def ask(self, piece: Piece) -> None:
        self.asked.append(piece)

    def answer(self) -> Answer:
        return answered(self.trial, self.asked.popleft())


class Beside:
    """In a process of its own."""

    def __init__(self, row: WhatIf) -> None:
        command = [sys.executable, "manage.py", "what_if_lane", str(row.public_id)]
        self.process = subprocess.Popen(  # noqa: S603  (our own command)
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, piece: Piece) -> None:
        asked = cast(IO[str], self.process.stdin)
        asked.write(json.dumps(asdict(piece)) + "\n")
        asked.flush()

    def answer(self) -> Answer:
        line = cast(IO[str], self.process.stdout).readline()
        if not line:
            raise RuntimeError(f"a process of the trial ended: {self.process.wait()}")
        return Answer(**json.loads(line))

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def trial_of(row: WhatIf) -> Trial:
    return Trial(policy_of_file(row.file), row.day)


def answered(trial: Trial, piece: Piece) -> Answer:
    tally, losses = trial.counted(piece)
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Answer(tally.kept(), losses, kib // 1024)


@contextmanager
def lanes_for(row: WhatIf) -> Iterator[Sequence[Lane]]:
    """Two beside this process; this one alone where the database has one writer, inside somebody's
    transaction, and where there is one processor."""
    alone = connection.vendor != "postgresql" or connection.in_atomic_block or len(_processors()) < BESIDE
    if alone:
        yield [Here(row)]
        return
    lanes = [Beside(row) for _lane in range(BESIDE)]
    try:
        yield lanes
    finally:
        for lane in lanes:
            lane.end()


def _processors() -> set[int]:
    return os.sched_getaffinity(0)


def answers(lanes: Sequence[Lane], pieces: Iterator[Piece]) -> Iterator[tuple[Piece, Answer]]:
    """Each piece with its answer, in the order of the pieces."""
    asked: deque[tuple[Lane, Piece]] = deque()
    for lane, piece in zip(cycle(lanes), pieces, strict=False):
        lane.ask(piece)
        asked.append((lane, piece))
        if len(asked) >= AHEAD * len(lanes):
            yield _next(asked)
    while asked:
        yield _next(asked)


def _next(asked: deque[tuple[Lane, Piece]]) -> tuple[Piece, Answer]:
    lane, piece = asked.popleft()
    return piece, lane.answer()
