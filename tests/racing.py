"""Two or more processes that do the same at once."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections


def race(racer: Callable[..., None], places: Sequence[Any], seconds: float = 150) -> list[Any]:
    """What each of the racers `racer(place, barrier, answers)`, a process a place, has put into its answers."""
    connections.close_all()  # no process goes on with another's
    start = multiprocessing.get_context("fork")
    barrier, answers = start.Barrier(len(places)), start.Queue()
    racers = [start.Process(target=racer, args=(place, barrier, answers)) for place in places]
    for one in racers:
        one.start()
    found = [answers.get(timeout=seconds) for _one in racers]
    for one in racers:
        one.join()
    return found
